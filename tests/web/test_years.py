"""Two audits side by side, the programme over the years, and a dry run of a new edition."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from audit import library
from audit.core import signing
from audit.core.answers import Answer
from audit.core.content import content_hash
from audit.core.programme import Audit, Programme
from audit.core.standard import Kind, Scope, Standard
from audit.store import audits, programmes, signatures
from audit.store.database import Store
from audit.web import years
from tests.web.audit_pages import NOBODY, Given, all_at, audit_of, fill, red_lines, section
from tests.web.conftest import Element, Page, Post, read

Begin = Callable[..., str]


@pytest.fixture
def begin(store: Store, audit: str, real: Standard) -> Begin:
    """Return what begins another audit of the programme: its date, its answers, and how it differs."""

    def make(day: date, given: dict[str, Given], standard: Standard = real, **other: object) -> str:
        first = audit_of(store, audit)
        made: Audit = replace(first, id=store.token(), date=day, standard=standard.id, **other)  # type: ignore[arg-type]  # a test names what differs
        with store.writing(by="tests") as db:
            made = replace(made, edition=standard.edition, content_hash=content_hash(standard))
            audits.create(db, made, standard)
        fill(store, made.id, given)
        return made.id

    return make


def sign(store: Store, name: str) -> None:
    """Sign an audit off, as far as the store is concerned."""
    audit = audit_of(store, name)
    with store.writing(by="tests") as db:
        signatures.mark_ready(db, audit, on=True)
        signatures.sign(
            db,
            audit,
            signing.Signature(
                organisation=audit.organisation,
                audit=audit.id,
                moment=store.clock(),
                account=store.token(),
                name="Nobody",
                role="Manager",
                snapshot="{}",
                sha256=signing.digest("{}"),
            ),
        )


@pytest.fixture
def pair(store: Store, audit: str, begin: Begin, real: Standard) -> tuple[str, str]:
    """Return last year's audit and today's: a red line lost, one not known any more, one newly held, a must better."""
    lost, unsure, gained = red_lines(real)[:3]
    must = next(c.id for c in real.criteria() if c.kind is Kind.MUST)
    before = begin(date(2025, 11, 1), {**all_at(real, 2), lost: 3, unsure: 3, gained: 1, must: 1})
    fill(store, audit, {**all_at(real, 2), lost: 1, unsure: None, gained: 3})
    return before, audit


def test_the_choice_lists_the_other_audits_of_the_programme(page: Page, pair: tuple[str, str]) -> None:
    before, now = pair
    html = page(f"/audits/{now}/compare")
    links = [a.attrs["href"] for a in next(read(html).all("main")).all("a")]
    assert f"/audits/{now}/compare/{before}" in links
    assert f"/audits/{now}/compare/{now}" not in links
    said = next(read(html).all("main")).words
    assert "Full audit, 1 November 2025draft, not signed off, 100 of 100 answered" in said


def test_the_page_of_a_programme_leads_to_the_comparison(
    page: Page, programme: str, audit: str, start: Callable[..., str]
) -> None:
    assert "/compare" not in page(f"/programmes/{programme}")
    start()
    assert "Set two audits side by side" in page(f"/programmes/{programme}")


def test_the_only_audit_has_nothing_beside_it(page: Page, audit: str) -> None:
    assert "This is the only audit of this programme." in page(f"/audits/{audit}/compare")


def test_red_lines_come_first_and_an_unknown_has_its_own_word(
    page: Page, pair: tuple[str, str], real: Standard
) -> None:
    before, now = pair
    html = page(f"/audits/{now}/compare/{before}")
    lost, unsure, gained = red_lines(real)[:3]
    lines = section(html, "Red lines")
    assert f"2 red lines that were held are not held now: {lost}, {unsure}." in lines.words
    assert f"1 red line is newly held: {gained}." in lines.words
    assert "Red lines held now: 1 of 25; then: 2 of 25." in lines.words
    assert lines.attrs["class"] == "red-lines"
    assert "100 criteria compared: 1 worse, 1 newly unknown, 2 better, 96 the same." in lines.words
    assert "Then: level 3, heldNow: level 1, not in place" in lines.words
    assert "Then: level 3, heldNow: not sure yet" in lines.words
    titles = [h.words for h in next(read(html).all("main")).all("h2")]
    assert titles == [
        "Red lines",
        "What is compared",
        "In pictures",
        "Worse 1 criterion",
        "Newly unknown 1 criterion",
        "Better 2 criteria",
        "Same 96 criteria",
    ]
    assert unsure not in section(html, "Worse").words
    assert html.index("red-lines-title") < html.index("%")


def test_gains_never_look_calm_while_a_red_line_is_open(
    page: Page, store: Store, audit: str, begin: Begin, real: Standard
) -> None:
    first, second = red_lines(real)[:2]
    before = begin(date(2025, 11, 1), {**all_at(real), first: 1, second: 2})
    fill(store, audit, {**all_at(real), second: 1})
    lines = section(page(f"/audits/{audit}/compare/{before}"), "Red lines")
    assert f"1 red line that was not held is worse, or not known any more: {second}." in lines.words
    assert lines.attrs["class"] == "red-lines"
    fill(store, audit, {second: 3})
    calm = section(page(f"/audits/{audit}/compare/{before}"), "Red lines")
    assert calm.attrs["class"] == "red-lines red-lines--none"


def test_the_earlier_audit_is_the_one_before_whichever_is_named_first(page: Page, pair: tuple[str, str]) -> None:
    before, now = pair
    one, other = (section(page(f"/audits/{a}/compare/{b}"), "Red lines").words for a, b in (pair, pair[::-1]))
    assert one == other
    table = next(read(page(f"/audits/{before}/compare/{now}")).all("table")).words
    assert table.index("1 November 2025") < table.index("1 November 2026")


def test_the_picture_is_served_and_its_alt_text_starts_with_the_finding(
    page: Page, client: FlaskClient, pair: tuple[str, str]
) -> None:
    html = page(f"/audits/{pair[1]}/compare/{pair[0]}")
    image = picture(html)
    assert image.attrs["alt"].startswith("2 red lines that were held are not held now")
    answer = client.get(image.attrs["src"])
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert client.get(f"{image.attrs['src']}&narrow=1").data != answer.data
    assert client.get(image.attrs["src"], headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_first_pass_and_a_full_audit_compare_only_what_both_asked(
    page: Page, store: Store, audit: str, begin: Begin, real: Standard
) -> None:
    first = begin(date(2025, 11, 1), all_at(real, 2), scope=Scope.FIRST_PASS)
    fill(store, audit, all_at(real, 2))
    html = page(f"/audits/{audit}/compare/{first}")
    assert "48 criteria compared: 48 the same. 52 criteria are not compared." in html
    assert "Only what both asked is compared." in html
    assert "Asked only in the later audit: 52 criteria" in html


def test_two_first_passes_say_that_they_are(page: Page, begin: Begin, real: Standard) -> None:
    one, other = (begin(date(y, 11, 1), all_at(real, 2), scope=Scope.FIRST_PASS) for y in (2024, 2025))
    assert "Both are first passes" in page(f"/audits/{one}/compare/{other}")


def picture(html: str) -> Element:
    """Return the one chart of a page."""
    (found,) = [e for e in read(html).all("img") if e.attrs.get("class") == "chart__image"]
    return found


def reworded(real: Standard, edition: str = "2027.1") -> Standard:
    """Return a later edition: the first criterion reworded, the second of another kind, the last gone."""
    first, *rest = real.domains
    one, two, *others = first.criteria
    changed = (replace(one, statement="Something else is in place."), replace(two, kind=Kind.SHOULD), *others)
    last = replace(rest[-1], criteria=rest[-1].criteria[:-1])
    checks = tuple(c for c in real.checks if {c.when.criterion, c.doubted_by.criterion} <= set(real.order))
    return replace(real, edition=edition, domains=(replace(first, criteria=changed), *rest[:-1], last), checks=checks)


def test_two_editions_compare_only_what_has_the_same_words(
    page: Page, store: Store, audit: str, begin: Begin, real: Standard
) -> None:
    newer = reworded(real)
    later = begin(date(2026, 12, 1), all_at(newer, 2), newer)
    fill(store, audit, all_at(real, 2))
    html = page(f"/audits/{audit}/compare/{later}")
    assert "98 criteria compared: 98 the same. 2 criteria are not compared." in html
    assert "They are by two editions of the standard. Only criteria with the same" in html
    assert "Worded otherwise in the later edition: 1 criterion" in html
    assert "No longer in the later edition: 1 criterion" in html
    # A name changed, and no word: that is said, too.
    renamed = begin(date(2027, 1, 1), all_at(real, 2), replace(real, edition="2027.2"))
    assert "What is compared has the same words in both." in page(f"/audits/{audit}/compare/{renamed}")


def test_unlike_standards_are_a_sentence_and_cannot_be_chosen(
    page: Page, audit: str, begin: Begin, standard: Standard
) -> None:
    baked = begin(date(2025, 11, 1), all_at(standard, 2), standard)
    assert "cannot be compared" in page(f"/audits/{audit}/compare/{baked}", 422)
    assert "cannot be compared" in page(f"/audits/{audit}/compare/{baked}/change.svg", 422)
    html = page(f"/audits/{audit}/compare")
    assert "by another standard; it cannot be compared" in html
    assert f"/compare/{baked}" not in html


def test_an_audit_beside_itself_is_a_sentence(page: Page, audit: str) -> None:
    assert "one and the same audit" in page(f"/audits/{audit}/compare/{audit}", 422)


def test_audits_of_two_programmes_are_a_sentence(page: Page, store: Store, audit: str, real: Standard) -> None:
    first = audit_of(store, audit)
    with store.writing(by="tests") as db:
        one = programmes.get(db, first.programme, first.organisation)
        second: Programme = programmes.create(db, replace(one, id=store.token(), name="Another"))
        other = replace(first, id=store.token(), programme=second.id)
        audits.create(db, other, real)
    assert "of two programmes" in page(f"/audits/{audit}/compare/{other.id}", 422)


@pytest.mark.parametrize("other", [NOBODY, "..", "A" * 16, "a" * 15, "aaaaaaaa%00aaaaaaa"])
def test_what_is_no_audit_is_not_found(page: Page, audit: str, other: str) -> None:
    page(f"/audits/{audit}/compare/{other}", 404)
    page(f"/audits/{other}/compare/{audit}", 404)
    page(f"/programmes/{other}/trend", 404)
    page(f"/programmes/{other}/new-edition", 404)


def test_a_deleted_audit_is_not_found(page: Page, store: Store, pair: tuple[str, str]) -> None:
    with store.writing(by="tests") as db:
        audits.delete_draft(db, audit_of(store, pair[0]))
    page(f"/audits/{pair[1]}/compare/{pair[0]}", 404)


def test_a_trial_and_a_draft_say_so(page: Page, begin: Begin, audit: str, real: Standard) -> None:
    trial = begin(date(2025, 11, 1), all_at(real, 2), is_test=True)
    html = page(f"/audits/{audit}/compare/{trial}")
    assert "The audit of 1 November 2025 is marked as a trial." in html
    assert "The audit of 1 November 2026 is not signed off. It may still change." in html


def test_looking_changes_nothing_and_nothing_can_be_sent(
    page: Page, post: Post, store: Store, pair: tuple[str, str], programme: str
) -> None:
    paths = [f"/audits/{pair[1]}/compare/{pair[0]}", f"/programmes/{programme}/trend"]
    paths.append(f"/programmes/{programme}/new-edition")
    page(paths[0])
    before = store.path.read_bytes()
    for path in paths:
        page(path)
        post(path, expected=405)
    assert store.path.read_bytes() == before


def test_the_trend_is_made_of_signed_audits_and_the_draft_stands_apart(
    page: Page, client: FlaskClient, store: Store, pair: tuple[str, str], programme: str, real: Standard
) -> None:
    sign(store, pair[0])
    html = page(f"/programmes/{programme}/trend")
    assert "One audit is signed off so far." in html
    image = picture(html)
    assert image.attrs["alt"].startswith("Red lines held at signed audits: 2 of 25 on 1 November 2025.")
    assert "The draft of 1 November 2026 stands apart: 1 of 25 held." in image.attrs["alt"]
    rows = [r.words for r in next(read(html).all("table")).all("tr")][1:]
    assert [r.split("Full")[0] for r in rows] == [
        "1 November 2025, signed off",
        "1 November 2026, draft, not signed off",
    ]
    lost, unsure, gained = red_lines(real)[:3]
    assert f"No longer held: {lost}; Not known any more: {unsure}; Newly held: {gained}" in rows[1]
    assert client.get(image.attrs["src"]).mimetype == "image/svg+xml"
    assert client.get(f"{image.attrs['src']}&narrow=1").status_code == 200


def test_two_signed_audits_say_what_changed_first(
    page: Page, store: Store, pair: tuple[str, str], programme: str, real: Standard
) -> None:
    fill(store, pair[1], {red_lines(real)[1]: 2})
    for name in pair:
        sign(store, name)
    html = page(f"/programmes/{programme}/trend")
    alt = picture(html).attrs["alt"]
    lost, unsure, _ = red_lines(real)[:3]
    assert alt.startswith(f"Since the signed audit before: No longer held: {lost}, {unsure}; Newly held: ")
    assert "draft" not in html.split("<main")[1]


def test_nothing_signed_is_no_trend(page: Page, audit: str, programme: str) -> None:
    del audit
    html = page(f"/programmes/{programme}/trend")
    assert "No audit is signed off yet, so there is no trend." in html


def test_a_programme_without_audits_has_neither_trend_nor_dry_run(
    page: Page, client: FlaskClient, programme: str
) -> None:
    assert client.get(f"/programmes/{programme}/trend.svg").status_code == 200
    assert "There is no audit to show yet." in page(f"/programmes/{programme}/trend")
    assert "There is nothing to try it on" in page(f"/programmes/{programme}/new-edition")


def test_audits_left_out_of_a_trend_are_named(
    page: Page, store: Store, begin: Begin, real: Standard, standard: Standard, programme: str
) -> None:
    old = begin(date(2023, 11, 1), all_at(standard, 2), standard)
    first = begin(date(2024, 11, 1), all_at(real, 2), scope=Scope.FIRST_PASS)
    done = begin(date(2024, 11, 1), all_at(real, 2), follows=first, begun_as=signing.Beginning.COMPLETION)
    early = begin(date(2023, 12, 1), all_at(real, 2), scope=Scope.FIRST_PASS)
    for name in (old, first, done, early):
        sign(store, name)
    html = page(f"/programmes/{programme}/trend")
    assert "took their place: 1 November 2024." in html
    assert "by another standard and cannot be compared: 1 November 2023." in html
    assert "do not set the two percentages side by side" in html
    assert "asks other things than the audit before" not in next(read(html).all("table")).words


def test_the_newest_edition_asks_nothing_again_of_an_audit_made_with_it(page: Page, audit: str, programme: str) -> None:
    del audit
    html = page(f"/programmes/{programme}/new-edition")
    assert "asks the same as the newest edition, 2026.1. Nothing has to be answered again." in html


def test_a_dry_run_of_a_new_edition(
    page: Page, store: Store, audit: str, real: Standard, programme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, audit, all_at(real))
    newer = reworded(real)
    monkeypatch.setattr(years, "_shipped", lambda: iter([newer]))
    html = page(f"/programmes/{programme}/new-edition")
    assert "Edition 2027.1 changes 3 criteria." in html
    assert "1 criterion to answer again" in html
    assert "98 answers would stay." in html
    assert "97 criteria are unchanged." in html
    for title in (
        "Worded otherwise: 1 criterion",
        "Counts as another kind: 1 criterion",
        "No longer asked: 1 criterion",
    ):
        assert title in html
    assert f"Before: {next(iter(real.criteria())).statement}" in html
    assert "Must before, Should now. The answer stays." in html
    table = next(read(html).all("table")).words
    assert "Good practice" in table
    assert "100 answered, 0 not known" in table
    assert "98 answered, 1 not known" in table


def test_levels_worded_otherwise_new_criteria_and_an_older_program(
    page: Page, store: Store, audit: str, real: Standard, programme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, audit, all_at(real))
    first, *rest = real.domains
    one, *others = first.criteria
    levels = (*one.levels[:3], "Always, and at night.")
    criteria = (replace(one, levels=levels), *others, replace(one, id="DEF-9"))
    older = replace(real, edition="2025.9", domains=(replace(first, criteria=criteria), *rest))
    monkeypatch.setattr(years, "_shipped", lambda: iter([older]))
    html = page(f"/programmes/{programme}/new-edition")
    assert "which is newer than the one this program has, 2025.9" in html
    assert "The sentences of its levels are worded otherwise." in html
    assert "New: 1 criterion" in html
    assert "2 criteria to answer again" in html


def test_a_signed_audit_comes_before_a_newer_draft_and_a_lost_standard_is_a_sentence(
    page: Page, store: Store, pair: tuple[str, str], programme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(store, pair[0])
    with store.reading() as db:
        listed = audits.listing(db, programmes.get(db, programme, audit_of(store, pair[0]).organisation))
    last = years._last(listed)
    assert last is not None
    assert last.id == pair[0]
    monkeypatch.setattr(years, "_shipped", lambda: iter([]))
    assert "There is nothing to try it on" in page(f"/programmes/{programme}/new-edition")


def test_what_ships_is_tried(real: Standard) -> None:
    assert list(years._shipped()) == [library.loaded(folder) for folder in library.available()]
    assert real in list(years._shipped())


def test_the_ways_to_these_pages(page: Page, audit: str, programme: str) -> None:
    results = page(f"/audits/{audit}/results")
    assert f"/audits/{audit}/compare" in results
    shown = page(f"/programmes/{programme}")
    assert f"/programmes/{programme}/trend" in shown
    assert f"/programmes/{programme}/new-edition" in shown


def test_answers_that_hardly_go_together_are_pointed_out_and_move_nothing(
    page: Page, store: Store, audit: str, real: Standard
) -> None:
    fill(store, audit, {**all_at(real), "WOM-1": 0})
    html = page(f"/audits/{audit}/results")
    shown = section(html, "To look at again")
    check = next(c for c in real.checks if c.id == "separate-worker-without-contact")
    assert check.sentence in shown.words
    assert "(level 3)" in shown.words
    assert "(level 0)" in shown.words
    assert "Nothing here changes the score." in shown.words
    assert '"#doubts-title"' in html
    fill(store, audit, {"WOM-1": None})
    assert "To look at again" not in page(f"/audits/{audit}/results")


def test_no_typed_text_is_shown_of_another_audit(
    page: Page, store: Store, pair: tuple[str, str], real: Standard
) -> None:
    first = red_lines(real)[0]
    fill(store, pair[1], {first: Answer(level=1, note="<b>Between us</b>")})
    assert "Between us" not in page(f"/audits/{pair[1]}/compare/{pair[0]}")

"""The results page: what endangers people first, then the standing, then numbers; never a number alone."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from audit.core.answers import Answer
from audit.core.content import content_hash
from audit.core.plan import Progress, SavedAction
from audit.core.standard import Kind, Standard
from audit.store import actions, programmes
from audit.store.database import Store
from tests.web.audit_pages import NOBODY, Given, all_at, audit_of, fill, outcome, section
from tests.web.conftest import Element, Page, Post, read

UNPROVEN = Answer(level=3)


def show(page: Page, audit: str) -> str:
    return page(f"/audits/{audit}/results")


def kind(standard: Standard, wanted: Kind, number: int = 0) -> str:
    return [c.id for c in standard.criteria() if c.kind is wanted][number]


def decide(store: Store, audit: str, action: SavedAction) -> None:
    with store.writing() as db:
        actions.save(db, audit_of(store, audit), action, 0, store.clock())


def section_of_gaps(html: str) -> Element:
    """Return the section with all gaps."""
    return next(s for s in read(html).all("section") if s.attrs.get("aria-labelledby") == "gaps-title")


def items(html: str) -> dict[str, Element]:
    """Return the red lines that are not held, by id."""
    found = [e for e in read(html).all("li") if e.attrs.get("class") == "red-lines__item"]
    return {next(e.all("span")).words: e for e in found}


@pytest.fixture
def mixed(store: Store, audit: str, real: Standard) -> str:
    """Return an audit with one of everything: three open red lines, unknowns, an unproven one, outside ones."""
    lines = [c.id for c in real.criteria() if c.is_red_line]
    outside = [c.id for c in real.criteria() if c.may_not_apply and not c.is_red_line]
    given: dict[str, Given] = all_at(real, 2)
    given.update(dict.fromkeys(lines, 3))
    given.update({lines[0]: 1, lines[1]: 2, lines[2]: None, lines[3]: UNPROVEN, outside[0]: "We have no such group."})
    del given[lines[4]]
    fill(store, audit, given)
    return audit


def test_red_lines_stand_before_the_standing_and_every_number(page: Page, mixed: str, real: Standard) -> None:
    html = show(page, mixed)
    first_open = next(c for c in real.criteria() if c.is_red_line)
    marks = [
        "5 red lines are not held. Their failing can directly endanger someone.",
        "20 held, 2 open, 2 not known, 1 without a document",
        first_open.statement,
        first_open.interim,
        ">Red line open or not known<",
        "97 answered, 2 not known (1 of these not sure), 1 does not apply",
        '<p class="at-least">at least ',
        "<img",
        ">Domain by domain</h2>",
        ">Gaps: ",
        ">About this result</h2>",
    ]
    main = html[html.index("<h1") :]
    places = [main.find(mark.replace("'", "&#39;")) for mark in marks]
    assert -1 not in places, marks[places.index(-1)]
    assert places == sorted(places)
    assert "%" not in main[: places[5]]


def test_no_percentage_stands_without_its_counts(page: Page, mixed: str) -> None:
    html = show(page, mixed)
    whole = read(html)
    standing = section(html, "Standing").words
    assert re.search(r"at least \d+%", standing)
    assert "97 answered, 2 not known" in standing
    lists = [e for e in whole.all("ul") if "%" in e.words]
    assert len(lists) == 8
    assert all("answered, " in e.words and " not known" in e.words for e in lists)
    assert all(re.search(r"answered|not known", i.attrs["alt"]) for i in whole.all("img") if "%" in i.attrs["alt"])
    told = [e for e in whole.all("table") if "%" in e.words]
    assert told
    assert all("nswered" in e.words and "ot known" in e.words for e in told)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({}, "Good practice By own account"),
        ({"should": 1}, "Minimum met By own account"),
        ({"must": 1}, "Below the minimum By own account"),
        ({"red line": UNPROVEN}, "Below the minimum By own account"),
        ({"must": None}, "Incomplete By own account"),
        ({"red line": None}, "Red line open or not known By own account"),
        ({"red line": 2}, "Red line open or not known By own account"),
    ],
    ids=["all held", "a should", "a must", "no document", "a must unknown", "a red line unknown", "a red line open"],
)
def test_a_standing_is_said_in_words_and_by_whose_account(
    page: Page, store: Store, audit: str, real: Standard, other: dict[str, Given], words: str
) -> None:
    changed = {kind(real, Kind(name)): said for name, said in other.items()}
    fill(store, audit, {**all_at(real), **changed})
    html = show(page, audit)
    assert words in section(html, "Standing").words
    assert section(html, "Standing").words.count("%") == (2 if None in changed.values() else 1)
    if not other:
        assert "Every red line is held, by own account." in html
        assert "Gaps: 0 gaps" in section(html, "Gaps").words
        assert not items(html)
        assert '<p class="at-least">100%</p>' in html


def test_nothing_answered_is_not_known_and_never_nought(page: Page, audit: str) -> None:
    html = show(page, audit)
    assert "25 red lines are not held" in html
    assert "0 held, 0 open, 25 not known" in html
    assert "0 answered, 100 not known, 0 do not apply" in section(html, "Standing").words
    assert "at least 0%" in section(html, "Standing").words
    assert "at most 100%" in section(html, "Standing").words
    block = section(html, "25 red lines")
    assert "Not answered yet: 25 Nobody has said yet how these 25 stand." in block.words
    assert block.attrs["class"] == "red-lines"


def test_open_red_lines_are_not_lost_among_those_not_answered_yet(
    page: Page, audit: str, store: Store, real: Standard
) -> None:
    lines = [c for c in real.criteria() if c.is_red_line]
    fill(store, audit, {lines[-1].id: 0, lines[-2].id: 2})
    html = show(page, audit)
    assert "0 held, 2 open, 23 not known" in html
    assert list(items(html)) == [lines[-1].id, lines[-2].id]
    assert lines[-1].interim in items(html)[lines[-1].id].words
    block = section(html, "25 red lines")
    assert [h.words for h in block.all("h3")] == [
        "Open, not in place: 1",
        "Open, not every time: 1",
        "Not answered yet: 23",
    ]
    short = next(e for e in block.all("div") if e.attrs.get("class") == "red-lines__unanswered")
    links = [a.attrs["href"] for a in short.all("a")]
    assert links == [f"/audits/{audit}/domains/{real.domain_of(c.id).id}#{c.id}" for c in lines[:-2]]
    titles = [h.words for h in short.all("h4")]
    assert titles == list(dict.fromkeys(real.domain_of(c.id).title for c in lines[:-2]))
    assert not any(c.interim in short.words for c in lines[:-2])


def test_gaps_that_can_wait_are_folded_and_counted(page: Page, mixed: str) -> None:
    groups = list(section_of_gaps(show(page, mixed)).all("section"))
    folded = [list(s.all("details")) for s in groups]
    assert [len(f) for f in folded] == [0, 0, 1, 1]
    assert all(len(list(s.all("li"))) == int(next(s.all("h3")).words.split(" · ")[1].split()[0]) for s in groups)


def test_the_top_of_the_page_leads_to_each_of_its_parts(page: Page, mixed: str) -> None:
    html = show(page, mixed)
    ids = [e.attrs["id"] for e in read(html).all("h2") if "id" in e.attrs]
    jump = next(e for e in read(html).all("nav") if e.attrs.get("class") == "page-jump")
    to = [a.attrs["href"].removeprefix("#") for a in jump.all("a")]
    assert to == [name for name in ids if name != "next-title"]
    assert html.index("page-jump") < html.index("red-lines-title")


def test_that_it_is_a_draft_is_said_once(page: Page, mixed: str) -> None:
    assert show(page, mixed).count("not signed off") == 1


def test_nothing_is_told_twice_in_one_red_line(page: Page, mixed: str, real: Standard) -> None:
    unproven = [c.id for c in real.criteria() if c.is_red_line][3]
    said = items(show(page, mixed))[unproven].words
    assert said.count("Name the document that shows this is in place every time.") == 1


def test_each_red_line_says_what_protects_people_now_and_what_mends_it(
    page: Page, mixed: str, real: Standard, store: Store
) -> None:
    lines = [c for c in real.criteria() if c.is_red_line]
    shown = items(show(page, mixed))
    # The fifth is not answered yet; it stands in the short list.
    assert list(shown) == [lines[n].id for n in (0, 1, 2, 3)]
    first = shown[lines[0].id].words
    assert lines[0].levels[1] in first
    assert f"Until it is mended: {lines[0].interim} At once, from 1 November 2026; not marked as taken" in first
    assert f"{lines[0].action} Due 1 December 2026." in first
    assert f"Find out now. Until it is known: {lines[2].interim}" in shown[lines[2].id].words
    assert "Name the document that shows this" in shown[lines[3].id].words
    decide(store, mixed, SavedAction(key=lines[0].id, criteria=(lines[0].id,), interim_done=True))
    assert "Taken, by own account" in items(show(page, mixed))[lines[0].id].words


def test_no_date_is_promised_for_what_will_not_be_done(page: Page, mixed: str, real: Standard, store: Store) -> None:
    line = next(c for c in real.criteria() if c.is_red_line)
    dropped = SavedAction(key=line.id, criteria=(line.id,), progress=Progress.WILL_NOT_DO, reason="The house is sold.")
    decide(store, mixed, dropped)
    shown = items(show(page, mixed))[line.id].words
    assert "Will not be done: The house is sold." in shown
    assert "Due" not in shown


def test_every_gap_is_listed_in_the_order_of_risk(page: Page, store: Store, mixed: str) -> None:
    html = show(page, mixed)
    gaps = section(html, "Gaps")
    codes = [e.words for e in gaps.all("span") if e.attrs.get("class") == "criterion__code"]
    expected = outcome(store, mixed).gaps
    assert codes == [g.reading.criterion.id for g in expected]
    heads = [h.words for h in gaps.all("h3")]
    assert [h.split(" · ")[0] for h in heads] == [
        "1 Act now within 30 days",
        "2 Urgent within 90 days",
        "3 Plan within 180 days",
        "4 Improve within 365 days",
    ]
    assert sum(int(h.split(" · ")[1].split()[0]) for h in heads) == len(expected)
    assert f"Gaps: {len(expected)} gaps" in gaps.words


def test_a_gap_says_what_is_now_what_comes_next_and_by_when(
    page: Page, audit: str, store: Store, real: Standard
) -> None:
    must = next(c for c in real.criteria() if c.kind is Kind.MUST)
    fill(store, audit, {**all_at(real), must.id: 1})
    gaps = section(show(page, audit), "Gaps").words
    for words in (f"Now: {must.levels[1]}", f"Next level: {must.levels[2]}", "Due 30 January 2027"):
        assert words in gaps
    assert "Must: not in place" in gaps


def test_a_red_line_is_told_in_full_once(page: Page, mixed: str, real: Standard) -> None:
    html = show(page, mixed)
    line = next(c for c in real.criteria() if c.is_red_line)
    assert line.levels[1] in items(html)[line.id].words
    row = next(li for li in section_of_gaps(html).all("li") if line.id in li.words)
    assert "Red line: not in place" in row.words
    assert line.levels[1] not in row.words


def test_plain_lists_name_what_does_not_count_and_why(page: Page, mixed: str) -> None:
    folded = {e.words.split(" (")[0]: e for e in read(show(page, mixed)).all("details")}
    assert "Reason: We have no such group." in folded["Does not apply"].words
    for title in ("Not sure yet", "Not answered", "Level 3, but no document named"):
        assert len(list(folded[title].all("li"))) == 1


def test_every_criterion_leads_to_its_question(page: Page, mixed: str, real: Standard) -> None:
    html = show(page, mixed)
    for link in read(html).all("a"):
        path, _, anchor = link.attrs["href"].partition("#")
        if anchor and path:
            assert path == f"/audits/{mixed}/domains/{real.domain_of(anchor).id}"
    line = next(c for c in real.criteria() if c.is_red_line)
    domain = page(f"/audits/{mixed}/domains/{real.domain_of(line.id).id}")
    assert f'id="{line.id}"' in domain


def test_it_says_what_it_is_and_by_which_edition(page: Page, audit: str, real: Standard) -> None:
    html = show(page, audit)
    about = section(html, "About this result")
    for words in ("Steps", "Society for safety", "Croatia", "1 November 2026", "Full audit", "edition 2026.1 (draft)"):
        assert words in about.words
    assert "Scoring formula 1" in about.words
    assert "About a programme, not about any person. Not for court or custody use." in about.words
    assert real.disclaimer.replace("'", "’") in about.words.replace("'", "’")
    edition = next(a.attrs["href"] for a in about.all("a"))
    assert edition == f"/standards/{real.id}/editions/{content_hash(real)}"
    assert "Draft, not signed off" in html
    page(edition)


def test_what_to_do_next_depends_on_what_is_open(page: Page, audit: str, store: Store, real: Standard) -> None:
    before = section(show(page, audit), "What to do next")
    assert [a.words for a in before.all("a")] == ["All domains of this audit", "Action plan", "Report"]
    fill(store, audit, all_at(real, 2))
    after = section(show(page, audit), "What to do next")
    assert "Every criterion is answered." in after.words
    assert [a.attrs["href"] for a in after.all("a")] == [f"/audits/{audit}/plan", f"/audits/{audit}/report"]


def test_a_first_pass_says_that_it_is_one(page: Page, start: Callable[..., str], store: Store, real: Standard) -> None:
    first = start("first-pass")
    fill(store, first, all_at(real))
    html = show(page, first)
    assert "48 answered, 0 not known, 0 do not apply" in html
    assert "Minimum met" in section(html, "Standing").words
    assert "A first pass asks only the red lines and musts. The other 52 criteria were not asked." in html


def test_a_trial_says_that_it_is_one(page: Page, start: Callable[..., str]) -> None:
    assert "Marked as a trial by the programme." in show(page, start(is_test="1"))


def test_a_name_is_shown_and_never_run(page: Page, audit: str, store: Store) -> None:
    hostile = '<script>alert(1)</script> {{ 7 * 7 }} $\\frac{1}{2}$ "Дом" სახლი'
    with store.writing() as db:
        held = audit_of(store, audit)
        programmes.change(db, replace(programmes.get(db, held.programme, held.organisation), name=hostile))
    html = show(page, audit)
    assert hostile in section(html, "About this result").words
    assert "<script>alert" not in html


def test_a_reason_is_shown_and_never_run(page: Page, audit: str, store: Store, real: Standard) -> None:
    outside = next(c.id for c in real.criteria() if c.may_not_apply)
    fill(store, audit, {outside: "<b onclick=alert(1)>None here</b>"})
    assert "Reason: <b onclick=alert(1)>None here</b>" in read(show(page, audit)).words


@pytest.mark.parametrize("path", ["results", "charts/domains.svg"])
def test_an_audit_nobody_has_is_not_found(page: Page, audit: str, path: str) -> None:
    page(f"/audits/{NOBODY}/{path}", 404)


@pytest.mark.parametrize("wrong", ["A" * 16, "a" * 15, "1" * 30, "..", "aaaaaaaa%00aaaaaaa"])
def test_what_is_no_id_is_not_found(page: Page, wrong: str) -> None:
    page(f"/audits/{wrong}/results", 404)


def test_showing_results_changes_nothing(page: Page, client: FlaskClient, store: Store, mixed: str, post: Post) -> None:
    before = store.path.read_bytes(), audit_of(store, mixed)
    show(page, mixed)
    assert client.head(f"/audits/{mixed}/results").status_code == 200
    post(f"/audits/{mixed}/results", expected=405)
    assert (store.path.read_bytes(), audit_of(store, mixed)) == before
    assert audit_of(store, mixed).date == date(2026, 11, 1)

"""How an audit begins on the pages: beside last time's answers, as an amendment, as a completion, and nothing else."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from audit.core.answers import Answer, Evidence
from audit.core.assessment import Finding, Found
from audit.core.people import Role
from audit.core.plan import Progress, SavedAction
from audit.core.programme import Audit, StoredAnswer
from audit.core.signing import Beginning, Signature, digest
from audit.core.standard import Scope
from audit.store import actions, answers, audits, findings, signatures
from audit.store.database import Store
from tests.web import worlds
from tests.web.conftest import PROGRAMME, Clock, Page, Post, last_part, only_audit, read

ANSWERS = {
    "COL-1": Answer(
        level=3, evidence=(Evidence("Agreement with the shelter", date(2025, 3, 1)),), note="Read together"
    ),
    "COL-2": Answer(level=1),
    "COL-3": Answer(not_sure=True),
    "COL-6": Answer(not_applicable="No local structure here"),
}
NEXT_YEAR = datetime(2027, 11, 1, 14, 2, tzinfo=UTC)
_ONCE = re.compile(r'name="once" value="([a-z2-7]{16})"')


@pytest.fixture
def signed(store: Store, audit: str) -> str:
    """Return the id of a signed full audit with some answers and a plan that somebody worked on."""
    return fill(store, audit)


@pytest.fixture
def first_pass(store: Store, start: Callable[..., str]) -> str:
    """Return the id of a signed first pass."""
    return fill(store, start("first-pass"))


def fill(store: Store, name: str, *, sign: bool = True) -> str:
    now = store.clock()
    with store.writing(by="tests") as db:
        found = only_audit(db, name)
        answers.save_many(db, found, {code: (answer, 0) for code, answer in ANSWERS.items()}, now)
        actions.save(db, found, SavedAction(key="COL-2", criteria=("COL-2",), due=date(2027, 2, 1)), 0, now)
        if sign:
            signatures.mark_ready(db, found, on=True)
            signatures.sign(
                db,
                found,
                Signature(
                    organisation=found.organisation,
                    audit=found.id,
                    moment=now,
                    account="e" * 16,
                    name="Somebody",
                    role="manager",
                    snapshot="{}",
                    sha256=digest("{}"),
                ),
            )
    return name


def stored(store: Store, name: str) -> dict[str, StoredAnswer]:
    with store.reading() as db:
        return answers.listing(db, only_audit(db, name))


def kept(store: Store, name: str) -> Audit:
    with store.reading() as db:
        return only_audit(db, name)


def count(store: Store) -> int:
    with store.reading() as db:
        return int(db.execute("SELECT count(*) FROM audits").fetchone()[0])


def once_on(html: str) -> str:
    found = _ONCE.search(html)
    assert found
    return found[1]


def marks(html: str, code: str) -> list[tuple[str, str]]:
    """Return the marks beside the choices of a criterion: pairs of the value of the choice and the words."""
    card = next(e for e in read(html).all("div") if e.attrs.get("id") == code)
    found = []
    for item in card.all("div"):
        if "govuk-radios__item" in item.attrs.get("class", ""):
            value = next(item.all("input")).attrs["value"]
            found += [(value, e.words) for e in item.all("span") if e.attrs.get("class") == "mark"]
    return found


def domain(audit: str) -> str:
    return f"/audits/{audit}/domains/collaboration"


# ---- Starting from the last audit


def test_the_first_audit_has_none_to_start_from(page: Page, programme: str) -> None:
    assert 'name="follows"' not in page(f"/programmes/{programme}/audits/new")


def test_the_newest_signed_audit_is_offered_first(
    page: Page, start: Callable[..., str], store: Store, programme: str, signed: str
) -> None:
    start(date="2026-11-20")
    form = read(page(f"/programmes/{programme}/audits/new"))
    radios = [e for e in form.all("input") if e.attrs.get("name") == "follows"]
    assert [(e.attrs["value"], "checked" in e.attrs) for e in radios] == [(signed, True), ("", False)]
    assert "Start from your audit of 1 November 2026, signed off" in form.words
    assert kept(store, signed).is_signed


def test_without_a_signed_audit_the_newest_that_is_no_trial_is_offered(
    page: Page, start: Callable[..., str], programme: str
) -> None:
    counting = start(date="2026-11-01")
    start(date="2026-11-20", is_test="1")
    form = read(page(f"/programmes/{programme}/audits/new"))
    assert [e.attrs["value"] for e in form.all("input") if e.attrs.get("name") == "follows"] == [counting, ""]
    assert "Start from your audit of 1 November 2026, not signed off" in form.words


def test_the_page_of_an_audit_leads_to_one_that_starts_from_it(
    page: Page, post: Post, store: Store, programme: str, signed: str, start: Callable[..., str]
) -> None:
    way = f"/programmes/{programme}/audits/new?after={signed}"
    assert way in page(f"/audits/{signed}")
    newer = fill(store, start(date="2026-11-02"))
    form = read(page(way))
    assert [e.attrs["value"] for e in form.all("input") if e.attrs.get("name") == "follows"] == [signed, ""]
    form = read(page(f"/programmes/{programme}/audits/new?after=nonsense"))
    assert [e.attrs["value"] for e in form.all("input") if e.attrs.get("name") == "follows"] == [newer, ""]
    sent = {"scope": "", "date": "2027-11-01", "follows": signed}
    again = read(post(f"/programmes/{programme}/audits/new", sent, expected=422).text)
    chosen = [e.attrs["value"] for e in again.all("input") if e.attrs.get("name") == "follows" and "checked" in e.attrs]
    assert chosen == [signed], "what was chosen stays chosen"


def test_a_re_audit_shows_last_times_answers_and_takes_none_over(
    page: Page, start: Callable[..., str], store: Store, clock: Clock, again: Callable[[], None], signed: str
) -> None:
    clock.now = NEXT_YEAR
    again()
    made = start(date="2027-11-01", follows=signed)
    assert (kept(store, made).begun_as, kept(store, made).follows) == (Beginning.RE_AUDIT, signed)
    assert stored(store, made) == {}
    html = page(domain(made))
    assert marks(html, "COL-1") == [("3", "Last time")]
    assert marks(html, "COL-2") == [("1", "Last time"), ("3", "Planned by 1 February 2027")]
    assert marks(html, "COL-3") == [("not-sure", "Last time")]
    assert marks(html, "COL-6") == [("not-applicable", "Last time")]
    assert marks(html, "COL-4") == []
    assert "Document: Agreement with the shelter, 1 March 2025" in html
    assert html.count("Same as last time") == len(ANSWERS)
    assert not [e for e in read(html).all("input") if "checked" in e.attrs], "nothing is chosen"
    assert "It started from the audit of 1 November 2026." in html
    assert "0 of 14 answered" in html


def test_the_same_as_last_time_is_taken_over_by_hand_one_at_a_time(
    page: Page, post: Post, start: Callable[..., str], store: Store, signed: str
) -> None:
    made = start(date="2027-11-01", follows=signed)
    shown = {
        e.attrs["name"]: e.attrs["value"]
        for e in read(page(domain(made))).all("input")
        if "-mark" in e.attrs.get("name", "")
    }
    sent = {f"{code}-version": "0" for code in ("COL-1", "COL-2")} | {
        name: shown[name] for name in ("COL-1-mark", "COL-2-mark")
    }
    sent |= {"COL-1-note": "", "COL-1-document-1-title": "", "COL-1-document-1-date": ""}
    answer = post(domain(made), {**sent, "action": "same:COL-1"})
    assert answer.location.endswith("#COL-1")
    assert {code: s.answer for code, s in stored(store, made).items()} == {"COL-1": ANSWERS["COL-1"]}
    html = page(domain(made))
    assert html.count("Same as last time") == len(ANSWERS) - 1, "it is here now"
    post(domain(made), {"COL-1-version": "1", "action": "undo:COL-1"})
    assert stored(store, made)["COL-1"].answer.is_blank


def test_what_was_typed_beside_it_stays(post: Post, start: Callable[..., str], store: Store, signed: str) -> None:
    made = start(date="2027-11-01", follows=signed)
    sent = {"COL-1-version": "0", "COL-1-level": "0", "COL-1-note": "Asked anew", "action": "same:COL-1"}
    post(domain(made), sent)
    assert stored(store, made)["COL-1"].answer == replace(ANSWERS["COL-1"], note="Asked anew")
    sent = {"COL-6-version": "0", "COL-6-level": "not-applicable", "COL-6-reason": "", "action": "same:COL-6"}
    post(domain(made), sent)
    assert stored(store, made)["COL-6"].answer == ANSWERS["COL-6"]


def test_a_note_that_names_a_person_waits_beside_what_is_taken_over(
    post: Post, start: Callable[..., str], store: Store, signed: str
) -> None:
    made = start(date="2027-11-01", follows=signed)
    sent = {"COL-1-version": "0", "COL-1-note": "Ask ana@example.org", "action": "same:COL-1"}
    shown = post(domain(made), sent, expected=422).text
    assert "This looks like an e-mail address" in shown
    assert stored(store, made)["COL-1"].answer.level == 3


def test_the_button_saves_as_any_other_where_there_is_no_last_time(post: Post, store: Store, audit: str) -> None:
    sent = {"COL-1-version": "0", "COL-1-level": "2", "action": "same:COL-1"}
    post(domain(audit), sent)
    assert stored(store, audit)["COL-1"].answer == Answer(level=2)
    post(domain(audit), {"COL-1-version": "x", "COL-1-level": "2", "action": "same:COL-1"}, expected=422)


def test_an_answer_somebody_saved_meanwhile_is_not_written_over_by_last_times(
    post: Post, start: Callable[..., str], store: Store, signed: str
) -> None:
    made = start(date="2027-11-01", follows=signed)
    post(domain(made), {"COL-1-version": "0", "COL-1-level": "0", "action": "save"})
    html = post(domain(made), {"COL-1-version": "0", "action": "same:COL-1"}, expected=409).text
    assert "Another answer to COL-1 was saved meanwhile" in html
    assert marks(html, "COL-1") == [("3", "Last time")]
    assert stored(store, made)["COL-1"].answer == Answer(level=0)


def test_what_an_assessor_validated_stands_beside_the_choices(
    page: Page, start: Callable[..., str], store: Store, signed: str
) -> None:
    made = start(date="2027-11-01", follows=signed)
    found = Found(
        criterion="COL-1",
        finding=Finding.VALIDATED,
        level=2,
        date=date(2026, 11, 1),
        note="",
        account="e" * 16,
        version=0,
        saved=store.clock(),
    )
    with store.writing(by="tests") as db:
        findings.save(db, only_audit(db, signed), found)
        findings.save(db, only_audit(db, signed), replace(found, criterion="COL-4", level=1))
        findings.save(db, only_audit(db, made), replace(found, level=1))
        findings.save(
            db, only_audit(db, made), replace(found, criterion="COL-2", finding=Finding.EVIDENCE_SEEN, level=None)
        )
    html = page(domain(made))
    assert marks(html, "COL-1") == [("1", "Validated"), ("2", "Validated last time"), ("3", "Last time")]
    assert marks(html, "COL-2") == [("1", "Last time"), ("3", "Planned by 1 February 2027")]
    assert marks(html, "COL-4") == [], "nobody answered it last time"


def test_a_validated_level_stands_beside_the_choices_of_any_audit(page: Page, store: Store, audit: str) -> None:
    found = Found(
        criterion="COL-1",
        finding=Finding.VALIDATED,
        level=2,
        date=date(2026, 11, 1),
        note="",
        account="e" * 16,
        version=0,
        saved=store.clock(),
    )
    with store.writing(by="tests") as db:
        findings.save(db, only_audit(db, audit), found)
    assert marks(page(domain(audit)), "COL-1") == [("2", "Validated")]


@pytest.mark.parametrize(
    ("decided", "words"),
    [
        ({"due": None}, "Planned"),
        ({"progress": Progress.DONE}, "Planned, said to be done"),
        ({"progress": Progress.WILL_NOT_DO, "reason": "No money"}, ""),
        ({"outside": "The law"}, ""),
    ],
    ids=["no day of its own", "done", "dropped", "outside our control"],
)
def test_only_what_people_meant_to_do_is_called_planned(
    page: Page, start: Callable[..., str], store: Store, signed: str, decided: dict[str, object], words: str
) -> None:
    with store.writing(by="tests") as db:
        (action,) = actions.listing(db, only_audit(db, signed))
        actions.save(db, only_audit(db, signed), replace(action, **decided), 1, store.clock())  # type: ignore[arg-type]  # fields by name
    made = start(date="2027-11-01", follows=signed)
    expected = [("1", "Last time")] + ([("3", words)] if words else [])
    assert marks(page(domain(made)), "COL-2") == expected


def test_an_audit_whose_start_was_deleted_says_so_and_goes_on(
    page: Page, start: Callable[..., str], store: Store, audit: str
) -> None:
    made = start(date="2027-11-01", follows=audit)
    with store.writing(by="tests") as db:
        audits.delete_draft(db, only_audit(db, audit))
    html = page(domain(made))
    assert "It started from an audit that has been deleted since." in html
    assert marks(html, "COL-1") == []
    assert "deleted since" in page(f"/audits/{made}/results")


# ---- What cannot be followed


def wrong_start(which: str, post: Post, start: Callable[..., str], store: Store, audit: str) -> str:
    """Return the id of an audit that nothing in the programme may start from."""
    if which == "of another programme":
        other = last_part(post("/programmes/new", {**PROGRAMME, "name": "Another"}))
        return last_part(post(f"/programmes/{other}/audits/new", {"scope": "full", "date": "2026-11-01"}))
    if which == "a trial":
        return start(is_test="1")
    if which == "deleted":
        with store.writing(by="tests") as db:
            audits.delete_draft(db, only_audit(db, audit))
        return audit
    return {"never there": "z" * 16, "no id at all": "1 OR 1=1"}[which]


@pytest.mark.parametrize("which", ["of another programme", "a trial", "deleted", "never there", "no id at all"])
def test_an_audit_that_cannot_be_followed_starts_nothing(
    post: Post, start: Callable[..., str], store: Store, programme: str, audit: str, which: str
) -> None:
    follows = wrong_start(which, post, start, store, audit)
    before = count(store)
    sent = {"scope": "full", "date": "2027-11-01", "follows": follows}
    html = post(f"/programmes/{programme}/audits/new", sent, expected=422).text
    assert "Choose one of the answers on the page." in html
    assert count(store) == before


def test_another_organisations_audit_is_answered_as_one_that_never_was(
    post: Post, store: Store, programme: str, audit: str
) -> None:
    theirs = worlds.organisation(store, "Theirs")["audit_id"]
    path, before = f"/programmes/{programme}/audits/new", count(store)
    sent = {"scope": "full", "date": "2027-11-01"}
    shown = [post(path, {**sent, "follows": name}, expected=422).text for name in (theirs, "z" * 16)]
    assert shown[0] == shown[1]
    assert (count(store), bool(audit)) == (before, True)


def test_an_audit_that_was_deleted_while_the_form_was_sent_starts_nothing(
    post: Post, start: Callable[..., str], store: Store, programme: str, audit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audit.web import beginningpages  # noqa: PLC0415 - what the view looks at first is replaced

    listed = beginningpages.startable

    def then_gone(db: object, whose: object) -> tuple[Audit, ...]:
        found = listed(db, whose)  # type: ignore[arg-type]  # handed on
        with store.writing(by="tests") as other:
            audits.delete_draft(other, found[0])
        return found

    monkeypatch.setattr(beginningpages, "startable", then_gone)
    sent = {"scope": "full", "date": "2027-11-01", "follows": audit}
    html = post(f"/programmes/{programme}/audits/new", sent, expected=409).text
    assert "The audit to start from was not found in this programme. Nothing was started." in html
    assert count(store) == 0


def test_an_audit_of_a_later_day_starts_nothing(post: Post, store: Store, programme: str, signed: str) -> None:
    sent = {"scope": "full", "date": "2026-10-31", "follows": signed}
    html = post(f"/programmes/{programme}/audits/new", sent, expected=409).text
    assert "stands for a later day than this one" in html
    assert count(store) == 1


def test_nothing_is_begun_in_an_archived_programme(
    page: Page, post: Post, store: Store, programme: str, signed: str
) -> None:
    with store.writing(by="tests") as db:
        db.execute("UPDATE programmes SET archived = '2026-11-01T09:00:00Z'")
    for path, sent in (
        (f"/programmes/{programme}/audits/new", {"scope": "full", "date": "2027-11-01"}),
        (f"/audits/{signed}/amend", {"reason": "A level was wrong"}),
    ):
        assert "is archived" in post(path, sent, expected=409).text
    assert "is archived" in page(f"/programmes/{programme}/audits/new", 409)
    assert "Amend this audit" not in page(f"/audits/{signed}")
    assert count(store) == 1


# ---- Amendments


def amend(page: Page, post: Post, audit: str, reason: str = "A level was wrong") -> str:
    """Amend an audit through its pages."""
    once = once_on(page(f"/audits/{audit}/amend"))
    return last_part(post(f"/audits/{audit}/amend", {"once": once, "reason": reason}))


def test_an_amendment_starts_from_all_answers_and_names_what_it_amends(
    page: Page, post: Post, store: Store, signed: str
) -> None:
    assert f"/audits/{signed}/amend" in page(f"/audits/{signed}")
    made = amend(page, post, signed)
    found = kept(store, made)
    assert (found.begun_as, found.follows, found.reason) == (Beginning.AMENDMENT, signed, "A level was wrong")
    assert (found.date, found.scope, found.content_hash) == (
        date(2026, 11, 1),
        Scope.FULL,
        kept(store, signed).content_hash,
    )
    assert {code: s.answer for code, s in stored(store, made).items()} == ANSWERS
    words = "It amends the signed audit of 1 November 2026, which stays as it was signed."
    for path in (
        "",
        "/domains/collaboration",
        "/domains/collaboration/check",
        "/results",
        "/plan",
        "/report",
    ):
        assert words in page(f"/audits/{made}{path}"), path
    assert "1 November 2026 · amends the audit of 1 November 2026" in page(f"/audits/{made}/answers-file")
    assert "A level was wrong" in page(f"/audits/{made}/results")
    assert marks(page(domain(made)), "COL-2") == [("1", "As signed")]
    assert "amends the audit of 1 November 2026" in page(f"/programmes/{found.programme}")


def test_an_amendment_can_be_answered_and_the_signed_audit_stays(
    page: Page, post: Post, store: Store, signed: str
) -> None:
    made = amend(page, post, signed)
    post(domain(made), {"COL-2-version": "1", "COL-2-level": "2", "action": "save"})
    assert stored(store, made)["COL-2"].answer.level == 2
    assert stored(store, signed)["COL-2"].answer.level == 1
    html = page(domain(made))
    assert html.count("As it was signed") == 1
    post(domain(made), {"COL-2-version": "2", "action": "same:COL-2"})
    assert stored(store, made)["COL-2"].answer == ANSWERS["COL-2"]


def test_a_double_click_makes_one_amendment(page: Page, post: Post, store: Store, signed: str) -> None:
    once = once_on(page(f"/audits/{signed}/amend"))
    sent = {"once": once, "reason": "A level was wrong"}
    first, second = (last_part(post(f"/audits/{signed}/amend", sent)) for _ in range(2))
    assert first == second
    assert count(store) == 2


def test_a_second_amendment_of_one_audit_is_refused_and_leads_to_the_first(
    page: Page, post: Post, store: Store, signed: str
) -> None:
    made = amend(page, post, signed)
    html = page(f"/audits/{signed}/amend")
    assert "<textarea" not in html
    assert f"/audits/{made}" in html
    assert f"/audits/{made}" in page(f"/audits/{signed}")
    said = post(f"/audits/{signed}/amend", {"once": "c" * 16, "reason": "Once more"}, expected=409).text
    assert "This audit was amended or completed already. Nothing was started." in said
    assert "Once more" in said, "what was typed is not lost"
    assert count(store) == 2


def test_an_audit_that_is_not_signed_is_not_amended(page: Page, post: Post, store: Store, audit: str) -> None:
    for path in ("amend", "complete"):
        assert "This audit is not signed yet." in page(f"/audits/{audit}/{path}", 409)
        sent = {"once": "c" * 16, "reason": "A level was wrong"}
        assert "This audit is not signed yet." in post(f"/audits/{audit}/{path}", sent, expected=409).text
    assert f"/audits/{audit}/amend" not in page(f"/audits/{audit}")
    assert count(store) == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"reason": ""}, "Say why the amendment is needed."),
        ({}, "Say why the amendment is needed."),
        ({"reason": "\u200b \u2060   \u200b"}, "Say why the amendment is needed."),
        ({"reason": "x" * 5001}, "it may have 5000"),
        ({"reason": "Wrong\x00 level"}, "cannot be shown"),
        ({"reason": ["One reason", "Another one"]}, "This came twice."),
        ({"once": "not a mark", "reason": "A level was wrong"}, "The page is not complete."),
        ({"reason": "She told us: ana@example.org"}, "This looks like an e-mail address"),
    ],
    ids=["empty", "missing", "unseen signs", "too long", "NUL", "twice", "a mark of one's own", "a person's address"],
)
def test_a_reason_that_cannot_stand_on_a_paper_starts_nothing(
    post: Post, store: Store, signed: str, sent: dict[str, object], sentence: str
) -> None:
    assert sentence in post(f"/audits/{signed}/amend", sent, expected=422).text
    assert count(store) == 1


def test_a_reason_that_somebody_looked_at_may_stay(page: Page, post: Post, store: Store, signed: str) -> None:
    sent = {"once": once_on(page(f"/audits/{signed}/amend")), "reason": "As Ana Kovač found out"}
    asked = read(post(f"/audits/{signed}/amend", sent, expected=422).text)
    box = next(e for e in asked.all("input") if e.attrs.get("name") == "reason-keep")
    made = last_part(post(f"/audits/{signed}/amend", {**sent, "reason-keep": box.attrs["value"]}))
    assert kept(store, made).reason == "As Ana Kovač found out"


def test_who_may_not_answer_may_not_amend(
    visitor: Callable[[Role], object], page: Page, store: Store, signed: str
) -> None:
    reader = visitor(Role.READER)
    assert reader.get(f"/audits/{signed}/amend").status_code == 403  # type: ignore[attr-defined]  # a browser
    assert "Amend this audit" not in reader.get(f"/audits/{signed}").text  # type: ignore[attr-defined]  # a browser
    assert "Amend this audit" in page(f"/audits/{signed}")
    assert count(store) == 1


# ---- Completing a first pass


def test_a_first_pass_is_completed_without_answering_anything_twice(
    page: Page, post: Post, store: Store, first_pass: str
) -> None:
    assert f"/audits/{first_pass}/complete" in page(f"/audits/{first_pass}")
    once = once_on(page(f"/audits/{first_pass}/complete"))
    made = last_part(post(f"/audits/{first_pass}/complete", {"once": once}))
    found = kept(store, made)
    assert (found.begun_as, found.follows, found.scope) == (Beginning.COMPLETION, first_pass, Scope.FULL)
    assert {code: s.answer for code, s in stored(store, made).items()} == ANSWERS
    words = "It completes the signed first pass of 1 November 2026, whose answers it took over."
    for path in ("", "/domains/collaboration", "/results", "/plan", "/report"):
        assert words in page(f"/audits/{made}{path}"), path
    assert marks(page(domain(made)), "COL-1") == [("3", "In the first pass")]
    assert last_part(post(f"/audits/{first_pass}/complete", {"once": once})) == made
    assert count(store) == 2


def test_a_full_audit_is_not_completed(page: Page, post: Post, store: Store, signed: str) -> None:
    assert f"/audits/{signed}/complete" not in page(f"/audits/{signed}")
    assert "so there is nothing to complete" in page(f"/audits/{signed}/complete", 409)
    assert (
        "so there is nothing to complete" in post(f"/audits/{signed}/complete", {"once": "c" * 16}, expected=409).text
    )
    post(f"/audits/{signed}/complete", {"once": "?"}, expected=409)
    assert count(store) == 1


def test_a_completion_without_its_mark_is_refused(post: Post, store: Store, first_pass: str) -> None:
    post(f"/audits/{first_pass}/complete", {"once": "?"}, expected=422)
    assert count(store) == 1


# ---- On paper and in the history


def test_the_history_says_how_an_audit_began_and_why(page: Page, post: Post, store: Store, signed: str) -> None:
    made = amend(page, post, signed)
    found = kept(store, made)
    html = page(f"/organisations/{found.organisation}/history?about={found.programme}/{made}")
    assert "Begun as: an amendment, with all answers taken over" in html
    assert "Why it was amended: A level was wrong" in html
    assert html.count("Answer saved") >= len(ANSWERS)

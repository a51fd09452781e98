"""How an audit begins on the pages: beside last time's answers, and only after an audit that it can follow."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from audit.core.answers import Answer
from audit.core.assessment import Finding, Found
from audit.core.plan import Progress
from audit.core.programme import Audit
from audit.core.signing import Beginning
from audit.store import actions, audits, findings
from audit.store.database import Store
from tests.web import worlds
from tests.web.beginnings import ANSWERS, NEXT_YEAR, count, domain, fill, kept, marks, stored
from tests.web.conftest import PROGRAMME, Clock, Page, Post, last_part, only_audit, read


@pytest.fixture
def signed(store: Store, audit: str) -> str:
    """Return the id of a signed full audit with some answers and a plan that somebody worked on."""
    return fill(store, audit)


@pytest.fixture
def first_pass(store: Store, start: Callable[..., str]) -> str:
    """Return the id of a signed first pass."""
    return fill(store, start("first-pass"))


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

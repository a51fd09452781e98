"""Two clicks make one thing; two people who change one thing both get to see it."""

import re
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit.store import organisations, programmes
from audit.store.database import Store
from tests import people
from tests.web.conftest import PROGRAMME, Page, Post, delete, last_part, read, seen_on

ONCE = "o" * 16
TYPED = {**PROGRAMME, "version": "1"}


def mark_on(html: str) -> str:
    found = re.search(r'name="once" value="([a-z2-7]{16})"', html)
    assert found
    return found[1]


def counts(store: Store) -> tuple[int, int, int]:
    """Return how many organisations, programmes and audits there are."""
    with store.reading() as db:
        tables = ("organisations", "programmes", "audits")
        found = [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608 - own names
    return found[0], found[1], found[2]


def test_a_form_that_is_sent_twice_makes_one_programme(page: Page, post: Post, store: Store) -> None:
    sent = {**PROGRAMME, "once": mark_on(page("/programmes/new"))}
    first, second = post("/programmes/new", sent), post("/programmes/new", sent)
    assert first.location == second.location
    assert counts(store) == (1, 1, 0)
    assert mark_on(page("/programmes/new")) != sent["once"]


def test_a_form_that_is_sent_twice_starts_one_audit(page: Page, post: Post, store: Store, programme: str) -> None:
    path = f"/programmes/{programme}/audits/new"
    sent = {"scope": "full", "date": "2026-11-01", "once": mark_on(page(path))}
    assert post(path, sent).location == post(path, sent).location
    assert counts(store) == (1, 1, 1)


def test_two_clicks_at_the_same_moment_make_one(app: Flask, store: Store, client: FlaskClient, page: Page) -> None:
    sent = {**PROGRAMME, "once": mark_on(page("/programmes/new"))}
    app.config["WTF_CSRF_ENABLED"] = False
    together, led = threading.Barrier(4), []
    brought = client.get_cookie(people.cookie())
    assert brought

    def click() -> None:
        browser = app.test_client()
        browser.set_cookie(brought.key, brought.value)
        together.wait()
        led.append(browser.post("/programmes/new", data=sent).location)

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert len(set(led)) == 1
    assert counts(store) == (1, 1, 0)


def test_who_goes_back_and_chooses_another_audit_gets_it(post: Post, store: Store, programme: str) -> None:
    path, sent = f"/programmes/{programme}/audits/new", {"scope": "full", "date": "2026-11-01", "once": ONCE}
    first = post(path, sent)
    for other in ({"scope": "first-pass"}, {"date": "2026-11-02"}, {"is_test": "1"}):
        assert post(path, {**sent, **other}).location != first.location
        assert post(path, {**sent, **other}).location == post(path, {**sent, **other}).location
    assert counts(store) == (1, 1, 4)


def test_who_goes_back_and_writes_another_name_is_asked_and_makes_no_second(
    page: Page, post: Post, store: Store
) -> None:
    made = last_part(post("/programmes/new", {**PROGRAMME, "once": ONCE}))
    answer = post("/programmes/new", {**PROGRAMME, "once": ONCE, "name": "Stepping"}, expected=409)
    assert "This programme was saved meanwhile" in answer.text
    assert 'value="Stepping"' in answer.text
    assert f'action="/programmes/{made}/edit"' in answer.text
    assert counts(store) == (1, 1, 0)
    assert 'name="version" value="1"' in answer.text
    post(f"/programmes/{made}/edit", {**TYPED, "name": "Stepping"})
    assert "Stepping" in page(f"/programmes/{made}")


def test_who_goes_back_and_writes_another_organisation_is_told_which_is_kept(page: Page, post: Post) -> None:
    made = last_part(post("/programmes/new", {**PROGRAMME, "once": ONCE}))
    post("/programmes/new", {**PROGRAMME, "once": ONCE, "organisation": " Society \n for safety"})
    assert "is kept as" not in page(f"/programmes/{made}")
    post("/programmes/new", {**PROGRAMME, "once": ONCE, "organisation": "Another"})
    assert "Your organisation is kept as “Society for safety”." in page(f"/programmes/{made}")


@pytest.mark.parametrize("once", ["", "A" * 16, "o" * 15, "o" * 17, "../../etc/passwd", "٣" * 16])
def test_a_mark_that_no_page_gave_is_refused(post: Post, page: Page, programme: str, store: Store, once: str) -> None:
    for path, sent in (
        ("/programmes/new", PROGRAMME),
        (f"/programmes/{programme}/audits/new", {"scope": "full", "date": "2026-11-01"}),
    ):
        answer = post(path, {**sent, "once": once}, expected=422)
        assert "The page is not complete. Open it again. Nothing was saved." in answer.text
    assert counts(store) == (1, 1, 0)


def test_a_mark_that_comes_twice_is_refused(post: Post, store: Store) -> None:
    post("/programmes/new", [*PROGRAMME.items(), ("once", ONCE), ("once", "p" * 16)], expected=422)
    assert counts(store) == (0, 0, 0)


def test_the_second_person_sees_both_programmes_and_chooses(
    page: Page, post: Post, store: Store, programme: str
) -> None:
    path = f"/programmes/{programme}/edit"
    assert 'name="version" value="1"' in page(path)
    post(path, {**TYPED, "name": "Theirs", "country": "RS"})
    answer = post(path, {**TYPED, "name": "Mine & <b>only</b>", "setting": "prison"}, expected=409)
    rows = [[cell.words for cell in row.all("th", "td")] for row in list(read(answer.text).all("tr"))[1:]]
    assert rows == [
        ["Name of the programme", "Theirs", "Mine & <b>only</b>"],
        ["Country", "Serbia", "Croatia"],
        ["Where it works", "Community", "Prison"],
    ]
    assert "This programme was saved meanwhile" in answer.text
    assert "Error:" in answer.text
    assert 'value="Mine &amp; &lt;b&gt;only&lt;/b&gt;"' in answer.text, "what was typed stays"
    assert "Theirs" in page(f"/programmes/{programme}"), "nothing was written over"
    assert f'href="/programmes/{programme}" class="govuk-button' in answer.text
    assert 'name="version" value="2"' in answer.text
    post(path, {**TYPED, "version": "2", "name": "Mine", "setting": "prison"})
    with store.reading() as db:
        owner = organisations.listing(db)[0]
        kept = programmes.get(db, programme, owner.id)
    assert (kept.name, kept.version, kept.country) == ("Mine", 3, "HR")


def test_the_second_person_sees_both_organisations_and_chooses(page: Page, post: Post, programme: str) -> None:
    path = f"/programmes/{programme}/organisation"
    assert 'name="version" value="1"' in page(path)
    post(path, {"version": "1", "organisation": "Theirs", "zone": "Europe/Zagreb"})
    mine = {"version": "1", "organisation": "Mine", "zone": "Asia/Tbilisi"}
    answer = post(path, mine, expected=409)
    rows = [[cell.words for cell in row.all("th", "td")] for row in list(read(answer.text).all("tr"))[1:]]
    assert rows == [
        ["Name of your organisation", "Theirs", "Mine"],
        ["Time zone", "Europe/Zagreb", "Asia/Tbilisi"],
    ]
    assert "This organisation was saved meanwhile" in answer.text
    assert 'value="Mine"' in answer.text
    assert "Theirs" in page(f"/programmes/{programme}")
    post(path, {**mine, "version": "2"})
    assert "Mine" in page(f"/programmes/{programme}")


def test_two_people_who_write_the_same_are_no_conflict(page: Page, post: Post, programme: str) -> None:
    for _ in range(2):
        post(f"/programmes/{programme}/edit", {**TYPED, "name": "Same"})
        post(f"/programmes/{programme}/organisation", {"version": "1", "organisation": "S", "zone": "Europe/Zagreb"})
    assert 'name="version" value="2"' in page(f"/programmes/{programme}/edit")


@pytest.mark.parametrize("version", [None, "", "x", "-1", "1.0", "9" * 30])
def test_a_page_without_its_version_changes_nothing(
    page: Page, post: Post, programme: str, version: str | None
) -> None:
    said = {} if version is None else {"version": version}
    answer = post(f"/programmes/{programme}/edit", {**PROGRAMME, **said, "name": "Other"}, expected=422)
    assert "The page is not complete. Open it again." in answer.text
    sent = {**said, "organisation": "Other", "zone": "Asia/Tbilisi"}
    post(f"/programmes/{programme}/organisation", sent, expected=422)
    assert "Other" not in page(f"/programmes/{programme}")


def test_a_programme_without_audits_can_be_deleted(page: Page, post: Post, store: Store, programme: str) -> None:
    second = last_part(post("/programmes/new", {**PROGRAMME, "name": "A mistake"}))
    assert f"/programmes/{second}/delete" in page(f"/programmes/{second}")
    html = page(f"/programmes/{second}/delete")
    assert "It has no audits." in html
    assert "Your organisation and its other programmes stay as they are." in html
    assert page(f"/programmes/{second}"), "asking deletes nothing"
    delete(page, post, f"/programmes/{second}")
    html = page("/")
    assert "The programme was deleted." in html
    assert "A mistake" not in html
    assert "Steps" in html
    page(f"/programmes/{second}", 404)
    page(f"/programmes/{second}/delete", 404)
    post(f"/programmes/{second}/delete", expected=404)
    assert counts(store) == (1, 1, 0)


def test_draft_and_trial_audits_are_named_and_counted_before_they_go_with_it(
    page: Page, post: Post, store: Store, programme: str, start: Callable[..., str]
) -> None:
    other = last_part(post("/programmes/new", {**PROGRAMME, "name": "Stays"}))
    stays = last_part(post(f"/programmes/{other}/audits/new", {"scope": "full", "date": "2026-11-01"}))
    first, trial = start(), start("first-pass", date="2025-03-01", is_test="1")
    post(f"/audits/{first}/domains/theory", {"THE-1-version": "0", "THE-1-level": "2", "action": "save"})
    root = read(page(f"/programmes/{programme}/delete"))
    assert "2 draft audits go with it:" in root.words
    named = [e.words for e in root.all("li") if "Save the answers" in e.words]
    assert ["Full audit, 1 November 2026: 1 of 100 answered" in n for n in named] == [True, False]
    assert ["1 March 2025 Trial: 0 of 48 answered" in n for n in named] == [False, True]
    delete(page, post, f"/programmes/{programme}")
    for audit in (first, trial):
        page(f"/audits/{audit}", 404)
    assert counts(store) == (1, 1, 1)
    page(f"/audits/{stays}")


def test_nothing_is_deleted_that_was_not_shown(
    page: Page, post: Post, programme: str, start: Callable[..., str]
) -> None:
    seen = seen_on(page(f"/programmes/{programme}/delete"))
    audit = start()
    answer = post(f"/programmes/{programme}/delete", {"seen": seen}, expected=409)
    assert "Nothing was deleted. Look at it again." in answer.text
    assert "1 draft audit goes with it:" in answer.text
    page(f"/audits/{audit}")
    for wrong in ({}, {"seen": ""}, {"seen": "x"}):
        post(f"/programmes/{programme}/delete", wrong, expected=409)
    post(f"/programmes/{programme}/delete", {"seen": seen_on(answer.text)})
    page(f"/programmes/{programme}", 404)


def test_after_its_only_programme_the_organisation_is_still_there(
    page: Page, post: Post, store: Store, programme: str
) -> None:
    delete(page, post, f"/programmes/{programme}")
    assert counts(store) == (1, 0, 0)
    html = page("/programmes/new")
    assert 'name="organisation"' not in html
    page("/")


def test_asking_for_the_page_is_no_yes(client: FlaskClient, page: Page, programme: str) -> None:
    assert client.get(f"/programmes/{programme}/delete?seen=1").status_code == 200
    page(f"/programmes/{programme}")

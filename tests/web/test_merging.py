"""A programme that is over or was entered twice: archived, or made one with another, by who manages."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from audit.core.answers import Answer
from audit.core.people import Office
from audit.core.programme import Programme
from audit.store import accounts, answers, audits, history, programmes
from tests import people
from tests.web.conftest import look_over, seen_on
from tests.web.worlds import UNKNOWN, World, build

SECOND = "n" * 16


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Return two organisations; ours has a second programme."""
    made = build(tmp_path)
    with made.store.writing(by="tests") as db:
        ours = made.ids["own"]
        first = programmes.get(db, ours["programme_id"], ours["organisation_id"])
        programmes.create(db, replace(first, id=SECOND, name="The right one"))
    yield made
    made.store.close()


def path(world: World, rest: str = "") -> str:
    return f"/programmes/{world.ids['own']['programme_id']}{rest}"


def of_ours(world: World) -> dict[str, Programme]:
    with world.store.reading() as db:
        return {p.id: p for p in programmes.listing(db, world.ids["own"]["organisation_id"])}


def seen(world: World) -> str:
    html = world.browser("manager").get(path(world, "/merge")).text
    look_over(html, world.app)
    return seen_on(html)


def test_an_archived_programme_begins_nothing_and_keeps_everything(world: World) -> None:
    browser = world.browser("manager")
    for _ in range(2):  # A double click.
        assert browser.post(path(world, "/archive"), data={"archived": "1"}).status_code == 303
    html = browser.get(path(world)).text
    look_over(html, world.app)
    assert "Archived." in html
    assert "Start another audit" not in html
    start = browser.get("/").text
    look_over(start, world.app)
    assert "Archived programmes" in start
    sent = {"scope": "full", "date": "2026-11-01"}
    refused = browser.post(path(world, "/audits/new"), data=sent)
    assert refused.status_code == 409
    assert "This programme is archived" in refused.text
    assert browser.get(f"/audits/{world.ids['own']['audit_id']}").status_code == 200
    assert browser.post(path(world, "/archive"), data={"archived": "0"}).status_code == 303
    assert "Start another audit" in browser.get(path(world)).text
    assert browser.post(path(world, "/audits/new"), data=sent).status_code == 303


def test_two_programmes_become_one(world: World) -> None:
    browser, audit = world.browser("manager"), world.ids["own"]["audit_id"]
    sent = {"into": SECOND, "seen": seen(world)}
    done = browser.post(path(world, "/merge"), data=sent)
    assert done.location == f"/programmes/{SECOND}"
    html = browser.get(done.location).text
    assert f"/audits/{audit}" in html
    assert of_ours(world).keys() == {SECOND}
    assert browser.post(path(world, "/merge"), data=sent).location == f"/programmes/{SECOND}"  # A double click.
    organisation = world.ids["own"]["organisation_id"]
    for about in (SECOND, f"{SECOND}/{audit}", f"{world.ids['own']['programme_id']}/{audit}"):
        told = browser.get(f"/organisations/{organisation}/history?about={about}")
        assert told.status_code == 200
        assert "Audit started" in told.text
    whole = browser.get(f"/organisations/{organisation}/history").text
    look_over(whole, world.app)
    assert "Another programme made one with this" in whole
    assert "that was deleted" not in whole


def test_what_nobody_was_shown_is_not_moved(world: World) -> None:
    shown, browser = seen(world), world.browser("manager")
    with world.store.writing(by="tests") as db:
        audit = audits.get(db, world.ids["own"]["audit_id"], world.ids["own"]["organisation_id"])
        answers.save(db, audit, "COL-1", Answer(level=1), 0, world.store.clock())
    before = world.content()
    for mark in (shown, "", "x"):
        refused = browser.post(path(world, "/merge"), data={"into": SECOND, "seen": mark})
        assert refused.status_code == 409
        assert "Nothing was moved" in refused.text
        look_over(refused.text, world.app)
    assert world.content() == before


@pytest.mark.parametrize("into", ["", UNKNOWN, "foreign", "itself", "archived"])
def test_it_becomes_one_with_no_other_than_an_own_one_in_use(world: World, into: str) -> None:
    ids = {"foreign": world.ids["foreign"]["programme_id"], "itself": world.ids["own"]["programme_id"]}
    if into == "archived":
        with world.store.writing(by="tests") as db:
            programmes.archive(db, of_ours(world)[SECOND], on=True, at=world.store.clock())
    sent = {"into": ids.get(into, SECOND if into == "archived" else into), "seen": seen_or_empty(world, into)}
    browser = world.browser("manager")
    before = world.content()
    refused = browser.post(path(world, "/merge"), data=sent)
    assert refused.status_code == 422
    look_over(refused.text, world.app)
    assert world.content() == before
    words = "no other programme that is not archived" if into == "archived" else "Choose the programme that stays."
    assert words in refused.text


def seen_or_empty(world: World, into: str) -> str:
    return "" if into == "archived" else seen(world)


def test_one_that_has_gone_meanwhile_cannot_stay(world: World) -> None:
    shown, browser = seen(world), world.browser("manager")
    with world.store.writing(by="tests") as db:
        programmes.delete(db, of_ours(world)[SECOND])
    assert browser.post(path(world, "/merge"), data={"into": SECOND, "seen": shown}).status_code == 422
    assert len(of_ours(world)) == 1


def test_the_archive_is_recorded(world: World) -> None:
    world.browser("manager").post(path(world, "/archive"), data={"archived": "1"})
    with world.store.reading() as db:
        acts = [e.link.act for e in history.listing(db, world.ids["own"]["organisation_id"])]
    assert acts[-1] == history.PROGRAMME_ARCHIVED


def test_an_old_address_leads_to_the_programme_that_stayed(world: World) -> None:
    third = "o" * 16
    with world.store.writing(by="tests") as db:
        programmes.create(db, replace(programmes.get(db, SECOND, world.ids["own"]["organisation_id"]), id=third))
    browser, reader = world.browser("manager"), world.browser("reader")
    browser.post(path(world, "/merge"), data={"into": SECOND, "seen": seen(world)})
    for rest in ("", "/trend", "/edit", "/merge"):
        led = browser.get(path(world, rest))
        assert (led.status_code, led.location) == (303, f"/programmes/{SECOND}")
    assert reader.get(path(world)).location == f"/programmes/{SECOND}"
    assert "was made one with this one" in reader.get(f"/programmes/{SECOND}").text
    # Over another one, too.
    shown = seen_on(browser.get(f"/programmes/{SECOND}/merge").text)
    browser.post(f"/programmes/{SECOND}/merge", data={"into": third, "seen": shown})
    assert reader.get(path(world)).location == f"/programmes/{third}"
    # What was typed into an old page is shown again, and nothing is changed.
    kept = browser.post(path(world, "/edit"), data={"name": "Typed meanwhile"})
    assert kept.status_code == 404
    assert "Typed meanwhile" in kept.text


@pytest.mark.parametrize("who", ["foreign", *(office.value for office in Office), "nobody"])
def test_nobody_else_learns_that_there_was_a_programme(world: World, who: str) -> None:
    browser = world.browser("manager")
    browser.post(path(world, "/merge"), data={"into": SECOND, "seen": seen(world)})
    asking = world.browser(who) if who in world.persons else world.app.test_client()
    if who == "foreign":
        with world.store.reading() as db:
            people.sign_in(asking, world.store, accounts.get(db, world.ids["foreign"]["account_id"]))
    unknown = f"/programmes/{UNKNOWN}"
    one, other = asking.get(path(world)), asking.get(unknown)
    assert (one.status_code, said(one, path(world))) == (other.status_code, said(other, unknown))
    assert one.status_code != 303 or "sign-in" in one.location


def said(answer: TestResponse, path: str) -> str:
    return re.sub(r'nonce="[^"]*"|value="[^"]{60,}"', "", answer.text.replace(path, ""))


def test_a_programme_that_was_deleted_since_leads_nowhere(world: World) -> None:
    browser = world.browser("manager")
    browser.post(path(world, "/merge"), data={"into": SECOND, "seen": seen(world)})
    with world.store.writing(by="tests") as db:
        programmes.delete(db, programmes.get(db, SECOND, world.ids["own"]["organisation_id"]))
    assert browser.get(path(world)).status_code == 404

"""Assessors told by mail; and documents seen for one answer, with another answer since."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.config_mail import Mail, Security
from audit.core import letters
from audit.core.answers import Answer, Evidence
from audit.core.letters import Letter
from audit.core.people import Office
from audit.store import accounts, answers
from audit.web import assessorletters, house, trying
from tests.web.test_assessing import CODE, answer, form, found_of, ours, path, send, world
from tests.web.worlds import INVITED, World

__all__ = ["world"]

SEEN = "documents seen for 1 of 100 criteria"
OLD = "Evidence seen for an answer that was changed since"


def change(world: World, hours: int, title: str) -> None:
    with world.store.writing(by=world.persons["manager"]) as db:
        there = answers.listing(db, ours(world))[CODE]
        given = Answer(level=3, evidence=(Evidence(title),))
        answers.save(db, ours(world), CODE, given, there.version, world.store.clock() + timedelta(hours=hours))


def test_a_changed_answer_is_not_said_to_be_seen_until_somebody_looks_again(world: World) -> None:
    answer(world)
    browser = world.browser(INVITED)
    send(browser, world, form())
    assert SEEN in browser.get(path(world, "/results")).text
    assert OLD not in browser.get(path(world, "/findings")).text
    change(world, 1, "Another handbook")
    assert "documents seen" not in browser.get(path(world, "/results")).text
    page = world.browser("reader").get(path(world, "/findings")).text
    assert OLD in page
    assert "0 of 14 looked at" in page
    assert OLD in browser.get(path(world, "/findings/collaboration")).text
    # What is sent as it stands looks at nothing again, and the finding stays kept.
    send(browser, world, form(version="1"))
    assert OLD in browser.get(path(world, "/findings")).text
    assert found_of(world)[CODE].version == 1
    change(world, 2, "Handbook, chapter 2")
    assert SEEN in browser.get(path(world, "/results")).text


def test_what_is_found_is_about_the_answer_that_was_shown(world: World) -> None:
    answer(world)
    browser = world.browser(INVITED)
    page = browser.get(path(world, "/findings/collaboration")).text
    assert f'name="{CODE}-answer" value="1"' in page
    change(world, 1, "Another handbook")
    refused = send(browser, world, form(answer="1"), 409).text
    assert f"{CODE}: the answer was changed while this page was open. Nothing was saved." in refused
    assert "Another handbook" in refused
    assert "Seen in the handbook" in refused
    assert found_of(world) == {}
    # Who has looked at nothing there is not kept from the rest.
    blank = {**form(answer="1", finding="not-looked-at", note=""), **form("COL-2", answer="0")}
    send(browser, world, blank)
    assert set(found_of(world)) == {"COL-2"}
    assert f'name="{CODE}-answer" value="2"' in refused
    send(browser, world, form(answer="2"))
    assert set(found_of(world)) == {CODE, "COL-2"}


def mails(world: World) -> list[Letter]:
    with world.store.reading() as db:
        return [letters.read(text) for (text,) in db.execute("SELECT payload FROM jobs WHERE kind = 'mail'")]


@pytest.fixture
def _with_mail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = Mail(host="localhost", port=25, security=Security.NONE, sender="audit@example.org")
    with world.app.app_context():
        there = house.house()
    sending = replace(there, config=replace(there.config, mail=mail))
    monkeypatch.setattr(assessorletters, "house", lambda: sending)


@pytest.mark.usefixtures("_with_mail")
def test_an_assessor_is_told_by_mail_once_for_each_invitation(world: World) -> None:
    other, browser = world.persons[Office.ASSESSOR.value], world.browser("manager")
    for _ in range(2):  # A double click.
        browser.post(path(world, "/assessors"), data={"account": other})
    (letter,) = mails(world)
    with world.store.reading() as db:
        assert letter.to == accounts.get(db, other).email
    assert letter.text.count(path(world, "/findings")) == 1
    assert "Programme of Ours" in letter.text
    browser.post(path(world, f"/assessors/{other}/take-back"))
    browser.post(path(world, "/assessors"), data={"account": other})
    assert len(mails(world)) == 2
    assert "A mail says so." in browser.get(path(world, "/assessors")).text


@pytest.mark.usefixtures("_with_mail")
@pytest.mark.parametrize("why", ["too many", "no address"])
def test_an_invitation_stands_where_no_mail_can_go(world: World, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    other, browser = world.persons[Office.ASSESSOR.value], world.browser("manager")
    if why == "too many":
        monkeypatch.setattr(trying, "INVITATIONS_OF_A_DAY", 0)
    else:
        with world.store.writing(by="tests") as db:
            db.execute("UPDATE accounts SET email = 'nobody' WHERE id = ?", (other,))
    assert browser.post(path(world, "/assessors"), data={"account": other}).status_code == 303
    assert "No mail goes out: tell them yourself." in browser.get(path(world, "/assessors")).text
    assert mails(world) == []
    assert world.browser(Office.ASSESSOR.value).get(path(world)).status_code == 200

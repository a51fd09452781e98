"""Documents seen for one answer, and another answer since: what a page and a report say of it."""

from datetime import timedelta

from audit.core.answers import Answer, Evidence
from audit.store import answers
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

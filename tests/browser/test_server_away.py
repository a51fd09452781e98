"""The server goes away while somebody writes: the page says so, keeps trying, and nothing is lost."""

import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from audit import config
from audit.core.answers import Answer
from audit.core.standard import Standard
from audit.store import database
from tests import chromium
from tests.browser import audits
from tests.browser.audits import Filled
from tests.browser.sites import Site
from tests.browser.visitors import Visitor, unfold
from tests.cli import running

pytestmark = chromium.NEEDED
DOMAIN = "/audits/cccccccccccccccc/domains/staff"
NOTE = "Written while nobody listened"
NOT_SAVED = "Not saved. We keep trying."
SAVED = re.compile(r"Saved \d")


@contextmanager
def serve(site: Site) -> Iterator["subprocess.Popen[str]"]:
    """Start the command itself, wait until it answers, and kill it in the end."""
    with running.start("serve", "--data", site.data, "--port", site.port) as process:
        try:
            assert process.stdout is not None
            assert site.address in process.stdout.readline()
            yield process
        finally:
            process.kill()


def write(page: Page, note: str = NOTE) -> None:
    """Write a note and leave the field."""
    unfold(page.locator("#STF-1"), "Note")
    page.fill("#STF-1-note", note)
    page.locator("#STF-1-note").blur()


def test_what_is_written_meanwhile_is_saved_once_the_server_is_back(
    visitor: Visitor, site: Site, empty: Filled
) -> None:
    page = visitor.open(DOMAIN)
    page.locator("#STF-1 input[type=radio][value='2']").check()
    expect(page.locator("#STF-1 [data-save-state]")).to_have_text(SAVED)
    site.stop()
    write(page)
    expect(page.locator("#STF-1 [data-save-state]")).to_have_text(NOT_SAVED)
    expect(page.locator("[data-page-state]")).to_have_text(NOT_SAVED)
    page.locator("#STF-2 input[type=radio][value='1']").check()
    expect(page.locator("#STF-2 [data-save-state]")).to_have_text(NOT_SAVED)
    site.start()
    expect(page.locator("#STF-1 [data-save-state]")).to_have_text(SAVED)
    expect(page.locator("#STF-2 [data-save-state]")).to_have_text(SAVED)
    expect(page.locator("[data-page-state]")).to_have_text(SAVED)
    assert site.answers() == {"STF-1": Answer(level=2, note=NOTE), "STF-2": Answer(level=1)}
    page.reload()
    expect(page.locator("#STF-1-note")).to_have_value(NOTE)


def test_who_leaves_with_something_unsaved_is_warned(visitor: Visitor, site: Site, empty: Filled) -> None:
    page = visitor.open(DOMAIN)
    site.stop()
    write(page)
    expect(page.locator("[data-page-state]")).to_have_text(NOT_SAVED)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="All domains of this audit").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.locator("#STF-1-note")).to_have_value(NOTE)
    site.start()
    expect(page.locator("#STF-1 [data-save-state]")).to_have_text(SAVED)
    assert site.answers() == {"STF-1": Answer(note=NOTE)}


def test_a_locked_database_is_said_and_waited_for(
    visitor: Visitor, site: Site, empty: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    page = visitor.open(DOMAIN)
    with closing(sqlite3.connect(site.data / config.DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        write(page)
        expect(page.locator("#STF-1 [data-save-state]")).to_have_text(NOT_SAVED)
        other.execute("ROLLBACK")
    expect(page.locator("#STF-1 [data-save-state]")).to_have_text(SAVED)
    assert site.answers() == {"STF-1": Answer(note=NOTE)}


def test_a_locked_database_shows_the_page_again_as_it_was_typed(
    visitor: Visitor, site: Site, empty: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    page = visitor.open(DOMAIN, script=False)
    with closing(sqlite3.connect(site.data / config.DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page.locator("#STF-1 input[type=radio][value='3']").check()
        unfold(page.locator("#STF-1"), "Note")
        page.fill("#STF-1-note", NOTE)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("Nothing was saved yet")
        expect(page.locator("#STF-1 input:checked")).to_have_value("3")
        expect(page.locator("#STF-1-note")).to_have_value(NOTE)
        other.execute("ROLLBACK")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    assert site.answers() == {"STF-1": Answer(level=3, note=NOTE)}


def test_a_server_that_is_killed_has_every_answer_it_said_it_saved(
    browser: Browser, tmp_path: Path, real: Standard
) -> None:
    site = Site(tmp_path / "data")
    audits.fill(site.store, real, {}, completed=False)
    site.start()  # Finds a free port.
    site.stop()
    visitor = Visitor(browser, site)
    with serve(site) as server:
        page = visitor.open(DOMAIN)
        for number, level in enumerate((3, 2, 1, 0), start=1):
            page.locator(f"#STF-{number} input[type=radio][value='{level}']").check()
            expect(page.locator(f"#STF-{number} [data-save-state]")).to_have_text(SAVED)
        server.kill()
    page.locator("#STF-5 input[type=radio][value='2']").check()
    expect(page.locator("#STF-5 [data-save-state]")).to_have_text(NOT_SAVED)
    with serve(site) as server:
        expect(page.locator("#STF-5 [data-save-state]")).to_have_text(SAVED)
        page.reload()
        chosen = [page.locator(f"#STF-{n} input:checked").input_value() for n in range(1, 6)]
        server.kill()
    visitor.close()
    assert chosen == ["3", "2", "1", "0", "2"]
    assert [answer.level for answer in site.answers().values()] == [3, 2, 1, 0, 2]
    assert visitor.complaints == []

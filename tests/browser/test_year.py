"""A whole year: a team audits together, a women's service is heard, it is signed, assessed, checked, and done again."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit import library
from audit.core.answers import Answer, Evidence
from audit.core.standard import Standard
from tests import chromium
from tests.browser import team
from tests.browser.looking import look
from tests.browser.sites import Site
from tests.browser.team import Team, at, go
from tests.browser.test_whole_audit import answer
from tests.browser.visitors import Visitor

pytestmark = chromium.NEEDED
SECRET = "quiet harbour lantern seven"
THEN, NOW = date(2025, 11, 3), date(2026, 11, 2)
QUESTION = "Who has seen the extinguisher this month?"
PLAIN = re.compile(r"Saved \d{1,2}:\d{2}\.")
LINK = re.compile(r"/second-voice/[\w-]{43}")
BOOK = Answer(level=3, evidence=(Evidence("Book of the oven guard", date(2025, 9, 1)),))
LATER = Answer(level=3, evidence=(Evidence("Book of the extinguisher", date(2026, 9, 1)),))
# What the three say in the first year, each in one domain; FIR-2 is a red line that nobody knows at first.
FIRE = {"FIR-1": BOOK, "FIR-2": Answer(not_sure=True), "FIR-3": Answer(level=2), "FIR-4": Answer(level=2)}
FLOUR = {"FLO-2": Answer(level=2), "FLO-3": Answer(level=1), "FLO-4": Answer(level=3)}
SHOP = {"SHO-1": Answer(level=2), "SHO-2": Answer(not_applicable="We bake to order only")}


@pytest.fixture(autouse=True)
def _bakery(standard: Standard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let new audits ask the ten criteria of the small standard."""
    monkeypatch.setattr(library, "default", lambda: standard)


def test_a_year_of_a_programme(visitor: Visitor, site: Site, tmp_path: Path) -> None:
    people = team.gather(visitor)
    audit = begin(people.manager, THEN)
    divide(people, audit)
    answer_together(people, audit)
    disagree(people, audit)
    find_out(people, audit)
    hear_the_service(visitor, people, audit)
    assess(people, audit)
    sign(people.manager, audit)
    check_paper(visitor, people.manager, audit, tmp_path)
    stays_as_signed(people, audit)
    again = next_year(people.manager, audit)
    compare(people.manager, audit, again)
    assert [len(str(path)) for path in (audit, again)] == [len("/audits/") + 16] * 2
    # Nothing was refused but a save while another one was on its way (409), and a signature without a role (422).
    assert [line for line in visitor.not_loaded if "409" not in line and "422" not in line] == []


def begin(page: Page, day: date) -> str:
    """Start a full audit, and return its path."""
    go(page, f"/programmes/{team.PROGRAMME}/audits/new", "Start an audit")
    page.get_by_label("Full audit").check()
    page.get_by_label("Date the audit stands for").fill(day.isoformat())
    page.get_by_role("button", name="Start", exact=True).click()
    at(page, "Audit of Čvrsto tlo")
    return page.url.partition(page.url.split("/audits/")[0])[2]


def divide(people: Team, audit: str) -> None:
    """Give two domains to the contributors; each finds theirs."""
    page = go(people.manager, f"{audit}/owners", "Who looks after each domain")
    page.get_by_label(re.compile("^Fire")).select_option(label=team.FIRST)
    page.get_by_label(re.compile("^Flour")).select_option(label=team.SECOND)
    look(page)
    page.get_by_role("button", name="Save", exact=True).click()
    at(page, "Audit of Čvrsto tlo")
    expect(page.get_by_text(team.FIRST)).to_be_visible()
    for window, title in ((people.first, "Fire"), (people.second, "Flour")):
        go(window, "/mine", "Mine")
        expect(window.get_by_role("link", name=title, exact=True)).to_be_visible()


def give(page: Page, audit: str, domain: str, given: Mapping[str, Answer]) -> None:
    """Answer criteria of a domain, and see each saved."""
    page.goto(f"{audit}/domains/{domain}")
    for code, one in given.items():
        answer(page, code, one, script=True)
    saved(page, given)


def saved(page: Page, codes: Iterable[str]) -> None:
    """Wait until criteria are saved, after their last control was left."""
    page.locator("h1").click()
    for code in codes:
        expect(page.locator(f"#{code} [data-save-state]")).to_have_text(PLAIN)


def answer_together(people: Team, audit: str) -> None:
    """Answer what one knows, and ask the manager about the rest; the manager settles it."""
    give(people.first, audit, "fire", FIRE)
    give(people.second, audit, "flour", FLOUR)
    give(people.manager, audit, "shop", SHOP)
    page = go(people.first, f"{audit}/criteria/FIR-2/comments", "Comments on FIR-2")
    page.get_by_label("Comment", exact=True).fill(QUESTION)
    page.get_by_label("Managers").or_(page.get_by_label("The managers")).check()
    page.get_by_role("button", name="Save the comment").click()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    look(page)
    page = go(people.manager, "/mine", "Mine")
    expect(page.get_by_text(QUESTION)).to_be_visible()
    look(page)
    page.get_by_role("link", name="An extinguisher hangs by the oven.").click()
    if "comments" not in page.url:
        page.goto(f"{audit}/criteria/FIR-2/comments")
    page.get_by_role("button", name="Call it settled").click()
    expect(page.get_by_text("Nothing is open.")).to_be_visible()


def disagree(people: Team, audit: str) -> None:
    """Save one answer from two windows: the second sees both and chooses."""
    path = f"{audit}/domains/flour"
    for window in (people.first, people.second):
        window.goto(path)
    answer(people.first, "FLO-1", Answer(level=3), script=True)
    saved(people.first, ["FLO-1"])
    answer(people.second, "FLO-1", Answer(level=1), script=True)
    page = people.second
    expect(page.locator("#FLO-1 [data-save-state]")).to_contain_text("another answer was saved meanwhile")
    page.get_by_role("button", name="Show both answers").click()
    expect(page.get_by_role("group", name="Two answers to FLO-1")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Keep mine FLO-1").click()
    page.wait_for_url(re.compile("#FLO-1$"))
    expect(page.locator("#FLO-1 input:checked")).to_have_value("1")


def find_out(people: Team, audit: str) -> None:
    """Give what nobody knows to somebody, who finds it out."""
    page = go(people.manager, f"{audit}/find-out", "Things to find out")
    page.get_by_label("Who finds out about FIR-2").select_option(label=team.SECOND)
    look(page)
    page.get_by_role("button", name="Save", exact=True).click()
    mine = go(people.second, "/mine", "Mine")
    mine.get_by_role("link", name="An extinguisher hangs by the oven.").click()
    # It says "Saved" from before: what counts is the answer to this save.
    with mine.expect_response(re.compile("/answers/FIR-2$")):
        answer(mine, "FIR-2", Answer(level=1), script=True)
    saved(mine, ["FIR-2"])
    go(page, f"{audit}/find-out", "Things to find out")
    expect(page.get_by_text("Nothing is marked “not sure yet”.")).to_be_visible()


def hear_the_service(visitor: Visitor, people: Team, audit: str) -> None:
    """Ask the women's service, which the network knows; it sees less than the programme and lets that be seen."""
    page = go(people.manager, f"{audit}/second-voice", "Second voice")
    page.get_by_label("Name of the service").fill("Open door")
    page.get_by_label(re.compile("^Independent")).check()
    page.get_by_label("Its own e-mail address").fill("office@opendoor.example")
    look(page)
    page.get_by_role("button", name="Invite", exact=True).click()
    at(page, "The service is invited")
    assert LINK.search(page.content()) is None  # Who could answer in its place never gets the link.
    give_the_voice(visitor, confirm(people.staff))
    go(page, f"{audit}/second-voice", "Second voice")
    expect(page.get_by_text("A second voice was given.")).to_be_visible()
    page.get_by_role("link", name="Where you and the service differ").click()
    at(page, "Where you and the partner service differ")
    first = page.get_by_role("heading", name=re.compile("^First: two levels or more"))
    expect(first).to_be_visible()
    expect(page.get_by_text("The service sees 2 levels less.")).to_be_visible()
    look(page)
    page.goto(f"{audit}/results")
    expect(page.get_by_text(re.compile("disputed by the partner service", re.IGNORECASE)).first).to_be_visible()


def confirm(page: Page) -> str:
    """Confirm the address as the network's staff, and return the link that is handed over."""
    go(page, f"/members/{team.SOCIETY}/second-voices", "Second voices")
    page.get_by_role("link", name="Open door").click()
    page.get_by_label("We have checked that this address belongs to this service").check()
    look(page)
    page.get_by_role("button", name="Confirm, and make a link").click()
    at(page, "The address is confirmed")
    found = LINK.search(page.get_by_label("Link for Open door").input_value())
    assert found
    return found[0]


def give_the_voice(visitor: Visitor, link: str) -> None:
    """Answer as the service, with a secret of its own, and let the programme and its readers see it."""
    page = visitor.open(link, signed_in=False)
    expect(page.locator("h1")).to_have_text("Your view of Čvrsto tlo")
    look(page)
    page.get_by_label("A secret of your own").fill(SECRET)
    page.get_by_label("The same secret again").fill(SECRET)
    page.get_by_role("button", name="Set the secret and see the questions").click()
    at(page, "What you see of Čvrsto tlo")
    page.locator("#q-FIR-1 input[type=radio][value='1']").check()
    look(page)
    page.get_by_role("button", name="Save, and decide who may see it").click()
    at(page, "Who may see your answers")
    page.get_by_label(re.compile("^The programme")).check()
    page.locator("input[name=readers][value=report]").check()
    look(page)
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_text("Handed in.").first).to_be_visible()
    stranger = visitor.open(link, signed_in=False)  # The link alone opens nothing any more.
    expect(stranger.locator("main")).not_to_contain_text("The oven door has a guard.")
    visitor.not_loaded[:] = [line for line in visitor.not_loaded if "410" not in line]


def assess(people: Team, audit: str) -> None:
    """Let an assessor in, who sees this audit alone and records a finding."""
    page = go(people.manager, f"{audit}/assessors", "Assessors of this audit")
    page.get_by_label(team.ASSESSOR).check()
    look(page)
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("heading", name=team.ASSESSOR)).to_be_visible()
    guest = people.assessor
    guest.goto("/")
    guest.get_by_role("link", name="Look at it").click()
    at(guest, "Audit of Čvrsto tlo")
    go(guest, f"{audit}/findings/fire", "Fire")
    guest.locator("input[name='FIR-1-finding'][value='evidence-seen']").check()
    look(guest)
    guest.get_by_role("button", name="Save what I found").click()
    go(page, f"{audit}/findings", "What assessors found")
    expect(page.get_by_text(re.compile("Evidence seen", re.IGNORECASE)).first).to_be_visible()
    look(page)


def sign(page: Page, audit: str) -> None:
    """Mend what stops the signature, and sign, with the password once more."""
    go(page, f"{audit}/ready", "Ready to sign off?")
    expect(page.get_by_role("button", name="The audit is ready")).to_have_count(0)
    look(page)
    page.goto(f"{audit}/plan/FIR-2")
    page.get_by_label("This step is taken and holds").check()
    page.get_by_role("button", name="Save", exact=True).click()
    go(page, f"{audit}/ready", "Ready to sign off?")
    expect(page.get_by_text("Nothing stops it.")).to_be_visible()
    page.get_by_role("button", name="The audit is ready").click()
    page.get_by_role("link", name="Go on to sign off").click()
    at(page, "Sign off")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("The role in which you sign").fill("programme manager")
    page.get_by_label(re.compile("^The answers say what we know today")).check()
    look(page)
    page.get_by_role("button", name="Go on").click()
    at(page, "Sign this audit off?")
    expect(page.locator(".red-lines__title")).to_contain_text("Red line")
    page.get_by_label("password", exact=False).fill(team.PASSWORD)
    look(page)
    page.get_by_role("button", name="Sign off").click()
    at(page, "What was signed")
    look(page)


def check_paper(visitor: Visitor, page: Page, audit: str, folder: Path) -> None:
    """Take the signed paper along, and have a stranger compare it, as it is and with one byte more."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Signed edition (PDF)").click()
    paper = download.value.path().read_bytes()
    assert paper.startswith(b"%PDF-")
    for content, verdict in ((paper, "Issued here, unaltered"), (paper + b"\n", "Not one of ours")):
        file = folder / "report.pdf"
        file.write_bytes(content)
        stranger = visitor.open("/verify", signed_in=False)
        stranger.get_by_label("The report (PDF)").set_input_files(file)
        stranger.get_by_role("button", name="Compare it").click()
        expect(stranger.get_by_role("heading", name=verdict)).to_be_visible()
        look(stranger)


def stays_as_signed(people: Team, audit: str) -> None:
    """See that nobody can answer any more, and that what an assessor finds later is added with a number."""
    page = people.first
    page.goto(f"{audit}/domains/fire")
    expect(page.locator("main input[type=radio]")).to_have_count(0)
    expect(page.get_by_text("Its answers do not change any more.")).to_be_visible()
    look(page)
    guest = go(people.assessor, f"{audit}/findings/fire", "Fire")
    guest.locator("input[name='FIR-3-finding'][value='validated-2']").check()
    guest.get_by_role("button", name="Save what I found").click()
    page = go(people.manager, f"{audit}/signed", "What was signed")
    page.get_by_role("button", name="Add what an assessor found").click()
    expect(page.get_by_role("link", name="Signed edition (PDF)")).to_have_count(2)


def next_year(page: Page, audit: str) -> str:
    """Start from the last audit: its answers stand beside the choices, and each is confirmed by hand."""
    page.goto(audit)
    page.get_by_role("link", name="Start the next audit from this one").click()
    at(page, "Start an audit")
    page.get_by_label("Full audit").check()
    page.get_by_label("Date the audit stands for").fill(NOW.isoformat())
    look(page)
    page.get_by_role("button", name="Start", exact=True).click()
    at(page, "Audit of Čvrsto tlo")
    path = page.url.partition(page.url.split("/audits/")[0])[2]
    expect(page.get_by_text("0 of 10 answered", exact=True)).to_be_visible()
    page.goto(f"{path}/domains/fire")
    assert page.locator("#FIR-1 input:checked").count() == 0
    expect(page.locator("#FIR-1").get_by_text("Last time", exact=False).first).to_be_attached()
    look(page)
    page.get_by_role("button", name="Same as last time FIR-1").click()
    expect(page.locator("#FIR-1 input:checked")).to_have_value("3")
    give(page, path, "fire", {"FIR-2": LATER, "FIR-3": Answer(level=1)})
    return path


def compare(page: Page, audit: str, again: str) -> None:
    """Set the two side by side, and see the programme over the years."""
    go(page, f"{again}/compare", "Set two audits side by side")
    look(page)
    page.locator(f"main a[href$='{audit.removeprefix('/audits/')}']").first.click()
    at(page, "Two audits side by side")
    for heading in ("Better", "Worse"):
        expect(page.get_by_role("heading", name=re.compile(f"^{heading}"))).to_be_visible()
    expect(page.locator("main img").first).to_be_visible()
    look(page)
    page.get_by_role("link", name="The programme over the years").click()
    at(page, "The programme over the years")
    expect(page.get_by_text("One audit is signed off so far.", exact=False)).to_be_visible()
    look(page)

"""A whole programme is audited by hand, all 100 criteria, and what is stored is what was chosen."""

import re
from collections.abc import Mapping
from datetime import date

from playwright.sync_api import Locator, Page, expect

from audit.core.answers import Answer
from audit.core.standard import Domain, Standard
from tests import chromium
from tests.browser.sites import Site
from tests.browser.visitors import NARROW, WIDE, Visitor, unfold

pytestmark = chromium.NEEDED
SAVED = re.compile(r"Saved (\d{1,2}:\d{2})\.")
AT_LEAST = 50  # Characters of a page that says something.


def test_with_script_every_answer_saves_itself(
    visitor: Visitor, site: Site, real: Standard, choices: Mapping[str, Answer]
) -> None:
    page = visitor.open("/", width=WIDE)
    begin(page)
    for domain in real.domains:
        page.get_by_role("link", name=domain.title, exact=True).click()
        for criterion in domain.criteria:
            answer(page, criterion.id, choices[criterion.id], script=True)
        for criterion in domain.criteria:
            expect(page.locator(f"#{criterion.id} [data-save-state]")).to_have_text(SAVED)
        # It may say so of the choice while the note typed after it is on its way.
        page.locator("h1").click()
        page.wait_for_load_state("networkidle")
        expect(page.locator("[data-page-state]")).to_have_text(SAVED)
        page.reload()
        check_shown(page, domain, choices)
        page.get_by_role("button", name="Save and check this domain").click()
        complete(page)
    check_end(page, site, real, choices)


def test_without_script_the_save_button_keeps_every_answer(
    visitor: Visitor, site: Site, real: Standard, choices: Mapping[str, Answer]
) -> None:
    page = visitor.open("/", width=NARROW, script=False)
    begin(page)
    for domain in real.domains:
        page.get_by_role("link", name=domain.title, exact=True).click()
        # Chromium does not show it where a test, and not its own setting, forbids scripts.
        assert "Press “Save” before you leave this page." in page.content()
        for criterion in domain.criteria:
            answer(page, criterion.id, choices[criterion.id], script=False)
        page.get_by_role("button", name="Save", exact=True).click()
        check_shown(page, domain, choices)
        page.get_by_role("button", name="Save and check this domain").click()
        complete(page)
    check_end(page, site, real, choices)


def begin(page: Page) -> None:
    """Describe a programme and start a full audit of it, from the start page on."""
    page.get_by_role("link", name="Start: describe your programme").click()
    page.get_by_label("Name of your organisation").fill("Society for safety")
    page.get_by_label("Name of the programme").fill("Čvrsto tlo")
    page.get_by_label("Country").select_option("Croatia")
    page.get_by_label("Language of the work").select_option("Croatian")
    page.get_by_label("Community", exact=True).check()
    page.get_by_label("25 to 99 men start in a year").check()
    page.get_by_label("Social-educational, feminist").check()
    page.get_by_label("Time zone").select_option("Europe/Zagreb")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("h1")).to_have_text("Čvrsto tlo")
    page.get_by_role("link", name="Start an audit").click()
    page.get_by_label("Full audit").check()
    page.get_by_label("Date the audit stands for").fill("2026-11-01")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("h1")).to_have_text("Audit of Čvrsto tlo")
    expect(page.get_by_text("0 of 100 answered", exact=True)).to_be_visible()


def answer(page: Page, code: str, given: Answer, *, script: bool) -> None:
    """Answer one criterion as a person does, from the top to the bottom of its card."""
    card = page.locator(f"#{code}")
    radio(card, given).check()
    if given.not_applicable is not None:
        card.get_by_label(f"Why {code} does not apply").fill(given.not_applicable)
    if given.evidence:
        unfold(card, "Documents")
    for number, document in enumerate(given.evidence, start=1):
        if number > 1:
            more_room(page, code, script=script)
        row = card.get_by_role("group", name=f"Document {number}", exact=True)
        row.get_by_label("Title of the document").fill(document.title)
        if document.date is not None:
            row.get_by_label("Its date").fill(document.date.isoformat())
    if given.note:
        unfold(card, "Note")
        card.get_by_label(f"Note on {code}").fill(given.note)


def radio(card: Locator, given: Answer) -> Locator:
    """Return the radio button of an answer."""
    value = str(given.level)
    if given.not_sure:
        value = "not-sure"
    elif given.not_applicable is not None:
        value = "not-applicable"
    return card.locator(f"input[type=radio][value='{value}']")


def more_room(page: Page, code: str, *, script: bool) -> None:
    """Ask for one more row for a document; the page comes back at the same criterion, with all that was typed."""
    with page.expect_navigation():
        page.get_by_role("button", name=f"Add another document {code}", exact=True).click()
    assert page.url.endswith(f"#{code}")
    if script:
        expect(page.locator(f"#{code}")).to_be_in_viewport()


def check_shown(page: Page, domain: Domain, choices: Mapping[str, Answer]) -> None:
    """Check that a domain page shows each answer as it was given."""
    expect(page.locator("h1")).to_have_text(domain.title)
    assert page.locator(".govuk-error-summary").count() == 0
    assert {c.id: shown(page.locator(f"#{c.id}")) for c in domain.criteria} == {
        c.id: wanted(choices[c.id]) for c in domain.criteria
    }


def shown(card: Locator) -> tuple[str, ...]:
    """Return what stands in the controls of a card, from its top to its bottom; empty ones are left out."""
    controls = card.locator("input:not([type=hidden]):not([type=radio]), textarea, input:checked")
    return tuple(filter(None, (controls.nth(n).input_value() for n in range(controls.count()))))


def wanted(given: Answer) -> tuple[str, ...]:
    """Return what should stand in the controls of a card; see ``shown``."""
    level = "not-sure" if given.not_sure else "not-applicable"
    found = [level if given.level is None else str(given.level), given.not_applicable or ""]
    for document in given.evidence:
        found += [document.title, document.date.isoformat() if document.date else ""]
    return tuple(filter(None, [*found, given.note]))


def complete(page: Page) -> None:
    """Call a domain complete on its check page."""
    expect(page.locator("h1")).to_contain_text("Check:")
    page.get_by_role("group", name="Have you completed this domain?").get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("h1")).to_contain_text("Audit of")


def check_end(page: Page, site: Site, real: Standard, choices: Mapping[str, Answer]) -> None:
    """Check the list of domains, the store, the results, the plan and the report."""
    statuses = page.locator(".govuk-task-list__status")
    unsure = [sum(choices[c.id].not_sure for c in domain.criteria) for domain in real.domains]
    assert statuses.all_inner_texts() == [
        f"Checked by the team, {number} not known" if number else "Checked by the team" for number in unsure
    ]
    sheet = site.sheet()
    assert dict(sheet.answers) == dict(choices)
    assert sheet.date == date(2026, 11, 1)
    check_results(page)
    check_plan(page, real, choices)
    page.get_by_role("link", name="Results", exact=True).click()
    page.get_by_role("link", name="Report", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Report for others (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert download.value.suggested_filename.endswith(".pdf")


def check_results(page: Page) -> None:
    """Check that red lines that are not held come before the standing, the counts and every picture."""
    page.get_by_role("link", name="Results", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Results")
    main = page.locator("main").inner_text().casefold()
    found = [
        re.search(text, main) for text in ("red lines are not held", "red line open or not known", r"at least \d+%")
    ]
    places = [match.start() for match in found if match]
    assert len(places) == len(found)
    assert places == sorted(places)
    first = page.locator("main h2").first
    expect(first).to_contain_text("red lines are not held")
    assert page.locator("main .red-lines").count() == 1


def check_plan(page: Page, real: Standard, choices: Mapping[str, Answer]) -> None:
    """Check that the plan has an action for each red line that is not held, the most urgent first."""
    page.get_by_role("link", name="Action plan").first.click()
    expect(page.locator("h1")).to_have_text("Action plan")
    expect(page.locator("main h2").first).to_contain_text("Act now")
    text = page.locator("main").inner_text()
    assert len(text) > AT_LEAST
    for criterion in real.criteria():
        given = choices[criterion.id]
        if criterion.is_red_line and given.not_applicable is None and given.effective_level != 3:
            assert criterion.statement in text, criterion.id

"""The members of a network: who they are and who has begun, nothing about how anyone is doing (design section 7)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from audit import config, credentials, demo
from audit.core.people import Instance, Kind, Membership, Office, Role
from audit.core.programme import Audit, Organisation, Programme, Setting, SizeBand, WorkModel
from audit.core.standard import Standard
from audit.store import accounts, answers, audits, history, instance, links, memberships, organisations, programmes
from audit.store.database import Store
from audit.web import create_app
from tests import people
from tests.conftest import answer
from tests.store.conftest import audit_of
from tests.web.audit_pages import Given, all_at, by_id, form_of
from tests.web.browsers import Browser, enter
from tests.web.conftest import Page, last_part, read

HOME = Organisation(
    id="h" * 16, name="Society for safety", country="HR", zone="Europe/Zagreb", member_since=date(2019, 5, 1)
)
NEIGHBOUR = Organisation(
    id="n" * 16, name="Neighbours <b>&", country="GE", zone="Asia/Tbilisi", contact_role="programme manager"
)
STEPS = Programme(
    id="s" * 16,
    organisation=HOME.id,
    name="Steps",
    country="HR",
    languages=("hr",),
    setting=Setting.COMMUNITY,
    size_band=SizeBand.FROM_25,
    models=(WorkModel.SOCIAL_EDUCATIONAL,),
)
ABROAD = replace(STEPS, id="t" * 16, organisation=NEIGHBOUR.id, name="ნაბიჯი", country="AM", setting=Setting.PRISON)
NEW = {"name": "New <i>member</i>", "country": "AT", "zone": "", "since": "2026-01-15", "contact_role": "coordinator"}
_SECRET = re.compile(r"http://127\.0\.0\.1:8765/invitations/([A-Za-z0-9_-]{40,})")


@pytest.fixture
def staff(app: Flask, store: Store) -> Browser:
    """Return the browser of the staff of a network with two members; the first has a manager."""
    with store.writing() as db:
        instance.begin(db, Instance(kind=Kind.NETWORK, name="A made-up network", begun=store.clock()))
        for member in (HOME, NEIGHBOUR):
            organisations.create(db, member)
        programmes.create(db, STEPS)
        programmes.create(db, ABROAD)
    people.admit(store, "Mira Made-up", places=[(HOME.id, Role.MANAGER)])
    return enter(app, store, "Nadia Made-up", offices=[Office.NETWORK_STAFF])


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory, real: Standard) -> Iterator[Callable[..., Browser]]:
    """Return what gives the browser of somebody in the demonstration."""
    settings = config.load(Path(tmp_path_factory.mktemp("demo")), demo=True)
    store = Store(settings.database)
    store.prepare()
    demo.fill(store, real)
    app = create_app(settings, store)

    def visit(name: str, *offices: Office, at: str = "") -> Browser:
        places = [(o.id, Role.MANAGER) for o in listed(store) if o.name == at]
        return enter(app, store, name, offices=offices, places=places)

    yield visit
    store.close()


def listed(store: Store) -> tuple[Organisation, ...]:
    """Return every organisation."""
    with store.reading() as db:
        return organisations.listing(db)


def rows(html: str) -> list[list[str]]:
    """Return the cells of the table of a page, without its head."""
    return [[c.words for c in row.all("th", "td")] for row in read(html).all("tr")][1:]


def names(html: str) -> list[str]:
    """Return the members a page lists, in its order."""
    return [row[0].removesuffix(" No manager yet") for row in rows(html)]


def acts(store: Store, organisation: str) -> list[str]:
    """Return what was done in an organisation, the oldest first."""
    with store.reading() as db:
        return [entry.link.act for entry in history.listing(db, organisation)]


def fill_in(store: Store, audit: Audit, given: dict[str, Given]) -> None:
    """Answer the criteria of an audit."""
    with store.writing() as db:
        answers.save_many(db, audit, {code: (answer(said), 0) for code, said in given.items()}, store.clock())


def secret_on(html: str) -> str:
    """Return the secret of the invitation a page shows."""
    found = _SECRET.search(html)
    assert found
    return found[1]


def test_one_organisation_is_no_network(page: Page, audit: str) -> None:
    for path in ("", "/new", f"/{HOME.id}", f"/{HOME.id}/edit"):
        page(f"/members{path}", 404)


def test_the_directory_says_who_the_members_are(staff: Browser) -> None:
    html = staff.page("/members")
    first, second = rows(html)
    abroad, at_home = first.pop(2), second.pop(2)
    assert first == ["Neighbours <b>& No manager yet", "Georgia", "No audit yet", "not noted", "programme manager"]
    assert second == ["Society for safety", "Croatia", "No audit yet", "1 May 2019", "not noted"]
    assert abroad.startswith("ნაბიჯიArmenia · ")
    assert at_home.startswith("Steps")
    assert "25" in at_home
    assert "Croatia" not in at_home
    assert "/programmes/" not in html
    assert "made up" not in read(html).words


def test_an_audit_is_started_and_a_trial_is_none(staff: Browser, store: Store, real: Standard) -> None:
    with store.writing() as db:
        older, newer = (
            audits.create(db, replace(audit_of(HOME.id, real), id=letter * 16, programme=STEPS.id, date=day), real)
            for letter, day in (("x", date(2024, 3, 1)), ("y", date(2025, 6, 2)))
        )
    assert rows(staff.page("/members"))[1][3] == "Audit started, not signed off, 2 June 2025"
    fill_in(store, newer, all_at(real, 1))
    assert rows(staff.page("/members"))[1][3] == "Audit started, not signed off, 2 June 2025"
    with store.writing() as db:
        audits.mark_test(db, newer, on=True, at=store.clock())
    assert rows(staff.page("/members"))[1][3] == "Audit started, not signed off, 1 March 2024"
    with store.writing() as db:
        audits.mark_test(db, older, on=True, at=store.clock())
    assert rows(staff.page("/members"))[1][3] == "No audit yet"


@pytest.mark.parametrize(
    ("asked", "found", "count"),
    [
        ("", ["Neighbours <b>&", "Society for safety"], "2 members"),
        ("?country=HR", ["Society for safety"], "1 of 2 members"),
        ("?country=AM", ["Neighbours <b>&"], "1 of 2 members"),
        ("?setting=prison&country=", ["Neighbours <b>&"], "1 of 2 members"),
        ("?setting=prison&country=HR", [], "0 of 2 members"),
        ("?country=%00&setting='", [], "0 of 2 members"),
        ("?order=country", ["Society for safety", "Neighbours <b>&"], "2 members"),
        ("?order=since", ["Society for safety", "Neighbours <b>&"], "2 members"),
        ("?order=nothing", ["Neighbours <b>&", "Society for safety"], "2 members"),
    ],
)
def test_the_list_can_be_narrowed_and_put_in_order(staff: Browser, asked: str, found: list[str], count: str) -> None:
    html = staff.page(f"/members{asked}")
    assert names(html) == found
    assert count in read(html).words
    assert ("Show everyone" in html) is (len(found) < 2)


def test_a_network_begins_without_members(app: Flask, store: Store) -> None:
    people.set_up(store, Kind.NETWORK)
    staff = enter(app, store, "Nadia Made-up", offices=[Office.NETWORK_STAFF])
    assert "There are no members yet." in staff.page("/members")


@pytest.mark.parametrize("office", [Office.ASSESSOR, Office.OPERATOR, None], ids=str)
def test_who_may_look_and_who_may_change(app: Flask, store: Store, staff: Browser, office: Office | None) -> None:
    other = enter(app, store, "Vera Made-up", offices=[office] if office else [], places=[(HOME.id, Role.MANAGER)])
    looks, changes = (403 if office is None else 200), (200 if office is Office.OPERATOR else 403)
    html = other.page("/members", looks)
    assert ("No manager yet" in html) is (office is Office.OPERATOR)
    assert ("Add a member" in html) is (office is Office.OPERATOR)
    for path in ("new", NEIGHBOUR.id, f"{NEIGHBOUR.id}/edit"):
        other.page(f"/members/{path}", changes)
    if office is not Office.OPERATOR:
        for path in ("new", f"{NEIGHBOUR.id}/edit", f"{NEIGHBOUR.id}/invite"):
            other.post(f"/members/{path}", NEW, 403)
        assert listed(store) == (NEIGHBOUR, HOME)
    assert staff.page("/members").count("/programmes/") == 0


def test_whoever_belongs_to_a_member_finds_the_way_to_its_programmes(app: Flask, store: Store, staff: Browser) -> None:
    del staff
    both = enter(app, store, "Vera Made-up", offices=[Office.ASSESSOR], places=[(HOME.id, Role.READER)])
    html = both.page("/members")
    assert f"/programmes/{STEPS.id}" in html
    assert f"/programmes/{ABROAD.id}" not in html
    both.page(f"/programmes/{STEPS.id}")
    both.page(f"/programmes/{ABROAD.id}", 404)


def test_a_member_is_added_once(staff: Browser, store: Store) -> None:
    sent = {**form_of(staff.page("/members/new")), **NEW}
    first, second = (last_part(staff.post("/members/new", sent)) for _ in range(2))
    assert first == second
    (made,) = [o for o in listed(store) if o.id == first]
    assert made == Organisation(
        id=first,
        name="New <i>member</i>",
        country="AT",
        zone="Europe/Vienna",
        zone_chosen=False,
        member_since=date(2026, 1, 15),
        contact_role="coordinator",
    )
    assert acts(store, first) == ["organisation-made"]
    assert "Nobody manages this member yet." in staff.page(f"/members/{first}")
    assert "New <i>member</i>" in names(staff.page("/members"))


def test_what_was_made_and_then_written_anew_is_a_change_to_look_at(staff: Browser, store: Store) -> None:
    sent = {**form_of(staff.page("/members/new")), **NEW}
    made = last_part(staff.post("/members/new", sent))
    again = staff.post("/members/new", {**sent, "name": "Another name"}, 409)
    assert "Another name" in again.text
    assert "New &lt;i&gt;member" in again.text
    staff.post(f"/members/{made}/edit", form_of(again.text))
    assert [o.name for o in listed(store) if o.id == made] == ["Another name"]
    assert len(listed(store)) == 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Write the name of the organisation."),
        ({"name": "x" * 201}, "201 characters"),
        ({"country": "XX"}, "Choose the country."),
        ({"zone": "Mars/Olympus"}, "Choose one of the answers"),
        ({"since": "1.5.2019"}, "Write the date as year, month, day"),
        ({"since": "2026-11-22"}, "This day is still to come: today is 21 November 2026."),
        ({"contact_role": "x" * 101}, "101 characters"),
        ({"contact_role": "Ms Ana Kovač"}, "This could be a person's name: “Ms Ana Kovač”"),
        ({"contact_role": "ana@example.org"}, "This looks like an e-mail address"),
        ({"name": "Steps, +385 91 234 5678"}, "This looks like a phone number"),
        ({"once": "x"}, "The page is not complete."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(
    staff: Browser, store: Store, changes: dict[str, str], said: str
) -> None:
    sent = {**form_of(staff.page("/members/new")), **NEW, **changes}
    assert said in staff.post("/members/new", sent, 422).text.replace("&#39;", "'")
    assert listed(store) == (NEIGHBOUR, HOME)


def test_a_role_that_looks_like_a_name_may_stay_when_somebody_looked(staff: Browser, store: Store) -> None:
    sent = {**form_of(staff.page("/members/new")), **NEW, "contact_role": "Ms Ana Kovač"}
    keep = by_id(staff.post("/members/new", sent, 422).text, "contact_role-keep").attrs["value"]
    made = last_part(staff.post("/members/new", {**sent, "contact_role-keep": keep}))
    assert [o.contact_role for o in listed(store) if o.id == made] == ["Ms Ana Kovač"]


def test_the_facts_are_changed_and_the_history_tells(staff: Browser, store: Store) -> None:
    at = f"/members/{NEIGHBOUR.id}/edit"
    sent = {**form_of(staff.page(at)), "since": "2020-02-03", "contact_role": "", "country": "AM"}
    staff.post(at, sent)
    with store.reading() as db:
        kept = organisations.get(db, NEIGHBOUR.id)
        entry = history.page(db, NEIGHBOUR.id)[0]
    expected = replace(NEIGHBOUR, country="AM", member_since=date(2020, 2, 3), contact_role="", version=2)
    assert kept == expected  # Its time zone was chosen, and stays.
    assert (entry.link.act, entry.link.actor) == ("organisation-changed", staff.account.id)
    assert entry.new == {"country": "AM", "member_since": "2020-02-03"}
    staff.post(at, {**sent, "version": "2"})
    with store.reading() as db:
        assert organisations.get(db, NEIGHBOUR.id).version == 2


def test_a_zone_that_nobody_chose_follows_the_country(staff: Browser, store: Store) -> None:
    with store.writing() as db:
        organisations.create(db, replace(HOME, id="z" * 16, zone_chosen=False))
    at = f"/members/{'z' * 16}/edit"
    staff.post(at, {**form_of(staff.page(at)), "country": "PT"})
    with store.reading() as db:
        followed = organisations.get(db, "z" * 16)
    assert (followed.zone, followed.zone_chosen) == ("Europe/Lisbon", False)
    staff.post(at, {**form_of(staff.page(at)), "zone": "Atlantic/Azores"})
    with store.reading() as db:
        chosen = organisations.get(db, "z" * 16)
    assert (chosen.zone, chosen.zone_chosen) == ("Atlantic/Azores", True)


def test_two_who_change_a_member_both_see_both(app: Flask, store: Store, staff: Browser) -> None:
    other = enter(app, store, "Vera Made-up", offices=[Office.OPERATOR])
    at = f"/members/{HOME.id}/edit"
    mine, theirs = form_of(staff.page(at)), form_of(other.page(at))
    other.post(at, {**theirs, "contact_role": "director"})
    refused = staff.post(at, {**mine, "contact_role": "office"}, 409)
    assert rows(refused.text) == [["Whom to ask for", "director", "office"]]
    staff.post(at, form_of(refused.text))
    with store.reading() as db:
        assert organisations.get(db, HOME.id).contact_role == "office"


def test_an_unknown_member_is_not_found(staff: Browser) -> None:
    for path in ("", "/edit"):
        staff.page(f"/members/{'q' * 16}{path}", 404)
    for path in ("/edit", "/invite", f"/invitations/{'k' * 16}/withdraw"):
        staff.post(f"/members/{'q' * 16}{path}", {**NEW, "version": "1", "email": ""}, 404)


def test_the_first_manager_is_invited_by_one_link_at_a_time(staff: Browser, store: Store) -> None:
    at = f"/members/{NEIGHBOUR.id}"
    first, second = (
        secret_on(staff.post(f"{at}/invite", {"email": email}, 200).text) for email in ("", "Nino@Example.org")
    )
    with store.reading() as db:
        assert links.find(db, credentials.fingerprint(first), store.clock()) is None
        link = links.find(db, credentials.fingerprint(second), store.clock())
    assert link is not None
    assert (link.organisation, link.role, link.email) == (NEIGHBOUR.id, Role.MANAGER, "nino@example.org")
    html = staff.page(at)
    assert "An invitation for nino@example.org waits until 5 December 2026." in read(html).words
    assert second not in html
    assert acts(store, NEIGHBOUR.id)[-3:] == ["invitation-made", "invitation-withdrawn", "invitation-made"]
    staff.post(f"{at}/invitations/{link.handle}/withdraw")
    with store.reading() as db:
        assert links.find(db, credentials.fingerprint(second), store.clock()) is None
    assert "nobody yet" in read(staff.page(at)).words
    staff.post(f"{at}/invite", {"email": "nobody"}, 422)


def test_the_network_brings_nobody_into_a_member_that_has_a_manager(staff: Browser, store: Store) -> None:
    at = f"/members/{HOME.id}"
    html = staff.page(at)
    assert "It has a manager." in html
    assert "1 person" in read(html).words
    assert f"{at}/invite" not in html
    before = acts(store, HOME.id)
    assert "has a manager" in staff.post(f"{at}/invite", {"email": ""}, 422).text
    staff.post(f"{at}/invitations/{'k' * 16}/withdraw", expected=422)
    assert acts(store, HOME.id) == before


def test_a_member_whose_manager_may_not_sign_in_is_marked_and_can_be_given_another(
    staff: Browser, store: Store
) -> None:
    with store.writing() as db:
        ((_, mira),) = memberships.of_organisation(db, HOME.id)
        accounts.disable(db, mira.id)
    assert "Society for safety No manager yet" in [row[0] for row in rows(staff.page("/members"))]
    secret_on(staff.post(f"/members/{HOME.id}/invite", {"email": ""}, 200).text)


def test_an_invitation_that_was_used_leaves_no_other_open(staff: Browser, store: Store) -> None:
    staff.post(f"/members/{NEIGHBOUR.id}/invite", {"email": ""}, 200)
    nino = people.admit(store, "Nino Made-up")
    with store.writing(by=nino.id) as db:
        memberships.add(
            db, Membership(organisation=NEIGHBOUR.id, account=nino.id, role=Role.MANAGER, since=store.clock())
        )
    html = staff.page(f"/members/{NEIGHBOUR.id}")
    assert "waits until" not in html
    staff.post(f"/members/{NEIGHBOUR.id}/invite", {"email": ""}, 422)


def test_the_demonstration_lists_everybody_and_says_nothing_of_results(network: Callable[..., Browser]) -> None:
    html = network("Aino Made-up", Office.ASSESSOR).page("/members")
    words = read(html).words
    assert len(rows(html)) == 24
    assert "24 members" in words
    assert all(
        re.fullmatch(r"Audit started, not signed off, \d+ \w+ 20\d\d|No audit yet", row[3]) for row in rows(html)
    )
    for word in ("%", "Red line", "red line", "minimum", "Good practice", "Incomplete", "answered", "held", "gap"):
        assert word not in words, word
    assert "answers, scores and standing belong to the organisation" in words
    assert "Every organisation, programme and answer here is made up." in words
    assert "/programmes/" not in html


@pytest.mark.parametrize(
    "page_of_audit", ["", "/results", "/plan", "/report"], ids=["tasks", "results", "plan", "report"]
)
def test_a_page_says_once_that_it_is_made_up_and_once_that_it_is_a_draft(
    network: Callable[..., Browser], page_of_audit: str
) -> None:
    manager = network(f"Mira {page_of_audit}", at="Turning Tide, Ballyfinnan")
    store = manager.app.extensions["self-audit"].store
    with store.reading() as db:
        (owner,) = [o for o in organisations.listing(db) if o.name.startswith("Turning Tide")]
        audit, *_ = audits.listing(db, programmes.listing(db, owner.id)[0])
    html = manager.page(f"/audits/{audit.id}{page_of_audit}")
    said = [e.words for e in read(html).all("div") if e.attrs.get("class", "").startswith("notice")]
    assert sum("fictional" in words.casefold() for words in said) == 1
    assert sum("Draft, not signed off." in words for words in said) == 1


def test_a_double_click_makes_one_invitation_and_one_line_in_the_history(staff: Browser, store: Store) -> None:
    found = re.search(r'name="once" value="([a-z2-7]{16})"', staff.page(f"/members/{NEIGHBOUR.id}"))
    assert found
    sent = {"email": "", "once": found[1]}
    first, second = (secret_on(staff.post(f"/members/{NEIGHBOUR.id}/invite", sent, 200).text) for _ in range(2))
    assert first == second
    with store.reading() as db:
        made = [entry.link.act for entry in history.listing(db, NEIGHBOUR.id)]
    assert made.count("invitation-made") == 1
    assert "invitation-withdrawn" not in made

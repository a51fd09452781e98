"""The operator's pages: who may sign in, help for who cannot, and nothing about any audit."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from audit import credentials
from audit.config_mail import Mail, Security
from audit.core.people import INVITATION, RECOVERY, Account, Instance, Kind, Link, Office, Purpose, Role
from audit.core.programme import Organisation
from audit.store import accounts, instance, links, memberships, organisations, second_factors, sessions
from audit.store.database import Store
from audit.web import create_app
from tests import people
from tests.web.browsers import Browser, enter
from tests.web.conftest import Clock, read

HOME = Organisation(id="h" * 16, name="Society for safety", country="HR", zone="Europe/Zagreb")
_SECRET = re.compile(r"http://127\.0\.0\.1:8765/(recover|invitations)/([A-Za-z0-9_-]{40,})")


@pytest.fixture
def operator(app: Flask, store: Store) -> Browser:
    """Return the browser of the only operator of a network."""
    with store.writing() as db:
        instance.begin(db, Instance(kind=Kind.NETWORK, name="A made-up network", begun=store.clock()))
        organisations.create(db, HOME)
    return enter(app, store, "Olive Made-up", offices=[Office.OPERATOR])


@pytest.fixture
def ana(store: Store, operator: Browser) -> Account:
    """Return somebody who manages an organisation, with a second factor."""
    del operator
    made = people.admit(store, "Ana Made-up", places=[(HOME.id, Role.MANAGER)])
    with store.writing(by=made.id) as db:
        second_factors.switch_on(db, made.id, people.TOTP, 0, ["1" * 64])
        accounts.record(db, made.id, "signed-in")
        return accounts.get(db, made.id)


def rows(html: str) -> list[list[str]]:
    """Return the cells of the table of a page, without its head."""
    return [[c.words for c in row.all("th", "td")] for row in read(html).all("tr")][1:]


def secret_on(html: str) -> str:
    """Return the secret of the link a page shows."""
    found = _SECRET.search(html)
    assert found
    return found[2]


def acts(store: Store, account: Account) -> list[tuple[str, str]]:
    """Return what happened to an account and who did it, the oldest first."""
    with store.reading() as db:
        return [(e.act, e.actor) for e in reversed(accounts.events(db, account.id))]


def notice(store: Store, account: Account) -> str:
    """Return what an account is told at the next sign-in."""
    with store.writing(by=account.id) as db:
        return accounts.take_notice(db, account.id)


def fresh(store: Store, account: Account) -> Account:
    """Return an account as it lies in the store."""
    with store.reading() as db:
        return accounts.get(db, account.id)


def test_the_list_says_who_may_sign_in_and_no_more(operator: Browser, ana: Account) -> None:
    listed = rows(operator.page("/accounts"))
    assert listed == [
        ["Ana Made-up", ana.email, "none", "1 place", "on", "21 November 2026"],
        ["Olive Made-up You", operator.account.email, "Operator", "none", "on", "none known"],
    ]
    assert HOME.name not in operator.page("/accounts")


def test_a_page_says_what_happened_when_and_by_whom(operator: Browser, ana: Account, store: Store) -> None:
    html = operator.page(f"/accounts/{ana.id}")
    assert [row[0] for row in rows(html)] == ["Signed in", "Second factor switched on"]
    assert {row[2] for row in rows(html)} == {"The person"}
    assert HOME.name not in html
    with store.writing(by="this-machine") as db:
        accounts.record(db, ana.id, "something-of-a-later-release")
    with store.writing(by="z" * 16) as db:
        accounts.record(db, ana.id, "disabled")
    later = rows(operator.page(f"/accounts/{ana.id}"))
    assert [(row[0], row[2]) for row in later[:2]] == [
        ("Account disabled", "An account that was deleted"),
        ("something-of-a-later-release", "Without a sign-in"),
    ]


@pytest.mark.parametrize("offices", [[], [Office.NETWORK_STAFF], [Office.ASSESSOR]], ids=["no", "staff", "assessor"])
def test_nobody_else_opens_these_pages(
    app: Flask, store: Store, operator: Browser, ana: Account, offices: list[Office]
) -> None:
    other = enter(app, store, "Nora Made-up", offices=offices, places=[(HOME.id, Role.MANAGER)])
    for path in ("", f"/{ana.id}", f"/{ana.id}/recover", f"/{ana.id}/second-factor", "/invite", f"/{'q' * 16}"):
        assert ana.email not in other.page(f"/accounts{path}", 403)
    for path in ("disable", "enable", "offices", "recover", "second-factor", "delete"):
        other.post(f"/accounts/{ana.id}/{path}", {"sure": "1", "give": "operator"}, 403)
    other.post("/accounts/invite", {"office": "operator"}, 403)
    assert fresh(store, ana) == ana
    assert operator.page("/accounts").count(ana.email) == 1


def test_an_unknown_account_is_not_found(operator: Browser) -> None:
    for path in ("", "/recover", "/second-factor"):
        operator.page(f"/accounts/{'q' * 16}{path}", 404)
    for path in ("disable", "enable", "recover", "second-factor", "offices", "delete"):
        operator.post(f"/accounts/{'q' * 16}/{path}", {"sure": "1", "give": "assessor"}, 404)


def test_a_disabled_account_is_out_at_once_and_comes_back_as_it_was(
    app: Flask, operator: Browser, ana: Account, store: Store
) -> None:
    client = app.test_client()
    people.sign_in(client, store, ana)
    assert client.get(f"/organisations/{HOME.id}/history").status_code == 200
    operator.post(f"/accounts/{ana.id}/disable")
    assert client.get(f"/organisations/{HOME.id}/history").status_code == 303
    html = operator.page(f"/accounts/{ana.id}")
    assert "disabled since 21 November 2026" in read(html).words
    assert "Make a recovery link" not in html
    assert "Disabled" in read(operator.page("/accounts")).words
    operator.post(f"/accounts/{ana.id}/recover", {"sure": "1"}, 404)
    operator.post(f"/accounts/{ana.id}/enable")
    assert replace(fresh(store, ana), version=ana.version) == ana
    assert acts(store, ana)[-2:] == [("disabled", operator.account.id), ("enabled", operator.account.id)]
    with store.reading() as db:
        assert [m.role for m in memberships.of_account(db, ana.id)] == [Role.MANAGER]


def test_offices_are_given_and_taken(operator: Browser, ana: Account, store: Store) -> None:
    operator.post(f"/accounts/{ana.id}/offices", {"give": "network-staff"})
    assert fresh(store, ana).offices == {Office.NETWORK_STAFF}
    operator.post(f"/accounts/{ana.id}/offices", {"take": "network-staff"})
    assert fresh(store, ana).offices == set()
    assert [act for act, _ in acts(store, ana)][-2:] == ["office-given", "office-taken"]
    for wrong in ({"give": "king"}, {"take": ""}, {}):
        operator.post(f"/accounts/{ana.id}/offices", wrong, 400)


def test_the_last_operator_stays(operator: Browser, ana: Account, store: Store) -> None:
    me = operator.account
    answer = operator.post(f"/accounts/{me.id}/offices", {"take": "operator"}, 409)
    assert "only operator" in answer.text
    operator.post(f"/accounts/{ana.id}/offices", {"give": "operator"})
    with store.writing() as db:
        accounts.disable(db, ana.id)  # A disabled one is none that is left.
    operator.post(f"/accounts/{me.id}/offices", {"take": "operator"}, 409)
    operator.post(f"/accounts/{ana.id}/enable")
    assert operator.post(f"/accounts/{me.id}/offices", {"take": "operator"}).location == "/"
    operator.page("/accounts", 403)


@pytest.mark.parametrize("path", ["disable", "enable", "recover", "second-factor", "delete"])
def test_ones_own_account_has_its_own_pages(operator: Browser, store: Store, path: str) -> None:
    before = fresh(store, operator.account)
    answer = operator.post(f"/accounts/{operator.account.id}/{path}", {"sure": "1"}, 422)
    assert "your own account" in answer.text
    assert fresh(store, operator.account) == before
    html = operator.page(f"/accounts/{operator.account.id}")
    assert f"{operator.account.id}/{path}" not in html


def test_only_a_disabled_account_can_be_deleted(operator: Browser, ana: Account, store: Store) -> None:
    people.admit(store, "Boris Made-up", places=[(HOME.id, Role.MANAGER)])
    assert "Delete the account" not in operator.page(f"/accounts/{ana.id}")
    operator.post(f"/accounts/{ana.id}/delete", expected=422)
    operator.post(f"/accounts/{ana.id}/disable")
    assert f"/accounts/{ana.id}/delete" in operator.page(f"/accounts/{ana.id}")
    assert ana.email in operator.page(f"/accounts/{ana.id}/delete")
    operator.post(f"/accounts/{ana.id}/delete")
    operator.page(f"/accounts/{ana.id}", 404)
    assert ana.email not in operator.page("/accounts")


def test_the_only_manager_is_not_deleted(operator: Browser, ana: Account, store: Store) -> None:
    operator.post(f"/accounts/{ana.id}/disable")
    assert HOME.name in operator.post(f"/accounts/{ana.id}/delete", expected=409).text
    assert fresh(store, ana).disabled is not None


def test_a_recovery_link_is_shown_once_recorded_and_told(operator: Browser, ana: Account, store: Store) -> None:
    answer = operator.post(f"/accounts/{ana.id}/recover", {"sure": "1"}, 200)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "within 30 minutes" in answer.text
    secret = secret_on(answer.text)
    with store.reading() as db:
        link = links.find(db, credentials.fingerprint(secret), store.clock())
    assert link is not None
    assert (link.purpose, link.account, link.made_by) == (Purpose.RECOVERY, ana.id, operator.account.id)
    assert link.expires - link.made == RECOVERY
    for page in ("/accounts", f"/accounts/{ana.id}", f"/accounts/{ana.id}/recover"):
        assert secret not in operator.page(page)
    assert acts(store, ana)[-1] == ("recovered-by-operator", operator.account.id)
    assert notice(store, ana) == "recovered-by-operator"
    assert fresh(store, ana).has_second_factor
    assert fresh(store, ana) == ana


def test_only_the_newest_recovery_link_opens_something(
    operator: Browser, ana: Account, store: Store, clock: Clock
) -> None:
    first, second = (
        credentials.fingerprint(secret_on(operator.post(f"/accounts/{ana.id}/recover", {"sure": "1"}, 200).text))
        for _ in range(2)
    )
    with store.reading() as db:
        assert links.find(db, first, clock()) is None
        assert links.find(db, second, clock() + RECOVERY - timedelta(seconds=1)) is not None
        assert links.find(db, second, clock() + RECOVERY) is None


@pytest.mark.parametrize("path", ["recover", "second-factor"])
@pytest.mark.parametrize("sure", [{}, {"sure": "yes"}], ids=["no tick", "another value"])
def test_who_asks_must_be_recognised_first(
    operator: Browser, ana: Account, store: Store, path: str, sure: dict[str, str]
) -> None:
    assert "First make sure who is asking." in read(operator.page(f"/accounts/{ana.id}/{path}")).words
    answer = operator.post(f"/accounts/{ana.id}/{path}", sure, 422)
    assert _SECRET.search(answer.text) is None
    assert fresh(store, ana) == ana
    assert notice(store, ana) == ""


def test_a_reset_second_factor_ends_every_session_and_is_told(
    app: Flask, operator: Browser, ana: Account, store: Store
) -> None:
    client = app.test_client()
    people.sign_in(client, store, ana)
    assert "Reset the second factor" in operator.page(f"/accounts/{ana.id}")
    operator.post(f"/accounts/{ana.id}/second-factor", {"sure": "1"})
    assert not fresh(store, ana).has_second_factor
    assert client.get(f"/organisations/{HOME.id}/history").status_code == 303
    with store.reading() as db:
        assert sessions.listing(db, ana.id, store.clock()) == ()
        assert second_factors.codes_left(db, ana.id) == 0
    assert acts(store, ana)[-1] == ("second-factor-off", operator.account.id)
    assert notice(store, ana) == "second-factor-reset"
    assert "Reset the second factor" not in operator.page(f"/accounts/{ana.id}")
    operator.post(f"/accounts/{ana.id}/second-factor", {"sure": "1"}, 422)


@pytest.mark.parametrize("order", [("recover", "second-factor"), ("second-factor", "recover")], ids=" then ".join)
def test_the_second_act_does_not_cover_up_the_first(
    operator: Browser, ana: Account, store: Store, order: tuple[str, str]
) -> None:
    for path in (*order, "recover"):
        operator.post(f"/accounts/{ana.id}/{path}", {"sure": "1"}, 303 if path == "second-factor" else 200)
    assert notice(store, ana) == "recovered-and-reset"


def test_an_operator_without_second_factor_sets_it_up_first(
    app: Flask, operator: Browser, ana: Account, store: Store
) -> None:
    other = enter(app, store, "Petra Made-up", offices=[Office.OPERATOR])
    operator.post(f"/accounts/{other.account.id}/second-factor", {"sure": "1"})
    people.sign_in(other.client, store, other.account)
    assert other.client.get("/accounts").location == "/account/second-factor"
    other.client.post(f"/accounts/{ana.id}/disable")
    assert fresh(store, ana) == ana


def test_an_invitation_to_an_office_is_shown_once_and_can_be_taken_back(operator: Browser, store: Store) -> None:
    operator.page("/accounts/invite")
    sent = {"office": "assessor", "email": "Vera@Example.org "}
    answer = operator.post("/accounts/invite", sent, 200)
    secret = secret_on(answer.text)
    assert "also on its way" not in answer.text
    with store.reading() as db:
        (link,) = links.open_ones(db, store.clock())
        assert links.find(db, credentials.fingerprint(secret), store.clock()) == link
    assert (link.office, link.role, link.email) == (Office.ASSESSOR, None, "vera@example.org")
    html = operator.page("/accounts")
    assert secret not in html
    assert "Assessor, for vera@example.org, until 5 December 2026" in read(html).words
    operator.post(f"/accounts/invitations/{link.handle}/withdraw")
    with store.reading() as db:
        assert links.find(db, credentials.fingerprint(secret), store.clock()) is None
    operator.post(f"/accounts/invitations/{link.handle}/withdraw", expected=404)
    operator.post("/accounts/invite", {"office": "network-staff"}, 200)
    assert "Network staff, until 5 December 2026" in read(operator.page("/accounts")).words


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a task."),
        ({"office": "manager"}, "Choose a task."),
        ({"office": "operator", "email": "nobody"}, "Write the e-mail address"),
        ({"office": "operator", "email": f"{'a' * 250}@example.org"}, "characters"),
    ],
    ids=["none", "a role", "no address", "a long address"],
)
def test_what_is_no_invitation_makes_none(operator: Browser, store: Store, sent: dict[str, str], said: str) -> None:
    assert said in operator.post("/accounts/invite", sent, 422).text
    with store.reading() as db:
        assert links.open_ones(db, store.clock()) == ()


def test_an_invitation_of_an_organisation_is_not_the_operators(operator: Browser, ana: Account, store: Store) -> None:
    now = store.clock()
    link = Link(
        handle="k" * 16,
        purpose=Purpose.INVITATION,
        made=now,
        expires=now + INVITATION,
        made_by=ana.id,
        organisation=HOME.id,
        role=Role.READER,
    )
    with store.writing(by=ana.id) as db:
        links.make(db, link, "c" * 64)
    operator.post(f"/accounts/invitations/{link.handle}/withdraw", expected=404)
    assert "Open invitations" not in operator.page("/accounts")


def test_the_person_hears_of_help_by_mail(app: Flask, store: Store, ana: Account, operator: Browser) -> None:
    mail = Mail(host="localhost", port=25, security=Security.NONE, sender="audit@example.org")
    settings = replace(app.extensions["self-audit"].config, mail=mail)
    posting = create_app(settings, store)
    with_mail = Browser(posting, posting.test_client(), operator.account)
    people.sign_in(with_mail.client, store, operator.account)
    with_mail.post(f"/accounts/{ana.id}/recover", {"sure": "1"}, 200)
    with_mail.post(f"/accounts/{ana.id}/second-factor", {"sure": "1"})
    with store.reading() as db:
        letters = [row[0] for row in db.execute("SELECT payload FROM jobs ORDER BY made, id")]
    assert len(letters) == 2
    assert all(ana.email in letter and "at once" in letter for letter in letters)
    assert all("/recover/" not in letter for letter in letters)
    assert letters[0] != letters[1]


def test_a_double_click_makes_one_invitation_to_an_office(operator: Browser, store: Store) -> None:
    found = re.search(r'name="once" value="([a-z2-7]{16})"', operator.page("/accounts/invite"))
    assert found
    sent = {"office": "assessor", "email": "", "once": found[1]}
    first, second = (secret_on(operator.post("/accounts/invite", sent, 200).text) for _ in range(2))
    assert first == second
    with store.reading() as db:
        assert len(links.open_ones(db, store.clock())) == 1

"""Whoever asks for a second voice: the programme that invites, its mail, and the network that confirms."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit import config, credentials
from audit.config_mail import Mail, Security
from audit.core.people import Kind
from audit.core.second_voice import Reader, Said, Voice
from audit.store import history, second_voices
from audit.store.database import Store
from audit.web import create_app, historywords, trying
from tests.web import voices
from tests.web.conftest import Page, Post, only_audit
from tests.web.voices import ASKED, SAID
from tests.web.worlds import World, build

Start = Callable[..., str]


@pytest.fixture
def audit(start: Start) -> str:
    return start()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = build(tmp_path)
    yield made
    made.store.close()


def path_of(world: World) -> str:
    return f"/audits/{world.ids['own']['audit_id']}/second-voice"


def network_path(world: World) -> str:
    return f"/members/{world.ids['own']['organisation_id']}/second-voices"


def asked(world: World) -> Voice:
    """Let the manager invite a service, and return the invitation."""
    answer = world.browser("manager").post(path_of(world), data=ASKED)
    assert answer.status_code == 200
    assert "/second-voice/" not in answer.text.replace(
        path_of(world), ""
    )  # Where there is a network, no link is shown.
    voice = voices.kept(world.store, world.ids["own"]["audit_id"])
    assert voice is not None
    return voice


def test_without_a_network_paper_says_that_nobody_confirmed(page: Page, post: Post, audit: str, app: Flask) -> None:
    service = voices.service(app)
    service.begin(voices.ask(page, post, audit))
    service.save()
    service.hand_in()
    html = page(f"/audits/{audit}/results")
    assert "A second voice was given, by an independent partner service. Identity not confirmed." in html
    assert "disputed" not in html


def test_a_form_that_is_not_right_invites_nobody(page: Page, post: Post, audit: str, store: Store) -> None:
    del page
    path = f"/audits/{audit}/second-voice"
    for wrong in ({"service": ""}, {"tie": "friend"}, {"email": "nobody"}, {"service": "mail ana@example.org"}):
        post(path, {**ASKED, **wrong}, expected=422)
    assert voices.kept(store, audit) is None


def test_the_address_of_a_colleague_is_not_that_of_a_service(world: World) -> None:
    with world.store.reading() as db:
        (email,) = db.execute("SELECT email FROM accounts WHERE id = ?", (world.persons["reader"],)).fetchone()
    answer = world.browser("manager").post(path_of(world), data={**ASKED, "email": email.upper()})
    assert answer.status_code == 422
    assert "somebody in your organisation" in answer.text
    assert voices.kept(world.store, world.ids["own"]["audit_id"]) is None


def test_inviting_twice_asks_one_service(page: Page, post: Post, audit: str, store: Store) -> None:
    voices.ask(page, post, audit)
    first = voices.kept(store, audit)
    again = post(f"/audits/{audit}/second-voice", {**ASKED, "service": "Another"}, expected=409)
    assert "has been asked" in again.text
    assert voices.kept(store, audit) == first


def test_a_stale_page_takes_nothing_back(page: Page, post: Post, audit: str, store: Store) -> None:
    voices.ask(page, post, audit)
    for seen in ({}, {"invited": "2020-01-01T00:00:00Z"}):
        post(f"/audits/{audit}/second-voice/take-back", seen)
    assert voices.kept(store, audit) is not None
    assert "Nothing was changed" in page(f"/audits/{audit}/second-voice")


def test_what_was_given_is_not_taken_back(page: Page, post: Post, audit: str, app: Flask, store: Store) -> None:
    service = voices.service(app)
    service.begin(voices.ask(page, post, audit))
    html = page(f"/audits/{audit}/second-voice")
    (invited,) = re.findall(r'name="invited" value="([^"]+)"', html)
    service.save()
    service.hand_in()
    refused = post(f"/audits/{audit}/second-voice/take-back", {"invited": invited}, expected=409)
    assert "Only the service can withdraw it" in refused.text
    assert voices.kept(store, audit) is not None
    assert "Take the invitation back" not in page(f"/audits/{audit}/second-voice")


def test_the_history_says_it_in_words(page: Page, post: Post, audit: str, app: Flask, store: Store) -> None:
    service = voices.service(app)
    service.begin(voices.ask(page, post, audit))
    service.save()
    service.hand_in("report")
    service.hand_in()
    with store.reading() as db:
        entries = [e for e in history.listing(db, only_audit(db, audit).organisation) if "voice" in e.link.act]
    said = [(historywords.who(e.link.actor, {}), historywords.act(e.link.act)) for e in entries]
    with app.test_request_context():
        assert said[-1] == ("The partner service", "Second voice")
        assert [line for e in entries for line in historywords.lines(e.new or {})] == [
            "Service: Open door",
            "How it stands to the organisation: independent",
            "Given: yes",
            "Shown to: the programme, those to whom the programme shows its report",
            "Shown to: neither the programme nor readers of its report",
        ]


@pytest.fixture
def mailing(settings: config.Config, store: Store, client: FlaskClient) -> FlaskClient:
    """Return the operator's browser of an instance that sends mail."""
    mail = Mail(host="localhost", port=25, security=Security.NONE, sender="audit@example.org")
    made = create_app(replace(settings, mail=mail), store)
    made.config["WTF_CSRF_ENABLED"] = False
    other = made.test_client()
    for cookie in ("self-audit-session-8765",):
        found = client.get_cookie(cookie)
        assert found is not None
        other.set_cookie(cookie, found.value)
    return other


def test_the_link_is_mailed_and_not_shown(mailing: FlaskClient, audit: str, store: Store) -> None:
    path = f"/audits/{audit}/second-voice"
    answer = mailing.post(path, data=ASKED)
    assert answer.status_code == 200
    assert ASKED["email"] in answer.text
    with store.reading() as db:
        (payload, about) = db.execute("SELECT payload, about FROM jobs").fetchone()
        (link_hash,) = db.execute("SELECT link_hash FROM second_voices").fetchone()
    (secret,) = re.findall(r"/second-voice/([\w-]{43})", payload)
    assert secret not in answer.text
    assert credentials.fingerprint(secret) == link_hash
    assert "You may say no" in payload
    assert ASKED["email"] not in about


def test_too_many_mails_make_no_invitation(mailing: FlaskClient, start: Start, store: Store) -> None:
    made = [start() for _ in range(trying.MAILS_OF_A_DAY + 1)]
    codes = [mailing.post(f"/audits/{audit}/second-voice", data=ASKED).status_code for audit in made]
    assert codes == [200] * trying.MAILS_OF_A_DAY + [422]
    assert voices.kept(store, made[-1]) is None


# ---- The network


def test_the_network_confirms_and_hands_the_link_over(world: World) -> None:
    voice, network = asked(world), world.browser("network-staff")
    assert "Open door" in network.get(network_path(world)).text
    path = f"{network_path(world)}/{voice.id}"
    assert network.post(f"{path}/confirm", data={}).status_code == 422
    handed = network.post(f"{path}/confirm", data={"sure": "1"})
    (link,) = set(re.findall(r"(/second-voice/[\w-]{43})", handed.text))
    service = world.app.test_client()
    service.post(link, data={"password": voices.SECRET, "again": voices.SECRET})
    service.post("/second-voice/answers", data={"version": "1", **SAID})
    service.post("/second-voice/hand-in", data={"version": "2", "readers": ["network"]})
    shown = network.get(path).text
    assert "0: Women are offered no contact" in shown
    assert "We cannot see this" in shown
    manager = world.browser("manager")
    base = f"/audits/{world.ids['own']['audit_id']}"
    results = manager.get(f"{base}/results").text
    assert "A second voice was given, by an independent partner service." in results
    assert "Identity not confirmed" not in results
    assert "disputed" not in results
    assert "There is nothing to show here" in manager.get(f"{base}/differences").text
    # What the network is shown leaves with no archive of the programme.
    with world.store.reading() as db:
        assert len(second_voices.shown(db, voice)) == len(SAID)
    answer = manager.get(f"/organisations/{world.ids['own']['organisation_id']}/data.zip")
    assert answer.status_code == 200
    from tests.web.test_voice_sealed import _unpacked  # noqa: PLC0415 - one way to read an archive

    unpacked = _unpacked(answer.data)
    answer.close()
    assert "second-voice-shown.jsonl\n\n" in unpacked or '"criterion": "WOM-1", "level": 0' not in unpacked


def test_a_new_link_takes_the_place_of_the_old_one(world: World) -> None:
    voice, network = asked(world), world.browser("operator")
    path = f"{network_path(world)}/{voice.id}/confirm"
    links = [re.findall(r"(/second-voice/[\w-]{43})", network.post(path, data={"sure": "1"}).text)[0] for _ in range(2)]
    stranger = world.app.test_client()
    assert [stranger.get(link).status_code for link in links] == [410, 200]


def test_the_network_reads_nothing_that_is_not_shown_to_it(world: World) -> None:
    voice, network = asked(world), world.browser("network-staff")
    path = f"{network_path(world)}/{voice.id}"
    untouched = network.get(path).text
    with world.store.writing(by=second_voices.ACTOR) as db:
        second_voices.begin(db, voice, world.store.clock(), "0a" * 16, "5e" * 40)
    assert _plain(network.get(path).text) == _plain(untouched)
    found = voices.kept(world.store, world.ids["own"]["audit_id"])
    assert found is not None
    said = {"WOM-1": Said(0)}
    with world.store.writing(by=second_voices.ACTOR) as db:
        second_voices.give(db, found, {Reader.REPORT}, said, world.store.clock())
    html = network.get(path).text
    assert "Nothing. A service decides for itself" in html
    assert "Women are offered no contact" not in html


def _plain(html: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html)


def test_another_members_address_finds_no_second_voice(world: World) -> None:
    voice, network = asked(world), world.browser("network-staff")
    foreign = f"/members/{world.ids['foreign']['organisation_id']}/second-voices/{voice.id}"
    assert network.get(foreign).status_code == 404
    assert network.post(f"{foreign}/confirm", data={"sure": "1"}).status_code == 404
    assert "No service has been asked yet" in network.get(foreign.rpartition("/")[0]).text


def test_after_signing_the_network_confirms_nothing(world: World) -> None:
    voice, network = asked(world), world.browser("network-staff")
    with world.store.writing(by="tests") as db:
        db.execute("UPDATE audits SET state = 'signed'")
    path = f"{network_path(world)}/{voice.id}"
    assert "Is this the service's own address" not in network.get(path).text
    assert network.post(f"{path}/confirm", data={"sure": "1"}, follow_redirects=True).status_code == 200
    left = voices.kept(world.store, world.ids["own"]["audit_id"])
    assert left is not None
    assert left.confirmed is None


def test_one_organisation_alone_has_no_such_pages(tmp_path: Path) -> None:
    made = build(tmp_path, Kind.OWN)
    assert made.browser("operator").get(network_path(made)).status_code == 404
    made.store.close()


def test_the_report_says_what_the_service_agreed_to_and_no_more(world: World) -> None:
    voice = asked(world)
    manager, base = world.browser("manager"), f"/audits/{world.ids['own']['audit_id']}"
    said = {"WOM-1": Said(0)}
    for readers, page_shows in (((), False), ({Reader.PROGRAMME}, True), ({Reader.REPORT}, True)):
        with world.store.writing(by=second_voices.ACTOR) as db:
            found = second_voices.of_audit(db, only_audit(db, world.ids["own"]["audit_id"]))
            assert found is not None
            second_voices.give(db, found, readers, said, world.store.clock())
        assert ("Women are offered no contact" in manager.get(f"{base}/differences").text) == page_shows
    assert voice.given is None

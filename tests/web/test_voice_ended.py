"""A second voice whose secret is lost: the network ends it for the service, and nobody else can."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit import config
from audit.config_mail import Mail, Security
from audit.core.people import Kind, Office, Role
from audit.core.second_voice import Reader, Said, Voice
from audit.store import history, second_voices
from audit.web import create_app
from tests import people
from tests.web import voices
from tests.web.worlds import World, build

SURE = {"sure": "1"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = build(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def given(world: World) -> Voice:
    """Return a second voice that was handed in and is shown to the programme."""
    world.browser("manager").post(f"{audit_path(world)}/second-voice", data=voices.ASKED)
    voice = left(world)
    with world.store.writing(by=second_voices.ACTOR) as db:
        second_voices.begin(db, voice, world.store.clock(), "0a" * 16, "5e" * 40)
        second_voices.give(db, voice, {Reader.PROGRAMME}, {"WOM-1": Said(0)}, world.store.clock())
    return left(world)


def audit_path(world: World) -> str:
    return f"/audits/{world.ids['own']['audit_id']}"


def voice_path(world: World, voice: Voice) -> str:
    return f"/members/{world.ids['own']['organisation_id']}/second-voices/{voice.id}"


def left(world: World) -> Voice:
    found = voices.kept(world.store, world.ids["own"]["audit_id"])
    assert found is not None
    return found


def mails(world: World) -> list[str]:
    with world.store.reading() as db:
        return [payload for (payload,) in db.execute("SELECT payload FROM jobs WHERE kind = 'mail'")]


def mailing(world: World, tmp_path: Path, who: str) -> FlaskClient:
    """Return the browser of somebody where mail is set up."""
    mail = Mail(host="localhost", port=25, security=Security.NONE, sender="audit@example.org")
    app: Flask = create_app(replace(config.load(tmp_path), mail=mail), world.store)
    app.config["WTF_CSRF_ENABLED"] = False
    return replace(world, app=app).browser(who)


def test_the_network_ends_it_and_a_new_invitation_can_be_made(world: World, given: Voice, tmp_path: Path) -> None:
    network, path = mailing(world, tmp_path, "network-staff"), voice_path(world, given)
    assert f"{path}/end" in network.get(path).text
    asked = network.get(f"{path}/end").text
    assert "Only where the service itself asks for it" in asked
    assert f"A mail to {voices.ASKED['email']} tells the service" in asked
    ended = network.post(f"{path}/end", data=SURE, follow_redirects=True)
    assert "A mail to its address tells the service" in ended.text
    after = left(world)
    assert (after.given, after.readers, after.ended is None) == (None, frozenset(), False)
    with world.store.reading() as db:
        assert second_voices.shown(db, given) == {}
        assert second_voices.entered(db, given.id) is None
    manager = world.browser("manager")
    assert "No second voice was given" in manager.get(f"{audit_path(world)}/results").text
    page = manager.get(f"{audit_path(world)}/second-voice").text
    invited = page.partition('name="invited" value="')[2].partition('"')[0]
    manager.post(f"{audit_path(world)}/second-voice/take-back", data={"invited": invited})
    assert manager.post(f"{audit_path(world)}/second-voice", data=voices.ASKED).status_code == 200
    assert left(world).id != given.id


def test_the_service_is_told_by_mail_and_may_object(world: World, given: Voice, tmp_path: Path) -> None:
    mailing(world, tmp_path, "network-staff").post(f"{voice_path(world, given)}/end", data=SURE)
    (mail,) = mails(world)
    assert voices.ASKED["email"] in mail
    assert "has ended the second voice that was handed in for you" in mail
    assert "If nobody of your service asked for this" in mail


def test_the_history_names_who_did_and_gives_no_reason(world: World, given: Voice) -> None:
    world.browser("network-staff").post(f"{voice_path(world, given)}/end", data=SURE)
    with world.store.reading() as db:
        found = history.listing(db, given.organisation)
    (entry,) = [e for e in found if e.link.act == history.VOICE_TOLD and e.new == {"given": False, "shown": ""}]
    assert entry.link.actor == world.persons["network-staff"]
    assert not {"ended", "withdrawn", "lost"} & set(json.dumps(entry.payload).replace('"', " ").split())


def test_without_mail_the_network_is_asked_to_tell_the_service(world: World, given: Voice) -> None:
    network, path = world.browser("network-staff"), voice_path(world, given)
    assert "so tell the service yourself, at office@opendoor.example" in network.get(f"{path}/end").text
    assert "tell the service yourself" in network.post(f"{path}/end", data=SURE, follow_redirects=True).text
    assert mails(world) == []


def test_without_the_box_nothing_is_ended(world: World, given: Voice) -> None:
    answer = world.browser("network-staff").post(f"{voice_path(world, given)}/end", data={})
    assert answer.status_code == 422
    assert "First make sure that the service itself asks for it" in answer.text
    assert left(world) == given


def test_a_second_click_changes_nothing(world: World, given: Voice, tmp_path: Path) -> None:
    network, path = mailing(world, tmp_path, "network-staff"), voice_path(world, given)
    network.post(f"{path}/end", data=SURE)
    before = world.content()
    again = network.post(f"{path}/end", data=SURE, follow_redirects=True)
    assert "Nothing was changed" in again.text
    assert world.content() == before
    assert network.get(f"{path}/end").headers["Location"].endswith(path)


def test_what_was_not_given_is_not_the_networks_to_end(world: World) -> None:
    world.browser("manager").post(f"{audit_path(world)}/second-voice", data=voices.ASKED)
    network, path = world.browser("network-staff"), voice_path(world, left(world))
    assert f"{path}/end" not in network.get(path).text
    assert network.get(f"{path}/end").status_code == 303
    assert "Nothing was changed" in network.post(f"{path}/end", data=SURE, follow_redirects=True).text


def test_after_signing_nobody_ends_it(world: World, given: Voice) -> None:
    with world.store.writing(by="tests") as db:
        db.execute("UPDATE audits SET state = 'signed'")
    network, path = world.browser("network-staff"), voice_path(world, given)
    assert f"{path}/end" not in network.get(path).text
    assert network.get(f"{path}/end").status_code == 303
    assert "signed off meanwhile" in network.post(f"{path}/end", data=SURE, follow_redirects=True).text
    assert left(world) == given


@pytest.mark.parametrize("role", Role)
def test_nobody_of_the_organisation_ends_it_whatever_office_they_hold(world: World, given: Voice, role: Role) -> None:
    both = people.admit(world.store, "Both", places=[(given.organisation, role)], offices=(Office.NETWORK_STAFF,))
    world.persons["both"] = both.id
    browser, path = world.browser("both"), voice_path(world, given)
    assert browser.get(f"{path}/end").status_code == 403
    refused = browser.post(f"{path}/end", data=SURE)
    assert refused.status_code == 403
    assert "Nobody of it can end what a service said" in refused.text
    assert left(world) == given


def test_another_members_address_ends_nothing(world: World, given: Voice) -> None:
    foreign = f"/members/{world.ids['foreign']['organisation_id']}/second-voices/{given.id}/end"
    network = world.browser("network-staff")
    assert network.get(foreign).status_code == 404
    assert network.post(foreign, data=SURE).status_code == 404
    assert left(world) == given


def test_coming_back_says_what_a_lost_secret_means(world: World, tmp_path: Path) -> None:
    with_network = world.browser("nobody").get("/second-voice").text
    assert "ask the network to end it" in with_network
    alone = build(tmp_path / "alone", Kind.OWN)
    text = alone.browser("nobody").get("/second-voice").text
    assert "Here nobody can change, hide or end it" in text
    assert "ask the network" not in text
    for who in ("manager", "operator"):
        answer = alone.browser(who).post(
            f"/members/{alone.ids['own']['organisation_id']}/second-voices/{'a' * 16}/end", data=SURE
        )
        assert answer.status_code in (403, 404)
    alone.store.close()


def test_the_service_learns_what_the_link_does_not_protect_from(world: World, tmp_path: Path) -> None:
    manager = mailing(world, tmp_path, "manager")
    manager.post(f"{audit_path(world)}/second-voice", data=voices.ASKED)
    (mail,) = mails(world)
    assert "Open it soon: whoever opens it first sets its secret" in mail
    link = "/second-voice/" + json.loads(mail)["text"].partition("/second-voice/")[2].partition("\n")[0]
    introduction = world.browser("nobody").get(link).text
    assert "Whoever runs it could also read the invitation before it is sent, open the link first" in introduction
    assert "tell the network at once, at an address you know from elsewhere" in introduction
    used = world.browser("nobody").get(link[:-1] + "?")
    assert used.status_code == 410
    assert "Tell the network at once" in used.text


def test_without_a_network_the_service_reads_that_nobody_confirms(tmp_path: Path) -> None:
    alone = build(tmp_path, Kind.OWN)
    asked = alone.browser("manager").post(f"{audit_path(alone)}/second-voice", data=voices.ASKED).text
    link = "/second-voice/" + asked.partition('value="http')[2].partition("/second-voice/")[2].partition('"')[0]
    introduction = alone.browser("nobody").get(link).text
    assert "No network is here that confirms who is asked" in introduction
    assert "Then nobody can change or end what you had handed in" in introduction
    assert "nobody can end it here" in alone.browser("nobody").get(link[:-2]).text
    alone.store.close()

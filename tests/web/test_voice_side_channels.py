"""What the programme could tell of a second voice without being told: whoever looks, at whatever there is to look at.

The service does what is not the programme's to know, and every page and paper stays as it was, byte for byte.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit.core.answers import Answer
from audit.core.people import Office, Role
from audit.core.second_voice import Reader, Said, Voice
from audit.store import answers, audits, erasures, programmes, second_voices
from tests import people
from tests.web import voices
from tests.web.conftest import only_audit
from tests.web.test_voice_sealed import _BEST, _NEW, _WORST, _unpacked, addresses_of
from tests.web.voices import Service
from tests.web.worlds import INVITED, World, build

_LINK = re.compile(r"(/second-voice/[\w-]{43})")
BOTH = "both"  # Operator of the instance, and manager of the programme's organisation.
LOOKING = (*(role.value for role in Role), BOTH, INVITED)
SEALED = ("0a" * 16, "5e" * 40)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = build(tmp_path)
    place = (made.ids["own"]["organisation_id"], Role.MANAGER)
    made.persons[BOTH] = people.admit(made.store, "Both", places=[place], offices=(Office.OPERATOR,)).id
    yield made
    made.store.close()


def audit_of(world: World) -> str:
    return world.ids["own"]["audit_id"]


def left(world: World) -> Voice:
    found = voices.kept(world.store, audit_of(world))
    assert found is not None
    return found


def network_path(world: World) -> str:
    return f"/members/{world.ids['own']['organisation_id']}/second-voices/{left(world).id}"


def invited(world: World) -> str:
    """Let the manager invite a service and the network hand the link over, and return that."""
    path = f"/audits/{audit_of(world)}/second-voice"
    assert world.browser("manager").post(path, data=voices.ASKED).status_code == 200
    return handed_over(world)


def claim(world: World) -> None:
    """Let the programme say that everything which the service sees is in place."""
    with world.store.writing(by="tests") as db:
        audit = only_audit(db, audit_of(world))
        for code in _WORST:
            answers.save(db, audit, code, Answer(level=3), 0, world.store.clock())


def handed_over(world: World) -> str:
    answer = world.browser("network-staff").post(f"{network_path(world)}/confirm", data={"sure": "1"})
    found = _LINK.search(answer.text)
    assert found, answer.text
    return found[1]


class Opened(Service):
    """A service that sends no token: the forms of this world ask for none."""

    def post(self, path: str, data: Mapping[str, object] | None = None, expected: int = 303) -> TestResponse:
        """Send a form."""
        answer = self.browser.post(path, data=dict(data or {}))
        assert answer.status_code == expected, answer.text
        return answer


def service(world: World) -> Opened:
    return Opened(world.app, world.app.test_client())


def seen(world: World, who: str, paths: list[str]) -> dict[str, tuple[object, ...]]:
    """Return what somebody is answered: code, words or bytes, what a browser keeps it by, and how it is named."""
    browser = world.browser(who)
    return {path: _answered(browser, path) for path in paths}


def _answered(browser: FlaskClient, path: str) -> tuple[object, ...]:
    answer = browser.get(path)
    content = answer.data
    if answer.mimetype == "application/zip":
        content = _unpacked(content).encode()
    if answer.mimetype == "text/html":
        content = _NEW.sub("", answer.text).encode()
    named = tuple(answer.headers.get(name) for name in ("ETag", "Last-Modified", "Content-Disposition"))
    answer.close()
    return answer.status_code, content, *named


def pages(world: World) -> list[str]:
    """Return every page, picture, paper and file about the organisation, its programme and its audit."""
    own = world.ids["own"]
    found = addresses_of(world.app, own["audit_id"], own["organisation_id"], own["programme_id"])
    ours = [
        path for path in found if any(own[name] in path for name in ("organisation_id", "programme_id", "audit_id"))
    ]
    assert any(path.endswith("report.pdf") for path in ours)
    assert any(path.endswith("data.zip") for path in ours)
    return [path for path in ours if not path.startswith("/members/")]


@pytest.mark.parametrize("who", LOOKING)
def test_what_a_service_does_for_itself_or_the_network_changes_nothing_for_them(world: World, who: str) -> None:
    guest = service(world)
    guest.begin(invited(world))
    guest.save(_WORST)
    guest.hand_in()
    paths = pages(world)
    if who != BOTH:
        paths = [path for path in paths if not path.endswith(".pdf")]
    before = seen(world, who, paths)
    assert sum(said[0] == HTTPStatus.OK for said in before.values()) >= (5 if who == INVITED else 20)
    guest.save(_BEST)
    guest.hand_in("network")
    after = seen(world, who, paths)
    assert [path for path in paths if before[path] != after[path]] == []


def test_what_only_the_programme_may_see_enters_no_report_and_no_page_of_an_assessor(world: World) -> None:
    """It enters a report or its data only if the service agreed to exactly that."""
    guest = service(world)
    claim(world)
    guest.begin(invited(world))
    guest.save(_WORST)
    guest.hand_in()
    base, every = f"/audits/{audit_of(world)}", pages(world)
    parts = ("report.pdf", "report-working.pdf", "plan.pdf", "report", "answers.json", "ready", "sign", "signed")
    papers = [f"{base}/{part}" for part in parts]
    assert set(papers) <= set(every)
    told, invited_to = seen(world, "manager", papers), seen(world, INVITED, every)
    guest.hand_in("programme")
    assert "isputed by the partner service" not in world.browser(INVITED).get(f"{base}/results").text
    assert _told(world, f"{base}/differences")
    assert seen(world, "manager", papers) == told
    assert seen(world, INVITED, every) == invited_to
    guest.hand_in("report")
    assert [path for path in papers[:3] if seen(world, "manager", [path])[path] == told[path]] == []


def _told(world: World, path: str) -> bool:
    return "Women are offered no contact" in world.browser("manager").get(path).text


def test_what_lies_beside_the_database_holds_nothing_that_was_withdrawn(world: World) -> None:
    """A drawing is kept on disk to save time: not one that shows what a service can take back."""
    guest, manager, path = service(world), world.browser("manager"), f"/audits/{audit_of(world)}"
    claim(world)
    guest.begin(invited(world))
    guest.save(_WORST)
    guest.hand_in("report")
    shown = manager.get(f"{path}/differences/second-voice.svg")
    domains = manager.get(f"{path}/charts/domains.svg")
    assert (shown.status_code, domains.status_code) == (200, 200)
    assert "isputed by the partner service" in domains.text
    assert {answer.headers["Cache-Control"] for answer in (shown, domains)} == {"no-store"}
    guest.post("/second-voice/withdraw")
    kept = [p for p in world.store.path.parent.rglob("*.svg") if b"partner service" in p.read_bytes()]
    assert kept == []
    assert "partner service" not in manager.get(domains.request.path).text


def test_a_new_link_does_not_tell_whether_the_first_was_opened(world: World) -> None:
    """The day stands on the programme's page and the network's, and in the archive."""
    link, days = invited(world), []
    for is_opened in (False, True):
        if is_opened:
            service(world).begin(link)
        with world.store.writing(by="tests") as db:
            db.execute("UPDATE second_voices SET expires = '2026-12-01T00:00:00Z'")
        link = handed_over(world)
        days.append(left(world).expires)
    assert days[0] == days[1] > world.store.clock() + timedelta(days=50)


@pytest.mark.parametrize("role", Role)
def test_who_has_a_place_there_does_nothing_of_the_network_about_it(world: World, role: Role) -> None:
    """An office does not help: nobody confirms, holds the link of, or reads for the network what is about oneself."""
    place = (world.ids["own"]["organisation_id"], role)
    world.persons["staff-too"] = people.admit(world.store, "S", places=[place], offices=(Office.NETWORK_STAFF,)).id
    world.browser("manager").post(f"/audits/{audit_of(world)}/second-voice", data=voices.ASKED)
    before = left(world)
    for who in ("staff-too", BOTH):
        answer = world.browser(who).post(f"{network_path(world)}/confirm", data={"sure": "1"})
        assert answer.status_code == 403
        assert _LINK.search(answer.text) is None
        assert "confirm its address" in answer.text
    assert left(world) == before
    with world.store.writing(by=second_voices.ACTOR) as db:
        second_voices.begin(db, before, world.store.clock(), *SEALED)
        second_voices.give(db, before, {Reader.NETWORK}, {"WOM-1": Said(0)}, world.store.clock())
    for who in ("staff-too", BOTH):
        refused = world.browser(who).get(network_path(world))
        assert refused.status_code == 403
        assert "Women are offered no contact" not in refused.text
    assert "Women are offered no contact" in world.browser("network-staff").get(network_path(world)).text


# ---- Links of what is not there any more


def archived(world: World) -> None:
    with world.store.writing(by="tests") as db:
        own, now = world.ids["own"], world.store.clock()
        programmes.archive(db, programmes.get(db, own["programme_id"], own["organisation_id"]), on=True, at=now)


def deleted(world: World) -> None:
    with world.store.writing(by="tests") as db:
        audits.delete_draft(db, only_audit(db, audit_of(world)))


def erased(world: World) -> None:
    with world.store.writing(by="tests") as db:
        own, now = world.ids["own"]["organisation_id"], world.store.clock()
        erasures.perform(db, erasures.ask(db, own, world.store.token(), now), now + erasures.GRACE)


def test_in_an_archived_programme_what_was_asked_can_be_answered(world: World) -> None:
    """Nothing new begins in it; what is there can be worked on, by the service as well."""
    guest, link = service(world), invited(world)
    archived(world)
    assert "You may say no" in guest.get(link)
    guest.begin(link)
    guest.save(_WORST)
    guest.hand_in()
    assert left(world).given is not None


@pytest.mark.parametrize("gone", [deleted, erased])
def test_with_the_audit_its_link_and_its_secret_open_nothing(world: World, gone: Callable[[World], None]) -> None:
    link, guest, other = invited(world), service(world), service(world)
    guest.begin(link)
    guest.save(_WORST)
    gone(world)
    before = world.content()
    assert "This link opens nothing" in other.get(link, 410)
    other.begin(link, expected=410)
    for path in ("answers", "hand-in", "withdraw"):
        assert guest.post(f"/second-voice/{path}", {"version": "2", "WOM-1": "3"}).location == "/second-voice"
    assert world.content() == before
    assert "do not belong together" in guest.come_back(link, expected=422).text

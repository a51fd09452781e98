"""The proof: the programme can neither read nor give a service's answers, by any route, export or the file itself.

The service answers what nobody else says here: the programme has level 3 everywhere. So whatever shows one of its
answers, or tells two services apart that answered differently, is found.
"""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit import credentials
from audit.core.people import Role
from audit.store import backup, second_voices
from audit.store.database import Store
from audit.web.rights import RIGHTS
from tests.web import voices
from tests.web.conftest import Page, Post, look_over, only_audit
from tests.web.voices import SECRET, Service
from tests.web.worlds import REST

Start = Callable[..., str]
_NEW = re.compile(r'\b[a-z2-7]{16}\b|name="csrf_token" value="[^"]*"')
# Two sets of answers that nobody may tell apart: with the first everything is disputed, with the second nothing is.
_CODES = ("WOM-1", "WOM-2", "WOM-4", "WOM-5", "WOM-6", "WOM-9", "WOM-10", "COL-1", "COL-3", "RSK-6", "INT-3")
_WORST, _BEST = dict.fromkeys(_CODES, "0"), dict.fromkeys(_CODES, "3")
_MANAGER_PAGES = ("", "/second-voice", "/differences", "/results", "/plan", "/report", "/answers")


@pytest.fixture
def given(app: Flask, page: Page, post: Post, start: Start) -> tuple[str, Service]:
    """Return an audit beside which a service has given the worst answers, and shows them to nobody."""
    audit = start()
    service = voices.service(app)
    link = voices.ask(page, post, audit)
    service.begin(link)
    service.save(_WORST)
    service.hand_in()
    return audit, service


def addresses_of(app: Flask, audit: str, organisation: str, programme: str) -> list[str]:
    """Return every address that can be looked at, filled in for one audit."""
    ids = {**REST, "audit_id": audit, "organisation_id": organisation, "programme_id": programme}
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and rule.arguments <= ids.keys():
            with app.test_request_context():
                values = {name: ids[name] for name in rule.arguments}
                found.append(app.url_map.bind("127.0.0.1").build(rule.endpoint, values))
    return sorted(found)


def test_whatever_the_service_says_every_page_stays_the_same(
    app: Flask, client: FlaskClient, given: tuple[str, Service], store: Store
) -> None:
    audit, service = given
    with store.reading() as db:
        found = only_audit(db, audit)
    paths = [p for p in addresses_of(app, audit, found.organisation, found.programme) if not p.endswith(".pdf")]
    assert len(paths) > 40
    assert {f"/audits/{audit}{part}" for part in _MANAGER_PAGES[:6]} <= set(paths)
    before = {path: _said(client, path) for path in paths}
    service.save(_BEST)
    after = {path: _said(client, path) for path in paths}
    assert [path for path in paths if before[path] != after[path]] == []
    assert RIGHTS


def _said(client: FlaskClient, path: str) -> tuple[int, str]:
    """Return what a page says, without what is new on each: its token, its marks, and the time an archive was made."""
    answer = client.get(path)
    said = _unpacked(answer.data) if answer.mimetype == "application/zip" else _NEW.sub("", answer.text)
    answer.close()
    return answer.status_code, said


def _unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(f"{n}\n{archive.read(n).decode('utf-8', 'replace')}" for n in sorted(archive.namelist()))


def test_the_archive_of_the_organisation_holds_none_of_it(
    client: FlaskClient, given: tuple[str, Service], store: Store
) -> None:
    audit, service = given
    with store.reading() as db:
        owner = only_audit(db, audit).organisation
    path = f"/organisations/{owner}/data.zip"
    _, first = _said(client, path)
    service.save(_BEST)
    assert _said(client, path) == (200, first)
    (line,) = [line for line in first.splitlines() if '"service": "Open door"' in line and '"email"' in line]
    for hidden in ("salt", "sealed", "opened", "readers", "ended", "link_hash", "version"):
        assert f'"{hidden}"' not in line


def test_the_database_file_holds_nothing_that_can_be_read(given: tuple[str, Service], store: Store) -> None:
    audit, _ = given
    with store.reading() as db:
        plain = db.execute("SELECT count(*) FROM second_voice_shown").fetchone()
        salt, sealed = db.execute("SELECT salt, sealed FROM second_voices").fetchone()
        history = db.execute("SELECT payload FROM history_payloads").fetchall()
        sealed_again = bytes.fromhex(sealed)
    assert plain == (0,)
    assert len(salt) == 32
    for code in _CODES:
        assert code.encode() not in sealed_again
        assert all(code not in payload for (payload,) in history if payload and "service" in payload)
    content = voices.file_of(store)
    assert SECRET.encode() not in content
    assert b'"WOM-1":0' not in content
    assert audit


def test_a_backup_holds_no_more_than_the_file(given: tuple[str, Service], store: Store) -> None:
    del given
    target = store.path.parent / "copy.sqlite"
    backup.backup(store, target)
    assert SECRET.encode() not in target.read_bytes()
    assert b'"WOM-1":0' not in target.read_bytes()


@pytest.mark.parametrize("role", list(Role))
def test_nobody_of_the_organisation_can_give_answers(
    app: Flask, given: tuple[str, Service], visitor: Callable[[Role], FlaskClient], store: Store, role: Role
) -> None:
    audit, _ = given
    before = _rows(store)
    inside = Service(app, visitor(role))
    voice = voices.kept(store, audit)
    assert voice is not None
    sent = {"version": str(voice.version), "WOM-1": "3", "readers": ["report"]}
    for path in ("answers", "hand-in", "withdraw"):
        assert inside.post(f"/second-voice/{path}", sent).location == "/second-voice"
    inside.come_back(voice.id, "a guess of four words", 422)
    inside.come_back(voice.id, SECRET, 403)  # Not even with the secret, while it is somebody of the organisation.
    for path in (f"/audits/{audit}/second-voice", f"/audits/{audit}/second-voice/take-back"):
        inside.browser.post(path, data={**voices.ASKED, "WOM-1": "3", "invited": voice.invited.isoformat()})
    assert _rows(store) == before


def _rows(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as db:
        return [*db.execute("SELECT * FROM second_voices"), *db.execute("SELECT * FROM second_voice_shown")]


def test_what_lies_in_the_file_opens_no_door(given: tuple[str, Service], app: Flask, store: Store) -> None:
    """Whoever copies the file has the hash of the link, the salt and the sealed text: none of them is a way in."""
    given_audit, _ = given
    with store.reading() as db:
        salt, sealed, link_hash = db.execute("SELECT salt, sealed, link_hash FROM second_voices").fetchone()
    thief = voices.service(app)
    voice = voices.kept(store, given_audit)
    assert voice is not None
    for place in (link_hash, voice.id):
        for secret in (salt, sealed[:200], link_hash):
            with store.writing(by="tests") as db:
                db.execute("DELETE FROM tries")
            thief.come_back(place, secret, 422)
    thief.get(f"/second-voice/{link_hash}", 410)


def test_answers_cannot_be_made_up_in_the_file(given: tuple[str, Service], store: Store, app: Flask) -> None:
    """What was altered or made up opens with no secret: it is authenticated, not only hidden."""
    audit, service = given
    voice = voices.kept(store, audit)
    assert voice is not None
    with store.writing(by="tests") as db:
        (sealed,) = db.execute("SELECT sealed FROM second_voices").fetchone()
        forged = f"{'0' if sealed[40] != '0' else '1'}".join((sealed[:40], sealed[41:]))
        db.execute("UPDATE second_voices SET sealed = ?", (forged,))
    service.get("/second-voice/answers", 303)
    voices.service(app).come_back(voice.id, SECRET, 422)


def test_given_and_not_given_is_all_the_programme_sees(
    page: Page, post: Post, start: Start, app: Flask, store: Store
) -> None:
    """Looked at, begun, half answered, withdrawn or never opened: one and the same page."""
    audit = start()
    service, link = voices.service(app), voices.ask(page, post, audit)

    def seen() -> str:
        html = page(f"/audits/{audit}/second-voice") + page(f"/audits/{audit}/differences")
        return "\n".join(line for line in html.splitlines() if "csrf_token" not in line)

    untouched = seen()
    assert "No second voice was given." in untouched
    for step in (lambda: service.get(link), lambda: service.begin(link), lambda: service.save(_WORST)):
        step()
        assert seen() == untouched
    service.hand_in()
    assert "A second voice was given" in seen()
    service.post("/second-voice/withdraw")
    assert seen() == untouched
    assert [e for e in _history(store, audit) if "network" in e] == []


def _history(store: Store, audit: str) -> list[str]:
    with store.reading() as db:
        owner = only_audit(db, audit).organisation
        rows = db.execute("SELECT payload FROM history_payloads WHERE organisation = ?", (owner,))
        return [payload for (payload,) in rows if payload]


def test_the_link_is_kept_as_a_hash_only(page: Page, post: Post, start: Start, store: Store) -> None:
    link = voices.ask(page, post, start())
    secret = link.rpartition("/")[2]
    assert secret.encode() not in voices.file_of(store)
    with store.reading() as db:
        assert db.execute("SELECT link_hash FROM second_voices").fetchone() == (credentials.fingerprint(secret),)


def test_where_it_is_shown_it_is_seen_and_marked_and_then_hidden_again(
    page: Page, given: tuple[str, Service], client: FlaskClient, app: Flask
) -> None:
    audit, service = given
    path = f"/audits/{audit}"
    assert client.get(f"{path}/differences/second-voice.svg").status_code == 404
    service.hand_in("programme")
    assert "The programme gave no level." in page(f"{path}/differences")
    picture = client.get(f"{path}/differences/second-voice.svg")
    assert picture.mimetype == "image/svg+xml"
    service.hand_in()
    html = page(f"{path}/differences")
    assert "There is nothing to show here" in html
    assert client.get(f"{path}/differences/second-voice.svg").status_code == 404
    look_over(html, app)


def test_the_store_writes_in_the_name_of_no_account(given: tuple[str, Service], store: Store) -> None:
    audit, _ = given
    with store.reading() as db:
        owner = only_audit(db, audit).organisation
        actors = db.execute("SELECT actor FROM history WHERE organisation = ? AND act = 'voice-told'", (owner,))
        assert actors.fetchall() == [(second_voices.ACTOR,)]

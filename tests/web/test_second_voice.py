"""A service gives its second voice: its link once, its own secret, its own word about who sees what it says."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit import credentials_seal
from audit.core.people import IDLE, Role
from audit.core.second_voice import HOLDS, Reader
from audit.store import second_voices
from audit.store.database import Store
from tests.web import voices
from tests.web.conftest import Clock, Page, Post
from tests.web.voices import SAID, SECRET, Service

Start = Callable[..., str]


@pytest.fixture
def service(app: Flask) -> Service:
    return voices.service(app)


@pytest.fixture
def audit(start: Start) -> str:
    return start()


@pytest.fixture
def link(page: Page, post: Post, audit: str) -> str:
    return voices.ask(page, post, audit)


def sign(store: Store) -> None:
    """Lock every audit, as a signature does."""
    with store.writing(by="tests") as db:
        db.execute("UPDATE audits SET state = 'signed'")


def test_a_service_reads_answers_decides_and_hands_in(service: Service, link: str, store: Store, audit: str) -> None:
    words = service.get(link)
    promises = ("You may say no", "about 20 minutes", "pays for it", "disputed by the partner service")
    for promise in (*promises, "your service is “independent”, as the programme has put it"):
        assert promise in words
    service.begin(link)
    assert "16" not in voices.SECRET
    questions = service.get("/second-voice/answers")
    assert questions.count('<fieldset class="govuk-fieldset"') == 16
    service.save()
    assert "Not handed in yet" in service.get("/second-voice/hand-in")
    service.hand_in("programme")
    assert "Your answers are seen by: the programme." in service.get("/second-voice/hand-in")
    voice = voices.kept(store, audit)
    assert voice is not None
    assert (voice.given is not None, voice.readers) == (True, frozenset({Reader.PROGRAMME}))
    with store.reading() as db:
        assert {n: s.level for n, s in second_voices.shown(db, voice).items()} == {
            "WOM-1": 0,
            "WOM-2": 1,
            "COL-1": None,
            "RSK-6": 0,
        }


def test_answers_come_back_as_they_were_given(service: Service, link: str, app: Flask) -> None:
    service.begin(link)
    service.save()
    again = voices.service(app)
    again.come_back(f"http://127.0.0.1:8765{link}")
    html = again.get("/second-voice/answers")
    for name, value in SAID.items():
        assert f'name="{name}" type="radio" value="{value}" checked' in html
    assert html.count('" checked') == len(SAID)


def test_whoever_saves_half_way_goes_on_where_they_were(service: Service, link: str) -> None:
    service.begin(link)
    answer = service.post("/second-voice/answers", {"version": "1", "WOM-1": "2", "then": "partner-safety"})
    assert answer.location == "/second-voice/answers?saved=partner-safety#saved"
    html = service.get("/second-voice/answers?saved=partner-safety")
    before, _, after = html.partition('id="saved"')
    assert 'name="WOM-13"' in before
    assert 'name="RSK-3"' in after
    assert "You can close this page and come back later" in after
    for nothing in ("/second-voice/answers?saved=nowhere", "/second-voice/answers"):
        assert 'id="saved"' not in service.get(nothing)
    again = service.post("/second-voice/answers", {"version": "2", "then": "https://example.org"})
    assert again.location == "/second-voice/answers"


def test_a_short_name_opens_as_the_link_does(service: Service, link: str, app: Flask, store: Store, audit: str) -> None:
    service.begin(link)
    voice = voices.kept(store, audit)
    assert voice is not None
    short = "-".join(voice.id[n : n + 4] for n in range(0, 16, 4))
    assert short in service.get("/second-voice/answers")
    for name in (voice.id, short, f" {short.upper()} ", link, link.rpartition("/")[2]):
        voices.service(app).come_back(name)


def test_the_link_opens_once(service: Service, link: str, app: Flask) -> None:
    service.get(link)
    service.get(link)  # Looking uses nothing up.
    service.begin(link)
    other = voices.service(app)
    other.get(link, 410)
    other.begin(link, "another quiet harbour nine", 410)
    other.get("/second-voice/answers", 303)


def test_of_two_who_open_it_together_one_sets_the_secret(
    service: Service, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_voices, "begin", lambda *_: False)
    service.begin(link, expected=410)


def test_every_link_that_opens_nothing_is_answered_alike(
    service: Service, clock: Clock, page: Page, post: Post, start: Start
) -> None:
    link = voices.ask(page, post, start())
    altered = f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}"
    unknown = service.get(f"/second-voice/{'x' * 43}", 410)
    assert service.get(altered, 410) == unknown
    service.begin(link)
    assert voices.service(service.app).get(link, 410) == unknown
    taken = start()
    second = voices.ask(page, post, taken)
    take_back(page, post, taken)
    assert voices.service(service.app).get(second, 410) == unknown
    third = voices.ask(page, post, start())
    clock.now += HOLDS
    assert voices.service(service.app).get(third, 410) == unknown


def test_a_link_opens_its_own_audit_only(service: Service, page: Page, post: Post, start: Start, store: Store) -> None:
    first, second = start(), start()
    ours, theirs = voices.ask(page, post, first), voices.ask(page, post, second)
    service.begin(ours)
    service.save()
    assert service.get(theirs)
    mine, other = voices.kept(store, first), voices.kept(store, second)
    assert mine is not None
    assert other is not None
    with store.writing(by="tests") as db:
        moved = db.execute("SELECT salt, sealed, opened FROM second_voices WHERE id = ?", (mine.id,)).fetchone()
        db.execute("UPDATE second_voices SET salt = ?, sealed = ?, opened = ? WHERE id = ?", (*moved, other.id))
    service.come_back(theirs, expected=422)  # The right secret, and yet what is sealed belongs elsewhere.


def take_back(page: Page, post: Post, audit: str) -> None:
    """Take the invitation back that the page shows."""
    html = page(f"/audits/{audit}/second-voice")
    invited = html.partition('name="invited" value="')[2].partition('"')[0]
    post(f"/audits/{audit}/second-voice/take-back", {"invited": invited})


@pytest.mark.parametrize(
    ("secret", "again", "words"),
    [
        ("sh0rt one", "sh0rt one", "too short"),
        ("open door 2026", "open door 2026", "could guess this password"),
        (SECRET, "another secret here", "not the same"),
        ("", "", "Choose a secret"),
    ],
)
def test_a_weak_or_mistyped_secret_is_refused(service: Service, link: str, secret: str, again: str, words: str) -> None:
    answer = service.post(link, {"password": secret, "again": again}, 422)
    assert words in answer.text
    assert not secret or secret not in answer.text
    service.get(link)


def test_a_wrong_secret_is_counted_like_a_wrong_password(service: Service, link: str, app: Flask, clock: Clock) -> None:
    service.begin(link)
    other = voices.service(app)
    for place in (link, link, link.rpartition("/")[2], link, link):
        wrong = other.come_back(place, "a wrong guess entirely", 422)
        assert "do not belong together" in wrong.text
    refused = other.come_back(link, SECRET, 429)
    assert int(refused.headers["Retry-After"]) > 0
    clock.now += timedelta(minutes=15)
    other.come_back(link)


def test_an_unknown_name_is_answered_as_a_wrong_secret(service: Service, link: str, app: Flask) -> None:
    service.begin(link)
    known = voices.service(app).come_back(link, "a wrong guess entirely", 422)
    for name in ("z" * 16, "x" * 43, "nobody"):
        unknown = voices.service(app).come_back(name, "a wrong guess entirely", 422)
        assert _plain(unknown.text) == _plain(known.text)
    for _ in range(2):
        voices.service(app).come_back("z" * 16, "a wrong guess entirely", 422)


def _plain(html: str) -> str:
    """Return a page without the token of its forms."""
    return html.partition('name="csrf_token"')[0] + html.partition('name="csrf_token"')[2].partition(">")[2]


def test_an_unknown_name_takes_the_same_work(service: Service, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = credentials_seal.key

    def count(secret: str, salt: str) -> bytes:
        made.append(salt)
        return real(secret, salt)

    service.get(link)
    monkeypatch.setattr(credentials_seal, "key", count)
    service.come_back("z" * 16, expected=422)
    service.come_back(link, expected=422)  # It has no secret yet.
    assert made == [credentials_seal.NO_SALT] * 2


def test_the_key_is_only_in_the_browser_and_goes_with_it(service: Service, link: str, clock: Clock) -> None:
    answer = service.begin(link)
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if "voice" in c]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    clock.now += IDLE - timedelta(seconds=1)
    service.get("/second-voice/answers")
    clock.now += IDLE - timedelta(seconds=1)
    service.get("/second-voice/answers")  # It holds on while it is used.
    clock.now += IDLE
    service.get("/second-voice/answers", 303)
    service.come_back(link)
    service.post("/second-voice/close")
    service.get("/second-voice/answers", 303)


@pytest.mark.parametrize("value", ["", "x", "x" * 500, "WyJhIiwiYiIsMV0.forged"])
def test_a_cookie_we_never_gave_opens_nothing(service: Service, link: str, value: str) -> None:
    service.begin(link)
    service.browser.set_cookie("self-audit-voice-8765", value)
    for method, path in (("get", "answers"), ("get", "hand-in"), ("get", "withdraw")):
        assert getattr(service.browser, method)(f"/second-voice/{path}").location == "/second-voice"
    for path in ("answers", "hand-in", "withdraw"):
        assert service.post(f"/second-voice/{path}", {"version": "1"}).location == "/second-voice"


def test_two_windows_lose_nothing(service: Service, link: str) -> None:
    service.begin(link)
    old = service.version()
    service.save({"WOM-1": "2"})
    stale = service.post("/second-voice/answers", {"version": old, "WOM-1": "0"}, 409)
    assert "saved in another window" in stale.text
    assert 'name="WOM-1" type="radio" value="0" checked' in stale.text
    assert 'name="WOM-1" type="radio" value="2" checked' in service.get("/second-voice/answers")
    late = service.post("/second-voice/hand-in", {"version": old, "readers": ["programme"]}, 409)
    assert "another window" in late.text


@pytest.mark.parametrize("sent", [{"WOM-1": "4"}, {"WOM-1": "yes"}, {"XYZ-9": "1"}, {"DEF-1": "1"}, {}])
def test_what_no_page_of_ours_sends_is_no_answer(service: Service, link: str, sent: dict[str, str]) -> None:
    service.begin(link)
    service.save(sent)
    assert '" checked' not in service.get("/second-voice/answers")
    service.post("/second-voice/answers", {"WOM-1": "1"}, 422)  # Without a version nobody saw a page.
    assert "nothing to hand in yet" in service.hand_in("programme", expected=422).text


def test_nobody_is_shown_to_a_network_that_is_not_there(service: Service, link: str) -> None:
    service.begin(link)
    service.save()
    assert 'value="network"' not in service.get("/second-voice/hand-in")
    service.hand_in("network", expected=422)
    service.hand_in()
    assert "Nobody sees your answers." in service.get("/second-voice/hand-in")


def test_it_can_be_changed_and_withdrawn(service: Service, link: str, store: Store, audit: str) -> None:
    service.begin(link)
    service.save()
    service.hand_in("report")
    service.save({"WOM-1": "3"})
    voice = voices.kept(store, audit)
    assert voice is not None
    with store.reading() as db:
        assert [s.level for s in second_voices.shown(db, voice).values()] == [3]
    service.get("/second-voice/withdraw")
    service.post("/second-voice/withdraw")
    service.get("/second-voice/answers", 303)
    service.come_back(link, expected=422)
    with store.reading() as db:
        assert second_voices.shown(db, voice) == {}


def test_after_signing_it_stays_as_it_is(service: Service, link: str, store: Store, audit: str) -> None:
    service.begin(link)
    service.save()
    service.hand_in("programme")
    version, before = service.version(), voices.kept(store, audit)
    sign(store)
    html = service.get("/second-voice/answers")
    assert "signed off" in html
    assert 'type="radio"' not in html
    for path, sent in (
        ("answers", {"version": version, "WOM-1": "3"}),
        ("hand-in", {"version": version}),
        ("withdraw", {}),
    ):
        service.post(f"/second-voice/{path}", sent)
        assert "Nothing was changed" in service.get("/second-voice/answers")
    assert "Withdraw and delete" not in service.get("/second-voice/withdraw")
    assert "Who may see what you answered?" not in service.get("/second-voice/hand-in")
    assert voices.kept(store, audit) == before


def test_a_signed_audit_asks_nobody_any_more(service: Service, link: str, store: Store) -> None:
    sign(store)
    service.get(link, 410)


def test_signed_while_a_secret_is_set(
    service: Service, link: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = credentials_seal.key

    def slow(secret: str, salt: str) -> bytes:
        sign(store)
        return real(secret, salt)

    monkeypatch.setattr(credentials_seal, "key", slow)
    service.begin(link, expected=410)


def test_a_deleted_audit_takes_it_along(service: Service, link: str, store: Store, audit: str) -> None:
    service.begin(link)
    service.save()
    with store.writing(by="tests") as db:
        db.execute("DELETE FROM second_voices")
    assert audit
    service.get("/second-voice/answers", 303)
    service.post("/second-voice/answers", {"version": "2"})
    service.come_back(link, expected=422)


def test_somebody_of_the_organisation_comes_no_further(
    app: Flask, link: str, visitor: Callable[[Role], FlaskClient], service: Service
) -> None:
    service.begin(link)
    for role in Role:
        inside = Service(app, visitor(role))
        inside.get(link, 410)  # Used, like for everybody.
        refused = inside.come_back(link, expected=403)
        assert "nobody of the organisation can give it" in refused.text


def test_somebody_of_the_organisation_cannot_begin_it(
    app: Flask, link: str, visitor: Callable[[Role], FlaskClient], service: Service
) -> None:
    inside = Service(app, visitor(Role.MANAGER))
    inside.get(link, 403)
    inside.begin(link, expected=403)
    service.begin(link)


def test_a_first_pass_asks_less(service: Service, page: Page, post: Post, start: Start) -> None:
    service.begin(voices.ask(page, post, start("first-pass")))
    assert service.get("/second-voice/answers").count('<fieldset class="govuk-fieldset"') == 14


def test_nothing_of_it_stands_in_the_log(service: Service, link: str, caplog: pytest.LogCaptureFixture) -> None:
    service.begin(link)
    service.save()
    service.come_back(link, "a wrong guess entirely", 422)
    assert link.rpartition("/")[2] not in caplog.text
    assert json.dumps(SAID) not in caplog.text
    assert "a wrong guess" not in caplog.text

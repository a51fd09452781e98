"""An organisation's data: taken along, kept for a time, erased; by the operator where nobody manages it."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from audit import credentials, library
from audit.config import Config
from audit.config_mail import Mail
from audit.core.answers import Answer
from audit.core.letters import UnmailableError
from audit.core.people import Kind, Office, Role
from audit.store import accounts, answers, audits, erasures, jobs, organisations, outbox, programmes, retention
from audit.store.database import Store
from audit.store.errors import StoreBusyError
from audit.web import upkeep
from tests import people
from tests.store.conftest import audit_of, member, programme_of
from tests.web.browsers import Browser, enter
from tests.web.conftest import Clock

OURS, THEIRS = "a" * 16, "b" * 16
NAME = "Society for safety"
PASSWORD = "a long walk by the river"
DATA = f"/organisations/{OURS}/data"
SURE = {"name": NAME, "current": PASSWORD}
NOTE = "Unmistakable sentence"


@pytest.fixture(scope="module")
def hashed() -> str:
    return credentials.hash_password(PASSWORD)


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with our organisation and another one, each with a programme and an audit with an answer."""
    standard = library.default()
    people.set_up(store, Kind.NETWORK)
    with store.writing() as db:
        for name in (OURS, THEIRS):
            organisations.create(db, replace(member(name), name=NAME if name == OURS else "Another one"))
            programmes.create(db, programme_of(name))
            audit = audits.create(db, audit_of(name, standard), standard)
            answers.save(db, audit, "DEF-1", Answer(level=1, note=f"{NOTE} {name}"), 0, store.clock())
    return store


Enter = Callable[..., Browser]


@pytest.fixture
def come(app: Flask, filled: Store, hashed: str) -> Enter:
    """Return what lets somebody with a password come in."""

    def come(name: str, **more: object) -> Browser:
        made = enter(app, filled, name, **more)  # type: ignore[arg-type] # as enter takes it
        with filled.writing() as db:
            accounts.rehash(db, made.account.id, hashed)
        return made

    return come


@pytest.fixture
def manager(come: Enter) -> Browser:
    return come("Mira", places=[(OURS, Role.MANAGER)])


@pytest.fixture
def operator(come: Enter) -> Browser:
    return come("Olive", offices=[Office.OPERATOR])


def without_token(html: str) -> str:
    """Leave out what is another one every second."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", html)


def pending(store: Store, organisation: str = OURS) -> erasures.Erasure | None:
    with store.reading() as db:
        return erasures.pending(db, organisation)


# Taking along.


def test_a_manager_takes_everything_along(manager: Browser, filled: Store) -> None:
    manager.page(DATA)
    answer = manager.client.get(f"{DATA}.zip")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert "self-audit-data-society-for-safety-2026-11-21.zip" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as zipped:
        assert zipped.testzip() is None
        readme = zipped.read("README.txt").decode()
        held = b"".join(map(zipped.read, zipped.namelist())).decode()
    answer.close()
    assert NAME in readme
    assert f"{NOTE} {OURS}" in held
    assert THEIRS not in held
    assert not [path for path in filled.path.parent.iterdir() if path.name.startswith("tmp")]


@pytest.mark.parametrize("path", [DATA, f"{DATA}.zip", f"/organisations/{OURS}/record-of-processing"])
@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR])
def test_nobody_but_a_manager_opens_it(come: Enter, role: Role, path: str) -> None:
    come("Somebody", places=[(OURS, role)]).page(path, 403)


@pytest.mark.parametrize(
    "path", ["data", "data.zip", "data/erasure", "record-of-processing", "record-of-processing.json"]
)
def test_another_organisation_is_not_there(manager: Browser, path: str) -> None:
    theirs = manager.page(f"/organisations/{THEIRS}/{path}", 404)
    unknown = manager.page(f"/organisations/{'z' * 16}/{path}", 404)
    assert without_token(theirs).replace(THEIRS, "z" * 16) == without_token(unknown)


@pytest.mark.parametrize("path", ["erase", "keep", "keeping"])
def test_nothing_of_another_organisation_changes(manager: Browser, filled: Store, path: str) -> None:
    sent = {"name": "Another one", "current": PASSWORD, "drafts": "180", "audits": "730"}
    manager.post(f"/organisations/{THEIRS}/data/{path}", sent, 404)
    assert pending(filled, THEIRS) is None
    with filled.reading() as db:
        assert not any(retention.listing(db, THEIRS).values())


# Keeping.


def test_a_time_is_set_and_taken_back(manager: Browser, filled: Store) -> None:
    assert "Audits that are signed off stay whatever times are set" in manager.page(DATA)
    manager.post(f"{DATA}/keeping", {"drafts": "365", "audits": "1825"})
    with filled.reading() as db:
        assert list(retention.listing(db, OURS).values()) == [365, 1825]
    assert 'value="365" selected' in manager.page(DATA)
    manager.post(f"{DATA}/keeping", {"drafts": "0", "audits": "0"})
    with filled.reading() as db:
        assert list(retention.listing(db, OURS).values()) == [None, None]
    said = manager.page(f"/organisations/{OURS}/history")
    assert "Audits nobody changes are kept after the last change: 365 days" in said


def test_what_would_go_at_once_is_shown_first(manager: Browser, filled: Store, clock: Clock) -> None:
    clock.now += timedelta(days=200)
    manager = _again(manager, filled)
    shown = manager.post(f"{DATA}/keeping", {"drafts": "180", "audits": "0"}, 422).text
    assert "Look at what would go" in shown
    assert "Choosing change, " in shown
    with filled.reading() as db:
        assert not any(retention.listing(db, OURS).values())
    manager.post(f"{DATA}/keeping", {"drafts": "180", "audits": "0", "sure": "1"})
    with filled.reading() as db:
        assert retention.listing(db, OURS)[retention.What.DRAFTS] == 180


def _again(browser: Browser, store: Store) -> Browser:
    """Sign somebody in anew: a session ends by itself meanwhile."""
    people.sign_in(browser.client, store, browser.account)
    return browser


def test_a_time_that_is_no_choice_is_refused(manager: Browser) -> None:
    assert (
        "Choose how long drafts are kept." in manager.post(f"{DATA}/keeping", {"drafts": "3", "audits": "0"}, 422).text
    )


def test_a_time_the_page_does_not_offer_is_shown_as_it_is(manager: Browser, filled: Store) -> None:
    with filled.writing() as db:
        retention.set_days(db, retention.What.DRAFTS, 100, OURS)
    assert '<option value="100" selected>100 days</option>' in manager.page(DATA)


def test_a_long_list_of_audits_ends(manager: Browser, filled: Store, clock: Clock) -> None:
    standard = library.default()
    with filled.writing() as db:
        for number in range(21):
            audits.create(db, replace(audit_of(OURS, standard), id=f"z{number:015}".translate(LETTERS)), standard)
    clock.now += timedelta(days=200)
    shown = _again(manager, filled).post(f"{DATA}/keeping", {"drafts": "180", "audits": "0"}, 422).text
    assert "and 2 more" in shown


LETTERS = str.maketrans("0123456789", "abcdefghij")


# Erasing.


def test_erasing_is_asked_for_with_name_and_password(manager: Browser, filled: Store) -> None:
    answer = manager.post(f"{DATA}/erase", SURE)
    assert answer.location == f"{DATA}/erasure"
    asked = pending(filled)
    assert asked is not None
    assert (asked.asked_by, asked.due - asked.asked) == (manager.account.id, timedelta(days=14))
    shown = manager.page(f"{DATA}/erasure")
    assert asked.id in shown
    assert "5 December 2026" in shown
    assert "Everything will be erased on 5 December 2026." in manager.page(DATA)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({**SURE, "name": "Another one"}, "This is not the name of this organisation."),
        ({**SURE, "name": ""}, "Write the name of the organisation"),
        ({"name": NAME}, "Write your password."),
        ({**SURE, "current": "wrong"}, "This is not the password of your account."),
    ],
)
def test_without_both_nothing_is_asked_for(manager: Browser, filled: Store, sent: dict[str, str], said: str) -> None:
    assert said in manager.post(f"{DATA}/erase", sent, 422).text
    assert pending(filled) is None


def test_capitals_of_the_name_do_not_matter(manager: Browser, filled: Store) -> None:
    manager.post(f"{DATA}/erase", {**SURE, "name": f" {NAME.upper()} "})
    assert pending(filled) is not None


def test_everybody_there_sees_it_on_every_page_and_nobody_else(manager: Browser, come: Enter, filled: Store) -> None:
    manager.post(f"{DATA}/erase", SURE)
    words = f"Everything of “{NAME}” will be erased on 5 December 2026."
    reader, theirs = come("Rita", places=[(OURS, Role.READER)]), come("Theo", places=[(THEIRS, Role.MANAGER)])
    for path in ("/", f"/programmes/{OURS}", f"/audits/{OURS}", f"/audits/{OURS}/results"):
        assert words in manager.page(path)
        assert words in reader.page(path)
    assert f'href="{DATA}"' in manager.page(f"/programmes/{OURS}")
    assert f'href="{DATA}"' not in reader.page(f"/programmes/{OURS}")
    assert words not in theirs.page("/")
    assert pending(filled) is not None


def test_any_manager_takes_it_back(manager: Browser, come: Enter, filled: Store) -> None:
    manager.post(f"{DATA}/erase", SURE)
    other = come("Mia", places=[(OURS, Role.MANAGER)])
    other.post(f"{DATA}/keep")
    assert pending(filled) is None
    assert manager.post(f"{DATA}/keep").location == DATA
    manager.page("/")
    assert "will be erased" not in manager.page("/")
    assert manager.page(f"{DATA}/erasure", 303)
    history = manager.page(f"/organisations/{OURS}/history")
    assert "Erasing everything asked for" in history
    assert "Erasing everything taken back" in history


def test_a_page_without_the_database_does_without_the_notice(
    manager: Browser, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager.post(f"{DATA}/erase", SURE)

    def busy(*_: object) -> None:
        raise StoreBusyError

    monkeypatch.setattr(erasures, "pending", busy)
    assert "Everything of" not in manager.page("/")
    monkeypatch.undo()
    assert pending(filled) is not None


def test_managers_are_told_by_mail(manager: Browser, come: Enter, app: Flask, filled: Store) -> None:
    come("Rita", places=[(OURS, Role.READER)])
    with _mail(app):
        manager.post(f"{DATA}/erase", SURE)
    with filled.reading() as db:
        payloads = [payload for (payload,) in db.execute("SELECT payload FROM jobs WHERE kind = ?", (outbox.KIND,))]
    assert len(payloads) == 1
    assert manager.account.email in payloads[0]
    assert "2026-12-05" in payloads[0]


def test_an_address_that_takes_no_mail_stops_nothing(
    manager: Browser, app: Flask, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise UnmailableError

    monkeypatch.setattr(outbox, "send", refuse)
    with _mail(app):
        manager.post(f"{DATA}/erase", SURE)
    assert pending(filled) is not None


class _mail:  # noqa: N801 - used as a block
    """Give an application a mail server for a while."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __enter__(self) -> None:
        self.before = self.app.extensions["self-audit"]
        self.app.extensions["self-audit"] = replace(self.before, config=with_mail(self.before.config))

    def __exit__(self, *_: object) -> None:
        self.app.extensions["self-audit"] = self.before


def with_mail(settings: Config) -> Config:
    sender = object.__new__(Mail)
    return replace(settings, mail=sender)


# Where nobody can manage it.


def test_the_operator_erases_what_nobody_manages(
    operator: Browser, filled: Store, settings: Config, clock: Clock
) -> None:
    assert "Another one" in operator.page("/erasures")
    operator.page(f"/erasures/{THEIRS}")
    said = operator.post(f"/erasures/{THEIRS}", {**SURE}, 422).text
    assert "This is not the name of this organisation." in said
    operator.post(f"/erasures/{THEIRS}", {"name": "Another one", "current": PASSWORD})
    assert pending(filled, THEIRS) is not None
    assert "5 December 2026" in operator.page("/erasures")
    operator.page(f"/erasures/{THEIRS}")
    operator.post(f"/erasures/{THEIRS}/keep")
    assert pending(filled, THEIRS) is None
    operator.post(f"/erasures/{THEIRS}", {"name": "Another one", "current": PASSWORD})
    clock.now += timedelta(days=14)
    (receipt,) = upkeep.apply(settings, filled).receipts
    shown = _again(operator, filled).page("/erasures")
    assert receipt.id in shown
    assert "Another one" not in shown


def test_the_operator_cannot_erase_what_is_managed(operator: Browser, manager: Browser, filled: Store) -> None:
    managed = operator.page(f"/erasures/{OURS}", 404)
    assert without_token(managed) == without_token(operator.page(f"/erasures/{'z' * 16}", 404))
    operator.post(f"/erasures/{OURS}", SURE, 404)
    operator.post(f"/erasures/{OURS}/keep", {}, 404)
    assert pending(filled) is None
    manager.post(f"{DATA}/erase", SURE)
    shown = operator.page("/erasures")
    assert NAME in shown
    assert f"/erasures/{OURS}" not in shown


def test_only_the_operator_sees_erasures(manager: Browser) -> None:
    manager.page("/erasures", 403)


# The round.


def test_the_round_erases_what_is_due_and_its_files(
    manager: Browser, filled: Store, settings: Config, clock: Clock
) -> None:
    manager.post(f"{DATA}/erase", SURE)
    (settings.data / "waiting").mkdir(exist_ok=True)
    for name in (OURS, THEIRS):
        (settings.data / "waiting" / f"{name}-{'t' * 16}.json").write_text("{}")
    settings.cache.mkdir(exist_ok=True)
    assert upkeep.look(filled)[1] == ()
    clock.now += timedelta(days=14)
    assert len(upkeep.look(filled)[1]) == 1
    _round_before(filled, clock.now - timedelta(days=1))
    upkeep.chore(settings)(filled)
    assert upkeep.apply(settings, filled).receipts == ()
    assert [path.name for path in (settings.data / "waiting").iterdir()] == [f"{THEIRS}-{'t' * 16}.json"]
    assert not settings.cache.exists()
    held = filled.path.read_bytes()
    assert f"{NOTE} {OURS}".encode() not in held
    assert f"{NOTE} {THEIRS}".encode() in held
    _again(manager, filled).page(DATA, 404)


@pytest.mark.parametrize("before", [None, timedelta(days=4), timedelta(days=-1)])
def test_a_round_after_a_gap_deletes_nothing_that_people_made(
    manager: Browser, filled: Store, settings: Config, clock: Clock, before: timedelta | None
) -> None:
    """A restored backup, or a clock that has jumped, must not erase what nobody asks to erase any more."""
    manager.post(f"{DATA}/erase", SURE)
    clock.now += timedelta(days=14)
    if before is not None:
        _round_before(filled, clock.now - before)
    upkeep.chore(settings)(filled)
    with filled.reading() as db:
        assert organisations.get(db, OURS).name == NAME
        assert len(erasures.waiting(db, clock.now)) == 1


def _round_before(store: Store, at: datetime) -> None:
    """Let a round have been finished."""
    with store.writing() as db:
        jobs.come_round(db, jobs.DAILY, at, timedelta(days=1))
        job = jobs.claim(db, at, (jobs.DAILY,))
        assert job is not None
        jobs.finish(db, job, at)


def test_what_is_withdrawn_in_the_last_moment_stays(
    manager: Browser, filled: Store, settings: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager.post(f"{DATA}/erase", SURE)
    clock.now += timedelta(days=14)
    with filled.reading() as db:
        due = erasures.waiting(db, clock.now)
    with filled.writing() as db:
        erasures.withdraw(db, OURS, clock.now)
    monkeypatch.setattr(erasures, "waiting", lambda *_: due)
    assert upkeep.apply(settings, filled).receipts == ()
    with filled.reading() as db:
        assert organisations.get(db, OURS).name == NAME


def test_whoever_has_no_place_is_told_by_mail(filled: Store, settings: Config, clock: Clock) -> None:
    found = people.admit(filled, "Lena")
    clock.now += timedelta(days=335)
    upkeep.apply(with_mail(settings), filled)
    with filled.reading() as db:
        (payload,) = db.execute("SELECT payload FROM jobs WHERE kind = ?", (outbox.KIND,)).fetchone()
    assert found.email in payload
    assert "30 days" in payload


def test_who_cannot_be_told_is_logged(
    filled: Store, settings: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> str:
        raise UnmailableError

    found = people.admit(filled, "Lena")
    monkeypatch.setattr(outbox, "send", refuse)
    clock.now += timedelta(days=335)
    assert [account.id for account in upkeep.apply(with_mail(settings), filled).past.told] == [found.id]
    assert found.id in caplog.text


def test_copies_beside_the_database_are_named(filled: Store, settings: Config, manager: Browser) -> None:
    assert upkeep.backups(settings) == ()
    assert "lies no copy of it" in manager.page(DATA)
    (settings.data / "self-audit-before.sqlite").write_bytes(b"")
    assert upkeep.backups(settings) == ("self-audit-before.sqlite",)
    assert "lies 1 copy of it" in manager.page(DATA)
    assert filled.path.is_file()

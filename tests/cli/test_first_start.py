"""Links on the console: the first start, a new one where it was lost, and a way back into an account."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import config, credentials
from audit.core.people import Account, Instance, Kind, Link, Office, Purpose
from audit.store import accounts, instance, links, second_factors
from audit.store.database import Store
from tests.cli.running import run
from tests.cli.test_serving import free_port, get, served

_LINK = re.compile(r"(https?://\S+)/(first-start|recover)/([A-Za-z0-9_-]{43})")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder in which nobody has set anything up."""
    store = Store(tmp_path / config.DATABASE)
    store.prepare()
    store.close()
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    made = Store(folder / config.DATABASE)
    yield made
    made.close()


@pytest.fixture
def operator(store: Store) -> Account:
    """Return the operator of an instance that is set up."""
    made = Account(
        id="o" * 16,
        email="olive@example.org",
        name="Olive Made-up",
        offices=frozenset({Office.OPERATOR}),
        has_second_factor=False,
        created=store.clock(),
    )
    with store.writing() as db:
        instance.begin(db, Instance(kind=Kind.OWN, name="", begun=store.clock()))
        accounts.create(db, made, "no password")
    return made


def link_in(text: str) -> tuple[str, str, str]:
    """Return where the link on a console leads: its address, its kind and its secret."""
    (found,) = _LINK.findall(text)
    return found[0], found[1], found[2]


def opened(store: Store, secret: str) -> Link | None:
    with store.reading() as db:
        return links.find(db, credentials.fingerprint(secret), store.clock())


def test_each_start_prints_another_link_until_somebody_has_used_one(folder: Path, store: Store) -> None:
    secrets = []
    for _ in range(2):
        port = free_port()
        with served("serve", "--data", folder, "--port", port) as (process, _):
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Nobody has set it up yet. Open this link in your browser")
            address, kind, secret = link_in(process.stdout.readline())
            assert (address, kind) == (f"http://127.0.0.1:{port}", "first-start")
            status, page = get(f"{address}/first-start/{secret}")
            assert status == 200
            assert "Set up this Self-Audit" in page
            secrets.append(secret)
    first, second = secrets
    assert opened(store, first) is None
    assert opened(store, second) is not None
    with store.writing() as db:
        instance.begin(db, Instance(kind=Kind.OWN, name="", begun=store.clock()))
    with served("serve", "--data", folder, "--port", free_port()) as (process, _):
        process.terminate()
        assert process.stdout is not None
        assert process.stdout.read() == ""


def test_a_lost_link_is_replaced(folder: Path, store: Store) -> None:
    first = link_in(run("first-start", "--data", folder).stdout)
    second = link_in(run("first-start", "--data", folder, "--port", 9000).stdout)
    assert first[:2] == ("http://127.0.0.1:8765", "first-start")
    assert second[0] == "http://127.0.0.1:9000"
    assert opened(store, first[2]) is None
    assert opened(store, second[2]) is not None


def test_the_link_begins_with_the_public_address(folder: Path) -> None:
    (folder / "settings.toml").write_text('public_address = "https://audit.example.org"\nhops = 1\n', encoding="utf-8")
    assert link_in(run("first-start", "--data", folder).stdout)[0] == "https://audit.example.org"


@pytest.mark.parametrize("words", [("first-start",), ("recover-account", "olive@example.org")])
def test_the_public_address_may_be_given_as_to_serve(request: pytest.FixtureRequest, words: tuple[str, ...]) -> None:
    folder = request.getfixturevalue("folder")
    if words[0] == "recover-account":
        request.getfixturevalue("operator")
    result = run(*words, "--data", folder, "--public-address", "https://audit.example.org", "--hops", 1)
    assert (result.exit_code, result.stderr) == (0, "")
    assert link_in(result.stdout)[0] == "https://audit.example.org"
    alone = run(*words, "--data", folder, "--public-address", "https://audit.example.org")
    assert (alone.exit_code, alone.stdout) == (2, "")
    assert "--hops" in alone.stderr


def test_wrong_settings_are_named(folder: Path) -> None:
    (folder / "settings.toml").write_text("hops = -1\n", encoding="utf-8")
    result = run("first-start", "--data", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "hops" in result.stderr


def test_what_is_set_up_is_not_set_up_again(folder: Path, operator: Account) -> None:
    result = run("first-start", "--data", folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "set up already" in result.stderr


@pytest.mark.parametrize("words", [("first-start",), ("recover-account", "olive@example.org")])
def test_an_empty_folder_is_a_sentence_and_stays_empty(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run(*words, "--data", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"There is nothing in “{tmp_path}” yet." in result.stderr
    assert list(tmp_path.glob("*.sqlite")) == []


def test_the_way_back_in_is_recorded_and_told(folder: Path, store: Store, operator: Account) -> None:
    result = run("recover-account", " Olive@Example.org ", "--data", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "A new password for Olive Made-up, with this link, once, within 30 minutes:" in result.stdout
    address, kind, secret = link_in(result.stdout)
    assert (address, kind) == ("http://127.0.0.1:8765", "recover")
    found = opened(store, secret)
    assert found is not None
    assert (found.purpose, found.account) == (Purpose.RECOVERY, operator.id)
    with store.writing() as db:
        (event,) = [e for e in accounts.events(db, operator.id) if e.act == "recovered-by-operator"]
        assert event.actor == "this-machine"
        assert accounts.take_notice(db, operator.id) == "recovered-by-operator"
    again = link_in(run("recover-account", "olive@example.org", "--data", folder).stdout)[2]
    assert opened(store, secret) is None
    assert opened(store, again) is not None


def test_an_operator_alone_who_lost_the_phone_comes_back(folder: Path, store: Store, operator: Account) -> None:
    with store.writing() as db:
        second_factors.switch_on(db, operator.id, "A" * 32, 1, ("1" * 64,))
    assert run("recover-account", operator.email, "--data", folder).exit_code == 0
    with store.reading() as db:
        assert accounts.get(db, operator.id).has_second_factor
    result = run("recover-account", operator.email, "--reset-second-factor", "--data", folder)
    assert opened(store, link_in(result.stdout)[2]) is not None
    with store.writing() as db:
        assert not accounts.get(db, operator.id).has_second_factor
        assert "second-factor-off" in [e.act for e in accounts.events(db, operator.id)]
        assert accounts.take_notice(db, operator.id) == "recovered-and-reset"


def test_a_second_factor_that_is_not_there_is_not_reset(folder: Path, store: Store, operator: Account) -> None:
    result = run("recover-account", operator.email, "--reset-second-factor", "--data", folder)
    assert (result.exit_code, result.stdout) == (1, "")
    with store.writing() as db:
        assert accounts.take_notice(db, operator.id) == ""


def test_an_unknown_address_is_a_sentence(folder: Path, operator: Account) -> None:
    result = run("recover-account", "nobody@example.org", "--data", folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no account with the address “nobody@example.org”." in result.stderr


def test_a_disabled_account_gets_no_link(folder: Path, store: Store, operator: Account) -> None:
    with store.writing() as db:
        accounts.create(
            db,
            Account(
                id="p" * 16,
                email="p@example.org",
                name="P",
                offices=frozenset(),
                has_second_factor=False,
                created=store.clock(),
                disabled=store.clock(),
            ),
            "no password",
        )
    result = run("recover-account", "p@example.org", "--data", folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is disabled" in result.stderr


def test_nothing_printed_lies_in_the_database(folder: Path) -> None:
    secret = link_in(run("first-start", "--data", folder).stdout)[2]
    written = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    assert secret.encode() not in written

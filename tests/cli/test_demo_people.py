"""The people of the demonstration: one for every role, with a password that no other start has."""

import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audit import config, credentials, demo, demo_people
from audit.core.people import Kind, Office, Role
from audit.core.standard import Standard
from audit.store import accounts, history_check, instance, memberships, organisations, second_factors
from audit.store.database import Store
from tests.cli.running import SECONDS
from tests.cli.test_serving import free_port, served


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory, real: Standard) -> Path:
    """Return the file of the fictional network, made once."""
    store = Store(tmp_path_factory.mktemp("demo") / config.DATABASE)
    store.prepare()
    demo.fill(store, real)
    store.close()
    return store.path


@pytest.fixture
def store(network: Path, tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / config.DATABASE)
    made.path.write_bytes(network.read_bytes())
    made.prepare()
    yield made
    made.close()


def test_there_is_somebody_for_every_role_and_office(store: Store) -> None:
    entrances = demo_people.admit(store)
    assert len({one.password for one in entrances}) == len(entrances)
    with store.reading() as db:
        found = instance.get(db)
        assert found is not None
        assert (found.kind, found.name) == (Kind.NETWORK, demo_people.NETWORK)
        names = {o.name: o.id for o in organisations.listing(db)}
        for one in entrances:
            person = one.person
            account = accounts.by_email(db, person.email)
            assert account is not None
            assert credentials.is_right(accounts.password(db, account.id), one.password)
            assert account.offices == ({person.office} if person.office else set())
            wanted = [(names[person.organisation], person.role)] if person.role else []
            assert [(m.organisation, m.role) for m in memberships.of_account(db, account.id)] == wanted
        assert not [chain for chain in history_check.verify(db) if chain.fault is not None]
    assert {one.person.office for one in entrances} - {None} == set(Office)
    first = [one.person.role for one in entrances if one.person.organisation == entrances[3].person.organisation]
    assert set(first) == set(Role)


def test_everybody_is_made_up_and_passwords_are_good(store: Store) -> None:
    for one in demo_people.admit(store):
        assert one.person.email.endswith("@example.org")
        assert "Fictional" in one.person.name
        assert credentials.weaknesses(one.password, (one.person.name, one.person.email)) == ()


def test_the_next_start_gives_other_passwords_and_puts_right_what_a_visitor_changed(store: Store) -> None:
    first = {one.person.email: one.password for one in demo_people.admit(store)}
    operator, staff, manager, contributor = (demo_people.PEOPLE[n] for n in (0, 1, 3, 4))
    with store.writing() as db:
        second_factors.switch_on(db, staff.id, "A" * 32, 1, ())
        accounts.disable(db, staff.id)
        accounts.withdraw(db, staff.id, Office.NETWORK_STAFF)
        place = memberships.of_account(db, manager.id)[0].organisation
        memberships.change(db, place, contributor.id, Role.MANAGER)
        memberships.remove(db, place, manager.id)
        accounts.change(db, replace(accounts.get(db, operator.id), email="elsewhere@example.org"))
        accounts.change(db, replace(accounts.get(db, contributor.id), email=operator.email))
    second = {one.person.email: one.password for one in demo_people.admit(store)}
    assert not set(first.values()) & set(second.values())
    test_there_is_somebody_for_every_role_and_office(store)
    with store.reading() as db:
        assert not accounts.get(db, staff.id).has_second_factor
        assert accounts.get(db, staff.id).disabled is None
        assert len(accounts.listing(db)) == len(demo_people.PEOPLE)


def test_the_console_shows_them_and_only_the_console(tmp_path: Path) -> None:
    with served("demo", "--data", tmp_path, "--port", free_port()) as (process, _):
        assert process.stdout is not None
        lines = [process.stdout.readline().rstrip("\n") for _ in range(1 + len(demo_people.PEOPLE))]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=SECONDS) == 0
        assert process.stdout.read() == ""
    assert lines[0] == "Sign in with one of these accounts. Their passwords are new at every start."
    for line, person in zip(lines[1:], demo_people.PEOPLE, strict=True):
        assert re.fullmatch(rf"{person.email} +([a-z2-7]{{4}}-){{3}}[a-z2-7]{{4}}  \w.*", line), line
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert not [line for line in lines[1:] if line.split()[1].encode() in written]

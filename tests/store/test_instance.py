"""What an instance serves is said once."""

import pytest

from audit.core.people import Instance, Kind
from audit.store import account_events, instance
from audit.store.database import Store
from audit.store.errors import AlreadySetUpError, StaleNetworkError, StoreDamagedError
from tests.store.conftest import change
from tests.store.people import ANA, NOW, keep, person


def test_nobody_has_said_so_before_the_first_start(store: Store) -> None:
    with store.reading() as db:
        assert instance.get(db) is None


@pytest.mark.parametrize("kind", Kind)
def test_the_first_start_says_it(store: Store, kind: Kind) -> None:
    said = Instance(kind=kind, name="Réseau", begun=NOW)
    with store.writing() as db:
        instance.begin(db, said)
    with store.reading() as db:
        assert instance.get(db) == said


def test_it_is_said_only_once(store: Store) -> None:
    first = Instance(kind=Kind.OWN, name="", begun=NOW)
    with store.writing() as db:
        instance.begin(db, first)
    with pytest.raises(AlreadySetUpError), store.writing() as db:
        instance.begin(db, Instance(kind=Kind.NETWORK, name="Another", begun=NOW))
    with store.reading() as db:
        assert instance.get(db) == first


def test_what_was_never_written_is_called_damage(store: Store) -> None:
    with store.writing() as db:
        instance.begin(db, Instance(kind=Kind.OWN, name="", begun=NOW))
    change(store.path, "PRAGMA ignore_check_constraints = ON", "UPDATE instance SET kind = 'church'")
    with pytest.raises(StoreDamagedError, match="instance"), store.reading() as db:
        instance.get(db)


def test_a_network_gets_another_name_once_and_the_event_stands_with_whoever_gave_it(store: Store) -> None:
    keep(store, person(ANA))
    with store.writing(by=ANA) as db:
        instance.begin(db, Instance(kind=Kind.NETWORK, name="Réseau", begun=NOW))
        instance.rename(db, "Réseau", "Network")
        instance.rename(db, "Network", "Network")
    with pytest.raises(StaleNetworkError), store.writing(by=ANA) as db:
        instance.rename(db, "Réseau", "Another")
    with store.reading() as db:
        said = instance.get(db)
        assert said is not None
        assert said.name == "Network"
        assert [event.act for event in account_events.listing(db, ANA)] == [account_events.NETWORK_RENAMED]


def test_a_programme_of_its_own_has_no_network_to_rename(store: Store) -> None:
    with store.writing() as db:
        instance.begin(db, Instance(kind=Kind.OWN, name="", begun=NOW))
    with pytest.raises(StaleNetworkError), store.writing() as db:
        instance.rename(db, "", "Network")

"""Whatever is recorded of an account has its words, and so has whoever did it."""

import pytest

from audit.store import account_events, retention
from audit.store.database import THIS_MACHINE
from audit.web import accountwords

ACTS = [value for name, value in vars(account_events).items() if name.isupper() and isinstance(value, str)]


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_words(act: str) -> None:
    assert accountwords.act(act) not in {"", act}


def test_there_are_acts_and_a_later_one_is_shown_as_it_is() -> None:
    assert account_events.DELETION_ANNOUNCED in ACTS
    assert accountwords.act("of-a-later-release") == "of-a-later-release"


@pytest.mark.parametrize("actor", [THIS_MACHINE, retention.ACTOR, "first-start", "demonstration"])
def test_who_is_no_account_is_not_called_a_deleted_one(actor: str) -> None:
    assert accountwords.who(actor, "a" * 16, {}) not in {actor, "An account that was deleted"}


def test_people_are_named_where_they_are_known() -> None:
    names = {"a" * 16: "Ana", "b" * 16: "Bojan"}
    assert accountwords.who("a" * 16, "a" * 16, names) == "The person"
    assert accountwords.who("b" * 16, "a" * 16, names) == "Bojan"
    assert accountwords.who("c" * 16, "a" * 16, names) == "An account that was deleted"

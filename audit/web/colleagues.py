"""The people of an organisation as its audits name them: who may take something on, and who said or has something."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from audit.language import gettext
from audit.store import accounts, memberships, team
from audit.store.connection import Connection
from audit.store.errors import NotFoundError
from audit.web.fields import Options


@dataclass(frozen=True, slots=True)
class Colleagues:
    """The people of an organisation: names by account, and those who may take something on, by name."""

    names: Mapping[str, str]
    takers: Options

    def name(self, account: str) -> str:
        """Return somebody's name; of whoever has left nothing is known but that."""
        return self.names.get(account) or gettext("Somebody who has left")

    def choices(self, current: str) -> Options:
        """Return whom to choose from: nobody, all who may answer, and whoever it is now."""
        nobody, listed = ("", gettext("Nobody yet")), dict(self.takers)
        if current and current not in listed:
            return (nobody, (current, self.name(current)), *self.takers)
        return (nobody, *self.takers)


def of(db: Connection, organisation: str) -> Colleagues:
    """Return the people of an organisation. Whoever cannot sign in at present is not asked to take anything on."""
    found = memberships.of_organisation(db, organisation)
    takers = [(a.id, a.name) for m, a in found if team.may_take(m.role) and a.disabled is None]
    return Colleagues({account.id: account.name for _, account in found}, tuple(takers))


def names(db: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of a few accounts by id; those that are gone are left out."""
    found = {}
    for account in dict.fromkeys(ids):
        with suppress(NotFoundError):
            found[account] = accounts.get(db, account).name
    return found

"""Who has which page of questions open: noted while a page is open and with every save, and forgotten in minutes."""

from audit.core.programme import Audit
from audit.store import team
from audit.store.connection import Connection
from audit.web import access, colleagues, identity, team_pages


def note(db: Connection, audit: Audit, domain: str) -> None:
    """Note that whoever sends this request is on the page of a domain."""
    team.here(db, audit, domain, identity.account().id, access.store().clock())


def others(db: Connection, audit: Audit, domain: str) -> str:
    """Return who else is on the page of a domain, in a sentence; "" for nobody."""
    there = team.present(db, audit, domain, access.store().clock())
    ids = [account for account in there if account != identity.account().id]
    return team_pages.on_page(colleagues.names(db, ids).values())

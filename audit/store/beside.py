"""Which audits somebody else said something about: most have nothing beside them, and need no further look."""

from audit.store.connection import Connection


def audits(db: Connection, organisation: str) -> frozenset[str]:
    """Return the ids of an organisation's audits that have findings, or a second voice that is shown to somebody."""
    rows = db.execute(
        "SELECT audit FROM findings WHERE organisation = ?"
        " UNION SELECT audit FROM second_voice_shown WHERE organisation = ?",
        (organisation, organisation),
    )
    return frozenset(name for (name,) in rows)

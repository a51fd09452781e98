"""How the values of the core lie in a row: times as UTC text, days as ISO text, lists of words with spaces."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from audit.errors import AuditError
from audit.store.errors import StoreDamagedError


def moment(at: datetime) -> str:
    """Return a time as the store keeps it, such as "2026-11-01T14:02:00Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(value: date | None) -> str | None:
    """Return a day as the store keeps it, such as "2026-11-01"; ``None`` where there is none."""
    return value.isoformat() if value is not None else None


def read_day(value: str | None) -> date | None:
    """Return the day that ``day`` wrote."""
    return date.fromisoformat(value) if value is not None else None


def words(values: Iterable[str]) -> str:
    """Return words of letters, digits and hyphens as one text with spaces."""
    return " ".join(values)


def read_words(value: str) -> tuple[str, ...]:
    """Return the words that ``words`` joined."""
    return tuple(value.split())


@contextmanager
def whole(table: str) -> Iterator[None]:
    """Say plainly that a table is damaged when a row of it holds what was never written.

    Raises:
        StoreDamagedError: it does.
    """
    try:
        yield
    except (ValueError, TypeError, KeyError, AuditError) as error:
        raise StoreDamagedError(name=table) from error

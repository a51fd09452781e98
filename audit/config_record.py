"""``[record]`` in ``settings.toml``: what only the people can say who run an instance, for the record of processing.

Nothing here is made up by the program: what is missing is called missing.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from audit.errors import N_, AuditError

TABLE = "record"
_LONGEST = 1_000


class RecordError(AuditError):
    """A line of the table cannot be used."""

    sentence = N_("record.%(key)s: write a text of 1 to 1,000 characters, in quotation marks.")


class UnknownRecordError(AuditError):
    """A key of the table means nothing here."""

    sentence = N_("record.%(key)s: there is no such line. There are: %(known)s.")


class NoRecordTableError(AuditError):
    """What stands under the name is no table."""

    sentence = N_("record: write it as a table, [record], with its lines below it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What whoever runs the instance declared; "" where nothing was.

    ``controller`` decides why and how data are processed: name and address. ``processor`` runs the machine for it.
    """

    controller: str = ""
    contact: str = ""
    representative: str = ""
    data_protection_officer: str = ""
    processor: str = ""
    place: str = ""
    recipients: str = ""
    transfers: str = ""
    backups: str = ""
    supervisory_authority: str = ""


KEYS = tuple(field.name for field in fields(Declared))


def problems(table: object) -> tuple[AuditError, ...]:
    """Return everything that is wrong with the table."""
    if not isinstance(table, Mapping):
        return (NoRecordTableError(),)
    unknown = [UnknownRecordError(key=key, known=", ".join(KEYS)) for key in table if key not in KEYS]
    bad = [RecordError(key=key) for key in KEYS if key in table and not _is_text(table[key])]
    return (*unknown, *bad)


def read(file: Path) -> Declared:
    """Return what the file of settings declares. ``config.load`` has refused a file that is not good."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get(TABLE, {})
    except (OSError, ValueError):
        return Declared()
    if problems(table):
        return Declared()
    return Declared(**{key: str(value).strip() for key, value in table.items()})


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value.strip()) <= _LONGEST

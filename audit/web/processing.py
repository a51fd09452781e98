"""What is true of this instance, gathered for the record of processing. It knows no request."""

from dataclasses import asdict
from datetime import date, datetime

from audit import config_file, config_record
from audit.config import Config
from audit.core.people import is_network
from audit.core.programme import Organisation
from audit.language import format_date
from audit.render import processing
from audit.render.processing import Record
from audit.store import accounts, instance, organisations, retention
from audit.store.connection import Connection
from audit.web import choices


def record(db: Connection, config: Config, at: datetime, organisation: Organisation | None = None) -> Record:
    """Return the record of processing of this instance.

    Args:
        db: a connection.
        config: its settings.
        at: now; the record is dated in the organisation's time zone, or else in UTC.
        organisation: whose part alone is wanted; ``None`` is the whole instance.
    """
    set_up = instance.get(db)
    kept = retention.listing(db)
    if organisation is not None:
        kept |= retention.listing(db, organisation.id)
    facts = processing.Facts(
        is_network=is_network(set_up),
        name=set_up.name if set_up else "",
        address=config.public_address,
        sends_mail=config.mail is not None,
        accounts=len(accounts.listing(db)),
        organisations=len(organisations.listing(db)),
        declared=asdict(config_record.read(config.data / config_file.NAME)),
        kept={what.value: days for what, days in kept.items()},
        organisation=organisation.name if organisation else "",
    )
    return processing.record(facts, format_date(_day(at, organisation)))


def _day(at: datetime, organisation: Organisation | None) -> date:
    return at.astimezone(choices.zone(organisation.zone if organisation else "UTC")).date()

"""The few ways a template may write a value. Templates compute nothing."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

from audit import language


def register(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["percent"] = language.format_percent


def day(value: date | None) -> str:
    """Return a date written out, or nothing where there is none."""
    return "" if value is None else language.format_date(value)


def now() -> datetime:
    """Return the time, in UTC: the one clock of the web."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """Return the day it is in a time zone (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()

"""The few ways a template may write a value. Templates compute nothing."""

from datetime import date

from flask import Flask

from audit import language


def register(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["percent"] = language.format_percent


def day(value: date | None) -> str:
    """Return a date written out, or nothing where there is none."""
    return "" if value is None else language.format_date(value)

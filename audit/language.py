"""The reader's language: the one door through which every sentence leaves the program.

Whoever serves a person says which language is in use (``using``); everything that writes sentences asks
here. Without a choice it is English. Dates and numbers follow the same language.
"""

import gettext as catalogues
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import lru_cache

from babel import Locale, dates, numbers

from audit.errors import AuditError


@dataclass(frozen=True, slots=True)
class Language:
    """A locale with its catalogue of translated sentences."""

    locale: Locale = field(default_factory=lambda: Locale("en", "GB"))
    catalogue: catalogues.NullTranslations = field(default_factory=catalogues.NullTranslations)


# A page writes the same few days and percents a hundred times; Babel works each out anew (measured: a tenth of it).
_MOST_KEPT = 2_048

_ENGLISH = Language()
_current: ContextVar[Language] = ContextVar("language", default=_ENGLISH)


@contextmanager
def using(language: Language) -> Iterator[None]:
    """Speak this language until the block ends."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def speak(language: Language) -> None:
    """Speak this language from here on; for a server, whose every request begins by saying which."""
    _current.set(language)


def current() -> Language:
    """Return the language in use."""
    return _current.get()


def gettext(message: str, **values: object) -> str:
    """Return the message in the reader's language, its ``%(name)s`` places filled."""
    text = current().catalogue.gettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Return the singular or plural message for ``num``; ``%(num)s`` is filled with it."""
    return current().catalogue.ngettext(one, many, num) % {"num": num, **values}


def pgettext(context: str, message: str, **values: object) -> str:
    """Return the message in the reader's language, told apart from equal ones by its context."""
    text = current().catalogue.pgettext(context, message)
    return text % values if values else text


def sentence(error: AuditError) -> str:
    """Return what an error says, in the reader's language."""
    return gettext(error.sentence, **error.values) if error.values else gettext(error.sentence)


def format_date(day: date) -> str:
    """Return a date written out, such as "5 March 2026"."""
    return _date(day, current().locale)


def format_time(moment: datetime, zone: tzinfo) -> str:
    """Return the time of day in ``zone``, such as "14:02"."""
    return dates.format_time(moment, "HH:mm", tzinfo=zone, locale=current().locale)


def format_moment(moment: datetime, zone: tzinfo) -> str:
    """Return date and time in ``zone``, such as "5 March 2026, 14:02"."""
    return f"{format_date(moment.astimezone(zone).date())}, {format_time(moment, zone)}"


def format_percent(whole: int) -> str:
    """Return a whole percent as the language writes it, such as "54 %" or "54%"."""
    return _percent(whole, current().locale)


@lru_cache(_MOST_KEPT)
def _date(day: date, locale: Locale) -> str:
    return dates.format_date(day, "long", locale=locale)


@lru_cache(_MOST_KEPT)
def _percent(whole: int, locale: Locale) -> str:
    return numbers.format_percent(whole / 100, locale=locale)

"""Long lists to choose from: countries, languages, time zones; each in the reader's language."""

import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from functools import cache
from pathlib import Path

from babel import Locale

from audit import language
from audit.core.countries import CODES
from audit.web.fields import Options

# Where the network's office is; the sensible guess where the machine does not say.
FALLBACK_ZONE = "Europe/Berlin"
_REGIONS = ("Europe", "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Indian", "Pacific")
_LOCAL_TIME = Path("/etc/localtime")
_SHORT_CODE = 2


def countries() -> Options:
    """Return the countries a programme can be in: pairs of ISO 3166 code and name, by name."""
    return _countries(language.current().locale)


def languages() -> Options:
    """Return languages with a code of two letters (ISO 639-1): pairs of code and name, by name."""
    return _languages(language.current().locale)


@cache
def zones() -> Options:
    """Return the time zones of the world by region, Europe first, and UTC."""
    found = sorted(zoneinfo.available_timezones())
    ordered = [name for region in _REGIONS for name in found if name.startswith(f"{region}/")]
    return tuple((name, name.replace("_", " ")) for name in (*ordered, "UTC"))


def likely_zone(local_time: Path = _LOCAL_TIME) -> str:
    """Return the time zone of this machine, or the fallback where it does not name one of a region.

    Args:
        local_time: the link that names it on Unix; given only by tests.
    """
    name = str(local_time.resolve()).partition("/zoneinfo/")[2]
    return name if name != "UTC" and name in dict(zones()) else FALLBACK_ZONE


def zone(name: str) -> tzinfo:
    """Return a time zone; UTC where this machine's list does not have it (any more)."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@cache
def _countries(locale: Locale) -> Options:
    return _by_name(CODES, locale.territories)


@cache
def _languages(locale: Locale) -> Options:
    names = Locale("en").languages
    return _by_name((str(code) for code in names if len(str(code)) == _SHORT_CODE), locale.languages)


def _by_name(codes: Iterable[str], names: Mapping[str, str]) -> Options:
    named = [(code, str(names.get(code, code))) for code in codes]
    return tuple(sorted(named, key=lambda pair: pair[1].casefold()))

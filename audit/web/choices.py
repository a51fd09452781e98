"""Long lists to choose from: countries, languages, time zones; each in the reader's language."""

import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from functools import cache
from importlib import resources
from pathlib import Path

from babel import Locale

from audit import language
from audit.core.countries import CODES
from audit.web.fields import Options

# Where the network's office is; the sensible guess where the machine does not say.
FALLBACK_ZONE = "Europe/Berlin"
_REGIONS = ("Europe", "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Indian", "Pacific")
_LOCAL_TIME = Path("/etc/localtime")
# The list of zones by country, wherever it is installed. Its order within a country is by place as much as by people:
# for these the first one is not where most people live. Kosovo has no line of its own.
_LIST = "zone.tab"
_MOST_PEOPLE = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
    "XK": "Europe/Belgrade",
}
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


def usual_zone(country: str, local_time: Path = _LOCAL_TIME) -> str:
    """Return the time zone of a country; where it has several, the one of this machine or of most people.

    Args:
        country: ISO 3166-1 alpha-2.
        local_time: as for ``likely_zone``.
    """
    here, there = likely_zone(local_time), _zones_by_country().get(country, ())
    known = dict(zones())
    if here in there:
        return here
    return next((name for name in (_MOST_PEOPLE.get(country, ""), *there) if name in known), FALLBACK_ZONE)


def zone(name: str) -> tzinfo:
    """Return a time zone; UTC where this machine's list does not have it (any more)."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@cache
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    """Return the zones of each country in the order of the list; nothing where no list is installed."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _zone_list().splitlines():
        if line and not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            found[country] = (*found.get(country, ()), name)
    return found


def _zone_list() -> str:
    """Read the list from the package tzdata or, where that is not installed, from the system."""
    places = [Path(folder) / _LIST for folder in zoneinfo.TZPATH]
    try:
        return resources.files("tzdata.zoneinfo").joinpath(_LIST).read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return next((place.read_text(encoding="utf-8") for place in places if place.is_file()), "")


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

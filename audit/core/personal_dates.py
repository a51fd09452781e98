# ruff: noqa: RUF001 - words in Greek and Cyrillic are what is looked for
"""Birth dates: a full date beside a word for being born, or one so old that it is rarely a document's.

A year alone is no finding: "the project was born in 2019" and "men born after 1990" are ordinary sentences here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from audit.core.personal_text import Hit, Kind, listed, word_key

# A date this many years before the audit is taken for a birth date, unless a law or a founding stands beside it: our
# choice; documents a programme works with are younger.
OLD_YEARS = 15
_OLDEST_YEAR = 1900
_HALF = 100
_BEFORE, _AFTER, _LAW_BEFORE, _LAW_AFTER = 32, 16, 60, 40

# Beginnings of the names of months, without accents, in the languages of Europe we name in docs/data-protection.md.
_MONTHS = tuple(
    word_key(stem)
    for stem in listed(
        "jan feb fév mar mär apr avr abr may mai maj mag maio mei jun jui giu jul lug aug ago aoû sep set okt"
        " oct ott out nov dec dez dic déc ene gen janv juin siječ velja ožuj trav svib lip srp kolov rujn"
        " listop studen prosin stycz lut kwie czerw sierp wrze paźdz grud led únor břez dub květ červ září říj"
        " ian iul ιαν φεβ μαρ απρ μαι μαϊ ιουν ιουλ αυγ σεπ οκτ νοε δεκ јан феб мар апр мај јун јул авг сеп окт"
        " нов дец ян май юн юл дек січ лют бер кві тра чер лип сер вер жов лис гру ocak şub nisan mayıs haz tem"
        " ağu eyl ekim kas ara იანვ თებ მარ აპრ მაის ივნ ივლ აგვ სექ ოქტ ნოე დეკ ápr máj jún júl szept tammi"
        " helmi maalis huhti touko kesä heinä elo syys loka marras joulu shk pri qer korr gush sht tet nën dhj"
        " maa veebr juun juul saus vasar kov baland gegu birž liep rug spal lapkr gruod"
    )
)
_NUMERIC = re.compile(
    r"(?<![\w/-])(?<![0-9]\.)(?:"
    r"(?P<y1>(?:19|20)[0-9]{2})(?:-[0-9]{1,2}-[0-9]{1,2}|\. ?[0-9]{1,2}\. ?[0-9]{1,2}|/[0-9]{1,2}/[0-9]{1,2})"
    r"|(?P<d2>[0-9]{1,2})(?P<s>[./-]) ?(?P<m2>[0-9]{1,2})(?P=s) ?(?P<y2>(?:19|20)?[0-9]{2})"
    r")(?![0-9/]|-[0-9]|\.[0-9])"
)
_WRITTEN = re.compile(
    r"(?<!\w)(?:"
    r"(?P<d1>[0-9]{1,2})(?:\.|º|(?:st|nd|rd|th|er|ης|η|го)\b)?(?: |(?: of | de |-| d'))(?P<m1>[^\W\d_]{3,12})[.,]?"
    r"(?: | de | del | of )(?P<y1>(?:19|20)[0-9]{2})"
    r"|(?P<m2>[^\W\d_]{3,12})\.? (?P<d2>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y2>(?:19|20)[0-9]{2})"
    r"|(?P<y3>(?:19|20)[0-9]{2})\. (?P<m3>[^\W\d_]{3,12}) (?P<d3>[0-9]{1,2})"
    r"|(?P<y4>(?:19|20)[0-9]{2}) წლის (?P<d4>[0-9]{1,2}) (?P<m4>[^\W\d_]{3,12})"
    r")(?![0-9])"
)
_DAY_AND_MONTH = re.compile(r"(?<!\w)[0-9]{1,2}(?:\.|st|nd|rd|th)?(?: | of | de )(?P<m1>[^\W\d_]{3,12})")
_BIRTH = re.compile(
    r"(?:(?<!\w)(?:born|birth|d\.? ?o\.? ?b\b|geb\.|geb\b|geboren|geburt|naissance|n[ée]e?s?\b"
    r"|nacid|nacimiento|nat[oaie]\b"
    r"|nascita|nascid|nascimento|rođ|roden\b|rojen|roj\.|рођ|роден|рожд|родив|родил|народи|народж|ur\.|urodz|narozen"
    r"|nar\.|narod|γεννήθ|γεννηθ|γέννησ|γεννησ|γενν\.|doğum|დაბად|დაიბად|szül|născut|nascut|nașter|naşter|lindur|lindj"
    r"|född|födel|født|fødsel|fødd|syntyn|syntym|synt\.|sündin|dzim|gimim|gimęs|gimus)|(?<![\w*])\*(?!\*))",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"(?<!\w)(?:acts?\b|laws?\b|bill\b|convention|directive|regulation|constitution|treaty|decree|founded|established"
    r"|opened|statut|articles of assoc|\w{0,30}gesetz|verordnung|\w{0,20}konvention|übereinkommen|gegründet|satzung"
    r"|erlass|loi\b|lois\b|décret|arrêté|fondée?|créée?|ley\b|decreto|convenio|estatut|fundad|cread|legge|intesa|fondat"
    r"|istituit|zakon|uredb|pravilnik|konvencij|osnovan|закон|конвенц|указ\b|наредб|заснован|основан|уредб|постанов"
    r"|ustaw|rozporządz|konwencj|założon|νόμο|νόμος|ν\.|σύμβασ|διάταγμα|ιδρύθηκε|kanun|sözleşme|yönetmeli|kuruldu"
    r"|კანონ|კონვენც|დაფუძნ|törvény|egyezmény|alapít|lege|convenți|hotărâr|ordonanț|înființ|wet\b|besluit|verdrag"
    r"|opgericht|lag\b|lagen|förordn|grundad|zákon|úmluv|vyhlášk|založen|ligj|konvent|themelu|lei\b|convenção|laki\b"
    r"|lain\b|sopimus|asetus|perustett)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A full date in a text. ``year`` is ``None`` where only two digits of it stand, then ``short``."""

    start: int
    end: int
    year: int | None
    short: int = 0


def days(text: str) -> tuple[Day, ...]:
    """Return all full dates of a text in any of the usual spellings."""
    numeric = (_numeric(found) for found in _NUMERIC.finditer(text))
    written = (_written(found) for found in _WRITTEN.finditer(text))
    return tuple(day for day in (*numeric, *written) if day)


def birth_dates(text: str, found: tuple[Day, ...], on: date) -> Iterator[Hit]:
    """Yield those dates that look like a person's birth, and days and months beside a word for it.

    Args:
        text: the plain text.
        found: its full dates.
        on: the audit's date.
    """
    for day in found:
        if _is_beside(_BIRTH, text, day, _BEFORE, _AFTER) or _is_old(text, day, on):
            yield Hit(Kind.BIRTH_DATE, day.start, day.end)
    covered = {at for day in found for at in range(day.start, day.end)}
    for place in _DAY_AND_MONTH.finditer(text):
        day = Day(*place.span(), None)
        if _is_month(place["m1"]) and place.start() not in covered and _is_beside(_BIRTH, text, day, _BEFORE, 0):
            yield Hit(Kind.BIRTH_DATE, *place.span())


def _numeric(found: re.Match[str]) -> Day | None:
    if found["y1"]:
        return Day(*found.span(), int(found["y1"]))
    first, second, year = int(found["d2"]), int(found["m2"]), found["y2"]
    if not _can_be_day(first, second):
        return None
    return Day(*found.span(), int(year)) if len(year) > len("yy") else Day(*found.span(), None, int(year))


def _can_be_day(first: int, second: int) -> bool:
    low, high = sorted((first, second))
    return 1 <= low <= 12 and high <= 31  # noqa: PLR2004 - months of a year, days of a month


def _written(found: re.Match[str]) -> Day | None:
    groups = found.groupdict()
    number = next(n for n in "1234" if groups[f"y{n}"])
    return Day(*found.span(), int(groups[f"y{number}"])) if _is_month(groups[f"m{number}"]) else None


def _is_month(word: str) -> bool:
    return word_key(word).startswith(_MONTHS)


def _is_beside(words: re.Pattern[str], text: str, day: Day, before: int, after: int) -> bool:
    """Whether one of the words stands close before or after a date, in the same line."""
    left = text[max(0, day.start - before) : day.start].rpartition("\n")[2]
    right = text[day.end : day.end + after].partition("\n")[0]
    return bool(words.search(left) or words.search(right))


def _is_old(text: str, day: Day, on: date) -> bool:
    year = day.year
    if year is None:
        # "4.3.12" is more often a section of a manual: only years of the last century are taken for a date.
        year = on.year // _HALF * _HALF - _HALF + day.short if day.short > on.year % _HALF else on.year
    return _OLDEST_YEAR <= year < on.year - OLD_YEARS and not _is_beside(_LAW, text, day, _LAW_BEFORE, _LAW_AFTER)

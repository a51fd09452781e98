"""The second voice: what the women's service beside a programme says of the criteria it can see (design section 8).

It never moves a score and is never averaged with the programme's own answers. It stands beside them, where the service
wants it to.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from audit.core.answers import Answer, AnswerSheet
from audit.core.scoring import WORST_FIRST, Reading, Standing, read, rescore, score
from audit.core.standard import TOP_LEVEL, Criterion, Scope, Standard

# How long the link of an invitation can be opened. Our choice: a service meets once a month, and holidays come.
HOLDS = timedelta(days=60)
# From so many levels on, a difference is listed first (design section 8).
_FAR = 2


class Tie(StrEnum):
    """Whether the service stands on its own or belongs to the organisation that runs the programme."""

    INDEPENDENT = "independent"
    IN_HOUSE = "in-house"


class Reader(StrEnum):
    """Who may see the service's answers, each only where the service said so.

    ``REPORT`` are those to whom the programme shows its report; it includes the programme, which makes the report.
    """

    NETWORK = "network"
    PROGRAMME = "programme"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """An invitation to a second voice and what became of it, without any answer. Times are in UTC.

    ``email`` is the service's own address. ``confirmed`` is when the network confirmed that it is; ``opened`` when the
    service set its own secret, ``given`` when it handed its answers in. ``readers`` is whom it lets see them.
    ``ended`` is when the service withdrew. No page of the programme tells that from an invitation nobody has answered.
    """

    id: str
    organisation: str
    audit: str
    service: str
    tie: Tie
    email: str
    invited: datetime
    made_by: str
    expires: datetime
    confirmed: datetime | None = None
    opened: datetime | None = None
    given: datetime | None = None
    readers: frozenset[Reader] = frozenset()
    ended: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Said:
    """What the service says of one criterion: a level 0 to 3, or ``None`` for "we cannot see this"."""

    level: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A criterion on which the two differ; ``first`` marks what is listed first (see ``differences``)."""

    criterion: str
    own: int | None
    theirs: int
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceMark:
    """What a page or paper may say of a second voice: only what its readers may see.

    ``given`` and ``tie`` are always told; "not given" never says why. Of an answers file ``given`` is ``None``: it does
    not say. ``confirmed`` is whether the network confirmed
    who it is. ``said`` is empty unless the service lets these readers see its answers; ``disputes`` are the ids of
    domains whose standing it disputes, likewise.
    """

    given: bool | None = False
    tie: Tie | None = None
    confirmed: bool = False
    said: Mapping[str, Said] = field(default_factory=lambda: MappingProxyType({}))
    disputes: frozenset[str] = frozenset()


NO_VOICE = VoiceMark()
NOT_TOLD = VoiceMark(given=None)


def asked(standard: Standard, scope: Scope) -> tuple[Criterion, ...]:
    """Return the criteria a service is asked about, in the order of the standard."""
    return tuple(c for c in standard.criteria(scope) if c.second_voice)


def sees(readers: Collection[Reader], reader: Reader) -> bool:
    """Whether the service shows its answers to somebody; who makes a report sees what is in it."""
    return reader in readers or (reader is Reader.PROGRAMME and Reader.REPORT in readers)


def differences(standard: Standard, sheet: AnswerSheet, said: Mapping[str, Said]) -> tuple[Difference, ...]:
    """Return where the two differ; what is most telling comes first (design section 8).

    First are differences of two levels or more, and red lines the programme has at 3 and the service below. Levels are
    compared as they were given: whether a document was named is not the service's to know. "We cannot see this" is no
    difference. Where the programme gave no level, what the service says is listed, but not first.

    Args:
        standard: the edition.
        sheet: the programme's own answers; criteria out of its scope are not compared.
        said: what the service says, by the id of the criterion.
    """
    found = (_difference(c, sheet, said.get(c.id)) for c in asked(standard, sheet.scope))
    return tuple(sorted((d for d in found if d is not None), key=lambda d: not d.first))


def disputes(standard: Standard, sheet: AnswerSheet, said: Mapping[str, Said]) -> frozenset[str]:
    """Return the ids of the domains whose standing the service disputes.

    It does where the standing would be worse by what the service says, or where one of the differences that are listed
    first is a lower level than the programme's. It never disputes by saying more than the programme does.
    """
    found = differences(standard, sheet, said)
    lower = {d.criterion: d for d in found if d.theirs < (TOP_LEVEL if d.own is None else d.own)}
    told = {standard.domain_of(d.criterion).id for d in lower.values() if d.first}
    card = score(standard, sheet)
    other = rescore(card, {name: _as_they_say(standard, sheet, d) for name, d in lower.items()})
    worse = {a.domain.id for a, b in zip(card.domains, other.domains, strict=True) if _is_worse(b.standing, a.standing)}
    return frozenset(told | worse)


def mark(
    standard: Standard, sheet: AnswerSheet, voice: Voice | None, said: Mapping[str, Said], reader: Reader
) -> VoiceMark:
    """Return what somebody may be told of a second voice.

    Args:
        standard: the edition.
        sheet: the programme's own answers.
        voice: the invitation; ``None`` where nobody was asked.
        said: what the service shows to anybody, by the id of the criterion.
        reader: who is told.
    """
    if voice is None or voice.given is None:
        return NO_VOICE
    about = VoiceMark(given=True, tie=voice.tie, confirmed=voice.confirmed is not None)
    if not sees(voice.readers, reader):
        return about
    shown = {c.id: said[c.id] for c in asked(standard, sheet.scope) if c.id in said}
    return replace(about, said=MappingProxyType(shown), disputes=disputes(standard, sheet, shown))


def _difference(criterion: Criterion, sheet: AnswerSheet, said: Said | None) -> Difference | None:
    own = sheet.answer(criterion.id).level
    if said is None or said.level is None or said.level == own:
        return None
    is_far = own is not None and abs(own - said.level) >= _FAR
    is_contested = criterion.is_red_line and own == TOP_LEVEL
    return Difference(criterion.id, own, said.level, is_far or is_contested)


def _as_they_say(standard: Standard, sheet: AnswerSheet, difference: Difference) -> Reading:
    """Read a criterion at the service's level, with the documents the programme names."""
    name = difference.criterion
    return read(standard.criterion(name), Answer(level=difference.theirs, evidence=sheet.answer(name).evidence))


def _is_worse(one: Standing | None, than: Standing | None) -> bool:
    """Whether a standing is worse than another; nothing is worse than a domain in which nothing applied."""
    if one is None or than is None:
        return one is not than
    return WORST_FIRST.index(one) < WORST_FIRST.index(than)

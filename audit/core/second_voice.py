"""The second voice: what the women's service beside a programme says of the criteria it can see (design section 8).

It never moves a score and is never averaged with the programme's own answers. It stands beside them, where the service
wants it to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


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
    ``ended`` is when the programme took the invitation back or the service withdrew.
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

    ``given`` and ``tie`` are always told; "not given" never says why. ``confirmed`` is whether the network confirmed
    who it is. ``said`` is empty unless the service lets these readers see its answers; ``disputes`` are the ids of
    domains whose standing it disputes, likewise.
    """

    given: bool = False
    tie: Tie | None = None
    confirmed: bool = False
    said: Mapping[str, Said] = field(default_factory=lambda: MappingProxyType({}))
    disputes: frozenset[str] = frozenset()


NO_VOICE = VoiceMark()

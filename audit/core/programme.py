"""Who is audited: an organisation, its programmes, and one audit of a programme.

None of these has a place for a person: no survivor, no child, no perpetrator, no worker (design section 14).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from audit.core.answers import Answer
from audit.core.signing import Beginning, State
from audit.core.standard import Scope


class Setting(StrEnum):
    """Where a programme works (design section 16)."""

    COMMUNITY = "community"
    PROBATION = "probation"
    PRISON = "prison"
    HEALTH = "health"
    OTHER = "other"


class SizeBand(StrEnum):
    """How many men start in a year. The bands are our choice, see decision 4."""

    UNDER_25 = "under-25"
    FROM_25 = "25-99"
    FROM_100 = "100-299"
    FROM_300 = "300-or-more"


class WorkModel(StrEnum):
    """The models of work the field knows (WWP EN slides on the response system; domain notes, section 1).

    "Family" is listed because programmes use it. The criteria on shared blame and couple work say what is unsafe in it.
    """

    SOCIAL_EDUCATIONAL = "social-educational-feminist"
    CRIMINOLOGICAL = "criminological"
    PSYCHOTHERAPEUTIC = "psychotherapeutic"
    FAMILY = "family"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A member that runs programmes.

    ``zone`` is an IANA name; while nobody has chosen it (``zone_chosen``), it follows the country. ``fictional`` marks
    the demonstration, ``version`` counts the changes. ``member_since`` is when it joined the network, ``contact_role``
    whom to ask for there: a role, never a name.
    """

    id: str
    name: str
    country: str
    zone: str
    zone_chosen: bool = True
    fictional: bool = False
    member_since: date | None = None
    contact_role: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What is audited. ``country`` is ISO 3166-1 alpha-2, ``languages`` are ISO 639 codes, ``version`` counts.

    ``archived`` is since when (UTC) nothing new is begun in it; what is there stays and can be read.
    """

    id: str
    organisation: str
    name: str
    country: str
    languages: tuple[str, ...]
    setting: Setting
    size_band: SizeBand
    models: tuple[WorkModel, ...]
    version: int = 1
    archived: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """One audit of a programme. Times are in UTC. ``is_test`` keeps a trial run out of trends.

    ``follows`` is the audit it started from as ``begun_as`` says, ``None`` for a new one; ``reason`` is why an
    amendment was needed.
    """

    id: str
    organisation: str
    programme: str
    standard: str
    edition: str
    content_hash: str
    formula: int
    scope: Scope
    date: date
    is_test: bool
    created: datetime
    changed: datetime
    state: State = State.DRAFT
    begun_as: Beginning = Beginning.NEW
    follows: str | None = None
    reason: str = ""

    @property
    def is_signed(self) -> bool:
        """Whether it is signed off: its answers are locked."""
        return self.state is State.SIGNED


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it lies in the store: its version (1 at first) and when it was saved, in UTC."""

    answer: Answer
    version: int
    saved: datetime
    can_undo: bool

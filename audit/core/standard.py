"""A guideline as data: a standard has domains, a domain has criteria, a criterion has four worded levels.

The shape is that of design section 4; ``standards/README.md`` explains every key for the people who write it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from audit.errors import UnknownNameError

LEVELS = (0, 1, 2, 3)
TOP_LEVEL = 3


class Kind(StrEnum):
    """How much hangs on a criterion. A red line's failing can directly endanger someone."""

    RED_LINE = "red line"
    MUST = "must"
    SHOULD = "should"


class Scope(StrEnum):
    """What an audit asks: everything, or red lines and musts only (design section 5)."""

    FULL = "full"
    FIRST_PASS = "first-pass"  # noqa: S105 - a scope, not a password


class Status(StrEnum):
    """Where an edition stands. Only a network's staff can adopt one."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Document:
    """A document the standard cites. ``read`` says how much of it its authors could read."""

    key: str
    title: str
    publisher: str
    year: str
    read: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a criterion comes from. ``certainty``: A text read, B heading or memory, C our judgement."""

    document: str
    section: str
    certainty: str


@dataclass(frozen=True, slots=True)
class LevelWord:
    """One step of the answer scale: its number 0 to 3, its label and what it means in general."""

    level: int
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Priority:
    """One step of urgency: its number (1 is first), its label and the days until it is due."""

    number: int
    label: str
    days: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing a programme is asked.

    ``levels`` holds four sentences, one for each level. ``interim`` is empty but for red lines.
    ``not_applicable_when`` is empty where "does not apply" may not be chosen.
    """

    id: str
    kind: Kind
    theme: str
    statement: str
    why: str
    levels: tuple[str, str, str, str]
    evidence: tuple[str, ...]
    action: str
    interim: str
    lead: str
    certainty: str
    sources: tuple[Source, ...]
    articles: tuple[str, ...]
    not_applicable_when: str
    second_voice: bool

    @property
    def may_not_apply(self) -> bool:
        """Whether "does not apply" may be chosen."""
        return bool(self.not_applicable_when)

    @property
    def is_red_line(self) -> bool:
        """Whether failing this can directly endanger someone."""
        return self.kind is Kind.RED_LINE

    def asks_the_same(self, other: "Criterion") -> bool:
        """Whether an answer to one is an answer to the other: same id, statement and levels (design section 7)."""
        return self is other or (self.id, self.statement, self.levels) == (other.id, other.statement, other.levels)


@dataclass(frozen=True, slots=True)
class Domain:
    """One of the fields of work a standard looks at (eight in WWP EN's guidelines)."""

    id: str
    title: str
    summary: str
    criteria: tuple[Criterion, ...]

    def in_scope(self, scope: Scope) -> tuple[Criterion, ...]:
        """Return the criteria an audit of this scope asks, in order; a first pass leaves out every should."""
        if scope is Scope.FULL:
            return self.criteria
        return tuple(c for c in self.criteria if c.kind is not Kind.SHOULD)


@dataclass(frozen=True, slots=True)
class Claim:
    """That a criterion is at some level, from ``at_least`` to ``at_most``, both inclusive."""

    criterion: str
    at_least: int = LEVELS[0]
    at_most: int = TOP_LEVEL

    def holds(self, level: int | None) -> bool:
        """Whether a level is within; ``None``, where no level was given, never is."""
        return level is not None and self.at_least <= level <= self.at_most


@dataclass(frozen=True, slots=True)
class Check:
    """Two answers that hardly go together: what ``when`` claims is doubted by what ``doubted_by`` says.

    ``sentence`` says in plain words what to look at again. A check moves no score.
    """

    id: str
    when: Claim
    doubted_by: Claim
    sentence: str


@dataclass(frozen=True)
class Standard:
    """One edition of a guideline, whole. A published edition never changes.

    ``basis`` is the short phrase that pages and reports print while the edition is a draft.
    ``certainties`` explains the letters of certainty: pairs of letter and sentence. ``checks`` are the pairs of answers
    that hardly go together.
    """

    id: str
    edition: str
    status: Status
    language: str
    title: str
    publisher: str
    basis: str
    disclaimer: str
    certainties: tuple[tuple[str, str], ...]
    documents: tuple[Document, ...]
    levels: tuple[LevelWord, ...]
    priorities: tuple[Priority, ...]
    domains: tuple[Domain, ...]
    checks: tuple[Check, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, Criterion]:
        return {c.id: c for d in self.domains for c in d.criteria}

    @cached_property
    def _domain_of(self) -> dict[str, Domain]:
        return {c.id: d for d in self.domains for c in d.criteria}

    @cached_property
    def order(self) -> dict[str, int]:
        """Place of each criterion in the standard, from 0."""
        return {name: place for place, name in enumerate(self._by_id)}

    def criteria(self, scope: Scope = Scope.FULL) -> Iterator[Criterion]:
        """Yield every criterion in scope, in the order of the standard."""
        for domain in self.domains:
            yield from domain.in_scope(scope)

    def criterion(self, name: str) -> Criterion:
        """Return the criterion with this id.

        Raises:
            UnknownNameError: this edition has none of that id.
        """
        if name not in self._by_id:
            raise UnknownNameError(what="criterion", name=name)
        return self._by_id[name]

    def has(self, name: str) -> bool:
        """Whether this edition has a criterion of that id."""
        return name in self._by_id

    def domain_of(self, name: str) -> Domain:
        """Return the domain that holds the criterion with this id.

        Raises:
            UnknownNameError: this edition has none of that id.
        """
        self.criterion(name)
        return self._domain_of[name]

    def domain(self, name: str) -> Domain:
        """Return the domain with this id.

        Raises:
            UnknownNameError: this edition has none of that id.
        """
        for domain in self.domains:
            if domain.id == name:
                return domain
        raise UnknownNameError(what="domain", name=name)

    def document(self, key: str) -> Document:
        """Return the cited document with this key.

        Raises:
            UnknownNameError: this edition cites none of that key.
        """
        for document in self.documents:
            if document.key == key:
                return document
        raise UnknownNameError(what="document", name=key)

    def priority(self, number: int) -> Priority:
        """Return the priority with this number.

        Raises:
            UnknownNameError: this edition has none of that number.
        """
        for priority in self.priorities:
            if priority.number == number:
                return priority
        raise UnknownNameError(what="priority", name=str(number))

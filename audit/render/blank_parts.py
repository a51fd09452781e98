"""What the blank questionnaire shows, as frozen values in the manner of :mod:`audit.render.page_parts`."""

from dataclasses import dataclass

from audit.render.page_parts import Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One step of the answer scale."""

    level: int
    label: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankCriterion:
    """One question of the blank questionnaire. ``not_applicable_when`` is empty where it always applies."""

    criterion: Criterion
    why: str
    levels: tuple[LevelRow, ...]
    evidence: tuple[str, ...]
    not_applicable_when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankDomain:
    """One domain of the blank questionnaire. ``documents`` are worth having at hand, each named once."""

    id: str
    title: str
    summary: str
    count: str
    documents: tuple[str, ...]
    criteria: tuple[BlankCriterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankPage:
    """The blank questionnaire, to be filled with a pen. ``roles`` are pairs of role and number of criteria."""

    title: str
    edition: str
    basis: str
    disclaimer: str
    caption: str
    scope: str
    scope_code: str
    count: str
    time: str
    how_to: tuple[str, ...]
    do_not_name: str
    scale: tuple[LevelRow, ...]
    who: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    domains: tuple[BlankDomain, ...]
    language: str

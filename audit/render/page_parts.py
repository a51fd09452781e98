"""What a page or a paper shows, as frozen values: words and whole numbers, nothing left to compute.

Screens and paper take the same parts, so that no two of them can say different things (design section 12).
Every word is in the language that was in use when the page was built. Text a person typed stays as typed:
templates escape it. An empty text means that there is nothing to print.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from audit.core.answers import AnswerSheet
from audit.core.assessment import NOT_ASSESSED, Assessment, Found, assess
from audit.core.beginning import Origin
from audit.core.gaps import Gap, find
from audit.core.plan import Plan, SavedAction, assemble
from audit.core.programme import Audit, Organisation, Programme, Setting
from audit.core.scoring import FORMULA, Scorecard, score
from audit.core.second_voice import NO_VOICE, VoiceMark
from audit.core.standard import Standard
from audit.language import gettext
from audit.render.chart_parts import Chart
from audit.render.signed_parts import SignedOff
from audit.render.voice_parts import VoicePart


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a paper is about. ``country`` is ISO 3166-1 alpha-2; an answers file names no organisation.

    ``content_hash`` is that of the edition; where it is empty it is worked out when it is needed.
    """

    programme: str
    country: str
    setting: Setting
    date: date
    organisation: str = ""
    formula: int = FORMULA
    content_hash: str = ""
    is_fictional: bool = False
    is_test: bool = False
    signed: SignedOff | None = None
    origin: Origin | None = None


def subject(organisation: Organisation, programme: Programme, audit: Audit) -> Subject:
    """Return what the papers of a stored audit are about."""
    return Subject(
        programme=programme.name,
        country=programme.country,
        setting=programme.setting,
        date=audit.date,
        organisation=organisation.name,
        formula=audit.formula,
        content_hash=audit.content_hash,
        is_fictional=organisation.fictional,
        is_test=audit.is_test,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything the rules say about one audit, worked out once. ``voice`` is what its readers may be told."""

    sheet: AnswerSheet
    card: Scorecard
    gaps: tuple[Gap, ...]
    plan: Plan
    assessment: Assessment = NOT_ASSESSED
    voice: VoiceMark = NO_VOICE


def outcome(
    standard: Standard, sheet: AnswerSheet, saved: tuple[SavedAction, ...] = (), found: Iterable[Found] = ()
) -> Outcome:
    """Score the answers, find the gaps, lay the stored actions over them, and sum up what assessors found."""
    card = score(standard, sheet)
    gaps = find(card, sheet.date)
    return Outcome(sheet, card, gaps, assemble(standard, gaps, saved, sheet.date), assessment(card, found))


def assessment(card: Scorecard, found: Iterable[Found]) -> Assessment:
    """Sum up what assessors found of an audit with this result."""
    levels = {r.criterion.id: r.level for r in card.readings if r.applies}
    return assess(found, levels, [r.criterion.id for r in card.readings if not r.applies])


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The head and foot of every page: who, when, by which edition, and what it is not.

    ``first_pass`` and ``basis`` are empty for a full audit and for an adopted edition; ``fictional`` and ``trial``
    where a programme is real and its audit counts. ``lines`` are pairs of label and value for a small table.
    ``account`` is on whose word the result rests; ``assessed`` says the same in a sentence, and where an assessor found
    less in place than the programme says ("" for nowhere).
    """

    programme: str
    organisation: str
    country: str
    setting: str
    date: str
    iso_date: str
    scope: str
    scope_code: str
    first_pass: str
    edition: str
    formula: str
    basis: str
    disclaimer: str
    caption: str
    signed: str
    account: str
    assessed: tuple[str, str]
    fictional: str
    trial: str
    follows: str
    addendum: str
    code: str
    lines: tuple[tuple[str, str], ...]
    language: str

    @property
    def notices(self) -> tuple[str, ...]:
        """What has to be said before anything else: that it is made up, a trial, or follows another audit."""
        return tuple(text for text in (self.fictional, self.trial, self.follows, self.addendum) if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A criterion as a list names it."""

    id: str
    statement: str
    kind: str
    is_red_line: bool
    domain: str
    domain_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLine:
    """A red line that is not held. ``code`` is its state; ``now`` is the sentence of the level given.

    ``step`` is what protects people meanwhile, or what to do to know; ``step_label`` introduces it.
    """

    criterion: Criterion
    code: str
    state: str
    now: str
    step_label: str
    step: str
    step_due: str
    step_done: bool
    action: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLineGroup:
    """Red lines that stand alike, each told in full; ``title`` says how they stand and how many they are."""

    title: str
    lines: tuple[RedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainLines:
    """The red lines of one domain that nobody has answered yet."""

    id: str
    title: str
    lines: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainRow:
    """One domain's result. ``low`` and ``high`` are whole percents, ``None`` where nothing applies.

    ``high`` is ``None`` too when everything is known. ``why`` says what holds the domain at its standing.
    """

    id: str
    title: str
    standing: str
    standing_code: str
    at_least: str
    at_most: str
    low: int | None
    high: int | None
    counts: str
    answered: int
    unknown: int
    unsure: int
    not_applicable: int
    red_lines: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """One gap: what the level says now; ``next_label`` says what ``next`` is. ``level`` is None for an unknown."""

    criterion: Criterion
    code: str
    state: str
    level: int | None
    now: str
    next_label: str
    next: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapGroup:
    """The gaps of one priority. ``within`` says how soon, ``due`` by which day, ``count`` how many.

    ``is_folded`` says that a screen shows them on demand; paper always shows them.
    """

    number: int
    label: str
    within: str
    due: str
    count: str
    is_folded: bool
    gaps: tuple[GapRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A criterion in one of the plain lists. ``reason`` is a person's text, only for "does not apply"."""

    criterion: Criterion
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One answer in full. ``mark`` is "0" to "3", "?" for an unknown, "–" for "does not apply".

    ``sentence`` is the level's own sentence, or the reason why the criterion does not apply.
    ``titles`` and ``note`` are for the programme's own working copies; see ``ResultsPage.without_details``.
    """

    criterion: Criterion
    code: str
    mark: str
    answer: str
    sentence: str
    documents: str
    titles: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainAnswers:
    """The answers of one domain, in the order of the standard."""

    id: str
    title: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    """The whole report, for screen and paper. Templates print it in this order: red lines before any number.

    ``red_line_answer`` says in one sentence whether any red line is not held. ``red_lines`` are all that are not
    held, each in full. Where many are not answered yet they hide the open ones, so ``red_line_groups`` holds only
    those somebody has answered, ``unanswered_lines`` the rest in short, and ``unanswered_title`` and
    ``unanswered_words`` say plainly what that means. ``at_most`` is empty when everything is known.
    ``not_shared`` names what was left out of this copy.
    """

    title: str
    facts: Facts
    red_lines: tuple[RedLine, ...]
    red_line_groups: tuple[RedLineGroup, ...]
    unanswered_lines: tuple[DomainLines, ...]
    unanswered_title: str
    unanswered_words: str
    red_line_headline: str
    red_line_answer: str
    standing: str
    standing_code: str
    standing_by: str
    standing_meaning: str
    standing_why: str
    at_least: str
    at_most: str
    counts: str
    answered: int
    unknown: int
    unsure: int
    domains: tuple[DomainRow, ...]
    gaps: tuple[GapGroup, ...]
    gap_count: str
    not_applicable: tuple[Listed, ...]
    not_sure: tuple[Listed, ...]
    unanswered: tuple[Listed, ...]
    unproven: tuple[Listed, ...]
    answers: tuple[DomainAnswers, ...]
    charts: tuple[Chart, ...]
    voice: VoicePart
    not_shared: str = ""

    def without_details(self) -> "ResultsPage":
        """Return a copy for others: no titles of documents and no notes (a title can name a refuge)."""
        answers = tuple(replace(d, rows=tuple(replace(r, titles=(), note="") for r in d.rows)) for d in self.answers)
        left_out = gettext(
            "Not in this copy: titles of documents, notes, and what the plan says of cost, effort and proof. "
            "In it: the reasons why a criterion does not apply, and the texts and reasons of the plan."
        )
        return replace(self, answers=answers, not_shared=left_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One action of the plan. Dates are written out.

    ``due_note`` says "Overdue" when it is, ``due_mark`` that a red line's date is later than the standard asks;
    ``hint`` says what is left to do after an action is done.
    ``suggested_owner`` is the role the standard names. ``flags`` are short marks, such as "needs support".
    ``until_known`` is what protects people while red lines it is about are not known. ``again`` are the criteria to
    answer anew: the action is done, and their gaps are still open.
    """

    key: str
    version: int
    criteria: tuple[Criterion, ...]
    has_red_line: bool
    text: str
    interim: str
    interim_due: str
    interim_done: bool
    interim_overdue: bool
    until_known: str
    owner: str
    suggested_owner: str
    due: str
    due_note: str
    due_mark: str
    progress: str
    progress_code: str
    reason: str
    outside: str
    evidence: str
    effort: str
    cost: str
    flags: tuple[str, ...]
    hint: str
    again: tuple[Criterion, ...]
    note: str

    @property
    def is_overdue(self) -> bool:
        """Whether its date has passed."""
        return bool(self.due_note)

    @property
    def codes(self) -> str:
        """The ids of its criteria, in one line."""
        return " ".join([c.id for c in self.criteria])


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGroup:
    """The actions of one priority; ``number`` is None for those without a gap: the programme's own, the settled ones.

    ``anchor`` is where on a page they stand. ``overdue`` is empty when nothing is. ``is_folded`` says that a screen
    shows the actions on demand: what is far off, never a red line.
    """

    number: int | None
    label: str
    within: str
    count: str
    overdue: str
    anchor: str
    is_folded: bool
    actions: tuple[ActionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """What the audit reaches on a date if every action due by then succeeds and nothing else changes."""

    by: str
    standing: str
    standing_code: str
    at_least: str
    counts: str
    red_lines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """The action plan, for screen and paper.

    ``as_of`` says of which day it is, and ``overdue`` how many actions are overdue on it, also when none is; both are
    empty where no day was given. ``has_overdue`` is for the look of it. ``origin`` says where a plan comes from that
    nobody has worked on; it is empty for that of a stored audit. ``settled_group`` are the actions that
    somebody worked on and whose gaps are closed.
    """

    title: str
    facts: Facts
    red_line_headline: str
    standing: str
    standing_code: str
    standing_by: str
    counts: str
    count: str
    as_of: str
    overdue: str
    has_overdue: bool
    origin: str
    voice: VoicePart
    groups: tuple[PlanGroup, ...]
    settled_group: PlanGroup
    projections: tuple[Projection, ...]
    projection_note: str

    @property
    def settled(self) -> tuple[ActionRow, ...]:
        """What somebody worked on and whose gap is closed."""
        return self.settled_group.actions

    @property
    def sections(self) -> tuple[PlanGroup, ...]:
        """Everything there is to show, in its order."""
        return tuple(group for group in (*self.groups, self.settled_group) if group.actions)

    def without_details(self) -> "PlanPage":
        """Return a copy for others: no notes, no costs, no titles of documents."""
        return replace(self, groups=tuple(map(_bare, self.groups)), settled_group=_bare(self.settled_group))


def _bare(group: PlanGroup) -> PlanGroup:
    return replace(group, actions=tuple(replace(a, note="", cost="", effort="", evidence="") for a in group.actions))

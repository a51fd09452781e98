"""What stands beside the choices of a domain page: last time's answer, what was planned, what an assessor validated.

Nothing here counts. It is there to be looked at; last time's answer is taken over by hand, one at a time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from audit.core import beginning
from audit.core.answers import BLANK, Answer
from audit.core.answersfile import MOST_DOCUMENTS
from audit.core.assessment import Found
from audit.core.beginning import Planned
from audit.core.programme import StoredAnswer
from audit.core.signing import Beginning
from audit.core.standard import TOP_LEVEL, Criterion
from audit.errors import N_
from audit.language import format_date, gettext
from audit.store import actions, answers, editions, findings
from audit.store.connection import Connection
from audit.web import answerforms, answerwords
from audit.web.opened import Opened
from audit.web.saving import Act

# Pairs of the value of a choice and the words of a mark beside it.
Marks = tuple[tuple[str, str], ...]

_MARKS = {
    Beginning.RE_AUDIT: N_("Last time"),
    Beginning.AMENDMENT: N_("As signed"),
    Beginning.COMPLETION: N_("In the first pass"),
}
_TITLES = {
    Beginning.RE_AUDIT: N_("Last time’s answer"),
    Beginning.AMENDMENT: N_("The signed answer"),
    Beginning.COMPLETION: N_("The answer of the first pass"),
}
_BUTTONS = {
    Beginning.RE_AUDIT: N_("Same as last time"),
    Beginning.AMENDMENT: N_("As it was signed"),
    Beginning.COMPLETION: N_("As in the first pass"),
}
SAME = "same"


@dataclass(frozen=True, slots=True)
class Last:
    """Last time's answer on a card, in words; ``button`` takes it over ("" where it is here already)."""

    title: str
    lines: tuple[str, ...]
    button: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of the criteria of a page from before, each by the id of the criterion.

    ``answers`` are last time's, where the question is unchanged; ``planned`` is what last time's plan meant to reach;
    ``validated`` are levels an assessor found in this audit, ``validated_then`` in the one it follows.
    """

    begun_as: Beginning
    answers: Mapping[str, Answer]
    planned: Mapping[str, Planned]
    validated: Mapping[str, int]
    validated_then: Mapping[str, int]

    def marks(self, code: str) -> Marks:
        """Return the marks beside the choices of a criterion."""
        last = self.answers.get(code)
        said = [] if last is None else [(answerforms.shown(last).choice, gettext(_MARKS[self.begun_as]))]
        if last is not None and code in self.planned and beginning.may_be_planned(last):
            said.append((str(TOP_LEVEL), _planned(self.planned[code])))
        if code in self.validated_then:
            said.append((str(self.validated_then[code]), gettext("Validated last time")))
        if code in self.validated:
            said.append((str(self.validated[code]), gettext("Validated")))
        return tuple(said)

    def last(self, criterion: Criterion, stored: StoredAnswer | None) -> Last | None:
        """Return last time's answer for a card; ``None`` where there is none."""
        last = self.answers.get(criterion.id)
        if last is None:
            return None
        now = stored.answer if stored else BLANK
        is_here = beginning.same_again(last, now, MOST_DOCUMENTS) == now
        button = "" if is_here else gettext(_BUTTONS[self.begun_as])
        return Last(gettext(_TITLES[self.begun_as]), answerwords.lines(criterion, last), button)

    def taken(self, pressed: Act) -> Act:
        """Return what a button says with last time's answer, where it asks for that; else as it is."""
        return replace(pressed, last=self.answers.get(pressed.criterion)) if pressed.kind == SAME else pressed


_NO_LEVELS: Mapping[str, int] = MappingProxyType({})
NOTHING = Earlier(Beginning.NEW, MappingProxyType({}), MappingProxyType({}), _NO_LEVELS, _NO_LEVELS)


def of(db: Connection, found: Opened, codes: Collection[str]) -> Earlier:
    """Load what is known from before about some criteria of an audit.

    Args:
        db: a connection.
        found: the audit.
        codes: the ids of the criteria.
    """
    validated, last = _validated(findings.listing(db, found.audit)), found.followed
    if last is None:
        return replace(NOTHING, validated=validated) if validated else NOTHING
    given = {code: stored.answer for code, stored in answers.listing(db, last, codes).items()}
    before = beginning.last_answers(editions.get(db, last.content_hash), found.standard, given)
    is_re_audit = found.audit.begun_as is Beginning.RE_AUDIT
    then = _validated(findings.listing(db, last)) if is_re_audit else _NO_LEVELS
    return Earlier(
        begun_as=found.audit.begun_as,
        answers=before,
        # An amendment has the plan of the audit that it mends, and goes on with it.
        planned=beginning.planned(actions.listing(db, last)) if is_re_audit else {},
        validated=validated,
        validated_then={code: level for code, level in then.items() if code in before},
    )


def _validated(found: Mapping[str, Found]) -> Mapping[str, int]:
    return {code: one.level for code, one in found.items() if one.level is not None}


def _planned(said: Planned) -> str:
    if said.is_done:
        return gettext("Planned, said to be done")
    return gettext("Planned by %(day)s", day=format_date(said.due)) if said.due else gettext("Planned")

"""What a card of a criterion shows whatever was answered: it comes from the edition alone.

It is worked out once for each language and kept, radio groups included.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import get_template_attribute
from markupsafe import Markup

from audit import language
from audit.core.standard import LEVELS, Criterion
from audit.language import gettext
from audit.render import words
from audit.web.answerforms import NOT_APPLICABLE, NOT_SURE, values
from audit.web.earlier import Marks
from audit.web.opened import Opened


@dataclass(frozen=True, slots=True)
class Option:
    """One radio button; ``digit`` is the level it stands for, ``None`` for the other two.

    ``marks`` are words beside it, such as "Last time" (``earlier``).
    """

    value: str
    text: str
    checked: bool
    digit: int | None
    hint: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fixed:
    """What a card shows of its criterion whatever was answered.

    ``guide`` is what helps to answer, ready made; ``options`` by the value that is checked.
    """

    code: str
    statement: str
    kind: str
    red_line: bool
    why: str
    evidence: tuple[str, ...]
    guide: Markup
    options: Mapping[str, tuple[Option, ...]]

    @property
    def may_not_apply(self) -> bool:
        """Whether "does not apply" is among the options."""
        return NOT_APPLICABLE in self.options


# What comes from an edition alone: by its hash, the criterion and the language; radio groups by what is checked
# and marked, too.
# Half of a page is that. Kept ready made it costs a third of the time (measured). Bounded, because editions are few.
_fixed: dict[tuple[str, str, str], Fixed] = {}
_choices: dict[tuple[str, str, str, str, Marks], Markup] = {}
_MOST_FIXED = 4_000
_PARTS = "questionnaire/parts.html"


def of(found: Opened, criterion: Criterion) -> Fixed:
    """Return what a card of an audit shows of a criterion, in the reader's language."""
    key = (found.audit.content_hash, criterion.id, str(language.current().locale))
    if key not in _fixed:
        if len(_fixed) >= _MOST_FIXED:
            _fixed.clear()
        _fixed[key] = _build(criterion)
    return _fixed[key]


def options(fixed: Fixed, checked: str, marks: Marks) -> tuple[Option, ...]:
    """Return the choices of a criterion with this one checked, and the marks beside them."""
    made = fixed.options.get(checked, fixed.options[""])
    if not marks:
        return made
    return tuple(replace(one, marks=tuple(text for value, text in marks if value == one.value)) for one in made)


def choice(found: Opened, fixed: Fixed, checked: str, marks: Marks) -> Markup:
    """Return the radio group of a criterion ready made; nothing where it holds the reason, which a person writes."""
    if fixed.may_not_apply:
        return Markup()
    key = (found.audit.content_hash, fixed.code, str(language.current().locale), checked, marks)
    if key not in _choices:
        if len(_choices) >= _MOST_FIXED:
            _choices.clear()
        _choices[key] = get_template_attribute(_PARTS, "plain_choice")(fixed, options(fixed, checked, marks), "")
    return _choices[key]


def _build(criterion: Criterion) -> Fixed:
    without_guide = Fixed(
        code=criterion.id,
        statement=criterion.statement,
        kind=words.kind(criterion.kind),
        red_line=criterion.is_red_line,
        why=criterion.why,
        evidence=criterion.evidence,
        guide=Markup(),
        options={checked: _options(criterion, checked) for checked in ("", *values(criterion))},
    )
    return replace(without_guide, guide=get_template_attribute(_PARTS, "guide")(without_guide))


def _options(criterion: Criterion, checked: str) -> tuple[Option, ...]:
    levels = [Option(str(level), criterion.levels[level], str(level) == checked, level, "") for level in LEVELS]
    unsure = Option(NOT_SURE, gettext("Not sure yet"), checked == NOT_SURE, None, "")
    if not criterion.may_not_apply:
        return (*levels, unsure)
    outside = gettext("Does not apply")
    return (
        *levels,
        unsure,
        Option(NOT_APPLICABLE, outside, checked == NOT_APPLICABLE, None, criterion.not_applicable_when),
    )

"""On what a result rests, in words: by own account, documents seen, or validated (design sections 1, 5 and 12).

What an assessor found moves no score. So where one found less than a programme says, that stands beside the standing,
red lines first: nobody may read the one without the other.
"""

from typing import Any

from audit.core.assessment import Assessment, Basis
from audit.core.standard import Standard
from audit.language import gettext, ngettext
from audit.render import words


def by(assessment: Assessment) -> str:
    """Return what follows a standing, such as "By own account, documents seen for 12 of 98 criteria"."""
    if assessment.basis is Basis.VALIDATED:
        return gettext("Validated by an assessor")
    if not assessment.seen:
        return words.own_account()
    seen = gettext("documents seen for %(seen)s of %(of)s criteria", seen=assessment.seen, of=assessment.of)
    parts = [words.own_account(), seen]
    if assessment.validated:
        parts.append(ngettext("%(num)s validated", "%(num)s validated", assessment.validated))
    return words.joined(parts)


def sentence(assessment: Assessment) -> str:
    """Return on what the result rests, as the first page of a report says it."""
    if assessment.basis is Basis.VALIDATED:
        return gettext("Validated: an assessor of the network has validated every criterion that applies.")
    if not assessment.seen:
        return gettext("%(account)s: no assessor has seen the documents.", account=words.own_account())
    return gettext(
        "%(by)s. An assessor of the network has looked at that many; all others rest on the programme's own word.",
        by=by(assessment),
    )


def lower(assessment: Assessment, standard: Standard) -> str:
    """Return which criteria an assessor validated lower than the programme says, red lines first; empty for none."""
    found = [standard.criterion(code) for code in assessment.lower]
    ordered = sorted(found, key=lambda criterion: not criterion.is_red_line)
    if not ordered:
        return ""
    named = words.joined(f"{c.id} ({words.kind(c.kind)})" if c.is_red_line else c.id for c in ordered)
    return ngettext(
        "An assessor found less in place than the programme says here: %(criteria)s.",
        "An assessor found less in place than the programme says here (%(num)s criteria): %(criteria)s.",
        len(ordered),
        criteria=named,
    )


def red_lines(assessment: Assessment, standard: Standard) -> str:
    """Return how many red lines an assessor found less of than the programme says; empty for none.

    It follows at once on the sentence that says whether every red line is held.
    """
    found = [code for code in assessment.lower if standard.criterion(code).is_red_line]
    if not found:
        return ""
    return ngettext(
        "An assessor found less in place for %(num)s red line: %(criteria)s.",
        "An assessor found less in place for %(num)s red lines: %(criteria)s.",
        len(found),
        criteria=words.joined(found),
    )


def to_json(assessment: Assessment) -> dict[str, Any]:
    """Return the same as data, for the JSON of a report."""
    return {
        "basis": assessment.basis.value,
        "documents_seen": assessment.seen,
        "validated": assessment.validated,
        "criteria_that_apply": assessment.of,
        "validated_lower": list(assessment.lower),
    }

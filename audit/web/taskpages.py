"""What the pages around a domain show: the list of domains, the check of one, and the answer autosave gets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask.typing import ResponseReturnValue

from audit.core.programme import StoredAnswer
from audit.core.scoring import State, read
from audit.core.standard import Criterion, Domain, Scope
from audit.language import gettext, ngettext
from audit.render import words
from audit.web import answerwords, domainpages
from audit.web.domainpages import Place, answer_in
from audit.web.opened import Opened
from audit.web.personal_check import Question
from audit.web.saving import Result


@dataclass(frozen=True, slots=True)
class Task:
    """One domain in the list; ``code`` as macros/tags.html wants it: "" for checked, "doing", "todo"."""

    title: str
    href: str
    hint: str
    status: str
    code: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class TaskPage:
    """The list of domains, how much of all is answered, and the domain to go on with."""

    tasks: tuple[Task, ...]
    status: str
    done: int
    total: int
    next: domainpages.Link | None
    red_lines_left: str
    not_known: str
    is_first_pass: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """One criterion on the check page: ``lines`` is its answer line by line, ``open`` what is missing in it."""

    code: str
    statement: str
    red_line: bool
    lines: tuple[str, ...]
    open: str
    href: str


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The answers of a domain, and what is open in it; ``danger`` says how many red lines are, empty for none."""

    id: str
    title: str
    rows: tuple[Checked, ...]
    status: str
    open: tuple[Checked, ...]
    open_words: str
    danger: str
    is_completed: bool
    checked: str
    back: str


def tasks(
    found: Opened, stored: Mapping[str, StoredAnswer], completed: frozenset[str], owners: Mapping[str, str]
) -> TaskPage:
    """Build the list of domains.

    Args:
        found: the audit.
        stored: all its stored answers.
        completed: the ids of the domains somebody called complete.
        owners: what is said of who looks after each domain, by its id.
    """
    asked = tuple(found.standard.criteria(found.audit.scope))
    domains = [d for d in found.standard.domains if d.in_scope(found.audit.scope)]
    return TaskPage(
        tasks=tuple(
            replace(_task(found, d, stored, is_completed=d.id in completed), owner=owners.get(d.id, ""))
            for d in domains
        ),
        status=domainpages.status(asked, stored),
        done=domainpages.answered(asked, stored),
        total=len(asked),
        next=_go_on(found, domains, stored, completed),
        red_lines_left=_red_lines_left(asked, stored),
        not_known=_not_known(len(asked) - domainpages.answered(asked, stored)),
        is_first_pass=found.audit.scope is Scope.FIRST_PASS,
    )


def check(place: Place, stored: Mapping[str, StoredAnswer], *, is_completed: bool) -> CheckPage:
    """Build the check page of a domain."""
    rows = tuple(_checked(place, c, stored) for c in place.asked)
    left = tuple(row for row in rows if row.open)
    return CheckPage(
        id=place.domain.id,
        title=place.domain.title,
        rows=rows,
        status=domainpages.status(place.asked, stored),
        open=left,
        open_words=_open_words(len(left)),
        danger=_open_red_lines(place.asked, stored),
        is_completed=is_completed,
        checked=checked(place.asked, stored) if is_completed else "",
        back=_domain_url(place.opened, place.domain),
    )


def checked(asked: tuple[Criterion, ...], stored: Mapping[str, StoredAnswer]) -> str:
    """Return how a domain stands that somebody called complete, such as "Checked by the team, 1 not known".

    People may call it complete with answers missing, so it never says more than that they have looked.
    """
    unknown = len(asked) - domainpages.answered(asked, stored)
    said = gettext("Checked by the team")
    return words.joined((said, words.not_known(unknown))) if unknown else said


def reply(place: Place, result: Result, stored: Mapping[str, StoredAnswer], now: datetime) -> ResponseReturnValue:
    """Return what the page's script is told about one answer (static/autosave.js)."""
    if result.theirs is not None:
        return {
            "message": gettext("Not saved: another answer was saved meanwhile, by somebody else or in another window.")
        }, 409
    line = domainpages.saved_line(result.stored, now, place.zone)
    state, code = domainpages.state(answer_in(stored, result.draft.criterion))
    content = {
        "problems": [{"field": p.field, "text": p.text} for p in result.problems],
        "version": 0 if result.draft.version is None else int(result.version),
        "status": domainpages.status(place.asked, stored),
        "state": state,
        "state_code": code,
    }
    if result.problems:
        questions = [_question(q) for q in result.draft.questions]
        return {**content, "questions": questions, "message": _refusal(result)}, 422
    saved = result.stored.saved.isoformat() if result.stored else ""
    return {**content, "saved": saved, "saved_text": line}


def _question(asked: Question) -> dict[str, object]:
    """Return the box by which a text may stay, as the script makes it."""
    box = {"name": asked.name, "label": asked.label, "value": asked.value}
    return {"field": asked.field, **box, "ticked": asked.is_ticked}


def _refusal(result: Result) -> str:
    """Return what is said of an answer that waits in part: that it is to be looked at, or mended."""
    if {p.field for p in result.problems} <= {q.field for q in result.draft.questions}:
        return gettext("Not saved yet: what is marked here. Change it, or tick that you checked it.")
    return gettext("Not saved: what is marked here. Change it, then it is saved.")


def _task(found: Opened, domain: Domain, stored: Mapping[str, StoredAnswer], *, is_completed: bool) -> Task:
    asked = domain.in_scope(found.audit.scope)
    has_begun = any(not answer_in(stored, c.id).is_blank for c in asked)
    status, code = (gettext("In progress"), "doing") if has_begun else (gettext("Not yet started"), "todo")
    if is_completed:
        status, code = checked(asked, stored), ""
    return Task(domain.title, _domain_url(found, domain), domainpages.status(asked, stored), status, code)


def _go_on(
    found: Opened, domains: list[Domain], stored: Mapping[str, StoredAnswer], completed: frozenset[str]
) -> domainpages.Link | None:
    """Return the domain to go on with: one begun with answers missing, an untouched one, or one left to check."""
    left = [d for d in domains if d.id not in completed]
    missing = [d for d in left if any(not answer_in(stored, c.id).is_given for c in d.in_scope(found.audit.scope))]
    begun = [d for d in missing if any(not answer_in(stored, c.id).is_blank for c in d.in_scope(found.audit.scope))]
    for domain in (*begun, *missing, *left):
        return domainpages.Link(domain.title, _domain_url(found, domain))
    return None


def _red_lines_left(asked: tuple[Criterion, ...], stored: Mapping[str, StoredAnswer]) -> str:
    said = _open_red_lines(asked, stored)
    left = sum(c.is_red_line and _is_open(c, stored) for c in asked)
    if left:
        known = ngettext("%(num)s red line is not known yet.", "%(num)s red lines are not known yet.", left)
        return f"{said} {known}".strip()
    return said or gettext("Every red line is answered.")


def _open_red_lines(asked: tuple[Criterion, ...], stored: Mapping[str, StoredAnswer]) -> str:
    """Return how many red lines are open; empty for none. To have answered them all is not to hold them."""
    opened = sum(c.is_red_line and read(c, answer_in(stored, c.id)).state is State.OPEN for c in asked)
    if not opened:
        return ""
    return ngettext(
        "%(num)s red line is open. The results say what protects people until it is mended.",
        "%(num)s red lines are open. The results say what protects people until they are mended.",
        opened,
    )


def _not_known(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(num)s criterion is still not known, and the results say so.",
        "%(num)s criteria are still not known, and the results say so.",
        number,
    )


def _is_open(criterion: Criterion, stored: Mapping[str, StoredAnswer]) -> bool:
    answer = answer_in(stored, criterion.id)
    return answer.not_sure or not answer.is_given


def _checked(place: Place, criterion: Criterion, stored: Mapping[str, StoredAnswer]) -> Checked:
    answer = answer_in(stored, criterion.id)
    missing = answerwords.unproven(answer)
    if _is_open(criterion, stored):
        missing = gettext("Not sure yet") if answer.not_sure else gettext("Not answered yet")
    return Checked(
        code=criterion.id,
        statement=criterion.statement,
        red_line=criterion.is_red_line,
        lines=answerwords.lines(criterion, answer),
        open=missing,
        href=f"{_domain_url(place.opened, place.domain)}#{criterion.id}",
    )


def _open_words(left: int) -> str:
    if not left:
        return gettext("Every criterion here is answered. The results say which of them are not in place yet.")
    return ngettext(
        "%(num)s answer is missing or not proven. You can call the domain checked all the same; the results go on to "
        "name it as not known or not proven.",
        "%(num)s answers are missing or not proven. You can call the domain checked all the same; the results go on "
        "to name them as not known or not proven.",
        left,
    )


def _domain_url(found: Opened, domain: Domain) -> str:
    return url_for("questionnaire.domain", audit_id=found.audit.id, domain_id=domain.id)

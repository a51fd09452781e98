"""What the pages say about how an audit begins, and what can come after one."""

from dataclasses import dataclass

from flask import url_for

from audit import library
from audit.core.beginning import starting_point
from audit.core.content import content_hash
from audit.core.people import Right
from audit.core.programme import Audit, Programme
from audit.core.scoring import FORMULA
from audit.core.signing import Beginning
from audit.core.standard import Scope
from audit.language import format_date, gettext
from audit.render import words
from audit.store import audits, beginnings
from audit.store.connection import Connection
from audit.web import access
from audit.web.forms import AuditForm
from audit.web.opened import Opened


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that can come after an audit, or has: the words of its link, where it leads, and what it is."""

    text: str
    href: str
    hint: str


@dataclass(frozen=True, slots=True)
class AskPage:
    """The page that asks before an amendment or a completion is begun.

    ``newer`` is the way to the one there is already, ``None`` where nothing stands in the way.
    """

    title: str
    points: tuple[str, ...]
    button: str
    newer: Way | None


def startable(db: Connection, programme: Programme) -> tuple[Audit, ...]:
    """Return the audits of a programme from which another may start, the newest first: all that are no trials."""
    return tuple(audit for audit in audits.listing(db, programme) if not audit.is_test)


def new_audit(programme: Programme, form: AuditForm) -> Audit:
    """Return the audit that a checked form describes, with the newest edition."""
    standard, now = library.default(), access.store().clock()
    follows = form.follows.data or None
    return Audit(
        id=access.store().token(),
        organisation=programme.organisation,
        programme=programme.id,
        standard=standard.id,
        edition=standard.edition,
        content_hash=content_hash(standard),
        formula=FORMULA,
        scope=Scope(form.scope.data),
        date=form.date.data,
        is_test=form.is_test.data,
        created=now,
        changed=now,
        begun_as=Beginning.RE_AUDIT if follows else Beginning.NEW,
        follows=follows,
    )


def after(db: Connection, found: Opened) -> tuple[Way, ...]:
    """Return what can come after an audit, for those who may begin it; for all others what has come.

    Nothing for an assessor: another audit of the programme is none of those the organisation invited to.
    """
    if not access.may_here(Right.READ):
        return ()
    newer = _newer(db, found.audit)
    ways = [newer] if newer else []
    if not access.may_here(Right.WRITE) or found.programme.archived is not None:
        return tuple(ways)
    if found.audit.is_signed and newer is None:
        ways += _mending(found.audit)
    if not found.audit.is_test and (found.audit.is_signed or starting_point((found.audit,)) == newest(db, found)):
        href = url_for("programmes.start_audit", programme_id=found.programme.id, after=found.audit.id)
        hint = gettext("Its answers stand beside the choices as last time’s, and each is confirmed by hand.")
        ways.append(Way(gettext("Start the next audit from this one"), href, hint))
    return tuple(ways)


def newest(db: Connection, found: Opened) -> Audit | None:
    """Return the audit of the programme that a new one would be offered to start from."""
    return starting_point(startable(db, found.programme))


def ask(db: Connection, found: Opened, begun_as: Beginning) -> AskPage:
    """Build the page that asks."""
    newer, day = _newer(db, found.audit), format_date(found.audit.date)
    if begun_as is Beginning.AMENDMENT:
        return AskPage(gettext("Amend this audit"), _of_amendment(day), gettext("Start the amendment"), newer)
    return AskPage(gettext("Complete this first pass"), _of_completion(day), gettext("Start the full audit"), newer)


def _of_amendment(day: str) -> tuple[str, ...]:
    return (
        gettext("A signed audit never changes. What was wrong in it is mended in a new one."),
        gettext("The amendment takes over all answers and the plan, and stands for the same day, %(day)s.", day=day),
        gettext("It says on every page and paper which audit it amends. The signed one stays as it is."),
        gettext("If things have changed since that day, start the next audit instead."),
    )


def _of_completion(day: str) -> tuple[str, ...]:
    return (
        gettext("The full audit takes over all answers and the plan: nothing is answered twice."),
        gettext("It stands for the same day, %(day)s, and asks what the first pass left out.", day=day),
        gettext("It says on every page and paper which first pass it completes. The signed one stays as it is."),
        gettext("If things have changed since that day, start the next audit instead."),
    )


def _newer(db: Connection, audit: Audit) -> Way | None:
    """Return the way to the audit that amends or completes this one."""
    found = beginnings.successor(db, audit)
    if found is None:
        return None
    is_amended = found.begun_as is Beginning.AMENDMENT
    text = gettext("Go to the audit that amends it") if is_amended else gettext("Go to the audit that completes it")
    hint = words.scope(found.scope) if found.is_signed else gettext("not signed off yet")
    return Way(text, url_for("questionnaire.tasks", audit_id=found.id), hint)


def _mending(audit: Audit) -> list[Way]:
    mend = url_for("beginning.ask_amend", audit_id=audit.id)
    ways = [Way(gettext("Amend this audit"), mend, gettext("Where something in it was wrong on its day."))]
    if audit.scope is Scope.FIRST_PASS:
        hint = gettext("The other criteria are asked; nothing is answered twice.")
        href = url_for("beginning.ask_complete", audit_id=audit.id)
        ways.append(Way(gettext("Complete it to a full audit"), href, hint))
    return ways

"""What the pages of signing off show: what stops it and what weakens it, what changed, and what was signed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import url_for

from audit.core import signing
from audit.core.beside import Beside
from audit.core.doubts import Doubt
from audit.core.readiness import Matter, Point
from audit.core.signing import AddendumKind, RegisteredPaper
from audit.errors import N_
from audit.language import format_date, format_moment, gettext, ngettext
from audit.render import assessed, change_words, pages, words
from audit.store import papers, signatures
from audit.store.connection import Connection
from audit.store.history import Entry
from audit.web import addresses, choices, historywords
from audit.web.opened import Opened
from audit.web.signoff import Prepared

_TITLES = {
    Matter.RED_LINE_UNKNOWN: N_("Red lines that nobody has given a level"),
    Matter.NO_INTERIM: N_("Open red lines whose step until they are mended is not marked as taken"),
    Matter.NOT_SAID: N_("Criteria nobody has answered, not even with “not sure yet”"),
    Matter.NOT_SURE: N_("Not sure yet"),
    Matter.UNPROVEN: N_("Level 3 without a document named"),
    Matter.DOUBT: N_("Answers that hardly go together"),
}
_WORDS = {
    Matter.RED_LINE_UNKNOWN: N_("Find out how they stand. “Not sure yet” is honest, and too little for a signature."),
    Matter.NO_INTERIM: N_("Mark the step in the plan once it protects people. Repairing the red line may take longer."),
    Matter.NOT_SAID: N_("Answer them, or say that you are not sure yet."),
    Matter.NOT_SURE: N_("They count as not known, and the paper says so."),
    Matter.UNPROVEN: N_("They count as level 2 until the title of a document is named."),
    Matter.DOUBT: N_("Look at them again. The score does not change by it."),
}
_KINDS = {AddendumKind.PLAN: N_("How far the plan is"), AddendumKind.VALIDATION: N_("What an assessor found")}


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a point; ``href`` leads to where it is answered, or its step is marked.

    Of a doubt, ``against`` and ``against_href`` are the other of the two answers that hardly go together.
    """

    code: str
    statement: str
    href: str
    doubt: str = ""
    against: str = ""
    against_href: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One point in words with its criteria; ``count`` says how many."""

    title: str
    words: str
    count: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """What stops a signature and what weakens it."""

    stops: tuple[Group, ...]
    weakens: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class SignPage:
    """What is signed, in short. ``shown`` and ``last`` travel with the form, and say later what was shown.

    ``first_pass`` says what a first pass leaves out, ``lower`` where an assessor found less; both "" where they do not.
    """

    red_lines: str
    red_line_danger: bool
    standing: str
    counts: str
    first_pass: str
    lower: str
    weakens: tuple[Group, ...]
    who: str
    shown: str
    last: int


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition: ``href`` is empty where it has not been issued; ``sha256`` likewise."""

    number: int
    with_titles: bool
    href: str
    sha256: str
    issued: str


@dataclass(frozen=True, slots=True)
class Part:
    """The signature or an addendum, with its editions: the one without titles and the one with them."""

    title: str
    when: str
    code: str
    sha256: str
    editions: tuple[EditionLine, ...]


@dataclass(frozen=True, slots=True)
class SignedPage:
    """What was signed and what was added since."""

    name: str
    role: str
    when: str
    parts: tuple[Part, ...]


def ready(prepared: Prepared) -> ReadyPage:
    """Build the page that says what stops a signature and what weakens it."""
    found = prepared.readiness
    return ReadyPage(_groups(prepared, found.stops), _groups(prepared, found.weakens))


def sign(prepared: Prepared, who: str) -> SignPage:
    """Build what both pages of the signature repeat.

    Args:
        prepared: the audit as it would be signed.
        who: the name of the account that signs.
    """
    card, seen, voice = prepared.outcome.card, prepared.outcome.assessment, prepared.outcome.voice
    return SignPage(
        red_lines=words.red_line_headline(card),
        red_line_danger=bool(card.red_lines.not_held or seen.lower or voice.disputes),
        standing=change_words.standing(card, Beside(seen, voice)),
        counts=words.counts(card.counts),
        first_pass=pages.first_pass(card.standard, card.scope),
        lower=assessed.lower(seen, card.standard),
        weakens=_groups(prepared, prepared.readiness.weakens),
        who=who,
        shown=prepared.shown,
        last=prepared.last,
    )


def changed(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return what was changed since a page was shown, such as "Answer saved: COL-1", each once, newest first."""
    depth = 2
    lines = []
    for entry in entries:
        parts = entry.link.subject.split("/")[depth:]
        said = historywords.act(entry.link.act)
        lines.append(gettext("%(what)s: %(where)s", what=said, where=parts[0]) if parts else said)
    return tuple(dict.fromkeys(lines)) or (gettext("Something the paper shows, such as the name of the programme"),)


def signed(db: Connection, found: Opened) -> SignedPage | None:
    """Build the page of a signed audit; ``None`` where nobody has signed it."""
    signature = found.signature
    if signature is None:
        return None
    issued = {(p.number, p.with_titles): p for p in papers.of_audit(db, found.audit)}
    zone = choices.zone(found.organisation.zone)
    first = Part(
        title=gettext("The signed audit"),
        when=format_moment(signature.moment, zone),
        code=signature.code,
        sha256=signature.sha256,
        editions=_editions(found, 0, issued),
    )
    later = (
        Part(
            title=gettext("Addendum %(number)s: %(what)s", number=a.number, what=gettext(_KINDS[a.kind])),
            when=format_moment(a.moment, zone),
            code=signing.code(a.sha256),
            sha256=a.sha256,
            editions=_editions(found, a.number, issued),
        )
        for a in signatures.addenda(db, found.audit)
    )
    return SignedPage(signature.name, signature.role, format_moment(signature.moment, zone), (first, *later))


def _editions(found: Opened, number: int, issued: dict[tuple[int, bool], RegisteredPaper]) -> tuple[EditionLine, ...]:
    return tuple(_edition(found, number, titles, issued.get((number, titles))) for titles in (False, True))


def _edition(found: Opened, number: int, with_titles: bool, paper: RegisteredPaper | None) -> EditionLine:  # noqa: FBT001 - a fact of the line
    if paper is None:
        return EditionLine(number, with_titles, "", "", "")
    href = url_for("signing.paper", audit_id=found.audit.id, number=number, titles=int(with_titles))
    return EditionLine(number, with_titles, href, paper.sha256, format_date(found.day(paper.made)))


def _groups(prepared: Prepared, points: tuple[Point, ...]) -> tuple[Group, ...]:
    return tuple(_group(prepared, point) for point in points)


def _group(prepared: Prepared, point: Point) -> Group:
    if point.matter is Matter.DOUBT:
        lines = tuple(_doubt(prepared, doubt) for doubt in prepared.readiness.doubts)
        count = ngettext("%(num)s pair of answers", "%(num)s pairs of answers", len(lines))
    else:
        lines = tuple(_line(prepared, code, point.matter) for code in point.criteria)
        count = ngettext("%(num)s criterion", "%(num)s criteria", len(lines))
    return Group(gettext(_TITLES[point.matter]), gettext(_WORDS[point.matter]), count, lines)


def _doubt(prepared: Prepared, doubt: Doubt) -> Line:
    """Return the line of a doubt, with both answers: either of them may be the one to look at again."""
    line, other = (_line(prepared, c.criterion, Matter.DOUBT) for c in (doubt.check.when, doubt.check.doubted_by))
    return replace(line, doubt=doubt.check.sentence, against=other.code, against_href=other.href)


def _line(prepared: Prepared, code: str, matter: Matter) -> Line:
    found = prepared.found
    statement = found.standard.criterion(code).statement
    if matter is Matter.NO_INTERIM:
        action = next(a for a in prepared.outcome.plan.actions if any(g.reading.criterion.id == code for g in a.gaps))
        return Line(code, statement, url_for("plan.edit", audit_id=found.audit.id, key=action.saved.key))
    domain = found.standard.domain_of(code).id
    return Line(code, statement, f"{addresses.domains(found)[domain]}#{code}")

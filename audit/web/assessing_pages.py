"""What the pages of assessing show: who is invited, what was found domain by domain, and where to record it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from audit.core.assessment import Finding, Found
from audit.core.programme import StoredAnswer
from audit.core.standard import LEVELS, Criterion, Domain
from audit.language import format_date, gettext
from audit.render import assessed, words
from audit.render.page_parts import Outcome
from audit.store.assessors import Grant
from audit.web import answerwords, choices
from audit.web.assessing_forms import FindingForm, Sent, values
from audit.web.domainpages import Place, answer_in
from audit.web.fixedparts import Option
from audit.web.forms import Problem
from audit.web.opened import Opened
from audit.web.personal_check import Question

# The form of a finding, what lies in the store, and whether the answer was changed since.
Shown = tuple[FindingForm, Found | None, bool]


@dataclass(frozen=True, slots=True)
class Invited:
    """An assessor invited to an audit; ``hint`` says why the invitation opens nothing now, "" where it opens it."""

    account: str
    name: str
    since: str
    hint: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The findings of an audit by criterion; ``old`` are those whose answer was changed since, so they do not count."""

    found: Mapping[str, Found]
    old: frozenset[str]


@dataclass(frozen=True, slots=True)
class FoundRow:
    """What was found of one criterion: ``own`` is the programme's answer, ``by`` who found it and when."""

    code: str
    statement: str
    red_line: bool
    own: str
    finding: str
    is_lower: bool
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class FoundDomain:
    """The findings of one domain; ``looked`` says of how many of its criteria there are any."""

    id: str
    title: str
    looked: str
    rows: tuple[FoundRow, ...]
    href: str


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """All findings of an audit: what they come to, where less was found than the programme says, and each."""

    basis: str
    lower: str
    domains: tuple[FoundDomain, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One criterion to assess: the programme's answer, and the controls as they are to be shown.

    ``version`` and ``answer`` are those of the finding and of the answer. ``theirs`` is what somebody else recorded
    meanwhile, line by line; empty where nobody did.
    """

    code: str
    statement: str
    kind: str
    red_line: bool
    own: tuple[str, ...]
    options: tuple[Option, ...]
    version: str
    answer: str
    day: str
    note: str
    saved: str
    errors: Mapping[str, str]
    question: Question | None
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The criteria of a domain, to record what was found of each."""

    id: str
    title: str
    cards: tuple[Card, ...]
    problems: tuple[Problem, ...]


def invited(found: Sequence[Grant], zone: str) -> tuple[Invited, ...]:
    """Return who is invited, by name."""
    gone = gettext("This opens nothing now: the person is no assessor any more, or has a place in your organisation.")
    return tuple(
        Invited(
            grant.account.id,
            grant.account.name,
            format_date(grant.invited.astimezone(choices.zone(zone)).date()),
            "" if grant.counts else gone,
        )
        for grant in found
    )


def findings(opened: Opened, outcome: Outcome, recorded: Recorded, names: Mapping[str, str]) -> FindingsPage:
    """Build the page of all findings.

    Args:
        opened: the audit.
        outcome: what the rules say about it.
        recorded: the findings.
        names: the names of the accounts there still are.
    """
    return FindingsPage(
        basis=assessed.sentence(outcome.assessment),
        lower=assessed.lower(outcome.assessment, opened.standard),
        domains=tuple(
            _domain(opened, domain, outcome, recorded, names)
            for domain in opened.standard.domains
            if domain.in_scope(opened.audit.scope)
        ),
    )


def record(
    place: Place,
    stored: Mapping[str, StoredAnswer],
    cards: Mapping[str, Shown],
    sent: Mapping[str, Sent],
    stale: Mapping[str, Found] | None = None,
) -> RecordPage:
    """Build the page of one domain to assess.

    Args:
        place: the domain.
        stored: the programme's answers, without what an assessor does not read.
        cards: by criterion, the form to show, what lies in the store, and whether that is old.
        sent: what a request said that was not kept.
        stale: what somebody else recorded meanwhile, by criterion.
    """
    theirs = stale or {}
    problems = [p for one in sent.values() for p in one.problems()]
    problems += [Problem(code, _stale(code)) for code in theirs]
    return RecordPage(
        id=place.domain.id,
        title=place.domain.title,
        cards=tuple(_card(c, stored, cards[c.id], sent.get(c.id), theirs.get(c.id)) for c in place.asked),
        problems=tuple(problems),
    )


def finding(criterion: Criterion, found: Found, *, is_old: bool = False) -> str:
    """Return a finding in words, with the sentence of its level; an old one says why it does not count."""
    if is_old:
        return gettext(
            "Evidence seen for an answer that was changed since. It does not count until an assessor looks again and "
            "records the new day, or a note."
        )
    if found.finding is Finding.VALIDATED and found.level is not None:
        said = gettext("%(level)s: %(words)s", level=found.level, words=criterion.levels[found.level])
        return gettext("Validated at level %(said)s", said=said)
    return _FINDINGS()[found.finding]


def _FINDINGS() -> Mapping[Finding, str]:  # noqa: N802 - a table whose words follow the language
    return {
        Finding.NOT_LOOKED_AT: gettext("Not looked at"),
        Finding.EVIDENCE_SEEN: gettext("Evidence seen"),
    }


def _stale(code: str) -> str:
    return gettext("%(code)s: another finding was saved meanwhile. Look at both, then save yours again.", code=code)


def _domain(
    opened: Opened, domain: Domain, outcome: Outcome, recorded: Recorded, names: Mapping[str, str]
) -> FoundDomain:
    asked, found = domain.in_scope(opened.audit.scope), recorded.found
    told = [c for c in asked if c.id in found]
    looked = sum(found[c.id].finding is not Finding.NOT_LOOKED_AT and c.id not in recorded.old for c in told)
    return FoundDomain(
        id=domain.id,
        title=domain.title,
        looked=gettext("%(done)s of %(total)s looked at", done=looked, total=len(asked)),
        rows=tuple(_row(c, outcome, recorded, names) for c in told),
        href=url_for("assessing.record", audit_id=opened.audit.id, domain_id=domain.id),
    )


def _row(criterion: Criterion, outcome: Outcome, recorded: Recorded, names: Mapping[str, str]) -> FoundRow:
    found = recorded.found[criterion.id]
    name = names.get(found.account) or gettext("Somebody who has left")
    return FoundRow(
        code=criterion.id,
        statement=criterion.statement,
        red_line=criterion.is_red_line,
        own=answerwords.choice(criterion, outcome.sheet.answer(criterion.id)),
        finding=finding(criterion, found, is_old=criterion.id in recorded.old),
        is_lower=criterion.id in outcome.assessment.lower,
        note=found.note,
        by=gettext("%(name)s, %(day)s", name=name, day=format_date(found.date)),
    )


def _card(
    criterion: Criterion,
    stored: Mapping[str, StoredAnswer],
    shown: Shown,
    sent: Sent | None,
    theirs: Found | None,
) -> Card:
    form, kept, is_old = shown
    version = form.version.shown if theirs is None else str(theirs.version)
    return Card(
        code=criterion.id,
        statement=criterion.statement,
        kind=words.kind(criterion.kind),
        red_line=criterion.is_red_line,
        own=answerwords.lines(criterion, answer_in(stored, criterion.id)),
        options=_options(criterion, form.finding.shown),
        version=version or "0",
        answer=str(stored[criterion.id].version if criterion.id in stored else 0),
        day=form.date.shown,
        note=form.note.shown,
        saved=gettext("Recorded: %(finding)s", finding=finding(criterion, kept, is_old=is_old)) if kept else "",
        errors={name: form.error(name) for name in ("finding", "date", "note")},
        question=sent.question() if sent is not None else None,
        theirs=_lines(criterion, theirs),
    )


def _lines(criterion: Criterion, theirs: Found | None) -> tuple[str, ...]:
    if theirs is None:
        return ()
    note = (gettext("Note: %(note)s", note=theirs.note),) if theirs.note else ()
    return (finding(criterion, theirs), format_date(theirs.date), *note)


def _options(criterion: Criterion, checked: str) -> tuple[Option, ...]:
    plain = _FINDINGS()
    texts = [plain[Finding.NOT_LOOKED_AT], gettext("Evidence seen: documents or practice that its answer rests on")]
    texts += [gettext("Validated: %(words)s", words=criterion.levels[level]) for level in LEVELS]
    digits = [None, None, *LEVELS]
    return tuple(
        Option(value, text, value == checked, digit, "")
        for value, text, digit in zip(values(), texts, digits, strict=True)
    )

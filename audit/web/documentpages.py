"""What other pages show of documents: which expire, which titles are known, and the criteria one can be named for."""

from dataclasses import dataclass

from flask import url_for

from audit.core import documents as rules
from audit.core.people import Right
from audit.language import gettext, ngettext
from audit.render import evidence_pages
from audit.store import answers, documents
from audit.web import access
from audit.web.document_forms import DocumentForm
from audit.web.opened import Opened
from audit.web.plan_places import Box, Closing


@dataclass(frozen=True, slots=True)
class Ending:
    """What a page says of documents that expire: how many, each in a line, and where all are, "" for who may not."""

    title: str
    lines: tuple[str, ...]
    href: str


def ending(found: Opened) -> Ending | None:
    """Return what expires of the documents an audit names; ``None`` for nothing, which is soon found out."""
    today = found.today
    with access.store().reading() as db:
        if not documents.end_by(db, found.programme, today + rules.SOON):
            return None
        known, sheet = documents.listing(db, found.programme), answers.sheet(db, found.audit)
    listed = rules.ending(rules.register(found.standard, sheet, known), today)
    if not listed:
        return None
    return Ending(
        title=ngettext(
            "%(num)s document has expired or will do so soon.",
            "%(num)s documents have expired or will do so soon.",
            len(listed),
        ),
        lines=tuple(f"{evidence_pages.name(d.known)}: {evidence_pages.holds(d.known, today)}" for d in listed),
        # The list says where each is kept, which an assessor is not told.
        href=url_for("documents.show", audit_id=found.audit.id) if access.may_here(Right.READ) else "",
    )


def titles(found: Opened) -> tuple[str, ...]:
    """Return the titles this programme has used, to be offered while somebody types."""
    with access.store().reading() as db:
        known, named = documents.listing(db, found.programme), answers.titles(db, found.audit)
    return rules.titles(named, known)


def said(found: Opened, known: rules.Known) -> tuple[str, ...]:
    """Return what is stored of a document line by line, beside what somebody else typed."""
    kept = gettext("Where it is kept: %(place)s", place=known.kept or gettext("not said"))
    return tuple(filter(None, (kept, evidence_pages.holds(known, found.today))))


def boxes(found: Opened, form: DocumentForm) -> tuple[Closing, ...]:
    """Return the criteria a document can be named for, by domain; a domain with a tick stands open."""
    ticked, said = set(form.criteria.data or ()), dict(form.criteria.choices)
    ids = {name: f"criteria-{number}" if number > 1 else "criteria" for number, name in enumerate(said, 1)}
    domains = [(d.title, [c.id for c in d.in_scope(found.audit.scope)]) for d in found.standard.domains]
    return tuple(
        Closing(
            title=title,
            count=ngettext("%(num)s criterion", "%(num)s criteria", len(names)),
            boxes=tuple(Box(ids[name], name, said[name], is_ticked=name in ticked) for name in names),
        )
        for title, names in domains
        if names
    )

"""The form of one document: what is known of it, and the criteria it is named for."""

from typing import Any

from audit.core.answers import SHORTEST_TEXT, Evidence
from audit.core.documents import Document, Known
from audit.errors import N_
from audit.language import gettext
from audit.store.limits import SHORT_TEXT
from audit.web import fields, personal_answers
from audit.web.forms import CheckedForm, Problem, Typed
from audit.web.opened import Opened
from audit.web.personal_check import Guard

_HIDDEN = frozenset({"version", "named"})


class DocumentForm(CheckedForm):
    """One document of an audit.

    ``named`` are the criteria it was named for when the page was made: only what differs from them is changed, so that
    an old page takes nothing back. Title and date are the name of a document; correcting them renames it in every
    answer of the audit, as long as that is not signed.
    """

    version = fields.Version()
    title = fields.Text(
        guard=Guard.TITLE,
        most=SHORT_TEXT,
        least=SHORTEST_TEXT,
        needed=N_("Write the title of the document, in 5 characters or more."),
        one_line=True,
    )
    date = fields.Day()
    kept = fields.Text(guard=Guard.TITLE, most=SHORT_TEXT, one_line=True)
    valid_until = fields.Day()
    criteria = fields.Choices()
    named = fields.Choices()

    def __init__(self, found: Opened, document: Document | None = None, formdata: Typed = None) -> None:
        """Fill the form.

        Args:
            found: the audit.
            document: the document as it stands now; ``None`` for a new one.
            formdata: what a request sent; ``None`` shows the document.
        """
        super().__init__()
        self.around, self._today, self._document = personal_answers.around(found), found.today, document
        listed = found.standard.criteria(found.audit.scope)
        self.criteria.choices = self.named.choices = [(c.id, f"{c.id} {c.statement}") for c in listed]
        if found.audit.is_signed:
            for name in ("criteria", "named", *(("title", "date") if document is not None else ())):
                del self[name]
        self.process(formdata, **_data(document))

    @property
    def has_criteria(self) -> bool:
        """Whether the criteria can still be chosen; those of a signed audit stay."""
        return "criteria" in self

    @property
    def is_new(self) -> bool:
        """Whether a document is added."""
        return self._document is None

    @property
    def says_more(self) -> bool:
        """Whether anything is said beyond title and date; of a new document, silence takes nothing back."""
        return not self.is_new or bool(self.kept.data or self.valid_until.data)

    def problems(self) -> tuple[Problem, ...]:
        """Return the first problem of each field; one of a hidden field leads nowhere on the page."""
        return tuple(Problem("" if p.field in _HIDDEN else p.field, p.text) for p in super().problems())

    def validate_date(self, field: fields.Day) -> None:
        """Refuse the date of a document that does not exist yet."""
        fields.check_past(field.data, self._today)

    def validate_valid_until(self, field: fields.Day) -> None:
        """Refuse a last day before the document's own."""
        written = self.known().date
        if field.data is not None and written is not None and field.data < written:
            raise fields.RefusedError(gettext("This is before the date of the document. Mend one of the two."))

    def validate_criteria(self, field: fields.Choices) -> None:
        """Ask what a new document is for: one that no answer names would be nowhere."""
        if self.is_new and not field.data and not field.errors:
            raise fields.RefusedError(gettext("Choose at least one criterion that the document is for."))

    def known(self) -> Known:
        """Return what the form says of the document."""
        kept, until = self.kept.data or "", self.valid_until.data
        there = self._document
        if there is not None and "title" not in self:
            evidence = there.known.evidence
        else:
            evidence = Evidence(self.title.data or "", self.date.data)
        version = 0 if self.renamed is not None else self.version.data or 0
        return Known(title=evidence.title, date=evidence.date, kept=kept, valid_until=until, version=version)

    @property
    def renamed(self) -> Evidence | None:
        """The name the document had, where the form gives it another one; ``None`` where it keeps its name."""
        if self._document is None or "title" not in self:
            return None
        was = self._document.known.evidence
        return None if was == Evidence(self.title.data or "", self.date.data) else was

    def to_name(self) -> frozenset[str]:
        """Return the criteria the document is to be named for now, and was not on the page."""
        return frozenset(self.criteria.data) - frozenset(self.named.data or ()) if self.has_criteria else frozenset()

    def to_take(self) -> frozenset[str]:
        """Return the criteria the document was named for on the page, and is not to be any more."""
        return frozenset(self.named.data or ()) - frozenset(self.criteria.data) if self.has_criteria else frozenset()


def _data(document: Document | None) -> dict[str, Any]:
    if document is None:
        return {"version": 0, "criteria": (), "named": ()}
    named = tuple(c.id for c in document.criteria)
    known = document.known
    shown: dict[str, Any] = {"title": known.title, "date": known.date}
    shown |= {"version": known.version, "kept": known.kept, "valid_until": known.valid_until}
    return {**shown, "criteria": named, "named": named}

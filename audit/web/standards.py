"""The standard itself, for anyone to read: what is asked, why, and on what it rests (design sections 4 and 10)."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from audit import library
from audit.core.standard import Check, Claim, Criterion, Domain, Scope, Standard, Status
from audit.errors import UnknownNameError
from audit.language import gettext, ngettext
from audit.render import words
from audit.store import editions
from audit.web import access

blueprint = Blueprint("standards", __name__)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where a criterion comes from, in words."""

    title: str
    publisher: str
    section: str
    certainty: str


@dataclass(frozen=True, slots=True)
class CriterionBlock:
    """One criterion as the public page shows it; ``levels`` are triples of number, label and sentence."""

    asked: Criterion
    kind: str
    levels: tuple[tuple[int, str, str], ...]
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class DomainBlock:
    """One domain with how many criteria it has, in words."""

    domain: Domain
    count: str
    criteria: tuple[CriterionBlock, ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """Two answers that hardly go together: what is said then, and when, as pairs of a criterion and its levels."""

    sentence: str
    claims: tuple[tuple[Criterion, str], ...]


@blueprint.get("/standards/<name:standard_id>")
def show(standard_id: str) -> ResponseReturnValue:
    """Show a standard that came with the program.

    Raises:
        UnknownNameError: there is none of that id.
    """
    return _page(shipped(standard_id), is_kept=False)


@blueprint.get("/standards/<name:standard_id>/editions/<sha256:content_hash>")
def kept(standard_id: str, content_hash: str) -> ResponseReturnValue:
    """Show the edition an audit was made with, as the store kept it.

    Raises:
        NotFoundError: no audit was made with it.
        UnknownNameError: it is an edition of another standard.
    """
    with access.store().reading() as db:
        standard = editions.get(db, content_hash)
    if standard.id != standard_id:
        raise UnknownNameError(what="standard", name=standard_id)
    return _page(standard, is_kept=True)


def shipped(standard_id: str) -> Standard:
    """Return a standard that came with the program.

    Raises:
        UnknownNameError: there is none of that id.
    """
    for folder in library.available():
        if folder.name == standard_id:
            return library.loaded(folder)
    raise UnknownNameError(what="standard", name=standard_id)


def _page(standard: Standard, *, is_kept: bool) -> str:
    criteria = list(standard.criteria())
    first_pass = list(standard.criteria(Scope.FIRST_PASS))
    return render_template(
        "standards/show.html",
        standard=standard,
        edition=words.edition(standard),
        is_draft=standard.status is Status.DRAFT,
        is_kept=is_kept,
        count=ngettext("%(num)s criterion", "%(num)s criteria", len(criteria)),
        first_pass=ngettext("%(num)s criterion", "%(num)s criteria", len(first_pass)),
        domains=[_domain(standard, d) for d in standard.domains],
        checks=[_check(standard, check) for check in standard.checks],
    )


def _check(standard: Standard, check: Check) -> CheckLine:
    claims = (check.when, check.doubted_by)
    return CheckLine(check.sentence, tuple((standard.criterion(c.criterion), _levels(c)) for c in claims))


def _levels(claim: Claim) -> str:
    """Return which levels a claim is about, such as "level 2 to 3"."""
    if claim.at_least == claim.at_most:
        return gettext("level %(level)s", level=claim.at_least)
    return gettext("level %(least)s to %(most)s", least=claim.at_least, most=claim.at_most)


def _domain(standard: Standard, domain: Domain) -> DomainBlock:
    count = ngettext("%(num)s criterion", "%(num)s criteria", len(domain.criteria))
    return DomainBlock(domain, count, tuple(_criterion(standard, c) for c in domain.criteria))


def _criterion(standard: Standard, criterion: Criterion) -> CriterionBlock:
    labels = [word.label for word in standard.levels]
    levels = tuple((n, labels[n], text) for n, text in enumerate(criterion.levels))
    meanings = dict(standard.certainties)
    sources = tuple(
        SourceLine(document.title, document.publisher, source.section, meanings[source.certainty])
        for source in criterion.sources
        for document in (standard.document(source.document),)
    )
    return CriterionBlock(criterion, words.kind(criterion.kind), levels, sources)

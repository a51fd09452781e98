"""The blank questionnaire, to read before starting and to fill with a pen."""

from collections import Counter
from collections.abc import Iterable

from audit.core.standard import Criterion, Domain, LevelWord, Scope, Standard
from audit.language import current, gettext, ngettext
from audit.render import pages, words
from audit.render.blank_parts import BlankCriterion, BlankDomain, BlankPage, LevelRow


def blank_questionnaire(standard: Standard, scope: Scope) -> BlankPage:
    """Build the blank questionnaire of an edition, for a full audit or a first pass."""
    criteria = tuple(standard.criteria(scope))
    return BlankPage(
        title=gettext("Blank questionnaire"),
        edition=words.edition(standard),
        basis=pages.basis(standard),
        disclaimer=standard.disclaimer,
        caption=words.caption(),
        scope=words.scope(scope),
        scope_code=scope.value,
        count=_count(len(criteria)),
        time=_time(scope),
        how_to=_how_to(),
        do_not_name=do_not_name(),
        scale=tuple(LevelRow(level=w.level, label=w.label, sentence=w.meaning) for w in standard.levels),
        who=who_takes_part(),
        roles=roles(criteria),
        domains=tuple(_domain(standard, d, scope) for d in standard.domains if d.in_scope(scope)),
        language=pages.language_tag(current().locale),
    )


def do_not_name() -> str:
    """Return what stands at every place for free text."""
    return gettext("Do not name people: no survivor, no child, no man in the programme, no worker.")


def who_takes_part() -> tuple[str, ...]:
    """Return who should answer together, in whole sentences."""
    return (
        gettext("The person who leads the programme, with colleagues who do the work every day."),
        gettext(
            "Somebody who knows the contact with (ex-)partners: from the service that supports them, if it agrees."
        ),
        gettext("Somebody from the governing body, for what the organisation decides."),
        gettext("Answer from what is written and from what happened in recent cases, not from what is intended."),
    )


def roles(criteria: Iterable[Criterion]) -> tuple[tuple[str, str], ...]:
    """Return the roles the criteria ask for, those with most criteria first, and how many each has."""
    found = Counter(c.lead for c in criteria if c.lead)
    return tuple((role, _count(number)) for role, number in found.most_common())


def documents(domain: Domain, scope: Scope) -> tuple[str, ...]:
    """Return the documents worth having at hand for a domain, each named once, in the order of the standard."""
    return tuple(dict.fromkeys(prompt for c in domain.in_scope(scope) for prompt in c.evidence))


def _count(number: int) -> str:
    return ngettext("%(num)s criterion", "%(num)s criteria", number)


def _time(scope: Scope) -> str:
    if scope is Scope.FIRST_PASS:
        return gettext("About two hours.")
    return gettext("Several sittings over some days. One domain at a time is a good pace, in any order.")


def _how_to() -> tuple[str, ...]:
    return (
        gettext("Tick one level for each criterion. Take the lower one when you are between two."),
        gettext("For level 3, write the title and date of a document that shows it. Without one, level 3 counts as 2."),
        gettext("Tick “not sure yet” rather than guess. It never counts as zero."),
        gettext("“Does not apply” is there only where it can be true. Write the reason."),
    )


def _domain(standard: Standard, domain: Domain, scope: Scope) -> BlankDomain:
    listed = domain.in_scope(scope)
    return BlankDomain(
        id=domain.id,
        title=domain.title,
        summary=domain.summary,
        count=_count(len(listed)),
        documents=documents(domain, scope),
        criteria=tuple(_criterion(c, domain, standard.levels) for c in listed),
    )


def _criterion(criterion: Criterion, domain: Domain, scale: tuple[LevelWord, ...]) -> BlankCriterion:
    return BlankCriterion(
        criterion=pages.criterion_part(criterion, domain),
        why=criterion.why,
        levels=tuple(LevelRow(level=w.level, label=w.label, sentence=criterion.levels[w.level]) for w in scale),
        evidence=criterion.evidence,
        not_applicable_when=criterion.not_applicable_when,
    )

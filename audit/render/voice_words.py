"""The second voice in words: what pages and papers may say of it, and never more (design section 8)."""

from audit.core.second_voice import Said, Tie, VoiceMark
from audit.core.standard import Criterion
from audit.language import gettext, ngettext
from audit.render import words

UNSEEN = "–"


def disputed() -> str:
    """Return what stands beside every standing that the service disputes."""
    return gettext("disputed by the partner service")


def given(mark: VoiceMark) -> str:
    """Return whether a second voice was given, by whom as far as it may be said, and whether that is confirmed."""
    if mark.given is None:
        return gettext("Made from an answers file, which does not say whether a second voice was given.")
    if not mark.given:
        return gettext("No second voice was given.")
    by = {
        Tie.INDEPENDENT: gettext("A second voice was given, by an independent partner service."),
        Tie.IN_HOUSE: gettext("A second voice was given, by an in-house partner service."),
    }
    told = by[mark.tie] if mark.tie else gettext("A second voice was given.")
    return told if mark.confirmed else " ".join((told, gettext("Identity not confirmed.")))


def told(mark: VoiceMark, titles: tuple[str, ...]) -> str:
    """Return what is to be said of a second voice in one paragraph, what it disputes included.

    Args:
        mark: what these readers may know.
        titles: of the domains whose standing it disputes, in the order of the standard.
    """
    if not mark.said:
        return given(mark)
    if not titles:
        return " ".join((given(mark), gettext("It disputes no standing.")))
    named = ngettext(
        "It disputes the standing of %(num)s domain: %(titles)s.",
        "It disputes the standing of %(num)s domains: %(titles)s.",
        len(titles),
        titles="; ".join(titles),
    )
    return " ".join((given(mark), named, gettext("The standing does not change by that: the two are never averaged.")))


def level(value: int | None) -> str:
    """Return a level as a table shows it."""
    return UNSEEN if value is None else str(value)


def answer(criterion: Criterion, said: Said | None) -> str:
    """Return what a service says of a criterion, in words; that it was left open is said as well."""
    if said is None:
        return gettext("left open")
    if said.level is None:
        return gettext("We cannot see this")
    return gettext("%(level)s: %(words)s", level=said.level, words=criterion.levels[said.level])


def own(criterion: Criterion, value: int | None) -> str:
    """Return what the programme says of a criterion, in words."""
    if value is None:
        return gettext("no level")
    return gettext("%(level)s: %(words)s", level=value, words=criterion.levels[value])


def kind(criterion: Criterion) -> str:
    """Return the kind of a criterion in words."""
    return words.kind(criterion.kind)

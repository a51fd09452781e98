"""All rules for personal data over one text, in their order. Loaded with the first text: the patterns take a while."""

from collections.abc import Iterable
from datetime import date

from audit.core import personal_dates
from audit.core.personal_address import addresses
from audit.core.personal_contact import emails, phones
from audit.core.personal_names import names
from audit.core.personal_numbers import accounts, cases, identities
from audit.core.personal_text import MASK, Hit, Kind


def hits(text: str, on: date, *, in_title: bool) -> list[Hit]:
    """Return the hits of all rules: where two overlap, that of the earlier rule, then the one that begins first.

    Args:
        text: a plain text, what is known in it masked.
        on: the audit's date.
        in_title: whether it is the title of a document.
    """
    taken = _apart((*emails(text), *accounts(text)))
    taken += _apart(identities(_masked(text, taken)))
    left = _masked(text, taken)
    days = personal_dates.days(left)
    taken += _apart(personal_dates.birth_dates(left, days, on))
    taken += _apart(cases(_masked(text, taken)))
    dates = [Hit(Kind.BIRTH_DATE, day.start, day.end) for day in days]
    taken += _apart(phones(_masked(text, [*taken, *dates])))
    taken += _apart(addresses(_masked(text, taken)))
    taken += _apart(names(_masked(text, taken), in_title=in_title))
    return sorted(taken, key=lambda hit: hit.start)


def _apart(found: Iterable[Hit]) -> list[Hit]:
    """Return hits none of which overlap: of two the one that begins first, and of these the longer."""
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _masked(text: str, found: Iterable[Hit]) -> str:
    """Return the text with what was found blanked out, every other sign in its place."""
    signs = list(text)
    for hit in found:
        signs[hit.start : hit.end] = MASK * (hit.end - hit.start)
    return "".join(signs)

"""Which formulas this program scores by. An audit keeps the number of its own, and is never shown by another."""

from audit.core.scoring import FORMULA
from audit.errors import N_, AuditError


class UnknownFormulaError(AuditError):
    """An audit was made with a formula that this program does not know."""

    sentence = N_(
        "This audit is scored by formula %(number)s, which this Self-Audit does not know. Its answers are safe. "
        "Install the newest Self-Audit to see its results."
    )


def check(number: int) -> None:
    """Refuse to score by another formula than the audit's own.

    Raises:
        UnknownFormulaError: this program does not have it.
    """
    if number != FORMULA:
        raise UnknownFormulaError(number=number)

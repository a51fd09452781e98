"""What is known about an action, as pairs of label and value."""

from audit.language import gettext
from audit.render import words
from audit.render.page_parts import ActionRow

# Pairs of label and value.
Facts = tuple[tuple[str, str], ...]


def of(*rows: ActionRow) -> dict[str, Facts]:
    """Return the facts of actions by their keys, without what is empty; the labels are looked up once for all."""
    labels = _labels()
    return {row.key: _without_empty(labels, _values(row)) for row in rows}


def _without_empty(labels: tuple[str, ...], values: tuple[str, ...]) -> Facts:
    return tuple((label, value) for label, value in zip(labels, values, strict=True) if value)


def _labels() -> tuple[str, ...]:
    return (
        gettext("Due"),
        gettext("Who sees to it"),
        gettext("Suggested role"),
        gettext("Why it will not be done"),
        gettext("Outside our control"),
        gettext("What will show it"),
        gettext("Effort"),
        gettext("Cost"),
        gettext("Note"),
    )


def _values(row: ActionRow) -> tuple[str, ...]:
    suggested = "" if row.owner else row.suggested_owner
    return (
        words.joined((row.due, row.due_mark)) if row.due_mark else row.due,
        row.owner,
        suggested,
        row.reason,
        row.outside,
        row.evidence,
        row.effort,
        row.cost,
        row.note,
    )

"""The chart "change": what became of the criteria of each domain between two audits, the losses first."""

from dataclasses import dataclass
from enum import StrEnum

from audit.core.comparison import Change, Comparison, Pair
from audit.core.scoring import DomainScore
from audit.language import gettext
from audit.render import change_words, words
from audit.render.chart_parts import Chart, Picture, Table
from audit.render.chart_words import listed, reached, tag

NAME = "change"


class Fill(StrEnum):
    """How a piece of a bar is drawn; each differs by more than its colour."""

    WORSE = "worse"
    NEWLY_UNKNOWN = "newly unknown"
    STILL_UNKNOWN = "still unknown"
    OUTSIDE = "outside"
    SAME = "same"
    NEWLY_KNOWN = "newly known"
    BETTER = "better"


# Which changes a piece stands for, in the order of the pieces; what applies or not is one piece, the table has each.
_PIECES = (
    (Fill.WORSE, (Change.WORSE,)),
    (Fill.NEWLY_UNKNOWN, (Change.NEWLY_UNKNOWN,)),
    (Fill.STILL_UNKNOWN, (Change.STILL_UNKNOWN,)),
    (Fill.OUTSIDE, (Change.NO_LONGER_APPLIES, Change.APPLIES_NOW, Change.OUTSIDE)),
    (Fill.SAME, (Change.SAME,)),
    (Fill.NEWLY_KNOWN, (Change.NEWLY_KNOWN,)),
    (Fill.BETTER, (Change.BETTER,)),
)
_MARKS = {Fill.WORSE: "–", Fill.NEWLY_UNKNOWN: "?", Fill.STILL_UNKNOWN: "?", Fill.SAME: "=", Fill.BETTER: "+"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a bar: how it is drawn, for how many criteria, and what is written in it."""

    fill: Fill
    number: int
    mark: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One domain as drawn. ``red_lines`` says which are not held any more, one text a line."""

    title: str
    counts: str
    shares: str
    pieces: tuple[Piece, ...]
    red_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangePicture(Picture):
    """A row for each domain; ``most`` is the longest bar; the key has the pieces that occur, beside their words."""

    rows: tuple[ChangeRow, ...]
    most: int
    key: tuple[tuple[Fill, str], ...]
    red_line: str


def build(found: Comparison) -> Chart:
    """Make the chart."""
    title = gettext("What changed in each domain")
    rows = tuple(_row(found, b, a) for b, a in zip(found.before.domains, found.after.domains, strict=True))
    return Chart(
        name=NAME,
        title=title,
        alt=" ".join((*change_words.red_lines_moved(found), change_words.compared(found))),
        table=_table(found, title),
        picture=ChangePicture(rows, _most(rows), _key(rows), _red_line(rows)),
        language=tag(),
    )


def _row(found: Comparison, before: DomainScore, after: DomainScore) -> ChangeRow:
    numbers = found.counts(_names(after))
    return ChangeRow(
        title=after.domain.title,
        counts=change_words.both_counts(before, after),
        shares=change_words.shares(before, after),
        pieces=tuple(_pieces(numbers)),
        red_lines=_red_lines(found, after),
    )


def _names(score: DomainScore) -> set[str]:
    return {r.criterion.id for r in score.readings}


def _pieces(numbers: dict[Change, int]) -> list[Piece]:
    totals = ((fill, sum(numbers[code] for code in codes)) for fill, codes in _PIECES)
    return [Piece(fill, total, f"{_MARKS.get(fill, '')}{total}") for fill, total in totals if total]


def _red_lines(found: Comparison, score: DomainScore) -> tuple[str, ...]:
    own = _names(score)
    lost, out = (_ids(pairs, own) for pairs in (found.red_lines_lost, found.red_lines_taken_out))
    lines = (
        gettext("Red line not held any more: %(names)s", names=listed(lost)) if lost else "",
        gettext("Red line said not to apply now: %(names)s", names=listed(out)) if out else "",
    )
    return tuple(line for line in lines if line)


def _ids(pairs: tuple[Pair, ...], own: set[str]) -> list[str]:
    return [p.criterion.id for p in pairs if p.criterion.id in own]


def _most(rows: tuple[ChangeRow, ...]) -> int:
    return max((sum(p.number for p in row.pieces) for row in rows), default=0)


def _key(rows: tuple[ChangeRow, ...]) -> tuple[tuple[Fill, str], ...]:
    """Return the pieces that occur, with their words."""
    there = {piece.fill for row in rows for piece in row.pieces}
    return tuple((fill, _words(fill, codes)) for fill, codes in _PIECES if fill in there)


def _words(fill: Fill, codes: tuple[Change, ...]) -> str:
    if fill is Fill.OUTSIDE:
        return gettext("does not apply now, or did not then")
    return change_words.change(codes[0]).lower()


def _red_line(rows: tuple[ChangeRow, ...]) -> str:
    return gettext("red line not held any more, or taken out") if any(r.red_lines for r in rows) else ""


def _table(found: Comparison, caption: str) -> Table:
    there = [code for code in Change if found.of(code)]
    head = (
        gettext("Domain"),
        *map(change_words.change, there),
        gettext("Then"),
        gettext("Now"),
        gettext("Red lines then"),
        gettext("Red lines now"),
    )
    pairs = zip(found.before.domains, found.after.domains, strict=True)
    return Table(caption, head, tuple(_cells(found, there, b, a) for b, a in pairs))


def _cells(found: Comparison, there: list[Change], before: DomainScore, after: DomainScore) -> tuple[str, ...]:
    numbers = found.counts(_names(after))
    return (
        after.domain.title,
        *(str(numbers[code]) for code in there),
        *(f"{reached(s)} ({words.counts(s.counts)})" for s in (before, after)),
        *(words.red_lines_of(s) for s in (before, after)),
    )

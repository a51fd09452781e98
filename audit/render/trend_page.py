"""A programme over its audits as one page: signed ones make the trend, the draft stands apart."""

from collections.abc import Iterable
from dataclasses import dataclass

from audit.core.programme import Audit
from audit.core.trend import Trend
from audit.language import format_date, gettext
from audit.render import change_words, chart_trend, words
from audit.render.chart_parts import Chart


@dataclass(frozen=True, slots=True)
class TrendPage:
    """A trend as a page; ``chart`` is ``None`` where there is no audit to show. ``cautions`` say what to mind."""

    title: str
    chart: Chart | None
    cautions: tuple[str, ...]


def page(found: Trend) -> TrendPage:
    """Build the page."""
    is_empty = not found.points and found.draft is None
    return TrendPage(
        title=gettext("The programme over the years"),
        chart=None if is_empty else chart_trend.build(found),
        cautions=tuple(_cautions(found, is_empty=is_empty)),
    )


def _cautions(found: Trend, *, is_empty: bool) -> Iterable[str]:
    if is_empty:
        yield gettext("There is no audit to show yet. Trial runs stay out of the trend.")
        return
    if not found.points:
        yield gettext(
            "No audit is signed off yet, so there is no trend. What is shown is a draft: it may still change."
        )
    elif len(found.points) == 1:
        yield gettext("One audit is signed off so far. A trend begins with the second.")
    if found.replaced:
        yield gettext(
            "Left out, since a signed amendment or completion took their place: %(days)s.", days=_days(found.replaced)
        )
    if found.unlike:
        yield gettext(
            "Left out, since they are by another standard and cannot be compared: %(days)s.", days=_days(found.unlike)
        )
    yield from _found_lower(found)
    if any(not point.is_joined for point in found.points[1:]):
        yield gettext(
            "Not all of these audits asked the same. Where one “asks other things than the audit before”, do not set "
            "the two percentages side by side. Red lines are followed only where their words are the same."
        )
    yield gettext("By own account. Trial runs stay out of the trend.")


def _found_lower(found: Trend) -> Iterable[str]:
    points = (*found.points, found.draft) if found.draft else found.points
    said = (change_words.found_lower(point.audit.date, point.card, point.beside) for point in points)
    return (text for text in said if text)


def _days(audits: Iterable[Audit]) -> str:
    return words.joined(format_date(audit.date) for audit in audits)

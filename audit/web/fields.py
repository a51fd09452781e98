"""Form fields that take what a page of ours sends, and nothing else.

WTForms itself takes the first of two values, Arabic-Indic digits, " 5 " for a number and NUL in a text
(reliability research, section 6). These fields say what is wrong, keep what was typed and change nothing.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import Field, ValidationError

from audit.core import texts
from audit.core.answers import seen
from audit.errors import N_
from audit.language import format_date, gettext
from audit.web.personal_check import Guard

# Pairs of value and words.
Options = Sequence[tuple[str, str]]
# What is typed is kept as what comes in a file is.
clean, lines = texts.clean, texts.lines

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_COUNT = re.compile(r"[0-9]{1,9}\Z")
_TOKEN = re.compile(r"[a-z2-7]{16}\Z")
# A document or an audit of another century is a slip of the keyboard; dates of actions are counted on from an audit's.
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


class RefusedError(ValidationError):
    """A value cannot be taken. Its text is the sentence the person reads."""


class OneValue(Field):
    """A field that may come once.

    In a request that fails it shows again what was typed, never what was made of it.
    """

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the one value; WTForms shows what ``RefusedError`` says."""
        if len(valuelist) > 1:
            raise RefusedError(gettext("This came twice. Open the page again and answer once. Nothing was saved."))
        if valuelist:
            self.data = self.parse(valuelist[0])

    def parse(self, value: str) -> object:
        """Return what the value means, here itself; a kind of field raises ``RefusedError`` where it means nothing."""
        return value

    @property
    def came(self) -> bool:
        """Whether the field came at all."""
        return bool(self.raw_data)

    @property
    def typed(self) -> str:
        """What came, as it came; "" where nothing did."""
        return lines(str(self.raw_data[0])) if self.raw_data else ""

    @property
    def shown(self) -> str:
        """What its control shows: what was typed, or else what is stored."""
        return self.typed if self.came else str(self.data or "")


class Text(OneValue):
    """A text. ``needed`` is the message for one of which too little is seen; ``one_line`` makes line ends spaces.

    ``guard`` says how personal details are looked for in it; a form does not take a field nobody decided about.
    """

    def __init__(
        self,
        *,
        guard: Guard,
        most: int,
        least: int = 0,
        needed: str = "",
        one_line: bool = False,
        **more: Any,  # noqa: ANN401 - what WTForms hands on
    ) -> None:
        """Remember how long it may be."""
        super().__init__(**more)
        self.guard = guard
        self.least, self.most, self.needed, self.one_line = least, most, needed, one_line

    def parse(self, value: str) -> str:
        """Return the text in Unicode's composed form (NFC), without space around it."""
        text = clean(value, one_line=self.one_line)
        check_text(text, self.most)
        if len(seen(text)) < self.least:
            raise RefusedError(gettext(self.needed))
        return text

    def pre_validate(self, form: object) -> None:
        """Ask for a text where one is needed and none came."""
        del form
        if self.least and not self.came:
            raise RefusedError(gettext(self.needed))


class Choice(OneValue):
    """One of several values, compared as they stand. ``needed`` is the message where one must be chosen."""

    def __init__(self, *, needed: str = "", **more: Any) -> None:  # noqa: ANN401 - what WTForms hands on
        """Begin without choices; the form that holds the field gives them."""
        super().__init__(**more)
        self.choices: Options = ()
        self.needed = needed

    def parse(self, value: str) -> str:
        """Return the value if it is one of the choices."""
        if value not in {code for code, _ in self.choices}:
            raise RefusedError(gettext(self.needed or N_("Choose one of the answers on the page.")))
        return value

    def pre_validate(self, form: object) -> None:
        """Ask for a choice where one is needed and none came."""
        del form
        if self.needed and not self.came:
            raise RefusedError(gettext(self.needed))


class Choices(Field):
    """Any of several values, each once."""

    def __init__(self, *, needed: str = "", **more: Any) -> None:  # noqa: ANN401 - what WTForms hands on
        """Begin without choices; the form that holds the field gives them."""
        super().__init__(**more)
        self.choices: Options = ()
        self.needed = needed

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the values if all are choices."""
        self.data = tuple(valuelist)
        if len(set(valuelist)) < len(valuelist) or not set(valuelist) <= {code for code, _ in self.choices}:
            raise RefusedError(gettext("Choose among the answers on the page."))

    def pre_validate(self, form: object) -> None:
        """Ask for a choice where one is needed and none came."""
        del form
        if self.needed and not self.data:
            raise RefusedError(gettext(self.needed))


class Tick(OneValue):
    """A box that is ticked or not."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take a missing box as not ticked."""
        self.data = False
        super().process_formdata(valuelist)

    def parse(self, value: str) -> bool:
        """Return true for the value the box has."""
        if value != "1":
            raise RefusedError(gettext("Tick the box or leave it empty."))
        return True


class Day(OneValue):
    """A day, written as 2026-03-01."""

    def parse(self, value: str) -> date | None:
        """Return the day; ``None`` for an empty box."""
        return parse_day(value.strip())


class Count(OneValue):
    """A version: digits 0 to 9 and nothing else."""

    def parse(self, value: str) -> int:
        """Return the number."""
        if not _COUNT.match(value):
            raise RefusedError(gettext("The page is not complete. Open it again. Nothing of this answer was saved."))
        return int(value)


class Once(OneValue):
    """The mark of one page, a token of its own: what is made with it is made once, however often the page is sent."""

    def parse(self, value: str) -> str:
        """Return the token."""
        if not _TOKEN.match(value):
            raise RefusedError(gettext("The page is not complete. Open it again. Nothing was saved."))
        return value


class Version(Count):
    """The version a page showed; whoever sends none saw no page."""

    def pre_validate(self, form: object) -> None:
        """Ask for the version."""
        del form
        if not self.came:
            raise RefusedError(gettext("The page is not complete. Open it again. Nothing was saved."))


def check_text(text: str, most: int) -> None:
    """Refuse a text that is too long or that no page may show.

    Raises:
        RefusedError: with the sentence.
    """
    if texts.unprintable(text):
        words = gettext("This text holds characters that cannot be shown. Take them out, or type the text again.")
        raise RefusedError(words)
    if len(text) > most:
        words = gettext(
            "This text has %(length)s characters; it may have %(most)s. Shorten it.", length=len(text), most=most
        )
        raise RefusedError(words)


def parse_day(text: str) -> date | None:
    """Return the day a text such as "2026-03-01" means; ``None`` for an empty one.

    Raises:
        RefusedError: it means none.
    """
    if not text:
        return None
    words = gettext("Write the date as year, month, day, such as 2026-03-01, or leave it empty.")
    if not _DAY.match(text):
        raise RefusedError(words)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise RefusedError(words) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise RefusedError(words)
    return day


def check_past(day: date | None, today: date) -> None:
    """Refuse the date of a document that does not exist yet.

    Raises:
        RefusedError: with the sentence.
    """
    if day is not None and day > today:
        words = gettext(
            "This day is still to come: today is %(today)s. Name the document once it is there, or mend the date.",
            today=format_date(today),
        )
        raise RefusedError(words)

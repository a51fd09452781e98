"""Sentences, dates and percents leave in the reader's language, and only within that reader's request."""

import gettext as catalogues
from contextvars import copy_context
from datetime import UTC, date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from audit.errors import N_, AuditError, NotOneAnswerError, UnknownNameError
from audit.language import (
    Language,
    current,
    format_date,
    format_moment,
    format_percent,
    format_time,
    gettext,
    ngettext,
    pgettext,
    sentence,
    speak,
    using,
)


class Croatian(catalogues.NullTranslations):
    """A catalogue of four messages."""

    words: ClassVar[dict[str, str]] = {
        "Saved": "Spremljeno",
        "Saved %(time)s": "Spremljeno u %(time)s",
        "There is no %(what)s “%(name)s” in this edition.": "Nema: %(what)s “%(name)s”.",
        "Choose one: a level, does not apply, or not sure yet.": "Odaberite jedno.",
    }

    def gettext(self, message: str) -> str:
        return self.words.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        assert (msgid1, msgid2) == ("%(num)s gap", "%(num)s gaps")
        return "%(num)s praznina" if n == 1 else "%(num)s praznine"

    def pgettext(self, context: str, message: str) -> str:
        return f"{message} ({context})"


CROATIAN = Language(Locale("hr"), Croatian())
EVENING = datetime(2026, 3, 5, 23, 2, tzinfo=UTC)
ZAGREB = ZoneInfo("Europe/Zagreb")


def test_without_a_choice_it_is_english() -> None:
    assert str(current().locale) == "en_GB"
    assert gettext("Saved") == "Saved"
    assert gettext("Saved %(time)s", time="14:02") == "Saved 14:02"
    assert pgettext("button", "Close") == "Close"
    assert pgettext("button", "Close %(what)s", what="it") == "Close it"


def test_a_percent_sign_alone_is_no_place_to_fill() -> None:
    assert gettext("54 % of it") == "54 % of it"
    assert pgettext("share", "54 % of it") == "54 % of it"


@pytest.mark.parametrize(("number", "said"), [(0, "0 gaps"), (1, "1 gap"), (2, "2 gaps")])
def test_one_and_many(number: int, said: str) -> None:
    assert ngettext("%(num)s gap", "%(num)s gaps", number) == said


def test_a_plural_fills_further_places() -> None:
    assert ngettext("%(num)s gap in %(where)s", "%(num)s gaps in %(where)s", 2, where="Fire") == "2 gaps in Fire"


def test_within_a_block_everything_is_in_its_language() -> None:
    with using(CROATIAN):
        assert current() is CROATIAN
        assert gettext("Saved %(time)s", time="14:02") == "Spremljeno u 14:02"
        assert ngettext("%(num)s gap", "%(num)s gaps", 3) == "3 praznine"
        assert pgettext("button", "Close") == "Close (button)"
        assert format_date(date(2026, 3, 5)) == "5. ožujka 2026."
    assert gettext("Saved") == "Saved"


def test_the_language_before_comes_back_even_after_an_error() -> None:
    def fail() -> None:
        with using(CROATIAN):
            raise NotOneAnswerError

    with pytest.raises(NotOneAnswerError):
        fail()
    assert gettext("Saved") == "Saved"


def test_a_block_within_a_block_gives_the_outer_language_back() -> None:
    with using(CROATIAN):
        with using(Language()):
            assert gettext("Saved") == "Saved"
        assert gettext("Saved") == "Spremljeno"


def test_one_readers_language_does_not_reach_another() -> None:
    first = copy_context()
    first.run(speak, CROATIAN)
    assert first.run(gettext, "Saved") == "Spremljeno"
    assert gettext("Saved") == "Saved"


def test_an_error_speaks_the_readers_language() -> None:
    error = UnknownNameError(what="domain", name="oven")
    assert sentence(error) == str(error) == "There is no domain “oven” in this edition."
    assert sentence(NotOneAnswerError()) == "Choose one: a level, does not apply, or not sure yet."
    with using(CROATIAN):
        assert sentence(error) == "Nema: domain “oven”."
        assert sentence(NotOneAnswerError()) == "Odaberite jedno."
        # What goes to a log stays English.
        assert str(error) == "There is no domain “oven” in this edition."


def test_what_fills_a_sentence_is_never_read_as_a_place() -> None:
    error = UnknownNameError(what="criterion", name="100 %(name)s %s")
    assert sentence(error) == str(error) == "There is no criterion “100 %(name)s %s” in this edition."


def test_an_error_has_a_sentence_even_when_nobody_wrote_one() -> None:
    assert str(AuditError()) == "Something went wrong. Nothing was changed."


def test_marking_a_message_changes_nothing() -> None:
    assert N_("Saved") == "Saved"


def test_a_day_and_a_time_are_those_of_the_zone() -> None:
    # 23:02 UTC on 5 March is two minutes past midnight of the 6th in Zagreb, one hour ahead in winter.
    assert format_time(EVENING, ZAGREB) == "00:02"
    assert format_moment(EVENING, ZAGREB) == "6 March 2026, 00:02"
    assert format_moment(EVENING, UTC) == "5 March 2026, 23:02"
    # In summer Zagreb is two hours ahead.
    assert format_moment(datetime(2026, 7, 1, 12, 0, tzinfo=UTC), ZAGREB) == "1 July 2026, 14:00"


@pytest.mark.parametrize("whole", range(101))
def test_every_whole_percent_is_written_as_it_is(whole: int) -> None:
    assert format_percent(whole) == f"{whole}%"


def test_a_percent_is_written_as_the_language_does() -> None:
    with using(CROATIAN):
        assert format_percent(54) == "54\N{NO-BREAK SPACE}%"

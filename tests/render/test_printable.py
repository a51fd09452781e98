"""What the fonts can print is read from the fonts; the rest is pointed out, and nothing leaves the page."""

import pytest
from fontTools.ttLib import TTFont

from audit.render import printable
from audit.render.paper_parts import Bullets, Card, Sheet, characters_lost, for_paper
from tests.render.papers import LONG_WORD, NAMES


def test_our_reader_finds_what_fonttools_finds() -> None:
    found = [set(TTFont(printable.font_folder() / name).getBestCmap()) for name in printable.FONTS]
    assert printable.covered() == (found[0] & found[1]) | (found[2] & found[3])


@pytest.mark.parametrize("name", NAMES)
def test_the_alphabets_of_the_network_can_be_printed(name: str) -> None:
    assert printable.unprintable(name) == ()
    assert printable.printable(name) == name


def test_what_no_font_has_is_shown_and_named_once() -> None:
    assert printable.printable("Haus 家 \N{GRINNING FACE}家") == "Haus � ��"
    assert printable.unprintable("Haus 家 \N{GRINNING FACE}家") == ("家", "\N{GRINNING FACE}")


def test_a_placeholder_that_was_typed_is_not_pointed_out() -> None:
    assert printable.unprintable("�") == ()


def test_letters_and_their_marks_are_joined_first() -> None:
    assert printable.printable("C\N{COMBINING CARON}") == "Č"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\tb", "a b"),
        ("a\r\nb", "a\nb"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("a\x00\x1b\u202eb\u200bc\ufeff", "abc"),
        ("a\N{NO-BREAK SPACE}b", "a\N{NO-BREAK SPACE}b"),
        ("\ue000", "�"),
        ("", ""),
    ],
    ids=["tab", "line end", "separators", "controls", "no-break space", "private use", "nothing"],
)
def test_signs_that_are_not_letters(given: str, shown: str) -> None:
    assert printable.printable(given) == shown


def test_a_long_run_gets_places_to_break_and_loses_nothing() -> None:
    shown = printable.printable(LONG_WORD)
    assert max(map(len, shown.split("\u200b"))) <= 28
    assert shown.replace("\u200b", "") == LONG_WORD


def test_a_mark_is_never_parted_from_its_letter() -> None:
    # No single sign exists for this letter with this mark.
    run = "x\N{COMBINING DOT BELOW}" * 60
    assert "\u200b\N{COMBINING DOT BELOW}" not in printable.printable(run)


def test_every_text_of_a_sheet_is_made_printable() -> None:
    sheet = Sheet(
        kind="report",
        title="家",
        kicker="",
        subtitle="\x00ok",
        language="en",
        iso_date="",
        running=("家!",),
        page_words="",
        blocks=(Card("n", "", (("家", "\N{GRINNING FACE}"),)), Bullets(("ok",))),
    )
    made = for_paper(sheet)
    assert (made.title, made.subtitle, made.running) == ("�", "ok", ("�!",))
    card = made.blocks[0]
    assert isinstance(card, Card)
    assert card.rows == (("�", "�"),)
    assert characters_lost(sheet) == ("家", "\N{GRINNING FACE}")

"""A file name goes into a header and onto any disk, whatever a programme is called."""

from datetime import date

import pytest
from werkzeug.http import parse_options_header

from audit.render.filenames import disposition, filename, full_name
from tests.render.papers import HOSTILE, LONG_WORD, NAMES

DAY = date(2026, 11, 1)
NASTY = (
    *HOSTILE,
    *NAMES,
    LONG_WORD,
    "../../etc/passwd",
    'a"b\r\nSet-Cookie: x=1',
    "ü;=’%",
    "",
    "..",
    "\u202egpj",
    "CON.",
)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Dom nade", "self-audit-report-dom-nade-2026-11-01.pdf"),
        ("Škrinja", "self-audit-report-skrinja-2026-11-01.pdf"),
        ("თბილისი", "self-audit-report-2026-11-01.pdf"),
        ("../../etc/passwd", "self-audit-report-etc-passwd-2026-11-01.pdf"),
    ],
)
def test_the_plain_name(title: str, name: str) -> None:
    assert filename("report", title, DAY) == name


def test_without_a_date_and_with_another_ending() -> None:
    assert filename("answers", "Dom", ending="json") == "self-audit-answers-dom.json"
    assert full_name("answers", "Дім", ending="json") == "self-audit answers Дім.json"


@pytest.mark.parametrize("title", NASTY)
def test_no_title_breaks_out_of_its_header(title: str) -> None:
    plain, full = filename("report", title, DAY), full_name("report", title, DAY)
    header = disposition(plain, full)
    assert header.isascii()
    assert "\r" not in header
    assert "\n" not in header
    assert not {"/", "\\", '"', ":"} & set(full)
    kind, options = parse_options_header(header)
    assert (kind, options) == ("attachment", {"filename": full})
    assert len(full.encode()) < 255


def test_letters_of_every_alphabet_stay_in_the_full_name() -> None:
    for name in NAMES:
        assert name in full_name("report", name, DAY)

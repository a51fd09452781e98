"""Typst sets papers that pass every rule, say the same bytes twice, and read nothing into a text."""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import page as page_validation
import pytest
from pypdf import PdfReader
from pypdf.generic import TextStringObject

from audit.core.standard import Scope, Standard
from audit.render import blank, paper_blank, paper_plan, plan_pages, press, press_child, typeset
from audit.render.errors import EngineFailedError, EngineMissingError, PaperNotAccessibleError
from audit.render.paper_parts import Bullets, Card, Cell, Facts, Notice, Paragraph, Sheet, Table, for_paper
from audit.render.typeset import Attachment
from tests.render.papers import HOSTILE, LONG_TEXT, LONG_WORD, NAME, NAMES, SUBJECT, half_way

CAPTION = "About a programme, not about any person. Not for court or custody use."


def small(text: str, language: str = "en", iso_date: str = "2026-11-01") -> Sheet:
    """Return a paper with the same text in every kind of block."""
    blocks = (
        Paragraph(text),
        Paragraph(text, "large"),
        Facts(((text, text),)),
        Facts(((text, text), ("b", "c")), 2),
        Notice((text,), "red"),
        Card(text, text, ((text, text),), ((text, text),), tone="red", level=2),
        Bullets((text, text)),
        Table(
            text, ("A", text), ((Cell(text, "red"), Cell("3", "level-3")), (Cell(text, "strong"), Cell("?"))), (50, 50)
        ),
    )
    return for_paper(
        Sheet(
            kind="report",
            title="Paper",
            kicker="k",
            subtitle=text,
            language=language,
            iso_date=iso_date,
            running=(CAPTION, "second line"),
            page_words="Page %(page)s of %(pages)s",
            blocks=blocks,
        )
    )


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("language", ["en", "hr", "el", "uk", "tr", "ka", "sr-Latn"])
def test_all_104_rules_pass_in_the_languages_of_the_network(language: str) -> None:
    made = typeset.set_paper(small(NAME, language), {})
    assert typeset.check(made) == 104
    text = "".join(words(made).split())
    assert all("".join(name.split()) in text for name in NAMES)
    said = PdfReader(BytesIO(made)).root_object["/Lang"]
    assert isinstance(said, TextStringObject)
    assert said.startswith(language[:2])


def test_it_is_an_archive_file_too() -> None:
    made = typeset.set_paper(small("Bread."), {}, Attachment(b'{"a":"\xc5\xa0"}', "a.json", "Data"))
    report = page_validation.validate_pdf_bytes(made, profile="3a")
    assert report.is_compliant
    assert PdfReader(BytesIO(made)).attachments["a.json"] == [b'{"a":"\xc5\xa0"}']


def test_every_page_says_what_it_is_not_and_has_its_number(standard: Standard) -> None:
    made = typeset.set_paper(for_paper(paper_blank.blank(blank.blank_questionnaire(standard, Scope.FULL))), {})
    found = PdfReader(BytesIO(made))
    for number, page in enumerate(found.pages, 1):
        assert CAPTION in page.extract_text()
        assert f"Page {number} of {len(found.pages)}" in page.extract_text()
    assert typeset.check(made) == 104


def test_the_plan_passes_and_has_bookmarks(standard: Standard) -> None:
    page = plan_pages.plan_page(SUBJECT, half_way(standard))
    made = typeset.set_paper(for_paper(paper_plan.plan(page, "k")), {})
    assert typeset.check(made) == 104
    found = PdfReader(BytesIO(made))
    assert found.metadata is not None
    assert found.metadata.title is not None
    assert found.metadata.title.startswith("Action plan")
    assert len(found.outline) >= 1


@pytest.mark.parametrize("iso_date", ["2026-11-01", ""])
def test_the_same_paper_twice_is_the_same_bytes_dated_as_the_audit(iso_date: str) -> None:
    first, second = (typeset.set_paper(small("Bread.", iso_date=iso_date), {}) for _ in range(2))
    assert first == second
    metadata = PdfReader(BytesIO(first)).metadata
    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.date().isoformat() == (iso_date or "2000-01-01")


@pytest.mark.parametrize("text", [*HOSTILE, "", "a\n\n\nb", "\ufffd"])
def test_no_text_is_read_as_markup_or_leaves_the_page(text: str) -> None:
    made = typeset.set_paper(small(text), {})
    assert typeset.check(made) == 104
    shown = "".join(words(made).split()).replace("\u200b", "")
    assert "root:" not in shown
    for line in text.splitlines():
        assert shown.count("".join(line.split())[:24]) >= 8 or not line.strip()


@pytest.mark.parametrize("text", [LONG_TEXT, LONG_WORD], ids=["words", "one word"])
def test_long_text_in_every_place_passes_too(text: str) -> None:
    assert typeset.check(typeset.set_paper(small(text), {})) == 104


def test_five_thousand_letters_all_stay_on_the_pages() -> None:
    made = typeset.set_paper(
        for_paper(
            Sheet(
                kind="k",
                title="T",
                kicker="K",
                subtitle="S",
                language="en",
                iso_date="",
                running=("r",),
                page_words="",
                blocks=(Paragraph(LONG_WORD),),
            )
        ),
        {},
    )
    assert words(made).count("w") == len(LONG_WORD)


def test_a_row_is_never_cut_and_heads_are_repeated() -> None:
    rows = tuple((Cell(f"row {n} " + "long text " * 12), Cell(f"end {n}")) for n in range(60))
    made = typeset.set_paper(
        for_paper(
            Sheet(
                kind="k",
                title="T",
                kicker="K",
                subtitle="S",
                language="en",
                iso_date="",
                running=("r",),
                page_words="",
                blocks=(Table("c", ("Head", "B"), rows, (60, 40)),),
            )
        ),
        {},
    )
    pages_ = [page.extract_text() for page in PdfReader(BytesIO(made)).pages]
    assert len(pages_) > 2
    assert all("Head" in text for text in pages_)
    for n in range(60):
        assert any(f"row {n} " in text and f"end {n}" in text for text in pages_)


def test_a_paper_that_breaks_a_rule_is_not_handed_out() -> None:
    import typst  # noqa: PLC0415 - the engine itself, to make what we never would

    plain = typst.compile(b"Hello", format="pdf")
    with pytest.raises(PaperNotAccessibleError) as caught:
        typeset.check(bytes(plain))
    assert "did not pass the check for accessibility" in str(caught.value)


def test_what_typst_refuses_is_a_sentence() -> None:
    with pytest.raises(EngineFailedError, match="Typst could not make this paper"):
        typeset._compile("paper.typ", {"paper": "{}"}, "", standards=typeset.STANDARDS)


def test_a_template_can_read_nothing_outside_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.typ").write_text('#read("/etc/passwd")\n#read("../x")', encoding="utf-8")
    monkeypatch.setattr(typeset, "template_folder", lambda: tmp_path)
    with pytest.raises(EngineFailedError):
        typeset._compile("t.typ", {}, "", standards=())


class WithoutEngines:
    """A press on a machine where neither Typst nor the check is installed."""

    def ask(self, engine: str, _head: dict[str, object], body: bytes = b"") -> press.Answer:
        """Answer as the process does when an import fails."""
        return {"missing": engine}, body


@pytest.mark.parametrize("call", [lambda: typeset.set_paper(small("Bread."), {}), lambda: typeset.check(b"")])
def test_a_missing_engine_is_a_sentence(monkeypatch: pytest.MonkeyPatch, call: Callable[[], object]) -> None:
    monkeypatch.setattr(press, "PRESS", WithoutEngines())
    with pytest.raises(EngineMissingError, match="not installed here"):
        call()


@pytest.mark.parametrize(
    ("module", "head"), [("typst", {"fonts": "x", "template": "y"}), ("page", {"profile": "ua-1"})]
)
def test_the_press_says_which_library_is_missing(
    monkeypatch: pytest.MonkeyPatch, module: str, head: dict[str, object]
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    asked, said = BytesIO(), BytesIO()
    press_child.send(asked, head)
    asked.seek(0)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=asked))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=said))
    press_child.main()
    said.seek(0)
    assert press_child.receive(said) == ({"missing": module}, b"")

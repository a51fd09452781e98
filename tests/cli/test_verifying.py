"""``verify``: pages and data of a signed edition agree, or one says which of the two does not."""

import json
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from pypdf import PageObject, PdfReader, PdfWriter

from audit.cli import verifying
from audit.core.standard import Scope, Standard
from audit.render import documents, edition_data, page_parts
from audit.render.cache import Cache
from audit.render.signed_parts import SignedOff
from tests.cli.running import run
from tests.core.made_up import held
from tests.render.papers import SUBJECT

SIGNED = SignedOff(
    role="Programme manager",
    day=date(2026, 11, 2),
    sha256="0123456789abcdef" * 4,
    is_edition=True,
    ask_at="https://audit.example.org/verify",
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory, real: Standard) -> bytes:
    """Return a signed edition of a first pass."""
    outcome = page_parts.outcome(real, held(real, Scope.FIRST_PASS, WOM_1=1, DEF_1=None))
    subject = replace(SUBJECT, content_hash="", signed=SIGNED)
    return documents.edition(subject, outcome, Cache(tmp_path_factory.mktemp("drawings")), today=SIGNED.day).content


@pytest.fixture
def changed(edition: bytes, tmp_path: Path) -> Callable[[Callable[[dict[str, Any]], object]], Path]:
    """Write the edition with other data in it than its pages show."""

    def write(change: Callable[[dict[str, Any]], object]) -> Path:
        said = json.loads(PdfReader(BytesIO(edition)).attachments[edition_data.NAME][0])
        change(said)
        return attached(edition, rfc8785.dumps(said), tmp_path)

    return write


def attached(edition: bytes, data: bytes, folder: Path) -> Path:
    writer = PdfWriter(clone_from=BytesIO(edition))
    for name in ("/AF", "/Names"):
        writer.root_object.pop(name, None)
    writer.add_attachment(edition_data.NAME, data)
    path = folder / "changed.pdf"
    writer.write(path)
    return path


def test_pages_and_data_of_an_edition_agree_and_it_says_where_to_ask(edition: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(edition)
    said = run("verify", path)
    assert said.exit_code == 0
    assert "Pages and attached data agree. Code 0123-4567-89ab-cdef" in said.output
    assert "Programme manager" in said.output
    assert "https://audit.example.org/verify" in said.output
    assert "does not say that it was issued" in said.output


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda s: s["answers"]["WOM-1"].update(level=3, document_named=True), "the answers and the result"),
        (lambda s: s["result"].update(standing="good-practice"), "the answers and the result"),
        (lambda s: s["signed"].update(code="ffff-" * 7 + "ffff"), "code"),
        (lambda s: s["signed"].update(role="Minister"), "the role that signed"),
        (lambda s: s["signed"].update(ask_at="https://forged.example.org/verify"), "where to ask"),
        (lambda s: s["signed"].update(sha256="f" * 64, code="-".join(["ffff"] * 8)), "the code in the foot"),
        (lambda s: s["signed"].update(day="2031-01-01"), "the day it was signed off"),
        (lambda s: s["assessment"].update(documents_seen=7), "on what it rests"),
        (lambda s: s["assessment"].update(validated=s["assessment"]["criteria_that_apply"]), "on what it rests"),
        (lambda s: s.update(second_voice={"given": True, "tie": "independent"}), "the second voice"),
    ],
)
def test_data_that_the_pages_do_not_show_is_told(
    changed: Callable[[Callable[[dict[str, Any]], object]], Path],
    change: Callable[[dict[str, Any]], object],
    what: str,
) -> None:
    said = run("verify", changed(change))
    assert said.exit_code == 1
    assert "do not agree" in said.output
    assert what in said.output


def test_pages_of_another_audit_are_told(edition: bytes, tmp_path: Path, real: Standard) -> None:
    better = page_parts.outcome(real, held(real, Scope.FIRST_PASS))
    data = edition_data.data(replace(SUBJECT, content_hash="", signed=SIGNED), better, SIGNED.day)
    said = run("verify", attached(edition, data, tmp_path))
    assert (said.exit_code, "the red lines" in said.output) == (1, True)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.update(state="draft"),
        lambda s: s.update(format="another/1"),
        lambda s: s.pop("signed"),
        lambda s: s["answers"].update({"WOM-1": "high"}),
        lambda s: s.update(answers=[]),
        lambda s: s["signed"].update(sha256=7),
        lambda s: s["signed"].update(day="soon"),
        lambda s: s.update(assessment=[]),
        lambda s: s["second_voice"].update(tie="a friend"),
        lambda s: s["answers"].update({"WOM-1": {"state": "level", "document_named": False, "level": 10**15}}),
        lambda s: s["answers"].update(
            {"WOM-1": {"state": "level", "document_named": False, "level": 2, "not_applicable": "x"}}
        ),
    ],
)
def test_data_of_another_kind_is_no_edition(
    changed: Callable[[Callable[[dict[str, Any]], object]], Path], change: Callable[[dict[str, Any]], object]
) -> None:
    said = run("verify", changed(change))
    assert (said.exit_code, "no signed edition" in said.output) == (1, True)


@pytest.mark.parametrize("content", [b"", b"nothing", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 1000])
def test_what_is_no_pdf_is_no_edition(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    said = run("verify", path)
    assert (said.exit_code, "no signed edition" in said.output) == (1, True)


def test_data_without_its_canonical_form_is_no_edition(edition: bytes, tmp_path: Path) -> None:
    said = json.loads(PdfReader(BytesIO(edition)).attachments[edition_data.NAME][0])
    path = attached(edition, json.dumps(said, indent=1).encode(), tmp_path)
    assert run("verify", path).exit_code == 1


def test_an_edition_of_criteria_we_do_not_have_is_compared_as_far_as_can_be(
    changed: Callable[[Callable[[dict[str, Any]], object]], Path],
) -> None:
    said = run("verify", changed(lambda s: s.update(content_hash="0" * 64)))
    assert said.exit_code == 0
    assert "Only the code and the role" in said.output


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert run("verify", tmp_path / "none.pdf").exit_code == 2


def test_a_file_that_hides_its_language_is_no_edition(edition: bytes, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=BytesIO(edition))
    writer.root_object.pop("/Lang", None)
    path = tmp_path / "report.pdf"
    writer.write(path)
    assert "no signed edition" in run("verify", path).output


def test_a_file_writes_nothing_over_what_the_terminal_shows(
    changed: Callable[[Callable[[dict[str, Any]], object]], Path],
) -> None:
    said = run("verify", changed(lambda s: s["signed"].update(ask_at=f"{SIGNED.ask_at}\x1b\u202e")))
    assert said.exit_code == 0
    assert not {"\x1b", "\u202e"} & set(said.output)


def test_a_small_file_does_not_keep_the_machine_busy(
    edition: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(edition)
    monkeypatch.setattr(verifying, "LONGEST", 0.01)
    said = run("verify", path)
    assert (said.exit_code, "it takes too long to read" in said.output) == (1, True)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


@pytest.mark.parametrize("error", [AssertionError, OverflowError, NotImplementedError, EOFError, MemoryError])
def test_whatever_the_reader_of_pdfs_stumbles_over_is_no_edition(
    edition: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def stumble(*_: object) -> None:
        raise error

    monkeypatch.setattr(PageObject, "extract_text", stumble)
    path = tmp_path / "report.pdf"
    path.write_bytes(edition)
    assert "cannot be read as a PDF" in run("verify", path).output

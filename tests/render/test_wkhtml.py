"""wkhtmltopdf is old and believes what it reads: it gets nothing to fetch, nothing to read, and no time to waste."""

import ast
import hashlib
import http.server
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from audit.core.standard import Scope, Standard
from audit.render import (
    blank,
    documents,
    engines,
    guard,
    pages,
    paper_blank,
    paper_report,
    stamp,
    typeset,
    wkhtml,
    wkhtml_blocks,
)
from audit.render.cache import Cache
from audit.render.engines import Wkhtmltopdf
from audit.render.errors import EngineFailedError, EngineMissingError, EngineTooSlowError
from audit.render.page_parts import outcome
from audit.render.paper_parts import Bullets, Cell, Facts, Heading, Notice, Paragraph, Picture, Sheet, Table, for_paper
from tests.conftest import sheet
from tests.render.papers import HOSTILE, LONG_TEXT, LONG_WORD, NAMES, SUBJECT, half_way, poisoned

REAL = pytest.mark.wkhtmltopdf
CAPTION = "About a programme, not about any person. Not for court or custody use."


@pytest.fixture(scope="session")
def program() -> Wkhtmltopdf:
    found = engines.wkhtmltopdf()
    if found is None:
        pytest.skip("no wkhtmltopdf on this machine")
    return found


def small(text: str = "Bread.") -> Sheet:
    return Sheet(
        kind="report",
        title="Paper",
        kicker="k",
        subtitle="s",
        language="en",
        iso_date="2026-11-01",
        running=(CAPTION, text[:60]),
        page_words="Page %(page)s of %(pages)s",
        blocks=(Paragraph(text),),
    )


def fake(folder: Path, body: str) -> Wkhtmltopdf:
    path = folder / "fake"
    path.write_text(f"#!{sys.executable} -IS\nimport os, sys, time\n{body}\n", encoding="utf-8")
    path.chmod(0o700)
    return Wkhtmltopdf(path, "0", is_patched=False)


def is_gone(pid: int) -> bool:
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


# The engine as it is ------------------------------------------------------------------------------------


@REAL
def test_every_page_says_what_it_is_not_and_has_its_number(program: Wkhtmltopdf, standard: Standard) -> None:
    made = for_paper(paper_blank.blank(blank.blank_questionnaire(standard, Scope.FULL)))
    found = PdfReader(BytesIO(wkhtml.set_paper(made, {}, program)))
    assert len(found.pages) > 3
    for number, page in enumerate(found.pages, 1):
        text = page.extract_text()
        assert CAPTION in text
        assert f"Page {number} of {len(found.pages)}" in text
    assert found.metadata is not None
    assert found.metadata.title == "Blank questionnaire"
    assert found.root_object["/Lang"] == "en"


@REAL
def test_the_same_paper_twice_is_the_same_bytes(program: Wkhtmltopdf) -> None:
    first, second = (wkhtml.set_paper(small(), {}, program) for _ in range(2))
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


@REAL
def test_names_of_every_alphabet_are_printed(program: Wkhtmltopdf) -> None:
    made = wkhtml.set_paper(small("\n".join(NAMES)), {}, program)
    text = "".join(PdfReader(BytesIO(made)).pages[0].extract_text().split())
    assert all("".join(name.split()) in text for name in NAMES)


@REAL
def test_a_report_holds_its_charts_and_its_red_lines_first(
    program: Wkhtmltopdf, standard: Standard, drawings: Cache
) -> None:
    paper = documents.working_report(pages.results(SUBJECT, half_way(standard)), drawings)
    assert paper.engine == "wkhtmltopdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages).replace("\t", " ")
    assert text.index("The oven door has a guard.") < text.index("at least")
    assert text.index("Use the small oven.") < text.index("at least")
    assert "Asked the insurer." in text
    assert "Mill contract" in text


@REAL
@pytest.mark.parametrize("text", ["\n".join(HOSTILE), LONG_WORD, LONG_TEXT], ids=["hostile", "one word", "long"])
def test_hostile_text_is_text(program: Wkhtmltopdf, standard: Standard, drawings: Cache, text: str) -> None:
    subject, found = poisoned(standard, text)
    paper = documents.working_report(pages.results(subject, found), drawings)
    shown = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    assert "root:" not in shown
    assert "owned" not in str(PdfReader(BytesIO(paper.content)).metadata)
    squeezed = "".join(shown.split()).replace("\u200b", "")
    for line in text.splitlines():
        assert "".join(line.split())[:12] in squeezed


class Server(http.server.HTTPServer):
    """Remembers who came."""

    hits: list[str]


class Listener(http.server.BaseHTTPRequestHandler):
    """Writes down who comes."""

    server: Server

    def do_GET(self) -> None:
        self.server.hits.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Listener)
    server.hits = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@REAL
@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1:{port}/img">',
        '<iframe src="http://127.0.0.1:{port}/frame"></iframe>',
        '<link rel="stylesheet" href="http://127.0.0.1:{port}/css"><style>@import url(http://127.0.0.1:{port}/i);</style>',
        (
            '<script>var r=new XMLHttpRequest();r.open("GET","http://127.0.0.1:{port}/js",false);r.send();'
            'document.write("SCRIPT RAN")</script>'
        ),
        '<iframe src="file://{secret}" width="900" height="500"></iframe>',
        '<img src="file://{secret}"><object data="file://{secret}"></object><embed src="file://{secret}">',
        (
            '<meta name="pdfkit-allow" content="{folder}"><meta name="pdfkit-enable-local-file-access" content="">'
            '<iframe src="file://{secret}" width="900" height="500"></iframe>'
        ),
        '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:{port}/meta">',
    ],
    ids=["image", "frame", "style", "script", "file frame", "file objects", "pdfkit options", "refresh"],
)
def test_even_markup_that_got_in_fetches_and_reads_nothing(
    program: Wkhtmltopdf, listener: Server, tmp_path: Path, body: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET", encoding="utf-8")
    filled = body.format(port=listener.server_port, secret=secret, folder=tmp_path)
    try:
        made = wkhtml._print(f"<html><body><p>Bread</p>{filled}</body></html>", program, 10)
    except EngineFailedError:
        made = b""
    assert listener.hits == []
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages) if made else ""
    assert "SECRET" not in text.replace("\t", " ")
    assert "SCRIPT" not in text


@REAL
def test_a_script_that_never_ends_does_not_run(program: Wkhtmltopdf) -> None:
    began = time.monotonic()
    assert wkhtml._print("<p>Bread</p><script>while(true){}</script>", program, 10).startswith(b"%PDF-")
    assert time.monotonic() - began < 9


# The page it is given -----------------------------------------------------------------------------------


def test_the_page_names_nothing_outside_itself(standard: Standard, drawings: Cache) -> None:
    made = for_paper(paper_report.report(pages.results(SUBJECT, half_way(standard)), "k"))
    html = wkhtml.page(made, documents._drawn(made, drawings))
    assert html.count("data:image/svg+xml;base64,") == 3
    for word in ("http:", "https:", "url(", "<script", "<link", "<iframe", "href=", "@import"):
        assert word not in html
    assert html.count("<img") == html.count('alt="')


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_is_escaped(standard: Standard, drawings: Cache, text: str) -> None:
    subject, found = poisoned(standard, text)
    made = for_paper(paper_report.report(pages.results(subject, found), "k"))
    html = wkhtml.page(made, documents._drawn(made, drawings))
    assert "<script" not in html
    assert html.count("<img ") == 3
    assert html.count("<meta ") == 1
    shown = unescape(html).replace("\u200b", "")
    assert shown.count(text[:12]) >= 8


def test_every_block_has_its_macro() -> None:
    blocks = (
        Heading("H"),
        Heading("H3", 3),
        Paragraph("P"),
        Facts((("a", "b"),), 2),
        Notice(("n",), "red"),
        Bullets(("x", "y")),
        Table("c", ("h",), ((Cell("1", "level-1"),), (Cell("plain"),)), (100,)),
    )
    html = wkhtml.page(
        Sheet(
            kind="k",
            title="T",
            kicker="K",
            subtitle="S",
            language="hr",
            iso_date="",
            running=(),
            page_words="",
            blocks=blocks,
        ),
        {},
    )
    for piece in (
        '<html lang="hr">',
        "<h2>H</h2>",
        "<h3>H3</h3>",
        "notice--red",
        'class="level-1"',
        "<li>y</li>",
        "facts--2",
        "<caption>c</caption>",
    ):
        assert piece in html


# How its pages are cut ----------------------------------------------------------------------------------


def test_a_heading_stays_with_what_follows() -> None:
    first, last = Heading("A", new_page=True), Heading("Z")
    found = list(wkhtml_blocks.groups((first, Heading("B", 3), Paragraph("p"), Paragraph("q"), last)))
    assert [(g.new_page, [name for name, _ in g.parts]) for g in found] == [
        (True, ["heading", "heading", "paragraph"]),
        (False, ["paragraph"]),
        (False, ["heading"]),
    ]


def test_a_long_table_is_cut_between_rows_and_keeps_its_head() -> None:
    rows = tuple((Cell("x" * 300), Cell(str(n))) for n in range(40))
    found = [b for g in wkhtml_blocks.groups((Table("c", ("a", "b"), rows, (50, 50)),)) for _, b in g.parts]
    assert len(found) > 5
    assert all(isinstance(t, Table) and t.head == ("a", "b") for t in found)
    assert tuple(row for t in found for row in t.rows) == rows


def test_a_row_longer_than_a_page_stands_alone() -> None:
    rows = ((Cell("x" * 9_000),), (Cell("y"),))
    assert len(list(wkhtml_blocks.groups((Table("c", ("a",), rows, (100,)),)))) == 2


def test_lists_and_long_facts_are_cut_into_entries() -> None:
    pairs = tuple((str(n), "v") for n in range(6))
    assert len(list(wkhtml_blocks.groups((Bullets(("a", "b")), Facts(pairs))))) == 8
    assert len(list(wkhtml_blocks.groups((Bullets(()), Facts(pairs, 2), Facts(pairs[:2]))))) == 3


def test_a_chart_that_fills_a_page_starts_one(standard: Standard) -> None:
    chart = pages.results(SUBJECT, half_way(standard)).charts[0]
    (group,) = wkhtml_blocks.groups((Picture(chart),), frozenset({chart.name}))
    assert group.new_page
    (group,) = wkhtml_blocks.groups((Picture(chart),))
    assert not group.new_page


# The guard ----------------------------------------------------------------------------------------------


def test_a_program_that_sleeps_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    body = f"""
out = open({str(pids)!r}, "a")
def note():
    out.write(f"{{os.getpid()}}\\n"); out.flush()
note()
if os.fork() == 0:
    note()
    os.setsid()
    if os.fork() == 0:
        note()
        os.setsid()
    time.sleep(300)
time.sleep(300)
"""
    began = time.monotonic()
    with pytest.raises(EngineTooSlowError) as caught:
        wkhtml.set_paper(small(), {}, fake(tmp_path, body), 1.0)
    assert time.monotonic() - began < 8
    assert "took longer than 1 seconds and was stopped" in str(caught.value)
    left = [int(pid) for pid in pids.read_text().split()]
    assert len(left) == 3
    assert all(is_gone(pid) for pid in left)


def test_what_a_finished_program_left_running_is_stopped_too(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    body = f"""
if os.fork() == 0:
    os.setsid()
    open({str(pids)!r}, "w").write(str(os.getpid()))
    time.sleep(300)
while not os.path.exists({str(pids)!r}) or not open({str(pids)!r}).read(): time.sleep(0.01)
"""
    with pytest.raises(EngineFailedError):
        wkhtml.set_paper(small(), {}, fake(tmp_path, body), 5.0)
    assert is_gone(int(pids.read_text()))


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "big = []\nwhile True: big.append(bytearray(64 * 1024 * 1024))",
        "out = open(sys.argv[-1], 'wb')\nwhile True: out.write(bytes(1024 * 1024))",
        "sys.exit(3)",
        "os.kill(os.getpid(), 11)",
        "print('Error: everything', file=sys.stderr)\nsys.exit(1)",
        "sys.stderr.write('x' * 10_000_000)\nsys.exit(1)",
        "pass",
        "open(sys.argv[-1], 'w').write('not a pdf')",
        "open(sys.argv[-1], 'wb').write(bytes([255, 254, 253, 252]))",
    ],
    ids=[
        "spins",
        "eats memory",
        "fills the disk",
        "exits",
        "crashes",
        "complains",
        "floods",
        "does nothing",
        "writes text",
        "writes bytes",
    ],
)
def test_whatever_goes_wrong_is_one_sentence(tmp_path: Path, caplog: pytest.LogCaptureFixture, body: str) -> None:
    caplog.set_level(logging.CRITICAL)
    began = time.monotonic()
    with pytest.raises((EngineFailedError, EngineTooSlowError)) as caught:
        wkhtml.set_paper(small(), {}, fake(tmp_path, body), 2.0)
    assert time.monotonic() - began < 9
    assert "Nothing was changed." in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_program_gets_an_empty_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SERVER", "1")
    seen = tmp_path / "seen"
    body = f"""
source = sys.argv[-2]
facts = [sorted(os.environ), oct(os.stat(source).st_mode), oct(os.stat(os.path.dirname(source)).st_mode),
         sys.stdin.read(), sys.argv[1:-2], os.path.dirname(source)]
open({str(seen)!r}, "w").write(repr(facts))
"""
    with pytest.raises(EngineFailedError):
        wkhtml.set_paper(small(), {}, fake(tmp_path, body), 5.0)
    environment, file_mode, folder_mode, stdin, options, folder = ast.literal_eval(seen.read_text())
    ours = {"FONTCONFIG_FILE", "HOME", "LC_ALL", "QT_HASH_SEED", "TMPDIR", "XDG_RUNTIME_DIR"}
    # Python itself, which plays the program here, may add LC_CTYPE.
    assert set(environment) - {"LC_CTYPE"} == ours
    assert file_mode.endswith("600")
    assert folder_mode.endswith("700")
    assert stdin == ""
    for option in ("--disable-javascript", "--disable-local-file-access", "--disable-plugins", "--proxy"):
        assert option in options
    assert options[options.index("--proxy") + 1] == "http://127.0.0.1:9"
    assert not Path(folder).exists()


def test_a_patched_build_keeps_lengths(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    program = fake(tmp_path, f'open({str(seen)!r}, "w").write(" ".join(sys.argv))')
    with pytest.raises(EngineFailedError):
        wkhtml.set_paper(small(), {}, Wkhtmltopdf(program.path, "0.12.4", is_patched=True), 5.0)
    assert "--disable-smart-shrinking --zoom 0.77" in seen.read_text()


def test_no_pdfkit_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfkit", None)
    with pytest.raises(EngineMissingError, match="pdfkit"):
        wkhtml.set_paper(small(), {}, fake(tmp_path, "pass"), 1.0)


def test_the_guard_itself(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in this process with its limits left alone, so that its lines are seen to work."""
    monkeypatch.setattr(guard, "_limit", lambda _: None)
    monkeypatch.setattr(guard, "_adopt", lambda: None)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert guard.main(["5", "/bin/sh", "-c", "echo trouble >&2; exit 7"]) == 7
        assert guard.main(["0.2", "/bin/sh", "-c", "sleep 30"]) == guard.TOO_SLOW
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "trouble" in capfd.readouterr().err
    with pytest.raises(SystemExit):
        guard._leave(signal.SIGTERM, None)


def test_the_limits_of_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    set_to: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(guard.resource, "getrlimit", lambda what: (0, 5 if what == guard.resource.RLIMIT_CPU else -1))
    monkeypatch.setattr(guard.resource, "setrlimit", set_to.__setitem__)
    guard._limit(15.0)
    assert set_to[guard.resource.RLIMIT_AS] == (guard.MOST_MEMORY, guard.MOST_MEMORY)
    # A limit that is lower already is not raised.
    assert set_to[guard.resource.RLIMIT_CPU] == (5, 5)
    assert guard.MOST_MEMORY >= 1.5 * 1024**3


def test_where_the_system_does_not_list_children_the_group_is_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.threading, "get_native_id", lambda: 0)
    guard._stop_descendants()


def test_feet_are_laid_over_every_page() -> None:
    three = typeset.set_feet(small("Bread."), 3)
    made = PdfReader(BytesIO(stamp.with_feet(three, small("Cake."))))
    assert len(made.pages) == 3
    assert "Page 3 of 3" in made.pages[2].extract_text()
    assert "Cake." in made.pages[0].extract_text()


def test_an_empty_audit_makes_a_page(standard: Standard) -> None:
    made = for_paper(paper_report.report(pages.results(SUBJECT, outcome(standard, sheet())), "k"))
    assert "FIR-1" in wkhtml.page(made, dict.fromkeys(("domains", "grid", "priorities"), b"<svg/>"))

"""wkhtmltopdf is old and believes what it reads: it gets nothing to fetch, nothing to read, and no time to waste."""

import hashlib
import http.server
import threading
import time
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import TextStringObject

from audit.core.standard import Scope, Standard
from audit.render import (
    blank,
    documents,
    engines,
    pages,
    paper_blank,
    paper_report,
    stamp,
    typeset,
    wkhtml,
)
from audit.render.cache import Cache
from audit.render.engines import Wkhtmltopdf
from audit.render.errors import EngineFailedError
from audit.render.page_parts import outcome
from audit.render.paper_parts import Bullets, Cell, Facts, Heading, Notice, Paragraph, Sheet, Table, for_paper
from tests.conftest import sheet
from tests.render.papers import (
    CAPTION,
    HOSTILE,
    LONG_TEXT,
    LONG_WORD,
    NAMES,
    SUBJECT,
    around_the_rules,
    half_way,
    poisoned,
    small,
)

REAL = pytest.mark.wkhtmltopdf


@pytest.fixture(scope="session")
def program() -> Wkhtmltopdf:
    found = engines.wkhtmltopdf()
    if found is None:
        pytest.skip("no wkhtmltopdf on this machine")
    return found


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
    assert found.root_object["/Lang"] == TextStringObject("en")


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
    # The name of the programme holds the text already; reading every page of a long paper takes half a minute.
    shown = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages[:3])
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
    # Its own rules travel inside it; they name nothing either.
    before, rules, after = around_the_rules(html)
    assert "font-family" in rules
    for word in ("http:", "https:", "url(", "<script", "<style", "<link", "<iframe", "href=", "@import"):
        assert word not in before + rules + after
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


def test_feet_are_laid_over_every_page() -> None:
    three = typeset.set_feet(small("Bread."), 3)
    made = PdfReader(BytesIO(stamp.with_feet(three, small("Cake."))))
    assert len(made.pages) == 3
    assert "Page 3 of 3" in made.pages[2].extract_text()
    assert "Cake." in made.pages[0].extract_text()


def test_an_empty_audit_makes_a_page(standard: Standard) -> None:
    made = for_paper(paper_report.report(pages.results(SUBJECT, outcome(standard, sheet())), "k"))
    assert "FIR-1" in wkhtml.page(made, dict.fromkeys(("domains", "grid", "priorities"), b"<svg/>"))

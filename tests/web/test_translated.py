"""No sentence stands in a page, a view or a layer below without passing through the catalogue."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from audit import config
from audit.core.content import canonical
from audit.core.standard import Standard
from audit.store.database import Store
from audit.web import create_app, speech
from tests import people
from tests.conftest import loads
from tests.web.conftest import PROGRAMME

TEMPLATE = speech.CATALOGUES / "messages.pot"
OPEN, CLOSE = "⟦", "⟧"
# Names, and what Babel writes in the reader's language by itself.
_ALLOWED = re.compile(
    r"(\d+\. )?\w+ \d{4}|Kroati(sch|en)|Self-Audit|Steps|Society for safety|WWP EN|[A-Z]{3}-\d+|[0-9a-f]{12}"
    r"|Europe/\w+|Olive Made-up|[\W\d]+"
)
_CODE = re.compile(r"^[A-Z]{3}-\d+ ")


class Words(HTMLParser):
    """Collects what a person reads or hears: text, alt texts, labels of regions."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skip += tag in {"option", "textarea", "title"}
        self.found += [value or "" for name, value in attrs if name in {"alt", "aria-label", "placeholder"}]

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag in {"option", "textarea", "title"}

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self.found.append(data)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Return a visitor who reads German, where every sentence of the catalogue stands in brackets."""
    folder = tmp_path / "translations" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with TEMPLATE.open("rb") as file:
        catalogue = read_po(file, locale="de")
    for message in catalogue:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            marked = tuple(f"{OPEN}{text}{CLOSE}" for text in ids)
            message.string = marked if len(ids) > 1 else marked[0]
    with (folder / "messages.mo").open("wb") as out:
        write_mo(out, catalogue)
    monkeypatch.setattr(speech, "CATALOGUES", tmp_path / "translations")
    settings = config.load(tmp_path / "data")
    store = Store(settings.database)
    store.prepare()
    made: Flask = create_app(settings, store)
    made.config["WTF_CSRF_ENABLED"] = False
    browser = made.test_client()
    people.sign_in(browser, store, people.operator(store))
    return browser


def outside(html: str, standard: Standard) -> Iterator[str]:
    """Yield every text of a page that came from neither the catalogue nor the standard."""
    words = Words()
    words.feed(html)
    known = " ".join(strings(loads(canonical(standard))))
    for text in (" ".join(t.split()) for t in words.found):
        if OPEN not in text and any(not _is_known(part, known) for part in re.split(r"(?<=[a-z]\.) ", text)):
            yield text


def _is_known(text: str, known: str) -> bool:
    return not _ALLOWED.sub("", text).strip() or _CODE.sub("", text).rstrip(".") in known


def strings(value: object) -> Iterator[str]:
    """Yield every text in a value of plain JSON."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_every_sentence_of_every_page_is_in_the_catalogue(client: FlaskClient, real: Standard) -> None:
    headers = {"Accept-Language": "de"}
    made = client.post("/programmes/new", data=PROGRAMME, headers=headers)
    programme = made.headers["Location"]
    scope = {"scope": "full", "date": "2026-11-01"}
    audit = client.post(f"{programme}/audits/new", data=scope, headers=headers).headers["Location"]
    client.post(f"{audit}/domains/children", data={"CHD-1-version": "0", "CHD-1-level": "1"}, headers=headers)
    pages = ["/", "/programmes/new", programme, f"{programme}/audits/new", audit, "/nowhere"]
    pages += [audit + path for path in ("/domains/children", "/domains/children/check", "/results", "/plan")]
    pages += [audit + path for path in ("/plan/CHD-1", "/plan/new", "/report", "/answers-file", "/delete")]
    missed = {}
    for path in pages:
        html = client.get(path, headers=headers, follow_redirects=True).get_data(as_text=True)
        assert OPEN in html, path
        missed[path] = list(outside(html, real))
    left = [(path, text) for path, texts in missed.items() for text in texts]
    assert left[:20] == []

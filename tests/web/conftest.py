"""A visitor who looks at every page twice: once for what the test asks, once for the promises of every page."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from audit import config, library
from audit.core.people import Office, Role
from audit.core.programme import Audit, StoredAnswer
from audit.store import accounts, answers, audits, organisations, programmes
from audit.store.connection import Connection
from audit.store.database import Store
from audit.web import create_app, rehearsal
from audit.web.signoff import Prepared
from tests import people

NOW = datetime(2026, 11, 21, 13, 2, tzinfo=UTC)
PROGRAMME = {
    "organisation": "Society for safety",
    "zone": "Europe/Zagreb",
    "name": "Steps",
    "country": "HR",
    "language_1": "hr",
    "setting": "community",
    "size_band": "25-99",
    "models": "social-educational-feminist",
}
_NO_END = frozenset({"input", "img", "br", "meta", "link", "hr", "source"})
_NO_LABEL = frozenset({"hidden", "submit"})
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')


Saved = Callable[[str], StoredAnswer | None]
Autosave = Callable[..., TestResponse]
# What a test sends: by name, or as pairs where a name comes twice.
Fields = Mapping[str, object] | Iterable[tuple[str, object]] | None


class Page(Protocol):
    """Open an address; HTML is looked over before it is returned."""

    def __call__(self, path: str, expected: int = 200) -> str: ...


class Post(Protocol):
    """Send a form of ours, with a token that holds; HTML that comes back is looked over."""

    def __call__(self, path: str, data: Fields = None, *, expected: int = 303, **headers: str) -> TestResponse: ...


@dataclass(slots=True)
class Element:
    """One element of a page with what stands in it."""

    tag: str
    attrs: dict[str, str]
    parent: "Element | None"
    text: str = ""
    inside: list["Element"] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator["Element"]:
        for child in self.inside:
            if not tags or child.tag in tags:
                yield child
            yield from child.all(*tags)

    def around(self, tag: str) -> "Element | None":
        place = self.parent
        while place is not None and place.tag != tag:
            place = place.parent
        return place

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says {names} twice"
        made = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.inside.append(made)
        if tag not in _NO_END:
            self.here = made

    def handle_endtag(self, tag: str) -> None:
        if tag in _NO_END:
            return
        assert self.here.tag == tag, f"</{tag}> ends <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        place: Element | None = self.here
        while place is not None:
            place.text += data
            place = place.parent


def read(html: str) -> Element:
    """Parse a page; every element must be closed where it should be."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is never closed"
    return reader.root


def look_over(html: str, app: Flask) -> None:
    """Check what every page promises."""
    root = read(html)
    for check in (_titles, _ids, _labels, _groups, _errors, _pictures, _nothing_inline, _forms):
        check(root)
    _links(root, app)


def _titles(root: Element) -> None:
    headings = [e.words for e in root.all("h1")]
    assert len(headings) == 1, headings
    assert headings[0]
    title = next(root.all("title")).words
    assert title in {f"{headings[0]} – Self-Audit", f"Error: {headings[0]} – Self-Audit"}
    assert next(root.all("html")).attrs.get("lang")


def _ids(root: Element) -> None:
    ids = [e.attrs["id"] for e in root.all() if "id" in e.attrs]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    for element in root.all():
        for name in ("aria-describedby", "aria-labelledby", "for"):
            for target in element.attrs.get(name, "").split():
                assert target in ids, f"{name} points at {target}, which is not there"


def _labels(root: Element) -> None:
    labelled = {e.attrs.get("for"): e.words for e in root.all("label")}
    for control in root.all("input", "select", "textarea"):
        if control.attrs.get("type") not in _NO_LABEL:
            assert labelled.get(control.attrs.get("id")), f"no label: {control.attrs}"


def _groups(root: Element) -> None:
    for control in root.all("input"):
        if control.attrs.get("type") == "radio":
            group = control.around("fieldset")
            assert group is not None, control.attrs
            assert next(group.all("legend")).words, "a legend says nothing"


def _errors(root: Element) -> None:
    described = " ".join(e.attrs.get("aria-describedby", "") for e in root.all()).split()
    for element in root.all():
        if "govuk-error-message" in element.attrs.get("class", ""):
            assert element.attrs["id"] in described, f"nobody hears {element.attrs['id']}"
    ids = {e.attrs.get("id") for e in root.all()}
    for link in root.all("a"):
        target = link.attrs.get("href", "")
        assert not target.startswith("#") or target[1:] in ids, f"{target} is not on the page"


def _pictures(root: Element) -> None:
    assert all("alt" in e.attrs for e in root.all("img"))


def _nothing_inline(root: Element) -> None:
    assert not list(root.all("style"))
    for element in root.all():
        assert not [n for n in element.attrs if n.startswith("on") or n == "style"], element.attrs
        assert element.tag != "script" or (element.attrs.get("src") and not element.words)


def _forms(root: Element) -> None:
    for form in root.all("form"):
        asks = form.attrs.get("method") == "get"
        assert asks or form.attrs.get("method") == "post"
        names = [e.attrs.get("name") for e in form.all("input")]
        assert names.count("csrf_token") == (0 if asks else 1)


def _links(root: Element, app: Flask) -> None:
    addresses = app.url_map.bind("127.0.0.1")
    for element in root.all("a", "form", "img", "script", "link"):
        target = element.attrs.get("href") or element.attrs.get("action") or element.attrs.get("src") or ""
        parts = urlsplit(target)
        assert not parts.netloc, f"{target} leaves the site"
        if parts.path:
            method = element.attrs.get("method", "get").upper()
            try:
                addresses.match(parts.path, method)
            except HTTPException:
                pytest.fail(f"{method} {target} leads nowhere")


@dataclass(slots=True)
class Clock:
    """A clock that stands until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def begin_rehearsal(monkeypatch: pytest.MonkeyPatch) -> Callable[[Prepared], None]:
    """Keep the page of a signature from setting a paper beside the test; return what would let it."""
    begin = rehearsal.begin
    monkeypatch.setattr(rehearsal, "begin", lambda _prepared: None)
    return begin


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> config.Config:
    return config.load(tmp_path / "data")


@pytest.fixture
def store(settings: config.Config, clock: Clock, prepared: Path) -> Iterator[Store]:
    made = Store(settings.database, clock=clock)
    shutil.copy(prepared, made.path)
    yield made
    made.close()


@pytest.fixture
def app(settings: config.Config, store: Store) -> Flask:
    made = create_app(settings, store)
    made.testing = True
    return made


@pytest.fixture
def client(app: Flask, store: Store) -> FlaskClient:
    """Return the browser of the operator, who becomes the manager of what the first programme belongs to."""
    made = app.test_client()
    people.sign_in(made, store, people.operator(store))
    return made


@pytest.fixture
def again(store: Store, client: FlaskClient) -> Callable[[], None]:
    """Return what signs the operator in again, where a test moved the clock by days."""

    def sign_in() -> None:
        with store.reading() as db:
            (account,) = [a for a in accounts.listing(db) if Office.OPERATOR in a.offices]
        people.sign_in(client, store, account)

    return sign_in


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """Return the browser of somebody who has not signed in."""
    return app.test_client()


@pytest.fixture
def visitor(app: Flask, store: Store, client: FlaskClient, programme: str) -> Callable[[Role], FlaskClient]:
    """Return what gives the browser of somebody with a role in the organisation of the programme."""
    del client

    def enter(role: Role) -> FlaskClient:
        with store.reading() as db:
            (owner,) = [o for o in organisations.listing(db) for p in programmes.listing(db, o.id) if p.id == programme]
        made = app.test_client()
        people.sign_in(made, store, people.admit(store, f"Somebody, {role}", places=[(owner.id, role)]))
        return made

    return enter


@pytest.fixture
def page(app: Flask, client: FlaskClient) -> Page:
    def get(path: str, expected: int = 200) -> str:
        answer = client.get(path)
        assert answer.status_code == expected, answer.text
        look_over(answer.text, app)
        return answer.text

    return get


@pytest.fixture
def post(app: Flask, client: FlaskClient) -> Post:
    def send(path: str, data: Fields = None, *, expected: int = 303, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = client.post(path, data=_with_token(client, data), headers=named)
        answer.request.environ["wsgi.input"].close()  # werkzeug's client leaves a large upload open
        assert answer.status_code == expected, answer.text
        if answer.mimetype == "text/html" and answer.status_code != 303:
            look_over(answer.text, app)
        return answer

    return send


def _with_token(client: FlaskClient, data: Fields) -> MultiDict[str, object]:
    sent: MultiDict[str, object] = MultiDict({"csrf_token": _token(client)})
    for name, value in data.items() if isinstance(data, Mapping) else data or ():
        sent.setlist(name, [*sent.getlist(name), *(value if isinstance(value, list) else [value])])
    return sent


def _token(client: FlaskClient) -> str:
    """Return the token of this visitor's session, read from a page once; a session keeps the one it has."""
    with client.session_transaction() as session:
        known = session.get("known to the test")
    if known is None:
        found = _TOKEN.search(client.get("/programmes/new").text)
        assert found
        known = found[1]
        with client.session_transaction() as session:
            session["known to the test"] = known
    return str(known)


@pytest.fixture
def path(audit: str) -> str:
    """Return the address of one domain of the audit."""
    return f"/audits/{audit}/domains/collaboration"


@pytest.fixture
def saved(store: Store, audit: str) -> Saved:
    """Return what lies in the store for one criterion."""

    def look(criterion: str) -> StoredAnswer | None:
        with store.reading() as db:
            return answers.get(db, only_audit(db, audit), criterion)

    return look


def only_audit(db: Connection, audit: str) -> Audit:
    """Return an audit by its id, whoever it belongs to."""
    owners = organisations.listing(db)
    (found,) = [a for o in owners for p in programmes.listing(db, o.id) for a in audits.listing(db, p) if a.id == audit]
    return found


@pytest.fixture
def autosave(post: Post, audit: str) -> Autosave:
    """Send one answer as the page's script does."""

    def send(criterion: str, expected: int = 200, version: object = 0, **fields: object) -> TestResponse:
        named = {f"{criterion}-{name.replace('_', '-')}": value for name, value in fields.items()}
        data = {f"{criterion}-version": version, **named} if version is not None else named
        return post(f"/audits/{audit}/answers/{criterion}", data, expected=expected, X_Requested_With="fetch")

    return send


def last_part(answer: TestResponse) -> str:
    """Return the last part of the address an answer leads to: the id of what was made."""
    return urlsplit(answer.location).path.rpartition("/")[2]


def seen_on(html: str) -> str:
    """Return the mark by which a page that asks whether to delete says what it showed."""
    found = _SEEN.search(html)
    assert found
    return found[1]


def delete(page: Page, post: Post, path: str) -> None:
    """Delete the programme or audit at this address, having looked at the page that asks."""
    post(f"{path}/delete", {"seen": seen_on(page(f"{path}/delete"))})


@pytest.fixture
def programme(post: Post) -> str:
    """Return the id of a programme made through its form."""
    return last_part(post("/programmes/new", PROGRAMME))


@pytest.fixture
def start(post: Post, programme: str) -> Callable[..., str]:
    """Return what starts an audit through its form and gives its id."""

    def begin(scope: str = "full", **more: str) -> str:
        sent = {"scope": scope, "date": "2026-11-01", **more}
        return last_part(post(f"/programmes/{programme}/audits/new", sent))

    return begin


@pytest.fixture
def audit(start: Callable[..., str]) -> str:
    """Return the id of a full audit without answers."""
    return start()


@pytest.fixture(scope="session", autouse=True)
def _standard_is_read() -> None:
    """Read the standard once, so that no test pays for it."""
    library.default()

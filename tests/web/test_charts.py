"""Pictures: from addresses of their own, drawn once, with the finding in words and the numbers in a table."""

import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit.core.standard import Standard
from audit.render import charts
from audit.store import accounts
from audit.store.database import Store
from tests import people
from tests.web.audit_pages import all_at, fill, outcome
from tests.web.conftest import Element, Page, read

ROOT = Path(__file__).parents[2]


def pictures(html: str) -> dict[str, Element]:
    """Return the figures of a results page by the name of their chart."""
    figures = list(read(html).all("figure"))
    return {urlsplit(next(f.all("img")).attrs["src"]).path.rpartition("/")[2]: f for f in figures}


@pytest.fixture
def shown(page: Page, store: Store, audit: str, real: Standard) -> str:
    fill(store, audit, all_at(real, 2, WOM_1=1, DEF_1=None))
    return page(f"/audits/{audit}/results")


def test_each_chart_has_its_finding_its_numbers_and_a_picture_for_phones(shown: str, store: Store, audit: str) -> None:
    found = outcome(store, audit)
    figures = pictures(shown)
    assert list(figures) == ["domains.svg", "grid.svg", "priorities.svg", "radar.svg"]
    for made in charts.build_all(found.card, found.gaps):
        figure = figures[f"{made.name}.svg"]
        image, source = next(figure.all("img")), next(figure.all("source"))
        assert image.attrs["alt"] == made.alt
        assert next(figure.all("figcaption")).words == made.title
        version = parse_qs(urlsplit(image.attrs["src"]).query)
        assert version == {"v": [charts.key(made)[:16]]}
        assert parse_qs(urlsplit(source.attrs["srcset"]).query) == {**version, "narrow": ["1"]}
        table = next(figure.all("table"))
        assert [c.words for c in table.all("caption")] == [made.table.caption]
        rows = [[cell.words for cell in row.all("th", "td")] for row in table.all("tr")]
        assert rows == [list(row) for row in (made.table.head, *made.table.rows)]
        assert [c.attrs["scope"] for c in table.all("th")] == ["col"] * len(made.table.head) + ["row"] * len(
            made.table.rows
        )


def test_the_radar_is_an_extra_that_is_folded_away(shown: str) -> None:
    folded = pictures(shown)["radar.svg"].around("details")
    assert folded is not None
    assert "A radar is easy to misread" in folded.words
    assert pictures(shown)["domains.svg"].around("details") is None


@pytest.mark.parametrize("name", charts.NAMES)
def test_a_picture_is_an_svg_that_loads_and_runs_nothing(client: FlaskClient, audit: str, name: str) -> None:
    answer = client.get(f"/audits/{audit}/charts/{name}.svg")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    tags = {e.tag.rpartition("}")[2] for e in ET.fromstring(answer.data).iter()}  # noqa: S314 - drawn by us
    assert not tags & {"script", "style", "foreignObject", "image", "a"}


def test_a_picture_for_phones_is_narrower(client: FlaskClient, audit: str) -> None:
    wide = client.get(f"/audits/{audit}/charts/grid.svg")
    narrow = client.get(f"/audits/{audit}/charts/grid.svg?narrow=1")
    assert (charts.size(wide.data)[0], charts.size(narrow.data)[0]) == (720, 320)
    assert wide.headers["ETag"] != narrow.headers["ETag"]


def test_the_same_answers_are_not_sent_twice(client: FlaskClient, audit: str, store: Store) -> None:
    path = f"/audits/{audit}/charts/domains.svg"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert again.headers["Cache-Control"] == "private, no-cache"
    fill(store, audit, {"WOM-1": 3})
    changed = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.data != first.data
    assert client.get(path, headers={"If-None-Match": '"something else"'}).data == changed.data


def test_a_picture_is_drawn_once(client: FlaskClient, audit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/audits/{audit}/charts/radar.svg"
    drawn = client.get(path).data

    def refuse(chart: object, *, narrow: bool) -> bytes:
        raise AssertionError(chart, narrow)

    monkeypatch.setattr(charts, "draw", refuse)
    assert client.get(path).data == drawn


def test_an_unwritable_cache_costs_time_and_no_picture(client: FlaskClient, app: Flask, audit: str) -> None:
    from audit.web import access  # noqa: PLC0415 - only this test looks behind the pages

    with app.app_context():
        access.house().config.cache.write_bytes(b"a file where the folder should be")
    assert client.get(f"/audits/{audit}/charts/priorities.svg").status_code == 200


@pytest.mark.parametrize("name", ["pie", "Domains", "domains.svg", "../domains"])
def test_an_unknown_chart_is_not_found(page: Page, audit: str, name: str) -> None:
    page(f"/audits/{audit}/charts/{name}.svg", 404)


def test_a_page_and_a_picture_drawn_before_need_no_matplotlib(
    client: FlaskClient, audit: str, app: Flask, store: Store
) -> None:
    """Loading it takes a second and 60 MB, which nobody should pay who only reads."""
    from audit.web import access  # noqa: PLC0415 - only this test looks behind the pages

    client.get(f"/audits/{audit}/charts/domains.svg")
    with app.app_context():
        data = access.house().config.data
    with store.reading() as db:
        (account,) = accounts.listing(db)
    brought = people.badge(store, account, at=datetime.now(UTC))
    code = f"""
        import sys
        from pathlib import Path
        from audit import config
        from audit.web import create_app
        client = create_app(config.load(Path({str(data)!r}))).test_client()
        client.set_cookie({people.cookie()!r}, {brought.secret!r})
        for path in ("results", "plan", "report", "charts/domains.svg"):
            assert client.get("/audits/{audit}/" + path).status_code == 200, path
        print(sorted({{"matplotlib", "typst", "numpy"}} & set(sys.modules)))
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"

"""Pages and saving, against the bare floors of :mod:`bench.floors`."""

import http.client
import re
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from waitress import wasyncore
from waitress.server import TcpWSGIServer, create_server
from werkzeug.test import TestResponse

from audit import config, library
from audit.core.standard import Criterion
from audit.store import answers
from bench import floors
from bench.clock import Row, in_turn
from bench.sample import Sample

# The domain nearest to the 13 criteria the limit speaks of: one more.
DOMAIN = "collaboration"
CLIENTS = 32
SAVES_EACH = 4
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def rows(sample: Sample, folder: Path) -> Iterable[Row]:
    """Measure a domain page, the results page and saving."""
    domain = library.default().domain(DOMAIN)
    path = f"/audits/{sample.audit.id}"
    yield page(sample, f"{path}/domains/{DOMAIN}", domain.criteria, f"a domain page of {len(domain.criteria)} criteria")
    criteria = tuple(library.default().criteria())
    for name in ("domains", "grid", "priorities", "radar"):
        sample.client().get(f"{path}/charts/{name}.svg")
    yield page(sample, f"{path}/results", criteria, "results page, charts cached")
    yield page(sample, f"{path}/plan", criteria, "plan page")
    yield _saving(sample, folder)
    yield _crowd(sample)


def page(sample: Sample, path: str, criteria: tuple[Criterion, ...], what: str) -> Row:
    """Measure one page against the floor that reads the answers to these criteria and renders the same text."""
    client = sample.client()
    text = _checked(client.get(path)).get_data(as_text=True)
    floor = floors.pages(sample.database, text, [c.id for c in criteria]).test_client()
    ours, least, ratio = in_turn(lambda: client.get(path), lambda: floor.get("/"))
    return Row(what, ratio, "× the page floor", 3, f"{ours * 1000:.1f} ms, floor {least * 1000:.1f} ms")


def _saving(sample: Sample, folder: Path) -> Row:
    client = sample.client()
    save = _saver(client, sample, "COL-2")
    floor = floors.writes(folder).test_client()
    ours, least, ratio = in_turn(save, lambda: floor.post("/", data={"id": "COL-2", "level": "2", "note": "x" * 40}))
    return Row("saving one answer", ratio, "× the write floor", 3, f"{ours * 1000:.1f} ms, floor {least * 1000:.1f} ms")


def _saver(client: FlaskClient, sample: Sample, criterion: str) -> Callable[[], TestResponse]:
    """Return a function that saves another note each time, as the page's script does."""
    page = _checked(client.get(f"/audits/{sample.audit.id}/domains/{DOMAIN}")).get_data(as_text=True)
    token = _TOKEN.search(page)
    with sample.store.reading() as db:
        stored = answers.get(db, sample.audit, criterion)
    state = {"version": stored.version if stored else 0, "count": 0}

    def save() -> TestResponse:
        state["count"] += 1
        sent = {
            "csrf_token": token[1] if token else "",
            f"{criterion}-version": str(state["version"]),
            f"{criterion}-level": str(state["count"] % 3),
            f"{criterion}-note": f"Looked at together, time {state['count']}.",
        }
        reply = client.post(
            f"/audits/{sample.audit.id}/answers/{criterion}", data=sent, headers={"X-Requested-With": "fetch"}
        )
        state["version"] = _checked(reply).get_json()["version"]
        return reply

    return save


def _crowd(sample: Sample) -> Row:
    """Let 32 clients save at once through the real server, each its own criterion, and count what is missing."""
    waiting: dict[int, Any] = {}
    server: Any = create_server(sample.app, map=waiting, host="127.0.0.1", port=0, threads=8)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    names = [c.id for c in library.default().criteria()][:CLIENTS]
    lost: list[str] = []
    people = [threading.Thread(target=_person, args=(server.effective_port, sample, n, lost)) for n in names]
    for person in people:
        person.start()
    for person in people:
        person.join()
    stop(server, waiting, running)
    with sample.store.reading() as db:
        stored = answers.listing(db, sample.audit, names)
    lost += [n for n in names if stored[n].answer.note != f"Save {SAVES_EACH} of {n}"]
    return Row(
        f"{CLIENTS} clients saving at once: errors and lost answers", len(lost), "", 0, f"{CLIENTS * SAVES_EACH} saves"
    )


def stop(server: TcpWSGIServer, waiting: dict[int, Any], running: threading.Thread) -> None:
    """End a server from another thread than its own, its clients still connected.

    ``close`` would take the files away under the loop that waits for them; the loop itself lets go of all of them.

    Args:
        server: the server.
        waiting: what its loop waits for: the ``map`` that it was made with.
        running: the thread of the loop.
    """
    server.trigger.pull_trigger(lambda: wasyncore.close_all(waiting))
    running.join()
    server.task_dispatcher.shutdown()


def _person(port: int, sample: Sample, criterion: str, lost: list[str]) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    domain = library.default().domain_of(criterion).id
    # The application speaks of its own port, whatever the server's is.
    signed_in = sample.cookie(config.DEFAULT_PORT)
    client.request("GET", f"/audits/{sample.audit.id}/domains/{domain}", headers={"Cookie": signed_in})
    answer = client.getresponse()
    cookie = f"{signed_in}; {(answer.getheader('Set-Cookie') or '').split(';')[0]}"
    page = answer.read().decode()
    token = _TOKEN.search(page)
    version = re.search(rf'name="{criterion}-version" value="(\d+)"', page)
    number = version[1] if version else "0"
    for count in range(1, SAVES_EACH + 1):
        sent = {
            "csrf_token": token[1] if token else "",
            f"{criterion}-version": number,
            f"{criterion}-level": str(count % 3),
            f"{criterion}-note": f"Save {count} of {criterion}",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "X-Requested-With": "fetch"}
        client.request("POST", f"/audits/{sample.audit.id}/answers/{criterion}", urlencode(sent), headers)
        answer = client.getresponse()
        body = answer.read().decode()
        if answer.status != http.client.OK:
            lost.append(f"{criterion}: {answer.status}")
            return
        found = re.search(r'"version":\s*(\d+)', body)
        number = found[1] if found else number


def _checked(answer: TestResponse) -> TestResponse:
    if answer.status_code != http.client.OK:
        message = f"{answer.request.path} answered {answer.status_code}"
        raise RuntimeError(message)
    return answer

"""``mail-test``: one mail at once, and what the mail server said to it; and the server sends what waits."""

import signal
import time
from pathlib import Path

import pytest

from audit import config
from audit.store import jobs, outbox
from audit.store.database import Store
from tests.cli.running import SECONDS, run
from tests.cli.test_serving import free_port, served
from tests.postoffice import PASSWORD, USER, open_office


def declare(folder: Path, port: int, **more: str) -> None:
    """Write the settings of a mail server of this machine."""
    given = {"host": "127.0.0.1", "security": "none", "sender": "audit@example.org", **more}
    lines = [f'{key} = "{value}"' for key, value in given.items()]
    (folder / "settings.toml").write_text("\n".join(["[mail]", f"port = {port}", *lines]), encoding="utf-8")


def test_the_answer_of_the_server_is_printed(tmp_path: Path) -> None:
    with open_office() as office:
        declare(tmp_path, office.port, user=USER, password=PASSWORD)
        result = run("mail-test", "ana@example.org", "--data", tmp_path)
    where = f"The mail server 127.0.0.1, port {office.port}, took the mail: 250 2.0.0 Ok: queued as 1\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, where, "")
    assert office.taken[0]["To"] == "ana@example.org"
    assert not (tmp_path / config.DATABASE).exists()


def test_a_refusal_is_the_answer_no(tmp_path: Path) -> None:
    with open_office() as office:
        declare(tmp_path, office.port, user=USER, password="battery staple")
        result = run("mail-test", "ana@example.org", "--data", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("The mail server does not take this user and password: ")


@pytest.mark.parametrize("address", ["ana", "", "ana@example.org,eva@example.org", "a@b.c\r\nBcc: d@e.f"])
def test_what_is_no_address_is_wrong_use(tmp_path: Path, address: str) -> None:
    declare(tmp_path, 25)
    result = run("mail-test", address, "--data", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", "That is not one e-mail address.\n")


def test_without_settings_it_says_where_they_belong(tmp_path: Path) -> None:
    result = run("mail-test", "ana@example.org", "--data", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(tmp_path / "settings.toml") in result.stderr


def test_wrong_settings_are_named_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[mail]\nport = 0\nsecurity = "ssl"\n', encoding="utf-8")
    result = run("mail-test", "ana@example.org", "--data", tmp_path)
    assert result.exit_code == 2
    for key in ("mail.host", "mail.sender", "mail.port", "mail.security", "settings.toml"):
        assert key in result.stderr


def test_the_server_sends_what_waits_and_stops_cleanly(tmp_path: Path) -> None:
    store = Store(tmp_path / config.DATABASE)
    store.prepare()
    with store.writing() as db:
        outbox.send(db, "ana@example.org", "An invitation", "Open this: /x")
    with open_office() as office:
        declare(tmp_path, office.port)
        with served("serve", "--data", tmp_path, "--port", free_port()) as (process, _):
            end = time.monotonic() + SECONDS
            while not _is_done(store):
                assert time.monotonic() < end
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=SECONDS) == 0
    assert [str(mail["Subject"]) for mail in office.taken] == ["An invitation"]
    store.close()


def _is_done(store: Store) -> bool:
    with store.reading() as db:
        return all(job.done for job in jobs.listing(db, outbox.KIND))

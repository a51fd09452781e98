"""docs/security.md says what the code does: its numbers, its inventories, and whose what is."""

import re
from pathlib import Path

import pytest

from audit import config, credentials, credentials_words
from audit.core import answersfile, second_voice
from audit.core.people import (
    FIRST_START,
    HALF,
    IDLE,
    INVITATION,
    LONGEST,
    RECOVERY,
    TRIES_OF_AN_ACCOUNT,
    TRIES_OF_AN_ADDRESS,
    WINDOW,
    Office,
    Role,
)
from audit.store.database import Store
from audit.web import guards, limits, securitylog

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
WORDS = " ".join(TEXT.split())
# What makes, compares or checks something secret or signed; the standard library's other use is named in the doc too.
CRYPTOGRAPHY = re.compile(
    r"^\s*(?:import|from) (hashlib|hmac|secrets|ssl|argon2|pyotp|itsdangerous|random|uuid|cryptography)\b", re.MULTILINE
)

CONNECTIONS = {("mail.py", "smtplib"), ("cli/serving.py", "socket")}
DRAWN = {"demo.py", "demo_answers.py", "demo_plans.py", "demo_year.py"}


def part(heading: str) -> str:
    """Return what stands under a heading."""
    found = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def test_the_numbers_of_the_ways_in_are_those_of_the_code() -> None:
    hours, minutes = 3600, 60
    assert f"{IDLE.total_seconds() / hours:.0f} hours after the last request, in any case after {LONGEST.days}" in WORDS
    assert f"after {HALF.total_seconds() / minutes:.0f} minutes while the code" in WORDS
    assert f"256 bits, {RECOVERY.total_seconds() / minutes:.0f} minutes, once" in WORDS
    assert f"256 bits, {FIRST_START.days} day or {INVITATION.days} days, once" in WORDS
    assert f"256 bits, {second_voice.HOLDS.days} days, once" in WORDS
    assert TRIES_OF_AN_ACCOUNT == 5
    many = f"Five failed tries for one person, or {TRIES_OF_AN_ADDRESS} from one address of the network"
    assert many in WORDS
    assert f"in {WINDOW.total_seconds() / minutes:.0f} minutes, and no more" in WORDS
    assert f"{credentials.LEAST} to {credentials.MOST:,} characters of any kind" in WORDS
    assert "argon2id (2 passes, 19,456 KiB, 1 lane" in WORDS
    assert "$m=19456,t=2,p=1$" in credentials.hash_password("seven women dance")


def test_the_words_nobody_may_use_are_where_it_says() -> None:
    assert Path(credentials_words.__file__).relative_to(ROOT).as_posix() in TEXT
    assert credentials_words.words()


def test_how_many_devices_is_said() -> None:
    assert "How many devices somebody is signed in on is not limited; all are listed" in WORDS


def test_whom_it_talks_to_is_said() -> None:
    """No other module opens a connection, and none asks a site for anything."""
    opens = re.compile(
        r"^\s*(?:import|from) (socket|smtplib|urllib\.request|http\.client|requests|httpx)\b", re.MULTILINE
    )
    found = {
        (path.relative_to(ROOT / "audit").as_posix(), name)
        for path in (ROOT / "audit").rglob("*.py")
        for name in opens.findall(path.read_text(encoding="utf-8"))
    }
    # The one sends mail; the others listen, or look whether a name is this machine's.
    assert found == CONNECTIONS
    assert "one mail server" in part("Whom the program talks to")


def test_the_limits_are_those_of_the_code() -> None:
    checked = " ".join(part("What is checked of what comes in").split())
    assert f"{guards.MOST_FIELDS:,} fields" in checked
    assert f"a page of answers {guards.LARGEST_PAGE / 1_000_000} MB" in checked
    assert f"at most {answersfile.LARGEST_FILE // 1_000_000} MB" in checked
    costly = " ".join(part("What costs much").split())
    assert f"{limits.MOST} papers or exports in {limits.WITHIN.total_seconds() / 60:.0f} minutes" in costly


def test_every_table_has_a_level(tmp_path: Path) -> None:
    store = Store(config.load(tmp_path).database)
    store.prepare()
    with store.reading() as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    store.close()
    levels = re.findall(r"^\|[^|]+\|([^|]+)\|", part("How data is classed"), re.MULTILINE)
    classed = [name for level in levels for name in re.findall(r"`(\w+)`", level)]
    assert len(classed) == len(set(classed))
    assert set(classed) == {name for name in tables if not name.startswith(("sqlite_", "_"))}


def test_every_log_is_in_the_inventory() -> None:
    logged = part("What is logged")
    for path in sorted((ROOT / "audit").rglob("*.py")):
        for name in re.findall(r"getLogger\(([^)]*)\)", path.read_text(encoding="utf-8")):
            assert name.strip("\"'") in {"__name__", "audit", "audit.security", "waitress.queue", "pypdf"}, path
    assert "`audit.security`" in logged
    assert "`audit.*`" in logged
    for status in securitylog.EVENTS:
        assert str(status) in logged


def test_every_use_of_cryptography_is_in_the_inventory() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "audit").rglob("*.py")}
    # What the demonstration makes up by ``random`` guards nothing: the same every time, on purpose.
    assert {name for name, text in texts.items() if "random" in CRYPTOGRAPHY.findall(text)} == DRAWN
    used = {name for text in texts.values() for name in CRYPTOGRAPHY.findall(text)}
    assert used == {"hashlib", "hmac", "secrets", "ssl", "argon2", "pyotp", "random", "itsdangerous", "cryptography"}
    calls = {name for text in texts.values() for name in re.findall(r"hashlib\.(\w+)", text)}
    assert calls == {"sha256", "blake2b"}
    inventory = part("Keys and algorithms")
    for name in (
        "argon2id",
        "SHA-256",
        "HMAC-SHA-256",
        "HMAC-SHA-1",
        "BLAKE2b",
        "`secrets`",
        "`ssl`",
        "pyotp",
        "itsdangerous",
        "`cryptography`",
    ):
        assert name in inventory


@pytest.mark.parametrize("name", [*(role.value for role in Role), *(office.value for office in Office)])
def test_everybody_stands_in_the_table_of_fields(name: str) -> None:
    assert name.replace("-", " ") in part("Who may do what")


def test_it_is_said_how_soon_libraries_are_mended() -> None:
    assert re.findall(r"(\d+) days \|", part("Libraries, and how soon they are mended")) == ["7", "30", "90", "90"]


def test_the_proxies_speak_recent_tls_alone() -> None:
    nginx = (ROOT / "docs" / "operations" / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"ssl_protocols (.*);", nginx) == ["TLSv1.2 TLSv1.3"]
    assert re.findall(r"ssl_ciphers (.*);", nginx) == ["ECDHE+AESGCM:ECDHE+CHACHA20"]
    # Caddy's own choice is TLS 1.2 and 1.3 with the same suites; the file must not loosen it.
    caddy = (ROOT / "docs" / "operations" / "Caddyfile").read_text(encoding="utf-8")
    assert not re.search(r"\b(protocols|ciphers|insecure\w*|auto_https)\b", caddy)


def test_nobody_is_served_but_the_one_site() -> None:
    for name in ("nginx.conf", "Caddyfile"):
        text = (ROOT / "docs" / "operations" / name).read_text(encoding="utf-8")
        assert not re.search(r"\b(autoindex|root|alias|file_server|browse)\b", text), name

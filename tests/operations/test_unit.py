"""The unit for systemd can be read by it, shuts out what the program does not need, and starts a command there is."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.operations.proxies import EXAMPLES

UNIT = EXAMPLES / "self-audit.service"
# What `systemd-analyze security` calls OK goes to 5; a service that shuts nothing out has 9.6.
_WORST = 20  # In tenths.


@pytest.fixture
def service() -> dict[str, str]:
    """Return what stands under [Service]; of a key that comes twice, the last."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # as the documentation of Python has it
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return dict(parser["Service"])


def test_what_it_starts_is_a_command_of_ours(service: dict[str, str]) -> None:
    program, command, option, folder = shlex.split(service["ExecStart"])
    assert program == "/opt/self-audit/.venv/bin/self-audit"
    assert (command, option, folder) == ("serve", "--data", f"/var/lib/{service['StateDirectory']}")
    assert option in run(command, "--help").stdout


def test_nobody_else_reads_the_folder_and_nothing_else_is_written(service: dict[str, str]) -> None:
    assert (service["StateDirectoryMode"], service["UMask"]) == ("0700", "0077")
    assert service["ProtectSystem"] == "strict"
    assert service["User"] not in {"", "root"}
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictSUIDSGID"):
        assert service[name] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert int(service["LimitNOFILE"]) > 1_000 + 100


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return the unit with a program that is on every machine: what it starts here is looked at above."""
    text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text(encoding="utf-8"))
    made = tmp_path / UNIT.name
    made.write_text(text, encoding="utf-8")
    return made


def test_systemd_can_read_it(copy: Path) -> None:
    """Where there is no systemd, the tests above are all that can be said."""
    program = shutil.which("systemd-analyze")
    if program is None:
        assert "[Install]" in copy.read_text(encoding="utf-8")
        return
    said = subprocess.run([program, "verify", copy], check=False, capture_output=True, text=True)
    assert (said.returncode, said.stderr) == (0, "")
    exposed = [program, "security", "--offline=yes", f"--threshold={_WORST}", str(copy)]
    assert subprocess.run(exposed, check=False, capture_output=True).returncode == 0

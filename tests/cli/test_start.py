"""What a start loads, and what it leaves for later: every module here costs all who wait for the first page."""

import gc
import subprocess
import sys
from pathlib import Path

from audit.cli import sweeping

ROOT = Path(__file__).parents[2]

# What only some page, paper, mail or text needs, or only the demonstration; the libraries first.
LATER = (
    *("argon2", "zxcvbn", "pyotp", "segno", "sqlite_utils", "numpy", "matplotlib", "typst", "pypdf", "pdfkit"),
    *("smtplib", "email.policy", "email.headerregistry"),
    *("audit.demo", "audit.demo_answers", "audit.demo_members", "audit.demo_people", "audit.demo_plans", "audit.mail"),
    *("audit.core.personal_rules", "audit.core.personal_address", "audit.core.personal_numbers"),
    *("audit.render.documents", "audit.render.paper_parts", "audit.render.typeset", "audit.render.wkhtml"),
    *("audit.render.chart_domains", "audit.render.chart_grid", "audit.render.chart_radar", "audit.store.migrations"),
)


def test_the_first_page_of_a_new_folder_loads_nothing_that_can_wait(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from audit import config; from audit.cli import serving, tool\n"
        "from audit.store.database import Store; from audit.web import create_app\n"
        "client = create_app(config.load(Path(sys.argv[1]))).test_client()\n"
        "assert client.get('/').status_code == 200\n"
        "print(sorted(set(sys.argv[2:]) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "own", *LATER], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_everything_named_here_exists() -> None:
    """A module that was renamed would be absent for ever, and the test above would guard nothing."""
    script = "import sys; from importlib.util import find_spec; print([n for n in sys.argv[1:] if not find_spec(n)])"
    done = subprocess.run([sys.executable, "-c", script, *LATER], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_sweeping_is_put_off_and_comes_back() -> None:
    assert gc.isenabled()
    with sweeping.put_off():
        assert not gc.isenabled()
        with sweeping.put_off():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()

"""Charts and papers: what drawing and typesetting cost."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path

from audit import library
from audit.core import answersfile
from audit.core.answersfile import ProgrammeFacts
from audit.core.programme import Setting
from audit.render import charts, documents, plan_pages
from audit.render.cache import Cache
from audit.render.press import PRESS
from audit.store import answers
from audit.web import opened
from bench.clock import Row, median
from bench.sample import Sample

ROUNDS = 7


def rows(sample: Sample, folder: Path) -> Iterable[Row]:
    """Measure each chart, the report, the plan and a cold command."""
    yield from _charts(sample)
    client = sample.client()
    path = f"/audits/{sample.audit.id}"
    taken, worked = _fresh_report(sample, folder)
    note = f"charts cached, the paper not; {worked:.2g} s of CPU, the process that sets it included"
    yield Row("report PDF, warm", taken, "s", 0.3, note)
    again = median(lambda: client.get(f"{path}/report.pdf"), ROUNDS)
    yield Row("report PDF, unchanged audit", again * 1000, "ms", 15)
    yield _fresh_plan(sample)
    yield Row("cold: self-audit report", _cold(sample, folder), "s", 2.5, "a process of its own, median of 3")


def _charts(sample: Sample) -> Iterable[Row]:
    with sample.results():
        _, outcome = opened.result(sample.audit.id)
        made = charts.build_all(outcome.card, outcome.gaps)
    charts.warm()
    for chart in made:
        taken = median(lambda chart=chart: charts.draw(chart), ROUNDS, time.process_time)  # type: ignore[misc] # a default is how a loop gives a closure its value
        yield Row(f"chart “{chart.name}”, not cached", taken, "s CPU", 0.15)


def _fresh_report(sample: Sample, folder: Path) -> tuple[float, float]:
    """Return the median seconds of making the report, and of CPU; another name each time, so that none is kept."""
    cache = Cache(folder / "papers")
    with sample.results():
        found, outcome = opened.result(sample.audit.id)
    numbers = count()

    def make() -> None:
        another = replace(found.subject, programme=f"Programme {next(numbers)} of the bench")
        documents.edition(another, outcome, cache, today=another.date)

    return median(make, ROUNDS), median(make, ROUNDS, _cpu)


def _cpu() -> float:
    """Return the seconds of CPU this process and the one that sets papers have used (Linux)."""
    press = Path(f"/proc/{PRESS.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    ticks = int(press[11]) + int(press[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _fresh_plan(sample: Sample) -> Row:
    """Measure the plan's working copy, made anew each time under another name."""
    with sample.results():
        found, outcome = opened.result(sample.audit.id)
    numbers = count()
    engines = set()

    def make() -> None:
        another = replace(found.subject, programme=f"Programme {next(numbers)} of the bench")
        engines.add(documents.working_plan(plan_pages.plan_page(another, outcome)).engine)

    taken = median(make, 3)
    return Row("plan, working copy", taken, "s", 1, ", ".join(sorted(engines)))


def _cold(sample: Sample, folder: Path) -> float:
    file, out = folder / "answers.json", folder / "report.pdf"
    with sample.store.reading() as db:
        sheet = answers.sheet(db, sample.audit)
    facts = ProgrammeFacts("Programme of the bench", "HR", Setting.COMMUNITY)
    file.write_bytes(answersfile.write(facts, sheet, library.default()))
    json.loads(file.read_bytes())
    command = [sys.executable, "-m", "audit", "report", str(file), "--out", str(out)]
    return median(lambda: subprocess.run(command, check=True, capture_output=True), 3)

"""Standards are folders of TOML; this reads one into ``core.standard``, or says everything that is wrong with it.

Nothing is ever half loaded: a folder is either a whole standard or a list of problems, each with its file,
its key and what is expected there (``standards/README.md`` explains every key).
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from audit import resources
from audit.core.standard import (
    Check,
    Claim,
    Criterion,
    Document,
    Domain,
    Kind,
    LevelWord,
    Priority,
    Source,
    Standard,
    Status,
)
from audit.errors import N_, AuditError
from audit.library_rules import (
    CERTAINTY,
    CHECK,
    CHECKS,
    CRITERION,
    DOCUMENT,
    DOMAIN,
    LEVEL,
    PRIORITY,
    SOURCE,
    STANDARD,
    Problem,
    check,
)

MANIFEST = "standard.toml"
# A standard may do without this one.
DOUBTS = "checks.toml"
DEFAULT = "wwp-en-2018-topics"


class BrokenStandardError(AuditError):
    """A folder is not a whole standard. ``problems`` lists all that is wrong, in the order of its files."""

    sentence = N_("The standard in “%(folder)s” is not complete: %(count)s problems. Nothing of it was loaded.")

    def __init__(self, folder: Path, problems: tuple[Problem, ...]) -> None:
        """Keep the problems beside the sentence."""
        super().__init__(folder=folder.name, count=len(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class _File:
    """One parsed file: its name relative to the folder, and its keys (empty where it could not be read)."""

    name: str
    keys: Mapping[str, Any]


def load(folder: Path) -> Standard:
    """Read a standard.

    Raises:
        BrokenStandardError: with every problem of the folder.
    """
    manifest, files, doubts, found = _examine(folder)
    if found:
        raise BrokenStandardError(folder, found)
    return _build(manifest.keys, files, doubts.keys)


def problems(folder: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with a folder; nothing where it is a whole standard."""
    return _examine(folder)[-1]


def available() -> tuple[Path, ...]:
    """Return the folders of the standards that came with the program, in order of their names."""
    return tuple(sorted(p.parent for p in resources.directory("standards").glob(f"*/{MANIFEST}")))


@cache
def loaded(folder: Path) -> Standard:
    """Return the standard of a folder, read once for as long as the program runs.

    Raises:
        BrokenStandardError: with every problem of the folder.
    """
    return load(folder)


def default() -> Standard:
    """Return the standard new audits are made with.

    Raises:
        BrokenStandardError: the folder that came with the program was changed or is incomplete.
    """
    return loaded(resources.directory("standards") / DEFAULT)


def _examine(folder: Path) -> tuple[_File, list[_File], _File, tuple[Problem, ...]]:
    found: list[Problem] = []
    manifest = _parse(folder, MANIFEST, found)
    if manifest.keys:
        found += check(MANIFEST, "", manifest.keys, STANDARD)
        found += _check_tables(manifest)
    files = [_parse(folder, f"domains/{name}.toml", found) for name in _names(manifest.keys.get("domains"))]
    for file in (f for f in files if f.keys):
        found += check(file.name, "", file.keys, DOMAIN)
        found += _check_domain(file)
    doubts = _parse_doubts(folder, found)
    if not found:
        found += _across(manifest, files)
        found += _across_doubts(doubts, {c["id"] for f in files for c in f.keys["criteria"]})
    return manifest, files, doubts, tuple(found)


def _parse_doubts(folder: Path, found: list[Problem]) -> _File:
    if not (folder / DOUBTS).exists():
        return _File(DOUBTS, {})
    file = _parse(folder, DOUBTS, found)
    if file.keys:
        found += check(DOUBTS, "", file.keys, CHECKS)
    for number, table in enumerate(_tables(file.keys, "checks"), start=1):
        place = table["id"] if isinstance(table.get("id"), str) else f"checks[{number}]"
        found += check(DOUBTS, place, table, CHECK)
    return file


def _parse(folder: Path, name: str, found: list[Problem]) -> _File:
    path = folder / name
    try:
        return _File(name, tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        found.append(Problem(name, "", N_("the file is missing")))
    except (OSError, UnicodeDecodeError):
        found.append(Problem(name, "", N_("the file cannot be read as UTF-8 text")))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found.append(Problem(name, "", N_("not valid TOML: %(detail)s"), {"detail": str(error)}))
    return _File(name, {})


def _names(value: object) -> list[str]:
    return [n for n in value if isinstance(n, str)] if isinstance(value, list) else []


def _tables(keys: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = keys.get(name)
    return [t for t in value if isinstance(t, dict)] if isinstance(value, list) else []


def _check_tables(manifest: _File) -> Iterable[Problem]:
    shapes = {"certainties": CERTAINTY, "levels": LEVEL, "priorities": PRIORITY, "documents": DOCUMENT}
    for name, shape in shapes.items():
        for number, table in enumerate(_tables(manifest.keys, name), start=1):
            yield from check(MANIFEST, f"{name}[{number}]", table, shape)


def _check_domain(file: _File) -> Iterable[Problem]:
    for number, table in enumerate(_tables(file.keys, "criteria"), start=1):
        place = table["id"] if isinstance(table.get("id"), str) else f"criteria[{number}]"
        yield from check(file.name, place, table, CRITERION)
        for step, source in enumerate(_tables(table, "sources"), start=1):
            yield from check(file.name, f"{place}.sources[{step}]", source, SOURCE)
        yield from _check_kind(file.name, place, table)


def _check_kind(name: str, place: str, table: Mapping[str, Any]) -> Iterable[Problem]:
    is_red_line = table.get("kind") == Kind.RED_LINE
    if is_red_line and not table.get("interim"):
        yield Problem(name, f"{place}.interim", N_("a red line needs a step that protects people meanwhile"))
    if not is_red_line and table.get("interim"):
        yield Problem(name, f"{place}.interim", N_("only a red line has an interim step"))
    levels = table.get("levels")
    if isinstance(levels, list) and len({str(level).strip() for level in levels}) < len(levels):
        yield Problem(name, f"{place}.levels", N_("four different sentences, one for each level"))


def _across(manifest: _File, files: list[_File]) -> Iterable[Problem]:
    """What only shows when all files lie side by side. Each file by itself is in order by now."""
    yield from _twice(MANIFEST, "documents", [d["key"] for d in manifest.keys["documents"]])
    yield from _twice(MANIFEST, "domains", manifest.keys["domains"])
    yield from _steps("levels", [w["level"] for w in manifest.keys["levels"]], [0, 1, 2, 3])
    yield from _steps("priorities", [p["number"] for p in manifest.keys["priorities"]], [1, 2, 3, 4])
    yield from _twice(MANIFEST, "criteria", [c["id"] for f in files for c in f.keys["criteria"]])
    cited = {d["key"] for d in manifest.keys["documents"]}
    letters = {c["letter"] for c in manifest.keys["certainties"]}
    for file in files:
        if file.keys["id"] != Path(file.name).stem:
            yield Problem(file.name, "id", N_("the name of the file without “.toml”"))
        for criterion in file.keys["criteria"]:
            yield from _references(file.name, criterion, cited, letters)


def _twice(name: str, key: str, values: list[str]) -> Iterable[Problem]:
    for value in sorted({v for v in values if values.count(v) > 1}):
        yield Problem(name, key, N_("“%(value)s” only once"), {"value": value})


def _steps(key: str, seen: list[int], expected: list[int]) -> Iterable[Problem]:
    if seen != expected:
        yield Problem(MANIFEST, key, N_("the numbers %(expected)s, in this order"), {"expected": expected})


def _references(name: str, criterion: Mapping[str, Any], cited: set[str], letters: set[str]) -> Iterable[Problem]:
    for number, source in enumerate(criterion["sources"], start=1):
        place = f"{criterion['id']}.sources[{number}]"
        if source["document"] not in cited:
            yield Problem(name, f"{place}.document", N_("a key that stands under documents in standard.toml"))
        if source["certainty"] not in letters:
            yield Problem(name, f"{place}.certainty", N_("a letter that stands under certainties in standard.toml"))


def _across_doubts(doubts: _File, known: set[str]) -> Iterable[Problem]:
    tables = _tables(doubts.keys, "checks")
    yield from _twice(DOUBTS, "checks", [t["id"] for t in tables])
    for table in tables:
        named = {side: table[side]["criterion"] for side in ("when", "doubted_by")}
        for side, name in named.items():
            if name not in known:
                yield Problem(DOUBTS, f"{table['id']}.{side}.criterion", N_("a criterion of this standard"))
        if len(set(named.values())) == 1:
            yield Problem(DOUBTS, f"{table['id']}.doubted_by.criterion", N_("another criterion than under when"))


def _build(keys: Mapping[str, Any], files: list[_File], doubts: Mapping[str, Any]) -> Standard:
    return Standard(
        id=keys["id"],
        edition=keys["edition"],
        status=Status(keys["status"]),
        language=keys["language"],
        title=keys["title"],
        publisher=keys["publisher"],
        basis=keys["basis"],
        disclaimer=keys["disclaimer"],
        certainties=tuple((c["letter"], c["meaning"]) for c in keys["certainties"]),
        documents=tuple(Document(**d) for d in keys["documents"]),
        levels=tuple(LevelWord(**w) for w in keys["levels"]),
        priorities=tuple(Priority(**p) for p in keys["priorities"]),
        domains=tuple(_domain(f.keys) for f in files),
        checks=tuple(_check(c) for c in doubts.get("checks", ())),
    )


def _check(keys: Mapping[str, Any]) -> Check:
    return Check(keys["id"], Claim(**keys["when"]), Claim(**keys["doubted_by"]), keys["sentence"])


def _domain(keys: Mapping[str, Any]) -> Domain:
    return Domain(keys["id"], keys["title"], keys["summary"], tuple(_criterion(c) for c in keys["criteria"]))


def _criterion(keys: Mapping[str, Any]) -> Criterion:
    none, some, most, every = keys["levels"]
    return Criterion(
        id=keys["id"],
        kind=Kind(keys["kind"]),
        theme=keys["theme"],
        statement=keys["statement"],
        why=keys["why"],
        levels=(none, some, most, every),
        evidence=tuple(keys["evidence"]),
        action=keys["action"],
        interim=keys.get("interim", ""),
        lead=keys["lead"],
        certainty=keys["certainty"],
        sources=tuple(Source(**s) for s in keys["sources"]),
        articles=tuple(keys["articles"]),
        not_applicable_when=keys.get("not_applicable_when", ""),
        second_voice=keys.get("second_voice", False),
    )

"""A standard is read whole, or every problem is listed with its file, its key and what is expected."""

import shutil
from pathlib import Path

import pytest

from audit import library
from audit.core.standard import Claim, Kind, Scope, Standard, Status
from audit.library import BrokenStandardError
from tests.conftest import SMALL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the small standard that a test may break."""
    return Path(shutil.copytree(SMALL, tmp_path / "bakery-2025"))


def rewrite(folder: Path, file: str, old: str, new: str) -> list[str]:
    """Replace a text in one file and return the problems as lines."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(p) for p in library.problems(folder)]


def test_a_new_standard_takes_no_code(standard: Standard) -> None:
    assert (standard.id, standard.edition, standard.status) == ("bakery-2025", "2025.2", Status.ADOPTED)
    assert [d.id for d in standard.domains] == ["fire", "flour", "shop"]
    assert len(list(standard.criteria())) == 10
    first = standard.criterion("FIR-1")
    assert first.kind is Kind.RED_LINE
    assert first.levels[2] == "FIR-1: we do, but not at weekends."
    assert first.interim == "Until FIR-1 is mended, bake nothing."
    assert first.second_voice
    assert not first.may_not_apply
    assert standard.criterion("FIR-2").may_not_apply
    assert standard.document("guild").year == "2025"
    assert [c.id for c in standard.criteria(Scope.FIRST_PASS)] == ["FIR-1", "FIR-2", "FIR-3", "FLO-1", "FLO-2"]


def test_a_whole_folder_has_no_problems() -> None:
    assert library.problems(SMALL) == ()


def test_all_problems_are_listed_at_once(folder: Path) -> None:
    rewrite(folder, "standard.toml", 'edition = "2025.2"', "edition = 2025")
    rewrite(folder, "domains/fire.toml", 'kind = "must"', 'kind = "may"')
    lines = rewrite(folder, "domains/shop.toml", 'why = "Because of SHO-1."\n', "")
    assert lines == [
        "standard.toml: edition: expected: a year and a number, such as 2026.1, in quotes",
        "domains/fire.toml: FIR-3.kind: expected: red line, must or should",
        "domains/shop.toml: SHO-1.why: missing; expected: text",
    ]
    with pytest.raises(BrokenStandardError) as caught:
        library.load(folder)
    assert "3 problems" in str(caught.value)
    assert len(caught.value.problems) == 3


AN_ID = "letters, digits and single hyphens, at most 40 characters"
A_CLAIM = "a criterion, and either at_least (1 to 3) or at_most (0 to 2)"
CASES = {
    "an unknown key": ("standard.toml", 'title = "Safe bakery"', 'title = "Safe bakery"\ntitel = "x"',
                       "standard.toml: titel: no such key here; remove it or correct its name"),
    "a red line without an interim step": (
        "domains/fire.toml", 'interim = "Until FIR-1 is mended, bake nothing."\n', "",
        "domains/fire.toml: FIR-1.interim: a red line needs a step that protects people meanwhile"),
    "an interim step elsewhere": (
        "domains/flour.toml", 'action = "Mend FLO-1."', 'action = "Mend FLO-1."\ninterim = "Wait."',
        "domains/flour.toml: FLO-1.interim: only a red line has an interim step"),
    "three levels": ("domains/shop.toml", '    "SHO-1: we do, every day.",\n', "",
                     "domains/shop.toml: SHO-1.levels: expected: four sentences, for the levels 0 to 3"),
    "two levels that say the same": (
        "domains/shop.toml", "SHO-1: we do, every day.", "SHO-1: we do not.",
        "domains/shop.toml: SHO-1.levels: four different sentences, one for each level"),
    "a source nobody lists": (
        "domains/shop.toml", 'document = "guild", section = "SHO-1"', 'document = "gild", section = "SHO-1"',
        "domains/shop.toml: SHO-1.sources[1].document: a key that stands under documents in standard.toml"),
    "a certainty nobody explains": (
        "domains/shop.toml", 'section = "SHO-1", certainty = "A"', 'section = "SHO-1", certainty = "B"',
        "domains/shop.toml: SHO-1.sources[1].certainty: a letter that stands under certainties in standard.toml"),
    "a source with a wrong certainty": (
        "domains/shop.toml", 'section = "SHO-1", certainty = "A"', 'section = "SHO-1", certainty = "sure"',
        "domains/shop.toml: SHO-1.sources[1].certainty: expected: one capital letter"),
    "an id used twice": ("domains/shop.toml", 'id = "SHO-2"', 'id = "FIR-1"',
                         "standard.toml: criteria: “FIR-1” only once"),
    "a domain listed twice": ("standard.toml", '["fire", "flour", "shop"]', '["fire", "flour", "shop", "fire"]',
                              None),
    "a domain with another name": ("domains/shop.toml", 'id = "shop"', 'id = "counter"',
                                   "domains/shop.toml: id: the name of the file without “.toml”"),
    "levels out of order": ("standard.toml", "level = 3", "level = 4",
                            "standard.toml: levels: the numbers [0, 1, 2, 3], in this order"),
    "a priority too few": ("standard.toml", "number = 4", "number = 5",
                           "standard.toml: priorities: the numbers [1, 2, 3, 4], in this order"),
    "days that are no number": ("standard.toml", "days = 365", 'days = "a year"',
                                "standard.toml: priorities[4].days: expected: a whole number, 0 or more"),
    "an id with a slash": ("domains/shop.toml", 'id = "SHO-1"', 'id = "SHO/1"',
                           "domains/shop.toml: SHO/1.id: expected: " + AN_ID),
    "an id that is a number": ("domains/shop.toml", 'id = "SHO-1"', "id = 1",
                               "domains/shop.toml: criteria[1].id: expected: " + AN_ID),
    "domains that are no list": ("standard.toml", 'domains = ["fire", "flour", "shop"]', "domains = 3",
                                 "standard.toml: domains: expected: the ids of the domains, in order"),
    "a flag that is text": ("domains/fire.toml", "second_voice = true", 'second_voice = "yes"',
                            "domains/fire.toml: FIR-1.second_voice: expected: true or false"),
    "a check on a criterion nobody wrote": (
        "checks.toml", 'criterion = "FIR-2"', 'criterion = "FIR-9"',
        "checks.toml: guard-without-extinguisher.doubted_by.criterion: a criterion of this standard"),
    "a check of a criterion against itself": (
        "checks.toml", 'criterion = "FIR-2"', 'criterion = "FIR-1"',
        "checks.toml: guard-without-extinguisher.doubted_by.criterion: another criterion than under when"),
    "a check that every level passes": ("checks.toml", "at_least = 2", "at_least = 0",
                                        "checks.toml: guard-without-extinguisher.when: expected: " + A_CLAIM),
    "a check with a level that is no number": (
        "checks.toml", "at_most = 1", "at_most = true",
        "checks.toml: guard-without-extinguisher.doubted_by: expected: " + A_CLAIM),
    "a check with two bounds": ("checks.toml", "at_least = 2", "at_least = 2, at_most = 3",
                                "checks.toml: guard-without-extinguisher.when: expected: " + A_CLAIM),
    "a check with a bound nobody knows": ("checks.toml", "at_least = 2", "above = 2",
                                          "checks.toml: guard-without-extinguisher.when: expected: " + A_CLAIM),
    "a claim that is no table": ("checks.toml", '{ criterion = "FIR-1", at_least = 2 }', "3",
                                 "checks.toml: guard-without-extinguisher.when: expected: " + A_CLAIM),
    "a claim without a criterion": ("checks.toml", 'criterion = "FIR-1", ', "",
                                    "checks.toml: guard-without-extinguisher.when: expected: " + A_CLAIM),
    "a check without a sentence": (
        "checks.toml", 'sentence = "The shop', 'words = "The shop', None),
    "a check without a name": ("checks.toml", 'id = "shop-without-flour"\n', "", None),
    "two checks of one name": ("checks.toml", "shop-without-flour", "guard-without-extinguisher",
                               "checks.toml: checks: “guard-without-extinguisher” only once"),
    "checks that are no list": ("checks.toml", "[[checks]]", "[checks]", None),
    "criteria that are no tables": ("domains/shop.toml", "[[criteria]]\nid", "criteria = 1\n[x]\nid", None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_problem_names_file_key_and_expectation(folder: Path, case: tuple[str, str, str, str | None]) -> None:
    file, old, new, expected = case
    lines = rewrite(folder, file, old, new)
    assert lines
    if expected is not None:
        assert lines == [expected]


def test_a_standard_may_do_without_checks(folder: Path, standard: Standard) -> None:
    (folder / "checks.toml").unlink()
    assert library.problems(folder) == ()
    assert library.load(folder).checks == ()
    assert standard.checks[0].when == Claim("FIR-1", at_least=2)
    assert standard.checks[0].doubted_by == Claim("FIR-2", at_most=1)


def test_broken_checks_are_named(folder: Path) -> None:
    (folder / "checks.toml").write_text("[[checks]]\nid = \n", encoding="utf-8")
    (line,) = [str(p) for p in library.problems(folder)]
    assert line.startswith("checks.toml: not valid TOML: ")


def test_an_empty_file_of_checks_holds_none(folder: Path) -> None:
    (folder / "checks.toml").write_text("# none yet\n", encoding="utf-8")
    assert library.load(folder).checks == ()


def test_a_missing_folder_is_one_problem(tmp_path: Path) -> None:
    assert [str(p) for p in library.problems(tmp_path / "nowhere")] == ["standard.toml: the file is missing"]


def test_a_missing_domain_file_is_named(folder: Path) -> None:
    (folder / "domains" / "flour.toml").unlink()
    assert [str(p) for p in library.problems(folder)] == ["domains/flour.toml: the file is missing"]


def test_broken_toml_is_named_with_its_place(folder: Path) -> None:
    (folder / "domains" / "flour.toml").write_text("id = \n", encoding="utf-8")
    (line,) = [str(p) for p in library.problems(folder)]
    assert line.startswith("domains/flour.toml: not valid TOML: ")
    assert "line 1" in line


def test_text_that_is_not_utf8_is_named(folder: Path) -> None:
    (folder / "domains" / "flour.toml").write_bytes(b'id = "\xff"')
    assert [str(p) for p in library.problems(folder)] == ["domains/flour.toml: the file cannot be read as UTF-8 text"]


def test_brackets_nested_too_deep_are_a_problem_not_a_crash(folder: Path) -> None:
    (folder / "domains" / "flour.toml").write_text("id = " + "[" * 100_000, encoding="utf-8")
    (line,) = [str(p) for p in library.problems(folder)]
    assert line.startswith("domains/flour.toml: not valid TOML: ")


def test_the_standard_that_ships_is_among_those_available() -> None:
    assert library.DEFAULT in [p.name for p in library.available()]

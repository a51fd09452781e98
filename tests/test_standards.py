"""Every standard that ships, tested as data: its shape, its counts, its manners."""

import re
from collections import Counter
from pathlib import Path

import pytest

from audit import library
from audit.core.content import canonical, content_hash, from_content
from audit.core.standard import Check, Criterion, Kind, Scope, Standard
from tests.conftest import loads

FOLDERS = library.available()
FILES = [path for folder in FOLDERS for path in sorted(folder.rglob("*.toml"))]
REAL = library.load(FOLDERS[-1])
CRITERIA = list(REAL.criteria())

# Words that do harm in this field, or that no tired reader should have to read (domain notes, sections 1 and 8).
HARMFUL = ("batterer", "anger management", "both sides", "toxic", "non-complian", "victim-survivor", "wife beater")
# Design, section 4: prohibitions, whose levels say how sure it is.
PROHIBITIONS = ("COL-8", "THE-3", "THE-5", "WOM-2", "WOM-3", "WOM-6", "WOM-7", "THE-11")
SECOND_VOICE = 16
# A level sentence longer than this is not read by a tired person; our choice.
MOST_WORDS = 45


def test_there_are_files_to_test() -> None:
    assert len(FOLDERS) == 1
    assert len(FILES) == 10


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_file_has_plain_clean_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert "\t" not in text
    assert not re.search(r" +$", text, re.MULTILINE)
    assert not [word for word in HARMFUL if word in text.lower()]


def test_the_counts_are_those_of_the_design() -> None:
    assert [(d.id, len(d.criteria)) for d in REAL.domains] == [
        ("definition", 8),
        ("collaboration", 14),
        ("theory", 17),
        ("partner-safety", 15),
        ("children", 10),
        ("risk", 15),
        ("staff", 9),
        ("quality", 12),
    ]
    assert Counter(c.kind for c in CRITERIA) == {Kind.RED_LINE: 25, Kind.MUST: 23, Kind.SHOULD: 52}
    assert len(list(REAL.criteria(Scope.FIRST_PASS))) == 48
    assert sum(c.second_voice for c in CRITERIA) == SECOND_VOICE


def test_does_not_apply_may_be_chosen_only_where_it_can_be_true() -> None:
    assert [c.id for c in CRITERIA if c.may_not_apply] == ["COL-6", "COL-7", "CHD-8", "STF-4", "STF-6", "QUA-7"]


def test_the_edition_says_that_it_is_a_draft(real: Standard) -> None:
    assert real.status == "draft"
    assert "not an official" in real.disclaimer.lower()
    assert "draft" in real.basis.lower()


def test_no_level_sentence_stands_twice() -> None:
    sentences = Counter(level for c in CRITERIA for level in c.levels)
    assert len(sentences) == 400


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
class TestCriterion:
    """What holds for each of the hundred."""

    def test_its_levels_can_be_read(self, criterion: Criterion) -> None:
        for level in criterion.levels:
            assert level[0].isupper()
            assert level.endswith(".")
            assert 4 <= len(level.split()) <= MOST_WORDS

    def test_its_levels_hold_no_number_without_a_source(self, criterion: Criterion) -> None:
        levels = " ".join(criterion.levels)
        assert not re.search(r"\d", re.sub(r"choose (only )?[0-3]( or [0-3])?", "", levels, flags=re.IGNORECASE))

    def test_its_texts_are_sentences(self, criterion: Criterion) -> None:
        for text in (criterion.statement, criterion.why, criterion.action):
            assert text[0].isupper()
            assert text.endswith(".")

    def test_a_red_line_protects_people_meanwhile(self, criterion: Criterion) -> None:
        assert bool(criterion.interim) is criterion.is_red_line
        if criterion.is_red_line:
            assert criterion.interim.endswith(".")
            assert len(criterion.evidence) >= 2

    def test_a_source_is_never_surer_than_the_criterion(self, criterion: Criterion) -> None:
        best = min(s.certainty for s in criterion.sources)
        assert best >= criterion.certainty or any(s.document == "own-judgement" for s in criterion.sources)
        assert all(s.certainty == "C" for s in criterion.sources if s.document == "own-judgement")

    def test_its_articles_look_like_articles(self, criterion: Criterion) -> None:
        assert all(re.fullmatch(r"\d{1,2}(\(\d\))?(\([a-z]\))?", a) for a in criterion.articles)


@pytest.mark.parametrize("name", PROHIBITIONS)
def test_a_prohibition_reaches_the_top_only_with_a_rule_that_was_checked(name: str) -> None:
    none, some, most, every = REAL.criterion(name).levels
    assert "rule" in (some + most).lower() or "written" in (some + most).lower()
    assert re.search(r"check|review|look", every.lower())
    assert "year" in every.lower()
    assert none != every


def test_a_separate_worker_is_doubted_where_women_are_not_contacted() -> None:
    """The example that the design gives."""
    worker = next(c for c in REAL.checks if c.when.criterion == "WOM-3")
    assert worker.when.at_least == 2
    assert (worker.doubted_by.criterion, worker.doubted_by.at_most) == ("WOM-1", 1)


def test_there_are_checks_enough_and_most_of_them_in_a_first_pass() -> None:
    asked = {c.id for c in REAL.criteria(Scope.FIRST_PASS)}
    early = [c for c in REAL.checks if {c.when.criterion, c.doubted_by.criterion} <= asked]
    assert len(REAL.checks) >= 12
    assert len(early) >= 12


@pytest.mark.parametrize("check", REAL.checks, ids=lambda c: c.id)
def test_a_check_asks_to_look_again_and_blames_nobody(check: Check) -> None:
    assert re.search(r"[a-z,]+ but .*\. Look again at [^.]+\.$", check.sentence)
    assert not re.search(r"\d|wrong|false|lie[sd]?\b|pretend|must\b", check.sentence)
    assert len(check.sentence.split()) <= MOST_WORDS
    # Two answers in between are common; a check on them would cry wolf.
    assert check.when.at_least >= 2
    assert check.doubted_by.at_most <= 1


def test_the_content_can_be_kept_and_read_again(real: Standard, standard: Standard) -> None:
    for edition in (real, standard):
        again = from_content(loads(canonical(edition)))
        assert again == edition
        assert content_hash(again) == content_hash(edition)


def test_a_changed_word_changes_the_hash(standard: Standard) -> None:
    content = loads(canonical(standard))
    content["domains"][0]["criteria"][0]["levels"][2] += " Or so."
    assert content_hash(from_content(content)) != content_hash(standard)


def test_the_published_fingerprint_is_that_of_the_text() -> None:
    """A change of any word must be seen here, and have its line in the changelog under Scores."""
    readme = (FOLDERS[-1].parent / "README.md").read_text(encoding="utf-8")
    assert f"| {REAL.id} | {REAL.edition} | {content_hash(REAL)} |" in readme

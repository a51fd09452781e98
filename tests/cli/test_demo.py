"""The fictional network: filled pages, plainly made up, the same every time, apart from anybody's own audits."""

import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from audit import demo, demo_plans
from audit.core import answersfile, texts
from audit.core.countries import CODES
from audit.core.plan import Progress
from audit.core.programme import Audit, Organisation, Programme
from audit.core.scoring import Scorecard, Standing, State, score
from audit.core.signing import Beginning
from audit.core.standard import Scope, Standard
from audit.demo_members import MEMBERS
from audit.store import actions, answers, audits, history, history_check, organisations, programmes, purpose, sections
from audit.store.database import Store


def filled(path: Path, standard: Standard) -> Store:
    """Return a new store with the network in it."""
    store = Store(path)
    store.prepare()
    assert demo.fill(store, standard) == 24
    return store


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory, real: Standard) -> Store:
    """Return a store with the network in it. Tests read it only."""
    return filled(tmp_path_factory.mktemp("demo") / "demo.sqlite", real)


Told = list[tuple[Organisation, Programme, Audit]]


@pytest.fixture(scope="module")
def told(network: Store) -> Told:
    """Return every audit with its programme and its organisation, newest first for each programme."""
    with network.reading() as db:
        return [
            (organisation, programme, audit)
            for organisation in organisations.listing(db)
            for programme in programmes.listing(db, organisation.id)
            for audit in audits.listing(db, programme)
        ]


@pytest.fixture(scope="module")
def cards(network: Store, told: Told, real: Standard) -> list[Scorecard]:
    """Return the result of every audit."""
    with network.reading() as db:
        return [score(real, answers.sheet(db, audit)) for _, _, audit in told]


def test_24_organisations_in_as_many_countries_all_fictional(network: Store) -> None:
    with network.reading() as db:
        members = organisations.listing(db)
    assert len(members) == 24
    assert all(m.fictional for m in members)
    assert len({m.country for m in members} & CODES) == 24
    assert all(ZoneInfo(m.zone) for m in members)


def test_names_come_in_the_scripts_and_letters_of_europe() -> None:
    names = "".join(p.name + m.name + m.manual for m in MEMBERS for p in m.programmes)
    scripts = {unicodedata.name(c).split()[0] for c in names if c.isalpha()}
    assert {"LATIN", "GREEK", "CYRILLIC", "GEORGIAN"} <= scripts
    assert set("đŽčğıŞłŻř") <= set(names)
    assert not any(texts.unprintable(m.name + m.manual) for m in MEMBERS)


def test_audits_go_over_three_years(told: Told) -> None:
    years = Counter(audit.date.year for _, _, audit in told)
    assert set(years) == {2024, 2025, 2026}
    assert min(years.values()) >= 20
    assert {audit.scope for _, _, audit in told} == set(Scope)
    assert all(audit.created.date() == audit.date for _, _, audit in told if audit.begun_as is not Beginning.COMPLETION)
    assert all(audit.changed > audit.created for _, _, audit in told)
    assert all(audit.date < datetime(2026, 11, 1, tzinfo=UTC).date() for _, _, audit in told)


def test_every_standing_and_every_state_is_there(cards: list[Scorecard]) -> None:
    assert {card.standing for card in cards} == set(Standing)
    assert {r.state for card in cards for r in card.readings} == set(State)
    open_lines = Counter(bool(card.red_lines.open) for card in cards)
    assert min(open_lines.values()) >= 8


def test_quality_differs_by_domain(cards: list[Scorecard]) -> None:
    shares: dict[str, list[float]] = {}
    for card in cards:
        for domain in card.domains:
            shares.setdefault(domain.domain.id, []).append(float(domain.low or 0))
    means = {name: sum(values) / len(values) for name, values in shares.items()}
    assert means["definition"] - means["children"] > 0.1
    assert all(max(values) - min(values) > 0.4 for values in shares.values())


def test_answers_carry_documents_notes_and_reasons(network: Store, told: Told, real: Standard) -> None:
    with network.reading() as db:
        given = [(audit, a) for _, _, audit in told for a in answers.sheet(db, audit).answers.items()]
    documents = [(audit, e) for audit, (_, a) in given for e in a.evidence]
    manuals = {m.manual for m in MEMBERS}
    assert len(documents) > 1000
    assert len({e.title for _, e in documents if e.title in manuals}) >= 20
    assert all(e.date and e.date < audit.date and len(e.title) >= 5 for audit, e in documents)
    assert sum(bool(a.note) for _, (_, a) in given) > 300
    reasons = {(name, a.not_applicable) for _, (name, a) in given if a.not_applicable}
    assert len({name for name, _ in reasons}) >= 5
    assert all(real.criterion(name).may_not_apply for name, _ in reasons)


def test_plans_were_worked_on(network: Store, told: Told, real: Standard) -> None:
    with network.reading() as db:
        saved = [(audit, a) for _, _, audit in told for a in actions.listing(db, audit)]
    assert {a.progress for _, a in saved} == set(Progress)
    assert any(a.outside for _, a in saved)
    assert all(a.reason for _, a in saved if a.progress is Progress.WILL_NOT_DO)
    assert any(a.text and a.criteria for _, a in saved)
    assert sum(not real.has(a.key) for _, a in saved) == sum(len(m.programmes) for m in MEMBERS)
    assert any(a.interim_done for _, a in saved)
    assert sum(bool(a.owner) for _, a in saved) > 200


def test_what_a_plan_says_was_written_for_that_very_criterion(network: Store, told: Told, real: Standard) -> None:
    with network.reading() as db:
        drafted = [(a, answers.sheet(db, audit)) for _, _, audit in told for a in actions.listing(db, audit)]
    decided = [(a, sheet.answer(a.key)) for a, sheet in drafted if real.has(a.key)]
    for action, answer in decided:
        assert action.text in {None, demo_plans.OWN_WORDS.get(action.key)}
        assert action.outside in {"", demo_plans.OUTSIDE.get(action.key)}
        assert action.reason in {"", demo_plans.WILL_NOT.get(action.key)}
        # Nobody writes how to mend what is not known, or only wants a document.
        assert answer.level is not None or not (action.text or action.outside or action.reason)
    assert len({a.key for a, _ in decided if a.text}) >= 10
    assert len({a.key for a, _ in decided if a.outside}) >= 5


def test_no_red_line_is_given_up_or_called_done(network: Store, told: Told, real: Standard) -> None:
    named = {*demo_plans.OWN_WORDS, *demo_plans.OUTSIDE, *demo_plans.WILL_NOT}
    assert all(real.has(name) for name in named)
    assert not any(real.criterion(name).is_red_line for name in demo_plans.WILL_NOT)
    with network.reading() as db:
        saved = [a for _, _, audit in told for a in actions.listing(db, audit) if real.has(a.key)]
    given_up = {Progress.DONE, Progress.WILL_NOT_DO}
    assert not [a.key for a in saved if real.criterion(a.key).is_red_line and a.progress in given_up]


def test_sections_are_complete_where_everything_is_answered(network: Store, told: Told, real: Standard) -> None:
    with network.reading() as db:
        for _, _, audit in told:
            sheet = answers.sheet(db, audit)
            done = {d.id for d in real.domains if all(c.id in sheet.answers for c in d.in_scope(audit.scope))}
            assert sections.listing(db, audit) == done


def test_every_audit_can_go_out_as_an_answers_file(network: Store, told: Told, real: Standard) -> None:
    with network.reading() as db:
        for _, programme, audit in told:
            sheet = answers.sheet(db, audit)
            facts = answersfile.ProgrammeFacts(programme.name, programme.country, programme.setting)
            assert answersfile.read(answersfile.write(facts, sheet, real), real, audit.date) == answersfile.AnswersFile(
                facts, sheet
            )


def test_no_person_is_named(network: Store, told: Told) -> None:
    """No text looks like an address, a number to call, or a title before a name."""
    with network.reading() as db:
        sheets = [answers.sheet(db, audit) for _, _, audit in told]
        plans = [a for _, _, audit in told for a in actions.listing(db, audit)]
    texts = {a.note for s in sheets for a in s.answers.values()}
    texts |= {a.not_applicable or "" for s in sheets for a in s.answers.values()}
    texts |= {t for a in plans for t in (a.owner, a.note, a.reason, a.outside, a.cost, a.text or "")}
    assert not [t for t in texts if re.search(r"@|\+?[0-9]{6,}|\b(Mr|Ms|Mrs|Dr)\b", t)]


def test_it_is_the_same_twice(network: Store, tmp_path: Path, real: Standard) -> None:
    again = filled(tmp_path / "again.sqlite", real)
    try:
        with network.reading() as one, again.reading() as two:
            for table in (
                "organisations",
                "programmes",
                "audits",
                "answers",
                "sections",
                "actions",
                "history_payloads",
                "history",
            ):
                rows = f"SELECT * FROM {table} ORDER BY 1, 2, 3"  # noqa: S608 - names of our own
                assert one.execute(rows).fetchall() == two.execute(rows).fetchall()
    finally:
        again.close()


def test_its_history_is_whole_and_in_the_order_of_time(network: Store) -> None:
    with network.reading() as db:
        chains = history_check.verify(db)
        assert [chain.fault for chain in chains] == [None] * 24
        changes = db.execute(
            "SELECT (SELECT count(*) FROM answer_changes), count(*) FROM history WHERE act = ?", (history.ANSWER_SAVED,)
        ).fetchone()
        assert changes[0] == changes[1] > 6000
        for chain in chains:
            times = [entry.at for entry in history.listing(db, chain.organisation)]
            assert times == sorted(times)


def test_a_second_start_leaves_it_as_it_is(tmp_path: Path, real: Standard) -> None:
    store = filled(tmp_path / "demo.sqlite", real)
    with store.writing() as db:
        db.execute("UPDATE actions SET note = 'changed by a visitor', version = version + 1 WHERE note = ''")
    assert demo.fill(store, real) == 24
    with store.reading() as db:
        assert db.execute("SELECT count(*) FROM actions WHERE note = 'changed by a visitor'").fetchone()[0] > 0
    store.close()


def test_it_is_never_mixed_with_real_audits(tmp_path: Path, real: Standard) -> None:
    store = Store(tmp_path / "own.sqlite")
    store.prepare()
    own = Organisation(id="a" * 16, name="Our own", country="HR", zone="Europe/Zagreb")
    with store.writing() as db:
        organisations.create(db, own)
    with pytest.raises(demo.RealDataError) as caught:
        demo.fill(store, real)
    assert str(tmp_path) in str(caught.value)
    purpose.refuse_fiction(store)
    with store.reading() as db:
        assert organisations.listing(db) == (own,)
    store.close()


def test_real_work_is_kept_out_of_it(network: Store) -> None:
    with pytest.raises(purpose.FictionalDataError):
        purpose.refuse_fiction(network)


def test_other_standards_can_be_shown_too(tmp_path: Path, standard: Standard) -> None:
    filled(tmp_path / "bakery.sqlite", standard).close()

"""What is kept, erased and handed out has words, each."""

from audit.render import datawords
from audit.store import archive, erasures
from audit.store.retention import What
from audit.store.schema_year import OF_AN_AUDIT


def test_everything_that_is_kept_or_erased_has_words() -> None:
    assert len({datawords.kept(what.value) for what in What}) == len(What)
    assert all(datawords.table(name) != name for name, _ in erasures.ORDER)
    assert datawords.table("of a later release") == "of a later release"


def test_what_there_is_none_of_is_left_out() -> None:
    assert datawords.past({"sessions": 0}, 0, 0, 0) == ()
    assert datawords.past({"sessions": 3, "tries": 0}, 1, 2, 4) == (
        "Ended sign-ins: 3",
        "Audits whose organisation set a time: 1",
        "Accounts without a place: 4",
        "Accounts without a place that will go in a month: 2",
    )
    assert datawords.counts((("audits", 2), ("answers", 0))) == (("Audits", "2"),)


def test_times_are_said_in_days() -> None:
    assert [datawords.days(number) for number in (None, 1, 365)] == ["until somebody deletes it", "1 day", "365 days"]


def test_the_readme_names_every_file() -> None:
    text = datawords.readme("The society")
    assert text.startswith("Everything that Self-Audit keeps of The society.")
    for name in (archive.ORGANISATION, archive.PEOPLE, archive.HISTORY, archive.HEAD, archive.MANIFEST):
        assert f"  {name}\n" in text
    beside = [f"{table.replace('_', '-')}.jsonl" for table in OF_AN_AUDIT]
    for name in ("answers.json", "audit.json", "plan.json", "stored.jsonl", "changes.jsonl", *beside):
        assert f"  audits/ID/{name}\n" in text

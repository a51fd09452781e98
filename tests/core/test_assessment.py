"""What findings come to: own account until something was seen, validated only where all was and nothing lower."""

from datetime import UTC, date, datetime

import pytest

from audit.core.assessment import NOT_ASSESSED, Assessment, Basis, Finding, Found, assess


def found(criterion: str, level: int | None = None, finding: Finding | None = None) -> Found:
    """Write a finding short: validated at a level, or what it says."""
    return Found(
        criterion=criterion,
        finding=finding or Finding.VALIDATED,
        level=level,
        date=date(2026, 11, 20),
        note="",
        account="a" * 16,
        version=1,
        saved=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    )


SEEN, UNSEEN = Finding.EVIDENCE_SEEN, Finding.NOT_LOOKED_AT


@pytest.mark.parametrize(
    ("listed", "own", "expected", "basis"),
    [
        ([], {}, NOT_ASSESSED, Basis.OWN_ACCOUNT),
        ([], {"A": 3}, Assessment(of=1), Basis.OWN_ACCOUNT),
        ([found("A", finding=UNSEEN)], {"A": 3}, Assessment(of=1), Basis.OWN_ACCOUNT),
        ([found("A", finding=SEEN)], {"A": 3}, Assessment(seen=1, of=1), Basis.DOCUMENTS_SEEN),
        ([found("A", 3)], {"A": 3}, Assessment(seen=1, validated=1, of=1), Basis.VALIDATED),
        ([found("A", 3)], {"A": 2}, Assessment(seen=1, validated=1, of=1), Basis.VALIDATED),
        ([found("A", 3)], {"A": 3, "B": 3}, Assessment(seen=1, validated=1, of=2), Basis.DOCUMENTS_SEEN),
        ([found("A", 3), found("B", finding=SEEN)], {"A": 3, "B": 3}, Assessment(seen=2, validated=1, of=2),
         Basis.DOCUMENTS_SEEN),
        # One level less anywhere, and nothing is called validated.
        ([found("A", 2), found("B", 3)], {"A": 3, "B": 3}, Assessment(seen=2, validated=2, of=2, lower=("A",)),
         Basis.DOCUMENTS_SEEN),
        ([found("A", 0)], {"A": 0}, Assessment(seen=1, validated=1, of=1), Basis.VALIDATED),
        # Nobody in the programme knows: an assessor cannot have found less.
        ([found("A", 0)], {"A": None}, Assessment(seen=1, validated=1, of=1), Basis.VALIDATED),
        # What does not apply, or is not asked, counts nowhere.
        ([found("Z", 0), found("A", 3)], {"A": 3}, Assessment(seen=1, validated=1, of=1), Basis.VALIDATED),
    ],
)  # fmt: skip
def test_what_findings_come_to(
    listed: list[Found], own: dict[str, int | None], expected: Assessment, basis: Basis
) -> None:
    summed = assess(listed, own)
    assert summed == expected
    assert summed.basis is basis


@pytest.mark.parametrize(
    ("listed", "expected", "basis"),
    [
        # It was validated at 1, then said not to apply: that takes the finding out of the count, never out of sight.
        ([found("A", 3), found("Z", 1)], Assessment(seen=1, validated=1, of=1, lower=("Z",)), Basis.DOCUMENTS_SEEN),
        ([found("A", 3), found("Z", 3)], Assessment(seen=1, validated=1, of=1), Basis.VALIDATED),
        ([found("A", 3), found("Z", finding=SEEN)], Assessment(seen=1, validated=1, of=1), Basis.VALIDATED),
        ([found("Z", 0)], Assessment(of=1, lower=("Z",)), Basis.OWN_ACCOUNT),
    ],
)
def test_what_is_said_not_to_apply_does_not_hide_what_was_found(
    listed: list[Found], expected: Assessment, basis: Basis
) -> None:
    summed = assess(listed, {"A": 3}, ["Z"])
    assert summed == expected
    assert summed.basis is basis

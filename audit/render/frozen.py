"""What was signed, as papers take it: always from the snapshot, never from what is stored now."""

from dataclasses import replace
from datetime import date

from audit.core.beginning import Origin
from audit.core.signing import Addendum, Beginning, Signature
from audit.core.snapshot import Frozen
from audit.core.standard import Standard
from audit.render import page_parts
from audit.render.page_parts import Outcome, Subject
from audit.render.signed_parts import Addition, SignedOff


def outcome(standard: Standard, frozen: Frozen) -> Outcome:
    """Return what the rules say about the frozen answers, with the plan, the second voice and the findings as frozen.

    Args:
        standard: the edition that the snapshot names.
        frozen: what the snapshot says.
    """
    made = page_parts.outcome(standard, frozen.sheet, frozen.saved)
    return replace(made, voice=frozen.voice, assessment=frozen.assessment)


def signed_off(signature: Signature, day: date) -> SignedOff:
    """Return what pages say of a signature; ``day`` is that of its moment where the organisation is."""
    return SignedOff(role=signature.role, day=day, sha256=signature.sha256)


def edition(signed: SignedOff, ask_at: str, addendum: Addendum | None = None, day: date | None = None) -> SignedOff:
    """Return the same for the registered edition of a signature, or of an addendum of this day."""
    added = None
    if addendum is not None:
        added = Addition(
            number=addendum.number, kind=addendum.kind, day=day or addendum.moment.date(), sha256=addendum.sha256
        )
    return replace(signed, is_edition=True, ask_at=ask_at, addition=added)


def subject(frozen: Frozen, signed: SignedOff) -> Subject:
    """Return what a signed edition is about, as it was called when it was signed."""
    return Subject(
        programme=frozen.whose.programme,
        country=frozen.whose.country,
        setting=frozen.whose.setting,
        date=frozen.sheet.date,
        organisation=frozen.whose.organisation,
        formula=frozen.formula,
        content_hash=frozen.content_hash,
        is_fictional=frozen.whose.fictional,
        signed=signed,
        origin=_origin(frozen),
    )


def _origin(frozen: Frozen) -> Origin | None:
    """Return what a signed audit follows; ``None`` for one that was begun anew."""
    if frozen.begun_as is Beginning.NEW:
        return None
    return Origin(frozen.begun_as, frozen.follows_day, frozen.reason)

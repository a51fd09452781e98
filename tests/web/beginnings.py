"""Audits with answers and a signature, and what the pages show of them, for the tests of how audits begin."""

import re
from datetime import UTC, date, datetime

from audit.core.answers import Answer, Evidence
from audit.core.plan import SavedAction
from audit.core.programme import Audit, StoredAnswer
from audit.core.signing import Signature, digest
from audit.store import actions, answers, signatures
from audit.store.database import Store
from tests.web.conftest import only_audit, read

ANSWERS = {
    "COL-1": Answer(
        level=3, evidence=(Evidence("Agreement with the shelter", date(2025, 3, 1)),), note="Read together"
    ),
    "COL-2": Answer(level=1),
    "COL-3": Answer(not_sure=True),
    "COL-6": Answer(not_applicable="No local structure here"),
}
NEXT_YEAR = datetime(2027, 11, 1, 14, 2, tzinfo=UTC)
_ONCE = re.compile(r'name="once" value="([a-z2-7]{16})"')


def fill(store: Store, name: str, *, sign: bool = True) -> str:
    now = store.clock()
    with store.writing(by="tests") as db:
        found = only_audit(db, name)
        answers.save_many(db, found, {code: (answer, 0) for code, answer in ANSWERS.items()}, now)
        actions.save(db, found, SavedAction(key="COL-2", criteria=("COL-2",), due=date(2027, 2, 1)), 0, now)
    if sign:
        sign_off(store, name)
    return name


def sign_off(store: Store, name: str) -> None:
    """Sign an audit off, as far as the store is concerned."""
    with store.writing(by="tests") as db:
        found = only_audit(db, name)
        signatures.mark_ready(db, found, on=True)
        signatures.sign(
            db,
            found,
            Signature(
                organisation=found.organisation,
                audit=found.id,
                moment=store.clock(),
                account="e" * 16,
                name="Somebody",
                role="manager",
                snapshot="{}",
                sha256=digest("{}"),
            ),
        )


def stored(store: Store, name: str) -> dict[str, StoredAnswer]:
    with store.reading() as db:
        return answers.listing(db, only_audit(db, name))


def kept(store: Store, name: str) -> Audit:
    with store.reading() as db:
        return only_audit(db, name)


def count(store: Store) -> int:
    with store.reading() as db:
        return int(db.execute("SELECT count(*) FROM audits").fetchone()[0])


def once_on(html: str) -> str:
    found = _ONCE.search(html)
    assert found
    return found[1]


def marks(html: str, code: str) -> list[tuple[str, str]]:
    """Return the marks beside the choices of a criterion: pairs of the value of the choice and the words."""
    card = next(e for e in read(html).all("div") if e.attrs.get("id") == code)
    found = []
    for item in card.all("div"):
        if "govuk-radios__item" in item.attrs.get("class", ""):
            value = next(item.all("input")).attrs["value"]
            found += [(value, e.words) for e in item.all("span") if e.attrs.get("class") == "mark"]
    return found


def domain(audit: str) -> str:
    return f"/audits/{audit}/domains/collaboration"

"""The tables of the history, and the triggers that guard them (``schema`` joins them to the others).

One chain for each organisation. What was written lies beside the chain in ``history_payloads``, so that it can be
erased when the audit or the programme it is about is deleted; the entry itself stays.
"""

# Entries that say what was deleted and what was erased with it. They hold counts, never texts, and are never erased.
DELETIONS = ("audit-deleted", "programme-deleted")

_HASH_RULE = "length({0}) = 64 AND {0} NOT GLOB '*[^0-9a-f]*'"
_START = "0" * 64


def _hash(column: str) -> str:
    return f"CONSTRAINT {column}_hash CHECK ({_HASH_RULE.format(column)})"


def _name(column: str) -> str:
    return f"CONSTRAINT {column}_name CHECK (length({column}) BETWEEN 1 AND 40 AND {column} NOT GLOB '*[^A-Za-z0-9-]*')"


_OF_AN_ORGANISATION = "FOREIGN KEY (organisation) REFERENCES organisations (id) DEFERRABLE INITIALLY DEFERRED"
_HISTORY_LINES = (
    "organisation TEXT NOT NULL",
    "number INTEGER NOT NULL",
    "moment TEXT NOT NULL",
    "actor TEXT NOT NULL",
    "act TEXT NOT NULL",
    "subject TEXT NOT NULL",
    "commitment TEXT NOT NULL",
    "before TEXT NOT NULL",
    "hash TEXT NOT NULL",
    "PRIMARY KEY (organisation, number)",
    "CONSTRAINT number_counts CHECK (number >= 1)",
    "CONSTRAINT moment_moment CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', moment, '+0 days') IS moment)",
    _name("actor"),
    _name("act"),
    "CONSTRAINT subject_path CHECK (length(subject) <= 100 AND subject NOT GLOB '*[^A-Za-z0-9/-]*')",
    _hash("commitment"),
    _hash("before"),
    _hash("hash"),
    _OF_AN_ORGANISATION,
)
_PAYLOAD_LINES = (
    "organisation TEXT NOT NULL",
    "number INTEGER NOT NULL",
    "salt TEXT NOT NULL",
    "payload TEXT NOT NULL",
    "PRIMARY KEY (organisation, number)",
    _hash("salt"),
    "CONSTRAINT payload_text CHECK (length(payload) BETWEEN 2 AND 1000000 AND instr(payload, char(0)) = 0)",
    "FOREIGN KEY (organisation, number) REFERENCES history (organisation, number) DEFERRABLE INITIALLY DEFERRED",
)


def _table(name: str, lines: tuple[str, ...]) -> str:
    body = ",\n    ".join(lines)
    return f"CREATE TABLE {name} (\n    {body}\n) STRICT, WITHOUT ROWID"


HISTORY = (
    _table("history", _HISTORY_LINES),
    "CREATE INDEX history_by_subject ON history (organisation, subject)",
    _table("history_payloads", _PAYLOAD_LINES),
)

_LAST = "(SELECT {0} FROM history WHERE organisation = NEW.organisation ORDER BY number DESC LIMIT 1)"
_WRITTEN = "EXISTS (SELECT 1 FROM history_payloads WHERE organisation = NEW.organisation AND number = NEW.number)"
_THERE = "EXISTS (SELECT 1 FROM organisations WHERE id = OLD.organisation)"
_OF_PROGRAMMES = "organisation = OLD.organisation AND id = substr(h.subject, 1, 16)"
_OF_AUDITS = "organisation = OLD.organisation AND id = substr(h.subject, 18, 16)"
# An entry is about the organisation (no subject), a programme (its id), or something in an audit of it
# (programme/audit, programme/audit/part). Column names of our own, no input.
_SUBJECT_IS_THERE = (
    "EXISTS (SELECT 1 FROM history AS h WHERE h.organisation = OLD.organisation AND h.number = OLD.number AND ("  # noqa: S608 - see above
    f"((h.subject = '' OR h.act IN ('{DELETIONS[0]}', '{DELETIONS[1]}')) AND {_THERE})"
    f" OR (length(h.subject) = 16 AND EXISTS (SELECT 1 FROM programmes WHERE {_OF_PROGRAMMES}))"
    f" OR (length(h.subject) > 16 AND EXISTS (SELECT 1 FROM audits WHERE {_OF_AUDITS}))))"
)


def _guard(name: str, moment: str, when: str, rule: str) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} {moment}\nWHEN {when}\nBEGIN SELECT RAISE(ABORT, '{rule}'); END"


# A replaced row is deleted in silence on a connection without recursive triggers: the guards of INSERT see to that.
HISTORY_TRIGGERS = dict(
    (
        _guard(
            "history_goes_on",
            "BEFORE INSERT ON history",
            f"(NEW.number, NEW.before) IS NOT (coalesce({_LAST.format('number')}, 0) + 1,"
            f" coalesce({_LAST.format('hash')}, '{_START}'))",
            "the history goes on where it ended",
        ),
        _guard("history_never_changes", "BEFORE UPDATE ON history", "1", "the history is never changed"),
        _guard("history_stays", "BEFORE DELETE ON history", _THERE, "the history goes only with its organisation"),
        _guard(
            "history_payloads_are_added",
            "BEFORE INSERT ON history_payloads",
            f"NEW.number IS NOT {_LAST.format('number')} OR {_WRITTEN}",
            "what an entry says is written with it",
        ),
        _guard(
            "history_payloads_never_change", "BEFORE UPDATE ON history_payloads", "1", "the history is never changed"
        ),
        _guard(
            "history_payloads_stay",
            "BEFORE DELETE ON history_payloads",
            _SUBJECT_IS_THERE,
            "what an entry says goes only with what it is about",
        ),
    )
)

"""A row in every table of working together, signing and the year after, for tests of what goes and what is kept."""

import sqlite3
from hashlib import sha256

AT = "2026-11-01T09:00:00Z"


def add(raw: sqlite3.Connection, organisation: str, audit: str, account: str, text: str) -> None:
    """Give an audit a row in each of these tables, and sign it. What lies in ``text`` stands in every free text."""
    (programme,) = raw.execute("SELECT programme FROM audits WHERE id = ?", (audit,)).fetchone()
    key, own = (organisation, audit), sha256(audit.encode()).hexdigest()
    raw.execute("INSERT INTO domain_owners VALUES (?, ?, 'fire', ?, ?)", (*key, account, AT))
    raw.execute("INSERT INTO inquiries VALUES (?, ?, 'FIR-1', ?, ?)", (*key, account, AT))
    comment = (*key, audit, "FIR-1", account, "manager", text, AT)
    raw.execute("INSERT INTO comments VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, '')", comment)
    raw.execute("INSERT INTO presence VALUES (?, ?, 'fire', ?, ?)", (*key, account, AT))
    raw.execute("INSERT INTO documents VALUES (?, ?, ?, '', ?, NULL, 1, ?)", (organisation, programme, text, text, AT))
    raw.execute("INSERT INTO assessors VALUES (?, ?, ?, ?, ?)", (*key, account, AT, account))
    finding = (*key, "FIR-1", "validated", 2, "2026-11-01", text, account, 1, AT)
    raw.execute("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", finding)
    raw.execute(
        "INSERT INTO second_voices (organisation, audit, id, service, tie, email, invited, made_by, link_hash, expires,"
        " readers) VALUES (?, ?, ?, ?, 'independent', ?, ?, ?, ?, ?, 'programme')",
        (*key, audit, text, f"{audit}@example.org", AT, account, own, AT),
    )
    raw.execute("INSERT INTO second_voice_shown VALUES (?, ?, ?, 'FIR-1', 1)", (*key, audit))
    raw.execute("UPDATE audits SET state = 'signed', is_test = 0 WHERE id = ?", (audit,))
    signature = (*key, AT, account, text, "manager", f'{{"text": "{text}"}}', own)
    raw.execute("INSERT INTO signatures VALUES (?, ?, ?, ?, ?, ?, ?, ?)", signature)
    addendum = (*key, 1, AT, account, "plan", f'{{"text": "{text}"}}', own, own)
    raw.execute("INSERT INTO addenda VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", addendum)
    paper = (own, *key, 0, AT, 0, "-".join(["abcd"] * 8), text.encode())
    raw.execute("INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", paper)

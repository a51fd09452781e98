"""The tables of working together, the second voice, signing, assessing and the year after (``schema`` joins them).

A signed audit is locked here, in the database: its answers, its sections, its second voice and its signature change no
more, whatever a program asks. It goes only with everything of its organisation, while an erasure of that waits.
"""

_HASH_RULE = "length({0}) = 64 AND {0} NOT GLOB '*[^0-9a-f]*'"
_WORDS = "A-Za-z0-9-"


def _token(column: str) -> str:
    return f"CONSTRAINT {column}_token CHECK (length({column}) = 16 AND {column} NOT GLOB '*[^a-z2-7]*')"


def _hash(column: str) -> str:
    return f"CONSTRAINT {column}_hash CHECK ({_HASH_RULE.format(column)})"


def _name(column: str) -> str:
    return f"CONSTRAINT {column}_name CHECK (length({column}) BETWEEN 1 AND 40 AND {column} NOT GLOB '*[^{_WORDS}]*')"


def _text(column: str, most: int, least: int = 0) -> str:
    rule = f"length({column}) BETWEEN {least} AND {most} AND instr({column}, char(0)) = 0"
    return f"CONSTRAINT {column}_text CHECK ({rule})"


def _one_of(column: str, *words: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"CONSTRAINT {column}_word CHECK ({column} IN ({listed}))"


def _flag(column: str) -> str:
    return f"CONSTRAINT {column}_flag CHECK ({column} IN (0, 1))"


def _day(column: str) -> str:
    return f"CONSTRAINT {column}_day CHECK (date({column}, '+0 days') IS {column})"


def _moment(column: str) -> str:
    return f"CONSTRAINT {column}_moment CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', {column}, '+0 days') IS {column})"


def _table(name: str, *lines: str) -> str:
    body = ",\n    ".join(lines)
    return f"CREATE TABLE {name} (\n    {body}\n) STRICT, WITHOUT ROWID"


_LATER = "DEFERRABLE INITIALLY DEFERRED"
_OF_AN_AUDIT = f"FOREIGN KEY (organisation, audit) REFERENCES audits (organisation, id) {_LATER}"
_OF_A_PROGRAMME = f"FOREIGN KEY (organisation, programme) REFERENCES programmes (organisation, id) {_LATER}"
_WITH_THE_ACCOUNT = f"FOREIGN KEY (account) REFERENCES accounts (id) ON DELETE CASCADE {_LATER}"
_VERSION = "CONSTRAINT version_counts CHECK (version >= 1)"
_BEGINNINGS = ("new", "re-audit", "amendment", "completion")
_AUDIT = ("organisation TEXT NOT NULL", "audit TEXT NOT NULL")

YEAR = (
    f"ALTER TABLE audits ADD COLUMN state TEXT NOT NULL DEFAULT 'draft' {_one_of('state', 'draft', 'ready', 'signed')}",
    f"ALTER TABLE audits ADD COLUMN begun_as TEXT NOT NULL DEFAULT 'new' {_one_of('begun_as', *_BEGINNINGS)}",
    # The audit it started from. No reference: that one may be deleted while this one goes on.
    f"ALTER TABLE audits ADD COLUMN follows TEXT {_token('follows')}",
    f"ALTER TABLE audits ADD COLUMN reason TEXT NOT NULL DEFAULT '' {_text('reason', 5000)}",
    f"ALTER TABLE programmes ADD COLUMN archived TEXT {_moment('archived')}",
    # Who looks after a domain of an audit.
    _table(
        "domain_owners",
        *_AUDIT,
        "domain TEXT NOT NULL",
        "account TEXT NOT NULL",
        "since TEXT NOT NULL",
        "PRIMARY KEY (organisation, audit, domain)",
        _name("domain"),
        _moment("since"),
        _OF_AN_AUDIT,
        _WITH_THE_ACCOUNT,
    ),
    # Who finds out what is not sure yet.
    _table(
        "inquiries",
        *_AUDIT,
        "criterion TEXT NOT NULL",
        "account TEXT NOT NULL",
        "since TEXT NOT NULL",
        "PRIMARY KEY (organisation, audit, criterion)",
        _name("criterion"),
        _moment("since"),
        _OF_AN_AUDIT,
        _WITH_THE_ACCOUNT,
    ),
    # ``author`` and ``resolved_by`` are accounts; no reference, since what they said stays when they go.
    _table(
        "comments",
        *_AUDIT,
        "id TEXT NOT NULL",
        "criterion TEXT NOT NULL",
        "author TEXT NOT NULL",
        "to_role TEXT NOT NULL",  # Whom it is for: a role of the organisation, the owner of the domain, or nobody.
        "text TEXT NOT NULL",
        "written TEXT NOT NULL",
        "resolved TEXT",
        "resolved_by TEXT NOT NULL DEFAULT ''",
        "PRIMARY KEY (organisation, audit, id)",
        _token("id"),
        _name("criterion"),
        _name("author"),
        _one_of("to_role", "", "manager", "contributor", "reader", "owner"),
        _text("text", 5000, 1),
        _moment("written"),
        _moment("resolved"),
        _text("resolved_by", 40),
        _OF_AN_AUDIT,
    ),
    # Who has which page of questions open: for minutes only.
    _table(
        "presence",
        *_AUDIT,
        "domain TEXT NOT NULL",
        "account TEXT NOT NULL",
        "seen TEXT NOT NULL",
        "PRIMARY KEY (organisation, audit, domain, account)",
        _name("domain"),
        _moment("seen"),
        _OF_AN_AUDIT,
        _WITH_THE_ACCOUNT,
    ),
    # What is known of a document beyond its title and date, which stand in the answers that name it.
    _table(
        "documents",
        "organisation TEXT NOT NULL",
        "programme TEXT NOT NULL",
        "title TEXT NOT NULL",
        "date TEXT NOT NULL",  # Empty where it has none.
        "kept TEXT NOT NULL",
        "valid_until TEXT",
        "version INTEGER NOT NULL",
        "saved TEXT NOT NULL",
        "PRIMARY KEY (organisation, programme, title, date)",
        _text("title", 300, 1),
        "CONSTRAINT date_or_none CHECK (date = '' OR date(date, '+0 days') IS date)",
        _text("kept", 300),
        _day("valid_until"),
        _VERSION,
        _moment("saved"),
        _OF_A_PROGRAMME,
    ),
    # Which assessor an organisation has invited to which audit.
    _table(
        "assessors",
        *_AUDIT,
        "account TEXT NOT NULL",
        "invited TEXT NOT NULL",
        "invited_by TEXT NOT NULL",
        "PRIMARY KEY (organisation, audit, account)",
        _moment("invited"),
        _name("invited_by"),
        _OF_AN_AUDIT,
        _WITH_THE_ACCOUNT,
    ),
    "CREATE INDEX assessors_by_account ON assessors (account)",
    _table(
        "findings",
        *_AUDIT,
        "criterion TEXT NOT NULL",
        "finding TEXT NOT NULL",
        "level INTEGER",
        "date TEXT NOT NULL",
        "note TEXT NOT NULL",
        "account TEXT NOT NULL",  # Whose finding it is; it stays when they go.
        "version INTEGER NOT NULL",
        "saved TEXT NOT NULL",
        "PRIMARY KEY (organisation, audit, criterion)",
        _name("criterion"),
        _one_of("finding", "not-looked-at", "evidence-seen", "validated"),
        "CONSTRAINT level_known CHECK (level BETWEEN 0 AND 3)",
        "CONSTRAINT level_validated CHECK ((level IS NOT NULL) = (finding = 'validated'))",
        _day("date"),
        _text("note", 5000),
        _name("account"),
        _VERSION,
        _moment("saved"),
        _OF_AN_AUDIT,
    ),
    # What the service says lies sealed with a secret that only it knows: nobody reads it from this file.
    _table(
        "second_voices",
        *_AUDIT,
        "id TEXT NOT NULL",
        "service TEXT NOT NULL",
        "tie TEXT NOT NULL",
        "email TEXT NOT NULL",
        "invited TEXT NOT NULL",
        "made_by TEXT NOT NULL",
        "link_hash TEXT NOT NULL UNIQUE",
        "expires TEXT NOT NULL",
        "confirmed TEXT",
        "confirmed_by TEXT NOT NULL DEFAULT ''",
        "opened TEXT",
        "salt TEXT NOT NULL DEFAULT ''",
        "sealed TEXT NOT NULL DEFAULT ''",
        "given TEXT",
        "readers TEXT NOT NULL DEFAULT ''",
        "ended TEXT",
        "version INTEGER NOT NULL DEFAULT 1",
        "PRIMARY KEY (organisation, audit, id)",
        _token("id"),
        _text("service", 200, 1),
        _one_of("tie", "independent", "in-house"),
        _text("email", 254, 3),
        _moment("invited"),
        _name("made_by"),
        _hash("link_hash"),
        _moment("expires"),
        _moment("confirmed"),
        _text("confirmed_by", 40),
        _moment("opened"),
        "CONSTRAINT salt_hex CHECK (length(salt) IN (0, 32) AND salt NOT GLOB '*[^0-9a-f]*')",
        "CONSTRAINT sealed_hex CHECK (length(sealed) <= 20000 AND sealed NOT GLOB '*[^0-9a-f]*')",
        _moment("given"),
        "CONSTRAINT readers_words CHECK (length(readers) <= 40 AND readers NOT GLOB '*[^ a-z]*')",
        _moment("ended"),
        _VERSION,
        _OF_AN_AUDIT,
    ),
    "CREATE UNIQUE INDEX second_voices_one_open ON second_voices (organisation, audit) WHERE ended IS NULL",
    # What the service shows to somebody, and only while it does.
    _table(
        "second_voice_shown",
        *_AUDIT,
        "voice TEXT NOT NULL",
        "criterion TEXT NOT NULL",
        "level INTEGER",  # None: "we cannot see this".
        "PRIMARY KEY (organisation, audit, voice, criterion)",
        _name("criterion"),
        "CONSTRAINT level_known CHECK (level BETWEEN 0 AND 3)",
        f"FOREIGN KEY (organisation, audit, voice) REFERENCES second_voices (organisation, audit, id) {_LATER}",
    ),
    _table(
        "signatures",
        *_AUDIT,
        "moment TEXT NOT NULL",
        "account TEXT NOT NULL",
        "name TEXT NOT NULL",
        "role TEXT NOT NULL",
        "snapshot TEXT NOT NULL",
        "sha256 TEXT NOT NULL",
        "PRIMARY KEY (organisation, audit)",
        _moment("moment"),
        _name("account"),
        _text("name", 200, 1),
        _text("role", 100, 1),
        _text("snapshot", 10_000_000, 2),
        _hash("sha256"),
        _OF_AN_AUDIT,
    ),
    _table(
        "addenda",
        *_AUDIT,
        "number INTEGER NOT NULL",
        "moment TEXT NOT NULL",
        "account TEXT NOT NULL",
        "kind TEXT NOT NULL",
        "snapshot TEXT NOT NULL",
        "sha256 TEXT NOT NULL",
        "before TEXT NOT NULL",
        "PRIMARY KEY (organisation, audit, number)",
        "CONSTRAINT number_counts CHECK (number >= 1)",
        _moment("moment"),
        _name("account"),
        _one_of("kind", "validation", "plan"),
        _text("snapshot", 10_000_000, 2),
        _hash("sha256"),
        _hash("before"),
        _OF_AN_AUDIT,
    ),
    # The register: what was issued here. The paper itself lies beside its hash: the same bytes can be had again.
    "CREATE TABLE papers (\n    "
    + ",\n    ".join(
        (
            "sha256 TEXT NOT NULL PRIMARY KEY",
            *_AUDIT,
            "number INTEGER NOT NULL",
            "made TEXT NOT NULL",
            "with_titles INTEGER NOT NULL",
            "code TEXT NOT NULL",
            "content BLOB NOT NULL",
            _hash("sha256"),
            "CONSTRAINT number_counts CHECK (number >= 0)",
            _moment("made"),
            _flag("with_titles"),
            _text("code", 39, 39),
            "CONSTRAINT content_there CHECK (length(content) BETWEEN 1 AND 20000000)",
            "UNIQUE (organisation, audit, number, with_titles)",
            _OF_AN_AUDIT,
        )
    )
    + "\n) STRICT",
)

# What the guards of a signed audit say; ``connection`` knows it again.
SIGNED_RULE = "a signed audit does not change"


def _guard(name: str, moment: str, when: str, rule: str = SIGNED_RULE) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} {moment}\nWHEN {when}\nBEGIN SELECT RAISE(ABORT, '{rule}'); END"


def _signed(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM signatures WHERE organisation = {row}.organisation AND audit = {row}.audit)"  # noqa: S608 - names of our own


def _there(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM audits WHERE organisation = {row}.organisation AND id = {row}.audit)"  # noqa: S608 - names of our own


def _locked(table: str, *, deletes: bool = True) -> tuple[tuple[str, str], ...]:
    """Return the guards that lock the rows of a signed audit; they go only after the audit itself."""
    guards = [
        _guard(f"{table}_signed_not_added", f"BEFORE INSERT ON {table}", _signed("NEW")),
        _guard(f"{table}_signed_not_changed", f"BEFORE UPDATE ON {table}", f"{_signed('OLD')} OR {_signed('NEW')}"),
    ]
    if deletes:
        when = f"{_signed('OLD')} AND {_there('OLD')}"
        guards.append(_guard(f"{table}_signed_not_deleted", f"BEFORE DELETE ON {table}", when))
    return tuple(guards)


def _kept(table: str, key: str) -> tuple[tuple[str, str], ...]:
    """Return the guards of a table whose rows are added once and go only after their audit."""
    there_already = f"EXISTS (SELECT 1 FROM {table} WHERE {key})"  # noqa: S608 - names of our own, no input
    return (
        _guard(f"{table}_are_added", f"BEFORE INSERT ON {table}", there_already),
        _guard(f"{table}_never_change", f"BEFORE UPDATE ON {table}", "1"),
        _guard(f"{table}_stay", f"BEFORE DELETE ON {table}", _there("OLD")),
    )


# Everything of an audit but where it belongs (programmes can be merged) and when something beside it was changed.
_OF_AUDITS = (
    *("organisation", "id", "standard", "edition", "content_hash", "formula", "scope", "date", "is_test", "created"),
    *("once", "state", "begun_as", "follows", "reason"),
)


def _of(row: str, *columns: str) -> str:
    return ", ".join(f"{row}.{column}" for column in columns)


_ERASING = (
    "EXISTS (SELECT 1 FROM erasures WHERE organisation = OLD.organisation AND withdrawn IS NULL AND done IS NULL)"
)
_OF_OLD = "EXISTS (SELECT 1 FROM signatures WHERE organisation = OLD.organisation AND audit = OLD.id)"
_OF_NEW = "EXISTS (SELECT 1 FROM signatures WHERE organisation = NEW.organisation AND audit = NEW.id)"
_LAST_ADDENDUM = (
    "(SELECT coalesce(max(number), 0) FROM addenda WHERE organisation = NEW.organisation AND audit = NEW.audit)"
)

YEAR_TRIGGERS = dict(
    (
        *_locked("answers", deletes=False),  # ``answers_stay`` sees to the rest.
        *_locked("sections"),
        *_locked("second_voices"),
        *_locked("second_voice_shown"),
        _guard(
            "audits_signed_not_changed",
            "BEFORE UPDATE ON audits",
            # The second half: no other audit takes the place of a signed one under its id (UPDATE OR REPLACE).
            f"({_OF_OLD} OR {_OF_NEW}) AND ({_of('NEW', *_OF_AUDITS)}) IS NOT ({_of('OLD', *_OF_AUDITS)})",
        ),
        _guard(
            "audits_signed_not_deleted",
            "BEFORE DELETE ON audits",
            f"{_OF_OLD} AND NOT {_ERASING}",
            "a signed audit goes only with its organisation",
        ),
        _guard(
            "audits_are_not_replaced",
            "BEFORE INSERT ON audits",
            _OF_NEW,
        ),
        _guard(
            "signatures_of_the_ready",
            "BEFORE INSERT ON signatures",
            "NOT EXISTS (SELECT 1 FROM audits WHERE organisation = NEW.organisation AND id = NEW.audit"
            " AND state = 'signed' AND is_test = 0)",
            "an audit is signed as a whole",
        ),
        *_kept("signatures", "organisation = NEW.organisation AND audit = NEW.audit"),
        _guard(
            "addenda_go_on",
            "BEFORE INSERT ON addenda",
            f"NEW.number IS NOT {_LAST_ADDENDUM} + 1 OR NOT {_signed('NEW')}",
            "addenda are counted on from the signature",
        ),
        *_kept("addenda", "organisation = NEW.organisation AND audit = NEW.audit AND number = NEW.number"),
        _guard(
            "papers_of_the_signed", "BEFORE INSERT ON papers", f"NOT {_signed('NEW')}", "only what is signed is kept"
        ),
        *_kept(
            "papers",
            "sha256 = NEW.sha256 OR (organisation = NEW.organisation AND audit = NEW.audit AND number = NEW.number"
            " AND with_titles = NEW.with_titles)",
        ),
    )
)

# What lies in an audit, in the order in which it goes after it.
OF_AN_AUDIT = (
    *("domain_owners", "inquiries", "comments", "presence", "assessors", "findings"),
    *("second_voice_shown", "second_voices", "signatures", "addenda", "papers"),
)

"""The tables of people: accounts, their places, sessions, one-time links, tries, jobs (``schema`` joins them).

Secrets are never kept as they are: of a session, a one-time link and a recovery code only the SHA-256 lies here, of a
password the argon2id hash. The secret of a second factor has to be kept whole, since codes are made from it.
"""

_HASH_RULE = "length({0}) = 64 AND {0} NOT GLOB '*[^0-9a-f]*'"


def _token(column: str) -> str:
    return f"CONSTRAINT {column}_token CHECK (length({column}) = 16 AND {column} NOT GLOB '*[^a-z2-7]*')"


def _hash(column: str) -> str:
    return f"CONSTRAINT {column}_hash CHECK ({_HASH_RULE.format(column)})"


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
_OF_AN_ACCOUNT = f"FOREIGN KEY (account) REFERENCES accounts (id) ON DELETE CASCADE {_LATER}"
_OF_AN_ORGANISATION = f"FOREIGN KEY (organisation) REFERENCES organisations (id) {_LATER}"
_ROLES = ("manager", "contributor", "reader")
_OFFICES = ("operator", "network-staff", "assessor")

PEOPLE = (
    # What this instance serves: one row, made by the first start.
    _table(
        "instance",
        "one INTEGER NOT NULL PRIMARY KEY",
        "kind TEXT NOT NULL",
        "name TEXT NOT NULL",
        "begun TEXT NOT NULL",
        "CONSTRAINT one_row CHECK (one = 1)",
        _one_of("kind", "own", "network"),
        _text("name", 200),
        _moment("begun"),
    ),
    _table(
        "accounts",
        "id TEXT NOT NULL PRIMARY KEY",
        "email TEXT NOT NULL UNIQUE",
        "name TEXT NOT NULL",
        "password TEXT NOT NULL",
        "created TEXT NOT NULL",
        "disabled TEXT",
        "totp TEXT",  # The secret of the second factor, in base32.
        "totp_step INTEGER NOT NULL DEFAULT 0",  # The last time step a code of it was taken for.
        "notice TEXT NOT NULL DEFAULT ''",  # What the person is told at the next sign-in.
        "version INTEGER NOT NULL DEFAULT 1",
        _token("id"),
        _text("email", 254, 3),
        _text("name", 200, 1),
        _text("password", 500, 1),
        _moment("created"),
        _moment("disabled"),
        "CONSTRAINT totp_base32 CHECK (length(totp) BETWEEN 32 AND 64 AND totp NOT GLOB '*[^A-Z2-7]*')",
        "CONSTRAINT totp_step_counts CHECK (totp_step >= 0)",
        _one_of("notice", "", "recovered-by-operator", "second-factor-reset", "recovered-and-reset"),
        "CONSTRAINT version_counts CHECK (version >= 1)",
    ),
    _table(
        "offices",
        "account TEXT NOT NULL",
        "office TEXT NOT NULL",
        "since TEXT NOT NULL",
        "PRIMARY KEY (account, office)",
        _one_of("office", *_OFFICES),
        _moment("since"),
        _OF_AN_ACCOUNT,
    ),
    _table(
        "memberships",
        "organisation TEXT NOT NULL",
        "account TEXT NOT NULL",
        "role TEXT NOT NULL",
        "since TEXT NOT NULL",
        "PRIMARY KEY (organisation, account)",
        _one_of("role", *_ROLES),
        _moment("since"),
        _OF_AN_ORGANISATION,
        _OF_AN_ACCOUNT,
    ),
    "CREATE INDEX memberships_of_an_account ON memberships (account)",
    # ``handle`` names a session or a link on a page; only whoever holds the secret can use it.
    _table(
        "sessions",
        "hash TEXT NOT NULL PRIMARY KEY",
        "handle TEXT NOT NULL UNIQUE",
        "account TEXT NOT NULL",
        "begun TEXT NOT NULL",
        "seen TEXT NOT NULL",
        "is_half INTEGER NOT NULL",  # The password was right, the second factor is still to come.
        "device TEXT NOT NULL",
        "totp_offer TEXT",  # The secret of a second factor that is being set up in this session.
        _hash("hash"),
        _token("handle"),
        _moment("begun"),
        _moment("seen"),
        _flag("is_half"),
        _text("device", 100),
        _OF_AN_ACCOUNT,
    ),
    "CREATE INDEX sessions_of_an_account ON sessions (account)",
    _table(
        "recovery_codes",
        "account TEXT NOT NULL",
        "hash TEXT NOT NULL",
        "used TEXT",
        "PRIMARY KEY (account, hash)",
        _hash("hash"),
        _moment("used"),
        _OF_AN_ACCOUNT,
    ),
    _table(
        "links",
        "hash TEXT NOT NULL PRIMARY KEY",
        "handle TEXT NOT NULL UNIQUE",
        "purpose TEXT NOT NULL",
        "organisation TEXT",  # An invitation to an organisation; none for an office.
        "account TEXT",  # Whose password may be set anew.
        "role TEXT",
        "office TEXT",
        "email TEXT NOT NULL",  # Whom it was made for; may be empty.
        "made_by TEXT NOT NULL",
        "made TEXT NOT NULL",
        "expires TEXT NOT NULL",
        "used TEXT",
        _hash("hash"),
        _token("handle"),
        _one_of("purpose", "first-start", "invitation", "recovery"),
        _one_of("role", *_ROLES),
        _one_of("office", *_OFFICES),
        _text("email", 254),
        _text("made_by", 40, 1),
        _moment("made"),
        _moment("expires"),
        _moment("used"),
        "CONSTRAINT recovers_somebody CHECK ((purpose = 'recovery') = (account IS NOT NULL))",
        "CONSTRAINT invites_to_one CHECK ((role IS NOT NULL) + (office IS NOT NULL) = (purpose = 'invitation'))",
        "CONSTRAINT role_somewhere CHECK ((role IS NOT NULL) = (organisation IS NOT NULL))",
        _OF_AN_ORGANISATION,
        _OF_AN_ACCOUNT,
    ),
    # Failed tries. ``bucket`` is a keyed hash of what is counted, so that no address of a person lies here.
    _table(
        "tries",
        "bucket TEXT NOT NULL",
        "moment TEXT NOT NULL",
        "number INTEGER NOT NULL",
        "PRIMARY KEY (bucket, moment, number)",
        _hash("bucket"),
        _moment("moment"),
    ),
    # What happened to accounts, for the operator and for the person: not part of any organisation's history.
    _table(
        "account_events",
        "account TEXT NOT NULL",
        "number INTEGER NOT NULL",
        "moment TEXT NOT NULL",
        "actor TEXT NOT NULL",
        "act TEXT NOT NULL",
        "PRIMARY KEY (account, number)",
        _moment("moment"),
        _text("actor", 40, 1),
        _text("act", 40, 1),
        _OF_AN_ACCOUNT,
    ),
    # Work that must not be lost: one row a job, taken with a lease (reliability research, section 5).
    _table(
        "jobs",
        "id TEXT NOT NULL PRIMARY KEY",
        "kind TEXT NOT NULL",
        "about TEXT NOT NULL",  # What the operator reads of it: no whole address, no secret.
        "payload TEXT NOT NULL",  # Empty once it is done: the text of a mail holds a link.
        "made TEXT NOT NULL",
        "due TEXT NOT NULL",
        "tries INTEGER NOT NULL DEFAULT 0",
        "lease TEXT",
        "done TEXT",
        "failed TEXT NOT NULL DEFAULT ''",
        _token("id"),
        _text("kind", 40, 1),
        _text("about", 300),
        _text("payload", 100_000),
        _moment("made"),
        _moment("due"),
        "CONSTRAINT tries_count CHECK (tries >= 0)",
        _moment("lease"),
        _moment("done"),
        _text("failed", 500),
    ),
    "CREATE INDEX jobs_waiting ON jobs (done, due)",
    # An organisation that is to be erased, and the receipt that stays: it holds counts and no name.
    _table(
        "erasures",
        "id TEXT NOT NULL PRIMARY KEY",
        "organisation TEXT NOT NULL",  # No reference: it stays when the organisation has gone.
        "asked TEXT NOT NULL",
        "asked_by TEXT NOT NULL",
        "due TEXT NOT NULL",
        "withdrawn TEXT",
        "done TEXT",
        "receipt TEXT NOT NULL DEFAULT ''",
        _token("id"),
        _token("organisation"),
        _moment("asked"),
        _text("asked_by", 40, 1),
        _moment("due"),
        _moment("withdrawn"),
        _moment("done"),
        _text("receipt", 10_000),
    ),
    # How long things are kept, in days; what is not here is kept as docs/data-protection.md says.
    _table(
        "retention",
        "organisation TEXT NOT NULL",  # Empty: for the whole instance.
        "what TEXT NOT NULL",
        "days INTEGER NOT NULL",
        "PRIMARY KEY (organisation, what)",
        _text("organisation", 16),
        _text("what", 40, 1),
        "CONSTRAINT days_count CHECK (days BETWEEN 1 AND 36525)",
    ),
    # What the directory of the network says beyond the programmes (issue "people", item 3).
    f"ALTER TABLE organisations ADD COLUMN member_since TEXT {_day('member_since')}",
    f"ALTER TABLE organisations ADD COLUMN contact_role TEXT NOT NULL DEFAULT '' {_text('contact_role', 100)}",
)

_THERE = "EXISTS (SELECT 1 FROM accounts WHERE id = OLD.account)"
# Everything of a link but whether it was used.
_OF_A_LINK = (
    *("hash", "handle", "purpose", "organisation", "account", "role", "office"),
    *("email", "made_by", "made", "expires"),
)
_NEXT = "(SELECT coalesce(max(number), 0) + 1 FROM account_events WHERE account = NEW.account)"


def _of(row: str, *columns: str) -> str:
    return ", ".join(f"{row}.{column}" for column in columns)


def _guard(name: str, moment: str, when: str, rule: str) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} {moment}\nWHEN {when}\nBEGIN SELECT RAISE(ABORT, '{rule}'); END"


PEOPLE_TRIGGERS = dict(
    (
        _guard(
            "account_events_go_on",
            "BEFORE INSERT ON account_events",
            f"NEW.number IS NOT {_NEXT}",
            "what happened stays",
        ),
        _guard("account_events_never_change", "BEFORE UPDATE ON account_events", "1", "what happened stays"),
        # What is long past goes when its time is over (``retention``); nobody wipes out what they have just done.
        _guard(
            "account_events_stay",
            "BEFORE DELETE ON account_events",
            f"{_THERE} AND OLD.moment > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-30 days')",
            "what happened stays",
        ),
        _guard(
            "links_are_used_once",
            "BEFORE UPDATE ON links",
            f"OLD.used IS NOT NULL OR ({_of('NEW', *_OF_A_LINK)}) IS NOT ({_of('OLD', *_OF_A_LINK)})",
            "a link is used once",
        ),
    )
)

"""The tables, and the triggers that guard them.

``STEPS`` are the migrations this program knows: ``FIRST_RELEASE`` is what the first one makes and never changes again;
later tables and columns come with later steps.
``TRIGGERS`` are the guards of today's tables: every migration takes them off, and puts them on again (``migrations``).

Ids are random tokens, so that nothing can be guessed or counted. Every table names its organisation, and every
reference carries it along: a row cannot point at another organisation's row. ``editions`` are public and belong to
nobody. Lists of plain words (languages, models, criteria) are one text with spaces.
"""

from audit.store.schema_history import HISTORY, HISTORY_TRIGGERS
from audit.store.schema_people import PEOPLE, PEOPLE_TRIGGERS
from audit.store.schema_year import YEAR, YEAR_TRIGGERS

# "SAUD" in ASCII: marks a file as a database of this program.
APPLICATION_ID = 0x53415544

# The name under which sqlite-utils keeps count of migrations.
SET = "self-audit"

_WORDS = "A-Za-z0-9-"


def _token(column: str) -> str:
    return f"CONSTRAINT {column}_token CHECK (length({column}) = 16 AND {column} NOT GLOB '*[^a-z2-7]*')"


def _name(column: str) -> str:
    rule = f"length({column}) BETWEEN 1 AND 40 AND {column} NOT GLOB '*[^{_WORDS}]*'"
    return f"CONSTRAINT {column}_name CHECK ({rule})"


def _words(column: str) -> str:
    return f"CONSTRAINT {column}_words CHECK (length({column}) <= 2000 AND {column} NOT GLOB '*[^ {_WORDS}]*')"


def _text(column: str, most: int, least: int = 0) -> str:
    rule = f"length({column}) BETWEEN {least} AND {most} AND instr({column}, char(0)) = 0"
    return f"CONSTRAINT {column}_text CHECK ({rule})"


def _one_of(column: str, *words: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"CONSTRAINT {column}_word CHECK ({column} IN ({listed}))"


def _flag(column: str) -> str:
    return f"CONSTRAINT {column}_flag CHECK ({column} IN (0, 1))"


# Adding no days makes SQLite count: without it the 30th of February is taken as it stands.
def _day(column: str) -> str:
    return f"CONSTRAINT {column}_day CHECK (date({column}, '+0 days') IS {column})"


def _moment(column: str) -> str:
    return f"CONSTRAINT {column}_moment CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', {column}, '+0 days') IS {column})"


def _table(name: str, *lines: str, rowid: bool = True) -> str:
    body = ",\n    ".join(lines)
    return f"CREATE TABLE {name} (\n    {body}\n) STRICT{'' if rowid else ', WITHOUT ROWID'}"


_OF_AN_AUDIT = "FOREIGN KEY (organisation, audit) REFERENCES audits (organisation, id) DEFERRABLE INITIALLY DEFERRED"
_COUNTRY = "CONSTRAINT country_code CHECK (country GLOB '[A-Z][A-Z]')"
_VERSION = "CONSTRAINT version_counts CHECK (version >= 1)"

# What an answer consists of: the same in the answer itself and in every change of it.
_ANSWER = (
    "organisation TEXT NOT NULL",
    "audit TEXT NOT NULL",
    "criterion TEXT NOT NULL",
    "level INTEGER",
    "not_applicable TEXT",
    "not_sure INTEGER NOT NULL",
    "evidence TEXT NOT NULL",
    "note TEXT NOT NULL",
    "version INTEGER NOT NULL",
    "saved TEXT NOT NULL",
)
_ANSWER_RULES = (
    _name("criterion"),
    "CONSTRAINT level_known CHECK (level BETWEEN 0 AND 3)",
    "CONSTRAINT reason_given CHECK (length(trim(not_applicable)) >= 5)",
    _text("not_applicable", 5000),
    _flag("not_sure"),
    "CONSTRAINT one_kind CHECK ((level IS NOT NULL) + (not_applicable IS NOT NULL) + not_sure <= 1)",
    "CONSTRAINT evidence_list CHECK (evidence GLOB '[[]*]' AND length(evidence) <= 100000)",
    _text("note", 5000),
    _VERSION,
    _moment("saved"),
    _OF_AN_AUDIT,
)

FIRST_RELEASE = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    _table(
        "organisations",
        "id TEXT NOT NULL PRIMARY KEY",
        "name TEXT NOT NULL",
        "country TEXT NOT NULL",
        "zone TEXT NOT NULL",
        "fictional INTEGER NOT NULL",
        _token("id"),
        _text("name", 200, 1),
        _COUNTRY,
        _text("zone", 64, 1),
        _flag("fictional"),
    ),
    _table(
        "programmes",
        "organisation TEXT NOT NULL REFERENCES organisations (id)",
        "id TEXT NOT NULL PRIMARY KEY",
        "name TEXT NOT NULL",
        "country TEXT NOT NULL",
        "languages TEXT NOT NULL",
        "setting TEXT NOT NULL",
        "size_band TEXT NOT NULL",
        "models TEXT NOT NULL",
        _token("id"),
        _text("name", 200, 1),
        _COUNTRY,
        _words("languages"),
        _one_of("setting", "community", "probation", "prison", "health", "other"),
        _one_of("size_band", "under-25", "25-99", "100-299", "300-or-more"),
        _words("models"),
        "UNIQUE (organisation, id)",
    ),
    _table(
        "editions",
        "content_hash TEXT NOT NULL PRIMARY KEY",
        "standard TEXT NOT NULL",
        "edition TEXT NOT NULL",
        "content TEXT NOT NULL",
        "CONSTRAINT content_hash_shape CHECK (length(content_hash) = 64 AND content_hash NOT GLOB '*[^0-9a-f]*')",
        _text("standard", 200, 1),
        _text("edition", 200, 1),
        "UNIQUE (content_hash, standard, edition)",
    ),
    _table(
        "audits",
        "organisation TEXT NOT NULL",
        "id TEXT NOT NULL PRIMARY KEY",
        "programme TEXT NOT NULL",
        "standard TEXT NOT NULL",
        "edition TEXT NOT NULL",
        "content_hash TEXT NOT NULL",
        "formula INTEGER NOT NULL",
        "scope TEXT NOT NULL",
        "date TEXT NOT NULL",
        "is_test INTEGER NOT NULL",
        "created TEXT NOT NULL",
        "changed TEXT NOT NULL",
        _token("id"),
        "CONSTRAINT formula_number CHECK (formula >= 1)",
        _one_of("scope", "full", "first-pass"),
        _day("date"),
        _flag("is_test"),
        _moment("created"),
        _moment("changed"),
        "UNIQUE (organisation, id)",
        "FOREIGN KEY (organisation, programme) REFERENCES programmes (organisation, id)",
        "FOREIGN KEY (content_hash, standard, edition) REFERENCES editions (content_hash, standard, edition)",
    ),
    "CREATE INDEX audits_of_a_programme ON audits (organisation, programme)",
    _table("answers", *_ANSWER, "PRIMARY KEY (organisation, audit, criterion)", *_ANSWER_RULES, rowid=False),
    _table(
        "answer_changes",
        *_ANSWER,
        "PRIMARY KEY (organisation, audit, criterion, version)",
        *_ANSWER_RULES,
        rowid=False,
    ),
    _table(
        "sections",
        "organisation TEXT NOT NULL",
        "audit TEXT NOT NULL",
        "domain TEXT NOT NULL",
        "completed TEXT NOT NULL",
        "PRIMARY KEY (organisation, audit, domain)",
        _name("domain"),
        _moment("completed"),
        _OF_AN_AUDIT,
        rowid=False,
    ),
    _table(
        "actions",
        "organisation TEXT NOT NULL",
        "audit TEXT NOT NULL",
        "key TEXT NOT NULL",
        "criteria TEXT NOT NULL",
        "text TEXT",
        "interim TEXT",
        "interim_done INTEGER NOT NULL",
        "owner TEXT NOT NULL",
        "due TEXT",
        "progress TEXT NOT NULL",
        "reason TEXT NOT NULL",
        "outside TEXT NOT NULL",
        "evidence TEXT NOT NULL",
        "effort TEXT NOT NULL",
        "cost TEXT NOT NULL",
        "needs_support INTEGER NOT NULL",
        "note TEXT NOT NULL",
        "removed INTEGER NOT NULL",
        "version INTEGER NOT NULL",
        "saved TEXT NOT NULL",
        "PRIMARY KEY (organisation, audit, key)",
        _name("key"),
        _words("criteria"),
        _text("text", 5000),
        _text("interim", 5000),
        _flag("interim_done"),
        _text("owner", 300),
        _day("due"),
        _one_of("progress", "not started", "in progress", "done", "will not do"),
        _text("reason", 5000),
        "CONSTRAINT dropped_with_reason CHECK (progress <> 'will not do' OR length(trim(reason)) > 0)",
        _text("outside", 5000),
        _text("evidence", 5000),
        _one_of("effort", "", "small", "medium", "large"),
        _text("cost", 300),
        _flag("needs_support"),
        _text("note", 5000),
        _flag("removed"),
        _VERSION,
        _moment("saved"),
        _OF_AN_AUDIT,
        rowid=False,
    ),
)

# Two people who change one programme or organisation both get to see it; a form that is sent twice makes one thing
# (``once`` is what the form carried); and a time zone nobody chose follows the country. What was there before stays:
# its zone counts as chosen.
VERSIONS = (
    f"ALTER TABLE organisations ADD COLUMN version INTEGER NOT NULL DEFAULT 1 {_VERSION}",
    f"ALTER TABLE organisations ADD COLUMN zone_chosen INTEGER NOT NULL DEFAULT 1 {_flag('zone_chosen')}",
    f"ALTER TABLE programmes ADD COLUMN version INTEGER NOT NULL DEFAULT 1 {_VERSION}",
    f"ALTER TABLE programmes ADD COLUMN once TEXT {_token('once')}",
    f"ALTER TABLE audits ADD COLUMN once TEXT {_token('once')}",
    "CREATE UNIQUE INDEX programmes_made_once ON programmes (organisation, once)",
    "CREATE UNIQUE INDEX audits_made_once ON audits (organisation, once)",
)

# Every migration by its name, in order.
STEPS = {
    "m0001_first_release": FIRST_RELEASE,
    "m0002_versions": VERSIONS,
    "m0003_history": HISTORY,
    "m0004_people": PEOPLE,
    "m0005_year": YEAR,
}
NAMES = tuple(STEPS)

_COLUMNS = "organisation, audit, criterion, level, not_applicable, not_sure, evidence, note, version, saved"
_NEW = ", ".join(f"NEW.{column}" for column in _COLUMNS.split(", "))
_AUDIT_IS_THERE = "EXISTS (SELECT 1 FROM audits WHERE organisation = OLD.organisation AND id = OLD.audit)"
_KEEP = f"INSERT INTO answer_changes ({_COLUMNS}) VALUES ({_NEW});"  # noqa: S608 - column names of our own, no input


def _guard(name: str, moment: str, when: str, rule: str) -> str:
    return f"CREATE TRIGGER {name} {moment}\nWHEN {when}\nBEGIN SELECT RAISE(ABORT, '{rule}'); END"


def _keeper(name: str, moment: str) -> str:
    return f"CREATE TRIGGER {name} {moment}\nBEGIN {_KEEP} END"


# Every change of an answer is kept by the database itself, so no code can change one silently. Answers and their
# changes can only be deleted once their audit is: then, and only then, is it the audit that is being deleted.
# A deferred foreign key makes sure that an audit does not go without them.
_ANSWER_TRIGGERS = {
    "answers_keep_the_first": _keeper("answers_keep_the_first", "AFTER INSERT ON answers"),
    "answers_keep_every_change": _keeper("answers_keep_every_change", "AFTER UPDATE ON answers"),
    "answers_count_versions": _guard(
        "answers_count_versions",
        "BEFORE UPDATE ON answers",
        "(NEW.organisation, NEW.audit, NEW.criterion, NEW.version)"
        " IS NOT (OLD.organisation, OLD.audit, OLD.criterion, OLD.version + 1)",
        "an answer changes by one version",
    ),
    "answers_stay": _guard(
        "answers_stay", "BEFORE DELETE ON answers", _AUDIT_IS_THERE, "an answer goes only with its audit"
    ),
    "answer_changes_never_change": _guard(
        "answer_changes_never_change",
        "BEFORE UPDATE ON answer_changes",
        "1",
        "the history of an answer is never changed",
    ),
    "answer_changes_are_added": _guard(
        "answer_changes_are_added",
        "BEFORE INSERT ON answer_changes",
        "EXISTS (SELECT 1 FROM answer_changes WHERE organisation = NEW.organisation AND audit = NEW.audit"
        " AND criterion = NEW.criterion AND version = NEW.version)",
        "the history of an answer is never changed",
    ),
    "answer_changes_stay": _guard(
        "answer_changes_stay",
        "BEFORE DELETE ON answer_changes",
        _AUDIT_IS_THERE,
        "the history of an answer goes only with its audit",
    ),
    "editions_never_change": _guard(
        "editions_never_change", "BEFORE UPDATE ON editions", "1", "an edition is never changed"
    ),
    "editions_are_added": _guard(
        "editions_are_added",
        "BEFORE INSERT ON editions",
        "EXISTS (SELECT 1 FROM editions WHERE content_hash = NEW.content_hash)",
        "an edition is never changed",
    ),
    "editions_stay": _guard("editions_stay", "BEFORE DELETE ON editions", "1", "an edition is never deleted"),
}

# The guards by the migration whose tables they stand at: an older database has only those of its own tables.
GUARDS = {
    "m0001_first_release": _ANSWER_TRIGGERS,
    "m0003_history": HISTORY_TRIGGERS,
    "m0004_people": PEOPLE_TRIGGERS,
    "m0005_year": YEAR_TRIGGERS,
}
TRIGGERS = {name: sql for guards in GUARDS.values() for name, sql in guards.items()}

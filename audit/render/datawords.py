"""What is kept, erased and handed out of an organisation, in words: for pages, commands and the archive itself."""

from collections.abc import Iterable, Mapping

from audit.errors import N_
from audit.language import gettext, ngettext

# By the names that ``store.retention`` gives things.
_KEPT = {
    "sessions": N_("Ended sign-ins"),
    "links": N_("Used and expired links"),
    "tries": N_("Failed tries to sign in"),
    "account-events": N_("What happened to accounts, such as signing in"),
    "jobs": N_("Finished work, such as sent mails"),
    "accounts": N_("Accounts without a place, after the last sign-in"),
    "drafts": N_("Audits not signed off that nobody changed for their time"),
    "audits": N_("Audits not signed off, from the day they are about"),
}
# By the names of tables.
_TABLES = {
    "audits": N_("Audits"),
    "answers": N_("Answers"),
    "answer_changes": N_("Wordings of answers, earlier ones too"),
    "sections": N_("Marks of checked domains"),
    "actions": N_("Actions of plans"),
    "domain_owners": N_("Who looks after a domain"),
    "inquiries": N_("Who finds something out"),
    "comments": N_("Comments"),
    "presence": N_("Who had a page open"),
    "assessors": N_("Invited assessors"),
    "findings": N_("What assessors found"),
    "second_voice_shown": N_("What a second voice shows"),
    "second_voices": N_("Second voices"),
    "signatures": N_("Signatures"),
    "addenda": N_("What was added to signed audits"),
    "papers": N_("Signed reports"),
    "documents": N_("Documents in the register"),
    "programmes": N_("Programmes"),
    "memberships": N_("Places of people"),
    "links": N_("Invitations"),
    "retention": N_("Times set for keeping"),
    "jobs": N_("Work that waited"),
    "organisations": N_("The organisation itself"),
    "history_payloads": N_("What the history said"),
    "history": N_("Entries of the history"),
}
_README = (
    (
        "organisation.json",
        N_("the organisation, its programmes and their documents, the times set for keeping, and erasures asked for"),
    ),
    ("people.json", N_("the people with their names, e-mail addresses and roles, and the invitations")),
    ("audits/ID/answers.json", N_("the answers of an audit as an answers file, to be imported again")),
    ("audits/ID/audit.json", N_("what the audit is: its programme, edition, date and checked domains")),
    ("audits/ID/plan.json", N_("what people decided about actions, and the whole plan as its page shows it")),
    ("audits/ID/stored.jsonl", N_("the answers as they are stored, with versions, one a line")),
    ("audits/ID/changes.jsonl", N_("every wording of every answer, one a line")),
    ("audits/ID/domain-owners.jsonl", N_("who looks after which domain")),
    ("audits/ID/inquiries.jsonl", N_("who finds out what is not sure yet")),
    ("audits/ID/comments.jsonl", N_("what colleagues wrote to each other")),
    ("audits/ID/presence.jsonl", N_("who had which page open a moment ago")),
    ("audits/ID/assessors.jsonl", N_("which assessors were invited")),
    ("audits/ID/findings.jsonl", N_("what an assessor found")),
    ("audits/ID/second-voices.jsonl", N_("which service was asked for a second voice, without what it says")),
    ("audits/ID/second-voice-shown.jsonl", N_("what a second voice says, where it shows that to the programme")),
    ("audits/ID/signatures.jsonl", N_("who signed the audit and when, and what was frozen then")),
    ("audits/ID/addenda.jsonl", N_("what was added to the signed audit")),
    ("audits/ID/papers.jsonl", N_("the register of its signed reports; each lies beside it in papers/ by its SHA-256")),
    ("standards/HASH.json", N_("the criteria that an audit was made with")),
    ("history.jsonl", N_("who changed what and when, one entry a line, each chained to the one before")),
    ("history-head.json", N_("where the history ends, for “self-audit verify-history --heads”")),
    ("manifest.json", N_("when this was made, and the SHA-256 of each file")),
)


def kept(what: str) -> str:
    """Return the words for a kind of thing that is kept for a time."""
    return gettext(_KEPT[what])


def days(number: int | None) -> str:
    """Return a time of keeping, such as "365 days"."""
    return gettext("until somebody deletes it") if number is None else ngettext("%(num)s day", "%(num)s days", number)


def table(name: str) -> str:
    """Return the words for what a table holds; its name where a later release knows the words."""
    return gettext(_TABLES[name]) if name in _TABLES else name


def counts(tables: Iterable[tuple[str, int]]) -> tuple[tuple[str, str], ...]:
    """Return the tables that hold something, with their rows, in words."""
    return tuple((table(name), str(number)) for name, number in tables if number)


def past(rows: Mapping[str, int], audits: int, told: int, accounts: int) -> tuple[str, ...]:
    """Return what has been kept for its time, a line each; what there is none of is left out.

    Args:
        rows: how many of each kind, by its name.
        audits: how many audits.
        told: how many accounts end in a month.
        accounts: how many accounts end now.
    """
    lines = [gettext("%(what)s: %(number)s", what=kept(what), number=n) for what, n in rows.items() if n]
    if audits:
        lines.append(gettext("Audits whose organisation set a time: %(number)s", number=audits))
    if accounts:
        lines.append(gettext("Accounts without a place: %(number)s", number=accounts))
    if told:
        lines.append(gettext("Accounts without a place that will go in a month: %(number)s", number=told))
    return tuple(lines)


def readme(organisation: str) -> str:
    """Return the file that says what each file of an archive is."""
    head = gettext(
        "Everything that Self-Audit keeps of %(name)s. Keep it as carefully as the audits.", name=organisation
    )
    formats = gettext("Files that end in .json or .jsonl are text (JSON, UTF-8). In .jsonl every line stands alone.")
    missing = gettext("Not here: passwords, second factors and what opens links. Nobody can take these out.")
    files = "\n".join(f"  {name}\n      {gettext(words)}" for name, words in _README)
    return f"{head}\n\n{files}\n\n{formats}\n{missing}\n"

"""The record of processing (GDPR, Article 30), filled in from what this instance really does.

What only people can say, such as who is responsible, is taken from what they declared. What they did not declare is
called missing, with where to write it; nothing is made up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.errors import N_
from audit.language import gettext
from audit.render import datawords

FORMAT = "self-audit-record/1"

# What is declared under ``[record]`` of the file of settings, in the order of Article 30.
_DECLARED = {
    "controller": N_("Controller: name and address"),
    "contact": N_("Whom to write to about data protection"),
    "representative": N_("Representative in the Union, where one is needed"),
    "data_protection_officer": N_("Data protection officer, where there is one"),
    "processor": N_("Processor: who runs the machine for the controller"),
    "place": N_("Where the machine stands"),
    "recipients": N_("Recipients besides the users of this installation"),
    "transfers": N_("Transfers out of the European Union, and what protects them"),
    "backups": N_("Backups: where they are kept and when they are deleted"),
    "supervisory_authority": N_("Supervisory authority"),
}
_OF_WHOM = ("controller", "contact", "representative", "data_protection_officer", "processor", "supervisory_authority")
_TO_WHOM = ("recipients", "transfers", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is true of an instance.

    ``name`` is that of the network, "" for none. ``address`` is how others reach it, ``None``
    where only this machine does. ``declared`` are texts by name, "" for what nobody declared; ``kept`` are days by the
    name of a thing, ``None`` for good. ``organisation`` is whose part it is, "" for the whole instance.
    """

    is_network: bool
    name: str
    address: str | None
    sends_mail: bool
    accounts: int
    organisations: int
    declared: Mapping[str, str]
    kept: Mapping[str, int | None]
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record; ``is_missing`` where somebody has yet to write it."""

    name: str
    text: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the record."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record. ``missing`` counts the lines that somebody has yet to write."""

    title: str
    day: str
    sections: tuple[Section, ...]

    @property
    def missing(self) -> int:
        """How many lines somebody has yet to write."""
        return sum(line.is_missing for section in self.sections for line in section.lines)


def record(facts: Facts, day: str) -> Record:
    """Return the record of an instance, or of one organisation's part in it.

    Args:
        facts: what is true of it.
        day: the date of the record, in words.
    """
    title = gettext("Record of processing activities")
    if facts.organisation:
        title = gettext("Record of processing activities: %(name)s", name=facts.organisation)
    return Record(
        title,
        day,
        (
            Section(gettext("Who is responsible"), tuple(_declared(facts, _OF_WHOM))),
            Section(gettext("What for, and whose data"), tuple(_purposes(facts))),
            Section(gettext("Who receives them"), tuple(_recipients(facts))),
            Section(gettext("How long they are kept"), tuple(_kept(facts))),
            Section(gettext("How they are protected"), tuple(_security(facts))),
        ),
    )


def as_plain(made: Record) -> dict[str, object]:
    """Return a record as JSON has it."""
    return {
        "format": FORMAT,
        "title": made.title,
        "date": made.day,
        "missing": made.missing,
        "sections": [
            {
                "title": section.title,
                "lines": [{"name": x.name, "text": x.text, "missing": x.is_missing} for x in section.lines],
            }
            for section in made.sections
        ],
    }


def _declared(facts: Facts, names: Iterable[str]) -> Iterable[Line]:
    for name in names:
        said = facts.declared.get(name, "")
        label = gettext(_DECLARED[name])
        yield Line(label, said or _how_to(name), is_missing=not said)


def _how_to(name: str) -> str:
    example = f'{name} = "…"'
    return gettext(
        "Not filled in yet. The operator writes it into settings.toml in the data folder, under [record]: %(example)s",
        example=example,
    )


def _purposes(facts: Facts) -> Iterable[Line]:
    if facts.name:
        yield Line(gettext("Network"), facts.name)
    yield Line(
        gettext("Purpose"),
        gettext(
            "Perpetrator programmes audit their own work against guideline topics, plan what to mend and write reports."
        ),
    )
    yield Line(
        gettext("Persons"),
        gettext(
            "Only the users of this installation: people who work for programmes, for their organisations or a network."
        )
        if facts.is_network
        else gettext("Only the users of this installation: people who work for the programme and its organisation."),
    )
    if not facts.organisation:
        yield Line(gettext("How many accounts, and organisations"), f"{facts.accounts}, {facts.organisations}")
    yield Line(
        gettext("Kinds of data"),
        gettext(
            "Name, e-mail address, roles; a hash of the password, a second factor; when somebody signed in and on what "
            "kind of device; who changed what and when in audits. Of whoever signs an audit off: name and role, with "
            "the signature. Of a women's service that is asked for its view of a programme: its name and its e-mail "
            "address."
        ),
    )
    yield Line(
        gettext("Log of the server"),
        gettext(
            "What concerns safety, such as a failed sign-in: time, kind, the account as a random number, the address "
            "of the computer. No answer, no name, no e-mail address. How long it is kept is set where the server runs."
        ),
    )
    yield Line(
        gettext("What is not processed"),
        gettext(
            "There is no field for survivors, children or men in a programme, and there are no uploads. Free texts "
            "could name somebody: a guard inside the tool looks at each before it is saved, asks, and can "
            "miss something."
        ),
    )


def _recipients(facts: Facts) -> Iterable[Line]:
    inside = (
        gettext(
            "Answers and results: the people whom an organisation's managers gave a role, nobody else. The network's "
            "staff and assessors see the directory of members. The operator sees accounts, and no audit on any page; "
            "whoever runs the machine can read the database file."
        )
        if facts.is_network
        else gettext(
            "The people whom the managers gave a role, nobody else. "
            "Whoever runs the machine can read the database file."
        )
    )
    yield Line(gettext("Inside this installation"), inside)
    mail = (
        gettext("The mail server named in settings.toml receives addresses and texts of mails: invitations, recovery.")
        if facts.sends_mail
        else gettext("No mail is sent.")
    )
    yield Line(gettext("Mail"), mail)
    yield Line(
        gettext("Third parties"), gettext("None by the tool itself: it calls no other service and counts nobody.")
    )
    yield from _declared(facts, _TO_WHOM)


def _kept(facts: Facts) -> Iterable[Line]:
    for what, days in facts.kept.items():
        yield Line(datawords.kept(what), datawords.days(days))
    yield Line(
        gettext("Signed audits, with the name and the role of who signed"),
        gettext("Until the organisation is erased, whatever times are set, and also after the account is deleted."),
    )
    yield Line(
        gettext("An organisation that is to be erased"),
        gettext("14 days after a manager asks for it; a receipt with counts and no name stays."),
    )
    yield from _declared(facts, ("backups",))


def _security(facts: Facts) -> Iterable[Line]:
    yield Line(
        gettext("Access"),
        gettext(
            "Everybody signs in with an account. Passwords are kept as argon2id hashes. A second factor can be set up "
            "by everybody and is required for operators, network staff and assessors. Tries are limited. "
            "Sessions end by themselves."
        ),
    )
    yield Line(
        gettext("Separation"),
        gettext(
            "Organisations are sealed from each other: what belongs to another one answers like what does not exist."
        ),
    )
    yield Line(
        gettext("Traceability"),
        gettext("A chained history keeps who changed what; a changed or missing entry can be found."),
    )
    way = (
        gettext("Reached at %(address)s, over TLS, which a proxy in front speaks.", address=facts.address)
        if facts.address
        else gettext("Answers on this machine only; nothing travels over a network.")
    )
    yield Line(gettext("On the way"), way)
    yield Line(
        gettext("At rest"),
        gettext(
            "One database file that only its owner may read; what is deleted is overwritten. It is not encrypted by "
            "the tool: encrypt the disk."
        ),
    )
    yield Line(
        gettext("Being able to restore"),
        gettext("Backups are checked when they are written; how to restore one is in docs/operations.md."),
    )

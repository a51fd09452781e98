"""The forms of a second voice: of the programme that asks for one, and of the service that gives it."""

from collections.abc import Iterable, Mapping, Sequence

from werkzeug.datastructures import MultiDict

from audit import credentials
from audit.core.second_voice import Reader, Said, Tie
from audit.core.standard import LEVELS, Criterion
from audit.errors import N_
from audit.language import gettext, sentence
from audit.store import limits
from audit.web import fields
from audit.web.forms import CheckedForm, Typed
from audit.web.people_fields import Address, Password
from audit.web.personal_check import Guard

# How a form says "we cannot see this"; the other values are the digits of levels.
UNSEEN = "unseen"


class AskForm(CheckedForm):
    """Which service is asked, at which address, and whether it stands on its own."""

    service = fields.Text(
        guard=Guard.NAME, most=limits.NAME, least=1, needed=N_("Write the name of the service."), one_line=True
    )
    tie = fields.Choice(needed=N_("Choose whether the service is independent of your organisation."))
    email = Address()

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.tie.choices = (
            (Tie.INDEPENDENT.value, gettext("Independent: another organisation, or led apart from the work with men")),
            (Tie.IN_HOUSE.value, gettext("In-house: part of our own organisation")),
        )
        self.process(formdata)


class ConfirmForm(CheckedForm):
    """That an address was looked up, and belongs to the service."""

    sure = fields.Tick()

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.process(formdata)

    def validate_sure(self, field: fields.Tick) -> None:
        """Ask for the box."""
        if not field.errors and not field.data:
            raise fields.RefusedError(gettext("First check the address with the service itself, then tick the box."))


class EndForm(CheckedForm):
    """That the service itself asked for its second voice to be ended."""

    sure = fields.Tick()

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.process(formdata)

    def validate_sure(self, field: fields.Tick) -> None:
        """Ask for the box."""
        if not field.errors and not field.data:
            raise fields.RefusedError(
                gettext("First make sure that the service itself asks for it, then tick the box.")
            )


class SecretForm(CheckedForm):
    """The secret a service chooses for itself, twice: nobody can tell it one that it mistyped."""

    password = Password(needed=N_("Choose a secret of your own."))
    again = Password(needed=N_("Write the same secret again."))

    def __init__(self, formdata: Typed = None, *, known: Iterable[str] = ()) -> None:
        """Fill the form from a request. ``known`` is what the secret must not be made of."""
        super().__init__()
        self.known = tuple(known)
        self.process(formdata)

    def validate_password(self, field: Password) -> None:
        """Refuse a secret that is easy to guess, and say why."""
        for error in credentials.weaknesses(str(field.data or ""), self.known):
            raise fields.RefusedError(sentence(error))

    def validate_again(self, field: Password) -> None:
        """Refuse another secret than the first."""
        if field.data and field.data != self.password.data:
            raise fields.RefusedError(gettext("This is not the same as above. Write the same secret twice."))


class ComeBackForm(CheckedForm):
    """What a service comes back with: the short name it was given, or its link, and its own secret."""

    place = Password(needed=N_("Write the short name that you were shown, or paste the link of your invitation."))
    password = Password(needed=N_("Write your secret."))

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.process(formdata)

    def refuse(self) -> None:
        """Say that the two do not belong together, whichever of them it is."""
        self.place.errors = [gettext("This short name or link and this secret do not belong together. Check both.")]


class ReadersForm(CheckedForm):
    """Who may see the answers of a service, and what it looked at while it decided."""

    version = fields.Version()
    readers = fields.Choices()

    def __init__(
        self, formdata: Typed = None, *, has_network: bool, version: int = 0, stored: Iterable[Reader] = ()
    ) -> None:
        """Fill the form from a request, or with who may see them now."""
        super().__init__()
        self.readers.choices = _readers(has_network=has_network)
        self.process(formdata, data={"version": version, "readers": tuple(reader.value for reader in stored)})

    @property
    def chosen(self) -> frozenset[Reader]:
        """Who may see the answers, as a checked form says it."""
        return frozenset(map(Reader, self.readers.data or ()))


class AnswersForm(CheckedForm):
    """The version of the answers that a page showed."""

    version = fields.Version()

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.process(formdata)


def typed(formdata: MultiDict[str, str], criteria: Sequence[Criterion]) -> dict[str, str]:
    """Return what was chosen for each criterion; what no page of ours sends is left out."""
    possible = {str(level) for level in LEVELS} | {UNSEEN}
    sent = {criterion.id: formdata.getlist(criterion.id) for criterion in criteria}
    return {name: values[0] for name, values in sent.items() if len(values) == 1 and values[0] in possible}


def read(chosen: Mapping[str, str]) -> dict[str, Said]:
    """Return what choices mean."""
    return {name: Said(None if value == UNSEEN else int(value)) for name, value in chosen.items()}


def written(said: Mapping[str, Said]) -> dict[str, str]:
    """Return what was said as the choices of a page."""
    return {name: UNSEEN if one.level is None else str(one.level) for name, one in said.items()}


def _readers(*, has_network: bool) -> list[tuple[str, str]]:
    network = [(Reader.NETWORK.value, gettext("The network: the people who look after it"))]
    return [
        *(network if has_network else []),
        (Reader.PROGRAMME.value, gettext("The programme: everybody with a place in its organisation")),
        (
            Reader.REPORT.value,
            gettext("Those to whom the programme shows its report, such as funders; the programme sees them then, too"),
        ),
    ]

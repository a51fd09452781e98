"""The forms by which an amendment and a completion begin."""

from audit.core.answers import SHORTEST_TEXT
from audit.core.answersfile import LONGEST_TEXT
from audit.errors import N_
from audit.web import fields
from audit.web.forms import CheckedForm, Typed
from audit.web.personal_check import Guard


class CompletionForm(CheckedForm):
    """Whether a first pass is to be completed."""

    once = fields.Once()

    def __init__(self, formdata: Typed = None, *, once: str = "") -> None:
        """Fill the form from a request, or with the mark of the page."""
        super().__init__()
        self.process(formdata, once=once)


class AmendmentForm(CompletionForm):
    """Why a signed audit is to be amended. The reason stands on every report of the amendment."""

    reason = fields.Text(
        guard=Guard.NOTE, most=LONGEST_TEXT, least=SHORTEST_TEXT, needed=N_("Say why the amendment is needed.")
    )

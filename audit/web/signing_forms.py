"""The form of a signature: in which role, and that what stands there is what is known."""

from audit.errors import N_
from audit.language import gettext
from audit.web import fields
from audit.web.forms import CheckedForm, Typed
from audit.web.personal_check import Around, Guard

# As the table has it.
LONGEST_ROLE = 100


class SignForm(CheckedForm):
    """The role that signs and its statement. The name of who signs is that of the account."""

    role = fields.Text(
        guard=Guard.TITLE,
        most=LONGEST_ROLE,
        least=2,
        needed=N_("Write the role in which you sign, such as programme manager."),
        one_line=True,
    )
    agreed = fields.Tick()

    def __init__(self, formdata: Typed = None, *, around: Around) -> None:
        """Fill the form from a request.

        Args:
            formdata: what the request sent; ``None`` shows an empty form.
            around: what the guard for personal details knows of the audit.
        """
        super().__init__()
        self.around = around
        self.process(formdata)

    def validate_agreed(self, field: fields.Tick) -> None:
        """Ask for the statement."""
        if not field.data:
            raise fields.RefusedError(gettext("Tick the statement if it is true. Without it nothing is signed."))

"""The forms by which an operator helps somebody to sign in, and invites to an office."""

from audit.core.people import Office
from audit.errors import N_
from audit.language import gettext
from audit.web import fields, peoplewords
from audit.web.forms import CheckedForm, Typed
from audit.web.people_fields import Address


class SureForm(CheckedForm):
    """That whoever asks for help was recognised by another way than the message that asked."""

    sure = fields.Tick()

    def validate_sure(self, field: fields.Tick) -> None:
        """Ask for the box."""
        if not field.errors and not field.data:
            raise fields.RefusedError(gettext("First make sure who is asking, then tick the box."))


class GuestForm(CheckedForm):
    """Whom an invitation is for: an e-mail address, or nobody in particular."""

    email = Address(is_needed=False)
    once = fields.Once()

    def __init__(self, formdata: Typed = None, *, once: str = "") -> None:
        """Fill the form from a request.

        Args:
            formdata: what a request sent.
            once: the mark of the page.
        """
        super().__init__()
        self.process(formdata, data={"once": once})


class OfficeForm(GuestForm):
    """An invitation to an office of the instance."""

    office = fields.Choice(needed=N_("Choose a task."))

    def __init__(self, formdata: Typed = None, *, once: str = "") -> None:
        """Fill the form as its base does."""
        super().__init__()
        self.office.choices = [
            (o.value, gettext("%(role)s: %(does)s", role=peoplewords.office(o), does=peoplewords.does(o)))
            for o in Office
        ]
        self.process(formdata, data={"once": once})

"""What a form asks of somebody who uses the tool: an e-mail address and a password."""

import re
from typing import Any

from audit.core.people import same_address
from audit.errors import N_
from audit.language import gettext
from audit.web import fields
from audit.web.personal_check import Guard

# The longest address that mail can have (RFC 5321, section 4.5.3.1.3, less the two brackets).
LONGEST_ADDRESS = 254
# One @ with something on both sides, and no space: whether anybody reads mail there, only a mail can tell.
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\Z")
_NEEDED = N_("Write the e-mail address, such as ana@example.org.")


class Address(fields.Text):
    """An e-mail address of somebody who uses the tool, as it is kept: in small letters.

    The guard for personal details has nothing to ask: it is one, on purpose.
    """

    guard = Guard.UNREAD

    def __init__(self, *, is_needed: bool = True, **more: Any) -> None:  # noqa: ANN401 - what WTForms hands on
        """Say whether it may be left empty."""
        super().__init__(
            guard=self.guard, most=LONGEST_ADDRESS, least=int(is_needed), needed=_NEEDED, one_line=True, **more
        )

    def parse(self, value: str) -> str:
        """Return the address as it is looked up."""
        text = super().parse(value)
        if text and not _ADDRESS.match(text):
            raise fields.RefusedError(gettext(_NEEDED))
        return same_address(text)


class Password(fields.OneValue):
    """A password, exactly as it was typed. No page ever shows it again."""

    guard = Guard.UNREAD

    def __init__(self, *, needed: str, **more: Any) -> None:  # noqa: ANN401 - what WTForms hands on
        """Remember what asks for it."""
        super().__init__(**more)
        self.needed = needed

    def pre_validate(self, form: object) -> None:
        """Ask for a password where none came."""
        del form
        if not self.data:
            raise fields.RefusedError(gettext(self.needed))

    @property
    def shown(self) -> str:
        """Nothing: it is typed again on a page that comes back."""
        return ""

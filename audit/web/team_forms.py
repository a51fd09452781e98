"""The forms of working together: who takes something on, and what is said about a criterion."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime

from werkzeug.datastructures import MultiDict

from audit.core.team import Comment, Mention
from audit.errors import N_
from audit.language import gettext
from audit.store.limits import LONG_TEXT
from audit.web import colleagues, fields, peoplewords, personal_answers
from audit.web.forms import CheckedForm, Problem, Typed
from audit.web.opened import Opened
from audit.web.personal_check import Guard

_TAKER = "taker"
# Ten bytes are the sixteen characters of an id.
_ID_BYTES = 10


class Was(fields.Once):
    """Who it was when the page was made; "" for nobody. Whoever sends none saw no page."""

    def parse(self, value: str) -> str:
        """Return the account."""
        return super().parse(value) if value else ""

    def pre_validate(self, form: object) -> None:
        """Ask for it."""
        del form
        if not self.came:
            raise fields.RefusedError(gettext("The page is not complete. Open it again. Nothing was saved."))


class Mark(fields.Once):
    """The mark of a page that makes something; what is made is known again by it and by what was typed."""

    def pre_validate(self, form: object) -> None:
        """Ask for it."""
        del form
        if not self.came:
            raise fields.RefusedError(gettext("The page is not complete. Open it again. Nothing was saved."))


class TakerForm(CheckedForm):
    """Who takes one thing on: a domain or a criterion, whose id its controls begin with."""

    taker = fields.Choice()
    was = Was()

    def __init__(self, part: str, people: colleagues.Colleagues, current: str, formdata: Typed = None) -> None:
        """Fill the form from a request or with who it is now."""
        self.part = part
        super().__init__(prefix=part)
        self.taker.choices = people.choices(current)
        self.process(formdata, taker=current, was=current)

    def problems(self) -> tuple[Problem, ...]:
        """Return the first problem; nobody sees the second control, so all lead to the first."""
        return tuple(Problem(self.taker.id, problem.text) for problem in super().problems()[:1])

    @property
    def wanted(self) -> tuple[str, str]:
        """Who it was on the page, and who it is to be."""
        return str(self.was.data or ""), str(self.taker.data or "")


class CommentForm(CheckedForm):
    """What somebody says about a criterion, and for whom."""

    once = Mark()
    text = fields.Text(guard=Guard.NOTE, most=LONG_TEXT, least=1, needed=N_("Write what you want to say."))
    mention = fields.Choice(needed=N_("Choose whom it is for."))

    def __init__(self, found: Opened, once: str, formdata: Typed = None) -> None:
        """Fill the form from a request, or empty with the mark of a new page."""
        super().__init__()
        self.around = personal_answers.around(found)
        self.mention.choices = peoplewords.mentions()
        self.process(formdata, once=once, mention=Mention.NOBODY.value)

    def said(self, criterion: str, author: str, at: datetime) -> Comment:
        """Return the comment a checked form holds.

        Sent twice it is one comment. Whoever goes back to the page and writes something else writes another one.
        """
        return Comment(
            id=_id(self.once.data, criterion, author, self.mention.data, self.text.data),
            criterion=criterion,
            author=author,
            mention=Mention(self.mention.data),
            text=self.text.data,
            written=at,
        )


def _id(*said: str) -> str:
    """Return an id made of what is said: the same always gives the same."""
    digest = hashlib.blake2b("\n".join(said).encode("utf-8", "backslashreplace"), digest_size=_ID_BYTES).digest()
    return base64.b32encode(digest).decode("ascii").lower()


class SettleForm(CheckedForm):
    """Whether a comment is settled or open again."""

    settled = fields.Choice(needed=N_("The page is not complete. Open it again. Nothing was saved."))

    def __init__(self, formdata: Typed) -> None:
        """Read the button."""
        super().__init__()
        self.settled.choices = (("1", ""), ("0", ""))
        self.process(formdata)


def takers(
    parts: Iterable[str], people: colleagues.Colleagues, current: dict[str, str], formdata: Typed = None
) -> tuple[TakerForm, ...]:
    """Return a form for each part of an audit; of a request, for those that came."""
    names = set(formdata or ())
    came = [p for p in parts if formdata is None or {f"{p}-{_TAKER}", f"{p}-was"} & names]
    return tuple(TakerForm(part, people, current.get(part, ""), formdata) for part in came)


def again(form: TakerForm, people: colleagues.Colleagues, now: str) -> TakerForm:
    """Return a form after somebody else chose meanwhile: it names whom, and keeps what was chosen here.

    Whoever sends it once more does so knowing the other choice. What was left as it was follows theirs.

    Args:
        form: the checked form.
        people: of the organisation.
        now: who it is now.
    """
    seen, wanted = form.wanted
    chosen = now if wanted == seen else wanted
    typed = MultiDict({f"{form.part}-{_TAKER}": chosen, f"{form.part}-was": now})
    made = TakerForm(form.part, people, now, typed)
    if now not in {seen, chosen}:
        name = people.name(now) if now else gettext("Nobody yet")
        words = gettext("Somebody else chose meanwhile: %(name)s. Save again to keep your choice.", name=name)
        made.taker.errors = (words,)
    return made

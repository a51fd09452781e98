"""What a programme says about a criterion: a level, "does not apply" with a reason, or "not sure yet".

An answer may also hold nothing but a note or documents: then it is kept, and still counts as unanswered.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from audit.core.standard import LEVELS, TOP_LEVEL, Scope
from audit.errors import LevelOutOfRangeError, NotOneAnswerError

# Shorter than this is a slip of the keyboard, not a title or a reason (design sections 5 and 16).
SHORTEST_TEXT = 5
# Unicode's categories of signs that show nothing: controls, zero-width spaces and their like, private ones.
_UNSEEN = frozenset({"Cc", "Cf", "Co"})
# Signs of other categories that show nothing either: Hangul fillers, the blank of Braille, the empty head of a note,
# what only chooses between the shapes of another sign, and what Unicode keeps free for more of these. Other signs
# without a category yet are taken as seen: a result must not depend on the version of Unicode.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U0001d159\U000e0000-\U000e0fff]"
)


def is_long_enough(text: str) -> bool:
    """Whether a title or reason has five characters or more that a reader can see."""
    return len(seen(text)) >= SHORTEST_TEXT


def seen(text: str) -> str:
    """Return what a reader sees of a text.

    A run of blanks inside is one, blanks around it are none, nor does it matter whether a letter and its accent
    came as one sign or as two.
    """
    signs = unicodedata.normalize("NFC", text)
    # What can all be printed holds no unseen sign; asked first, a score takes half the time.
    if not signs.isprintable():
        signs = "".join(sign for sign in signs if sign.isspace() or unicodedata.category(sign) not in _UNSEEN)
    return " ".join(_BLANK.sub("", signs).split())


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document the programme keeps: its title and, if known, its date. Never the document itself."""

    title: str
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. At most one of ``level``, ``not_applicable`` and ``not_sure`` is set.

    ``not_applicable`` is the reason; ``None`` means the criterion was not said to be outside.
    """

    level: int | None = None
    not_applicable: str | None = None
    not_sure: bool = False
    evidence: tuple[Evidence, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse what no programme can mean.

        Raises:
            NotOneAnswerError: more than one kind of answer at once.
            LevelOutOfRangeError: the level is not a whole number from 0 to 3.
        """
        kinds = (self.level is not None) + (self.not_applicable is not None) + self.not_sure
        if kinds > 1:
            raise NotOneAnswerError
        if self.level is not None and (type(self.level) is not int or self.level not in LEVELS):
            raise LevelOutOfRangeError

    @property
    def is_given(self) -> bool:
        """Whether one of the three kinds of answer was chosen."""
        return self.level is not None or self.not_applicable is not None or self.not_sure

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to keep: no choice, no document, no note."""
        return self == BLANK

    @property
    def names_a_document(self) -> bool:
        """Whether the title of at least one document is long enough to be one (design section 5)."""
        return any(is_long_enough(e.title) for e in self.evidence)

    @property
    def effective_level(self) -> int | None:
        """The level that counts: 3 without a named document counts as 2. ``None`` where no level was given."""
        if self.level == TOP_LEVEL and not self.names_a_document:
            return TOP_LEVEL - 1
        return self.level


BLANK = Answer()


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """All answers of one audit, with its scope and the date it stands for.

    ``answers`` maps the id of a criterion to its answer; one that is left out is unanswered.
    """

    scope: Scope
    date: dt.date
    answers: Mapping[str, Answer]

    def answer(self, name: str) -> Answer:
        """Return the answer to the criterion with this id, blank where there is none."""
        return self.answers.get(name, BLANK)

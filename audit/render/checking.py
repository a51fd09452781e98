"""Whether the pages of a signed edition and the data attached to it agree: all that can be told without the register.

A forger who changes both can make them agree. Whether a file was issued, only the SHA-256 in the register says.
"""

import json
import re
import struct
import zlib
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import rfc8785

from audit.core import gaps, scorejson
from audit.core.answers import Answer, AnswerSheet, Evidence
from audit.core.assessment import Assessment
from audit.core.content import content_hash
from audit.core.scoring import Scorecard, State, score
from audit.core.second_voice import Tie, VoiceMark
from audit.core.signing import code
from audit.core.standard import Scope, Standard
from audit.errors import N_, AuditError, LevelOutOfRangeError, NotOneAnswerError
from audit.language import current, format_date
from audit.render import assessed, edition_data, voice_words, words
from audit.render.printable import printable

# As large as the register takes; what is larger is not opened.
LONGEST = 20_000_000
# The title of a document that was named and stays out of the data.
_NAMED = (Evidence("named, not told"),)
# With the places to break that long words get on paper: in the text of a page they may stand behind any letter.
_SPACE = re.compile(r"[\s\u00ad\u200b-]+")
# What the reader of PDFs stumbles over in a file that somebody broke, or made to break it.
_BROKEN = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError, AssertionError),
    *(EOFError, OSError, MemoryError, zlib.error, struct.error),
)


class NotAnEditionError(AuditError):
    """A file is no signed edition: no PDF, without data, or a draft."""

    sentence = N_("This is no signed edition of a Self-Audit report: %(why)s.")


class DisagreementError(AuditError):
    """Pages and data of an edition say different things."""

    sentence = N_("The pages of this file and the data attached to it do not agree: %(what)s. Do not rely on it.")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found to agree: the edition's code, and where to ask.

    ``is_whole`` says that the result was worked out again and compared with the words of the pages; without, only the
    code and the role were compared.
    """

    code: str
    ask_at: str
    role: str
    day: str
    is_whole: bool


def check(content: bytes, known: Standard) -> Checked:
    """Compare the pages of a signed edition with its data.

    Args:
        content: the file.
        known: the edition of the criteria by which a result can be worked out again.

    Raises:
        NotAnEditionError: it is none.
        DisagreementError: they do not agree.
    """
    pages, data, language = _opened(content)
    try:
        said = _parsed(data)
        signed = said["signed"]
        sha256 = (signed["addendum"] or signed)["sha256"]
        _agree(N_("code"), signed["code"] == code(sha256))
        is_whole = _agree_pages(pages, said, _rescored(said, known), language)
        return Checked(signed["code"], str(signed["ask_at"]), signed["role"], signed["day"], is_whole)
    except (*_BROKEN, LevelOutOfRangeError, NotOneAnswerError) as error:
        raise NotAnEditionError(why=N_("its data cannot be read")) from error


def _opened(content: bytes) -> tuple[tuple[str, ...], bytes, str]:
    """Return the text of each page without spaces, the attached data, and the language."""
    from pypdf import PdfReader  # noqa: PLC0415 - 0.15 s that only this needs
    from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415 - see above

    if len(content) > LONGEST or not content.startswith(b"%PDF-"):
        raise NotAnEditionError(why=N_("it is no PDF, or too large"))
    try:
        reader = PdfReader(BytesIO(content))
        attached = reader.attachments.get(edition_data.NAME, [])
        pages = tuple(_dense(page.extract_text()) for page in reader.pages)
        language = str(reader.root_object.get("/Lang", ""))
    except (PyPdfError, DependencyError, *_BROKEN) as error:
        raise NotAnEditionError(why=N_("it cannot be read as a PDF")) from error
    if len(attached) != 1 or not pages or not language:
        raise NotAnEditionError(why=N_("no data of a report is attached"))
    return pages, attached[0], language


def _parsed(data: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(data)
    if said["format"] != edition_data.FORMAT or rfc8785.dumps(said) != data:
        raise ValueError(said["format"])
    if said["state"] != "signed":
        raise NotAnEditionError(why=N_("it is a draft, not signed off"))
    return said


def _rescored(said: dict[str, Any], standard: Standard) -> Scorecard | None:
    """Work the result out again from the answers; ``None`` where this program does not have the edition."""
    if content_hash(standard) != said["content_hash"]:
        return None
    day = date.fromisoformat(said["date"])
    answers = {name: _answer(told) for name, told in said["answers"].items()}
    card = score(standard, AnswerSheet(Scope(said["result"]["scope"]), day, answers))
    again = json.loads(rfc8785.dumps(scorejson.to_json(card, gaps.find(card, day))))
    _agree(N_("the answers and the result"), again == said["result"])
    return card


def _answer(told: dict[str, Any]) -> Answer:
    return Answer(
        level=told.get("level"),
        not_applicable=told.get("not_applicable"),
        not_sure=told["state"] == State.NOT_SURE,
        evidence=_NAMED if told["document_named"] else (),
    )


def _agree_pages(pages: tuple[str, ...], said: dict[str, Any], card: Scorecard | None, language: str) -> bool:
    """Compare what the pages say; return whether their words could be compared, too."""
    signed = said["signed"]
    _agree(N_("the code in the foot"), all(_dense(signed["code"]) in page for page in pages))
    _agree(N_("the role that signed"), _dense(printable(signed["role"])) in pages[0])
    _agree(N_("where to ask"), _dense(printable(signed["ask_at"])) in "".join(pages))
    if card is None or language.partition("-")[0] != current().locale.language:
        return False
    headline, counts = words.red_line_headline(card), words.counts(card.counts)
    _agree(N_("the red lines"), all(_dense(headline) in page for page in pages))
    _agree(N_("the counts"), all(_dense(counts) in page for page in pages))
    everywhere = "".join(pages)
    _agree(N_("the standing"), _dense(words.standing(card.standing)) in everywhere)
    day = format_date(date.fromisoformat(signed["day"]))
    _agree(N_("the day it was signed off"), _dense(day) in pages[0])
    _agree(N_("on what it rests"), _dense(assessed.sentence(_assessment(said["assessment"]))) in everywhere)
    _agree(N_("the second voice"), _dense(_told(said["second_voice"], card.standard)) in everywhere)
    return True


def _assessment(told: dict[str, Any]) -> Assessment:
    return Assessment(
        seen=told["documents_seen"],
        validated=told["validated"],
        of=told["criteria_that_apply"],
        lower=tuple(told["validated_lower"]),
    )


def _told(voice: dict[str, Any], standard: Standard) -> str:
    """Return what pages say of a second voice of which the data tells this."""
    disputes = frozenset(voice.get("disputed_domains", ()))
    mark = VoiceMark(
        given=voice["given"],
        tie=Tie(voice["tie"]) if voice.get("tie") else None,
        confirmed=voice.get("identity_confirmed", False),
        said=voice.get("answers", {}),
        disputes=disputes,
    )
    return voice_words.told(mark, tuple(domain.title for domain in standard.domains if domain.id in disputes))


def _agree(what: str, holds: bool) -> None:  # noqa: FBT001 - the claim itself
    if not holds:
        raise DisagreementError(what=what)


def _dense(text: str) -> str:
    return _SPACE.sub("", text)

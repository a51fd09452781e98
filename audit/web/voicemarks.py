"""What the pages and papers of an audit may say of its second voice, read from the store."""

from audit.core import second_voice
from audit.core.answers import AnswerSheet
from audit.core.programme import Audit
from audit.core.second_voice import Reader, VoiceMark
from audit.core.standard import Standard
from audit.store import second_voices
from audit.store.connection import Connection


def of(db: Connection, audit: Audit, standard: Standard, sheet: AnswerSheet, reader: Reader) -> VoiceMark:
    """Return what somebody may be told of the second voice beside an audit.

    Args:
        db: a connection.
        audit: the audit.
        standard: its edition.
        sheet: its answers.
        reader: who is told.
    """
    voice = second_voices.of_audit(db, audit)
    said = second_voices.shown(db, voice) if voice is not None else {}
    return second_voice.mark(standard, sheet, voice, said, reader)

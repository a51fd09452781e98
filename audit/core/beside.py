"""What others say beside an audit: an assessor's findings, and the partner service's second voice (sections 5, 8).

Neither moves a score. So a page that shows a result carries them along: nobody may read the one without the other.
"""

from dataclasses import dataclass

from audit.core.assessment import NOT_ASSESSED, Assessment
from audit.core.second_voice import NO_VOICE, VoiceMark


@dataclass(frozen=True, slots=True)
class Beside:
    """What an assessor found, and what may be told of the second voice."""

    assessment: Assessment = NOT_ASSESSED
    voice: VoiceMark = NO_VOICE


NOTHING = Beside()

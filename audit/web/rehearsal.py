"""A rehearsal for the signed edition: while somebody reads what they sign, the engines set and check a first paper.

What a first paper costs beyond any other (matplotlib, the fonts, Typst, the rules of the check) has then passed before
the last step of the signature. The paper of the rehearsal is the draft's, as the report page sends it; nobody gets it.
Both pages before the last step begin one, since each may be shown by another process; engines that are warm are left
alone, so that nobody keeps the machine at work by opening the page again.
"""

import logging
import threading
from contextvars import copy_context
from datetime import date

from audit.errors import AuditError
from audit.render.cache import Cache
from audit.render.page_parts import Outcome, Subject
from audit.web import access
from audit.web.signoff import Prepared

log = logging.getLogger(__name__)

# One is enough for all who read at once: the engines are the same.
_under_way = threading.Lock()
# The processes that set a paper in a rehearsal and may be at work still: one at most.
_warm: set[int] = set()


def begin(prepared: Prepared) -> None:
    """Let the engines set and check the paper of an audit once, in a thread of their own; nobody waits for it."""
    work = (prepared.found.subject, prepared.outcome, access.house().cache, prepared.found.today)
    if not _under_way.acquire(blocking=False):
        return
    # The language of the reader goes with it: charts are kept by it.
    running = threading.Thread(target=copy_context().run, args=(_rehearse, *work), name="rehearsal", daemon=True)
    try:
        running.start()
    except RuntimeError:  # No thread to be had; the signature is slower and no worse.
        _under_way.release()


def _rehearse(subject: Subject, outcome: Outcome, cache: Cache, today: date) -> None:
    """Make a paper and forget it; what goes wrong is told to whoever asks for the real one."""
    from audit.render import documents, typeset  # noqa: PLC0415 - a start need not wait for what makes paper

    try:
        if typeset.prepare(papers=2) in _warm:
            return
        _warm.clear()
        documents.edition(subject, outcome, cache, today=today, checked=True)
        if process := typeset.prepare():
            _warm.add(process)
    except AuditError as error:
        log.info("a rehearsal of the signed edition failed: %s", error)
    finally:
        _under_way.release()

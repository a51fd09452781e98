"""How often somebody may ask for what costs much: papers, and exports of everything.

A paper takes a core for up to seconds (reliability research, section 5; ASVS 5.0, 15.2.2). Thirty in five minutes are
more than a meeting prints, and no more than two cores make beside everything else. The counts lie in the database, so
they hold for every process and over a restart. Saving an answer costs little and is never limited.
"""

import math
from contextlib import suppress
from datetime import timedelta

from flask import Flask, render_template
from flask import request as asked
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.errors import N_, AuditError
from audit.language import gettext, ngettext
from audit.store import tries
from audit.store.errors import StoreFullError, StoreUnavailableError
from audit.web import identity, outside
from audit.web.house import house, store

MOST = 30
WITHIN = timedelta(minutes=5)
# Everything that makes a paper, or takes out what an organisation has. A signature is not among them: it makes one
# paper for each audit, once, and only after a right password, whose tries are counted (``proving``).
COSTLY = frozenset(
    {
        "reports.edition",
        "reports.report_paper",
        "reports.plan_paper",
        "reports.blank",
        "documents.paper",
        "signing.add",
        "signing.issue",
        "signing.paper",
        "verify.check",
        "exchange.download",
        "history.download",
        "data.download",
        "record.download",
        "record.download_part",
    }
)
# How long a request waits to be counted, in seconds. A store that is busy or full counts nothing and lets it through:
# what can be read is read, and nobody can fill the store by asking for papers.
_PATIENCE = 0.5
_TOO_MANY = 429


class TooOftenError(AuditError):
    """Somebody asked for many papers or exports in a short time; ``seconds`` is how long to wait."""

    sentence = N_("You asked for many papers or exports in a short time.")

    def __init__(self, seconds: int) -> None:
        """Keep how long to wait, in seconds."""
        super().__init__()
        self.seconds = seconds


def register(app: Flask) -> None:
    """Count before every view that costs much; comes after whoever asks has been let in."""
    app.before_request(_count)
    app.register_error_handler(TooOftenError, _answer)


def _count() -> None:
    if asked.endpoint not in COSTLY:
        return
    found = identity.current()
    key = house().config.secret_key
    bucket = credentials.bucket(key, "costly", found.account.id if found else f"from {outside.client()}")
    with suppress(StoreUnavailableError, StoreFullError):
        _add(bucket)


def _add(bucket: str) -> None:
    """Count one, or refuse it.

    Raises:
        TooOftenError: there were too many; this one is not counted.
    """
    with store().writing(patience=_PATIENCE) as db:
        now = store().clock()
        number, oldest = tries.count(db, bucket, now - WITHIN, now)
        if number >= MOST and oldest is not None:
            raise TooOftenError(max(1, math.ceil((oldest + WITHIN - now).total_seconds())))
        tries.add(db, bucket, now)


def _answer(error: TooOftenError) -> ResponseReturnValue:
    """Say when to come back, and that nothing else is held up."""
    minutes = math.ceil(error.seconds / 60)
    words = " ".join(
        (
            gettext(error.sentence),
            ngettext("Come back in %(num)s minute.", "Come back in %(num)s minutes.", minutes),
            gettext("Everything else goes on, and answers are saved as before."),
        )
    )
    headers = {"Retry-After": str(error.seconds)}
    if asked.headers.get("X-Requested-With"):
        return {"message": words}, _TOO_MANY, headers
    return render_template("problem.html", heading=gettext("Too many at once"), words=words), _TOO_MANY, headers

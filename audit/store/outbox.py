"""The mails that wait to be sent: each is a job, kept in the transaction that needs it.

What is undone sends nothing, and what was kept is sent, also after a crash.
"""

from datetime import datetime

from audit.core import letters
from audit.core.letters import Letter
from audit.store import jobs
from audit.store.connection import Connection

KIND = "mail"
_LONGEST_ABOUT = 300


def send(db: Connection, to: str, subject: str, text: str, *, until: datetime | None = None) -> str:
    """Keep a mail to be sent once the caller's transaction is kept; return the id of its job.

    Args:
        db: a writing connection.
        to: one address, without a name.
        subject: one line. The operator reads it beside the shortened address: no names in it.
        text: in plain text.
        until: when a link in it runs out, in UTC; later it is not sent any more.

    Raises:
        UnmailableError: nothing can be sent to that address, or with that subject.
    """
    letter = Letter(to=to, subject=subject, text=text, until=until)
    letters.check(letter)
    return jobs.add(db, KIND, letters.write(letter), about=f"{subject} ({letters.shortened(to)})"[:_LONGEST_ABOUT])

"""What the page of mails shows: no text of a mail, no whole address, and why something failed in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from audit.config_mail import Mail
from audit.errors import N_
from audit.language import format_moment, gettext
from audit.store.jobs import MOST_TRIES, Job
from audit.web import choices

# What ``audit.mail`` and ``audit.work`` keep of a failure.
_REASONS = {
    "server-away": N_("The mail server did not answer"),
    "certificate": N_("The mail server has no certificate that is valid for its name"),
    "no-tls": N_("The way to the mail server could not be made secret"),
    "wrong-password": N_("The mail server did not take user and password"),
    "no-login": N_("The mail server offers no way to sign in"),
    "sender-refused": N_("The mail server does not take mails from our sender"),
    "receiver-refused": N_("The mail server does not take mails to this address"),
    "mail-refused": N_("The mail server did not take this mail"),
    "wrong-address": N_("This is not an e-mail address"),
    "too-late": N_("Its link had run out before it could be sent"),
    "restored": N_("It waited in a backup that was restored"),
    "interrupted": N_("The server was stopped in the middle, each time"),
    "unreadable": N_("This version cannot read the mail"),
}
_UNFORESEEN = N_("Something went wrong that nobody foresaw; the log says what")


@dataclass(frozen=True, slots=True)
class Line:
    """One mail. ``again`` is where to ask for another try, and empty where there is nothing to try."""

    about: str
    when: str
    why: str
    again: str


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """The mails by what became of them; ``zone`` says whose time they tell."""

    is_set_up: bool
    server: str
    waiting: tuple[Line, ...]
    given_up: tuple[Line, ...]
    sent: tuple[Line, ...]
    zone: str


def page(found: Iterable[Job], mail: Mail | None, now: datetime) -> OutboxPage:
    """Sort the mails of the store by what became of them."""
    every = tuple(found)
    return OutboxPage(
        is_set_up=mail is not None,
        server=gettext("%(host)s, port %(port)s", host=mail.host, port=mail.port) if mail else "",
        waiting=tuple(_waiting(job, now) for job in every if job.done is None),
        given_up=tuple(_line(job, job.done) for job in every if job.is_given_up),
        sent=tuple(_line(job, job.done) for job in every if job.done is not None and not job.failed),
        zone=choices.likely_zone().replace("_", " "),
    )


def reason(failed: str) -> str:
    """Return why a try failed, in words; "" where none did."""
    word, _, code = failed.partition(" ")
    if not word:
        return ""
    words = gettext(_REASONS.get(word, _UNFORESEEN))
    return gettext("%(words)s (answer %(code)s)", words=words, code=code) if code else words


def _waiting(job: Job, now: datetime) -> Line:
    is_taken = job.lease is not None and job.lease > now
    line = _line(job, job.due)
    if is_taken:
        return Line(line.about, gettext("is being sent"), line.why, "")
    if not job.failed:
        return Line(line.about, gettext("since %(moment)s", moment=_moment(job.made)), "", "")
    words = gettext(
        "next try %(moment)s, after %(tries)s of %(most)s", moment=line.when, tries=job.tries, most=MOST_TRIES
    )
    return Line(line.about, words, line.why, line.again)


def _line(job: Job, at: datetime | None) -> Line:
    can = bool(job.failed and job.payload)
    return Line(
        about=job.about,
        when=_moment(at) if at else "",
        why=reason(job.failed),
        again=url_for("outbox.again", job_id=job.id) if can else "",
    )


def _moment(at: datetime) -> str:
    return format_moment(at, choices.zone(choices.likely_zone()))

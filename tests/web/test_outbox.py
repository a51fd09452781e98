"""The operator's page of mails: what waits, what went, what was given up and why; no text and no whole address."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from audit import config
from audit.config_mail import Mail, Security
from audit.core.people import Office, Role
from audit.core.programme import Organisation
from audit.store import jobs, organisations, outbox
from audit.store.database import Store
from audit.web import create_app, outboxpages
from tests.web.browsers import Browser, enter
from tests.web.conftest import Clock, read

HOME = Organisation(id="h" * 16, name="Society for safety", country="HR", zone="Europe/Zagreb")
MAIL = Mail(host="mail.example.org", port=587, security=Security.STARTTLS, sender="audit@example.org")


@pytest.fixture
def app(settings: config.Config, store: Store) -> Flask:
    made = create_app(replace(settings, mail=MAIL), store)
    made.testing = True
    return made


@pytest.fixture
def operator(app: Flask, store: Store) -> Browser:
    return enter(app, store, "Olive Made-up", offices=[Office.OPERATOR])


def write(store: Store, to: str = "ana@example.org", subject: str = "An invitation") -> str:
    with store.writing() as db:
        return outbox.send(db, to, subject, "Open this: /secret")


def fail(store: Store, reason: str, *, for_good: bool = False) -> None:
    with store.writing() as db:
        job = jobs.claim(db, store.clock(), (outbox.KIND,))
        assert job
        jobs.fail(db, job, store.clock(), reason, for_good=for_good)


def finish(store: Store, failed: str = "") -> None:
    with store.writing() as db:
        job = jobs.claim(db, store.clock(), (outbox.KIND,))
        assert job
        jobs.finish(db, job, store.clock(), failed=failed)


def sections(html: str) -> dict[str, str]:
    """Return the words of each part of the page, by its heading."""
    return {next(part.all("h2")).words: part.words for part in read(html).all("section")}


def test_nothing_waits_at_first(operator: Browser) -> None:
    html = operator.page("/outbox")
    assert "No mail is waiting." in html
    assert "mail.example.org, port 587" in html
    assert sections(html) == {}


def test_each_mail_stands_where_it_belongs(operator: Browser, store: Store) -> None:
    write(store, "ida@example.org", "One that was sent")
    finish(store)
    write(store, "eva@example.org", "One that was refused")
    fail(store, "receiver-refused 550", for_good=True)
    write(store, "mia@example.org", "One that came too late")
    finish(store, jobs.TOO_LATE)
    write(store, "ina@example.org", "One that is tried again")
    fail(store, "server-away")
    write(store, "uta@example.org", "One that is being sent")
    with store.writing() as db:
        assert jobs.claim(db, store.clock(), (outbox.KIND,))
    write(store)
    html = operator.page("/outbox")
    found = sections(html)
    assert list(found) == ["Given up", "Waiting", "Sent"]
    assert "21 November 2026, 14:02: One that was sent (i…@example.org)" in found["Sent"]
    assert "The mail server does not take mails to this address (answer 550) Try again now" in found["Given up"]
    assert "Its link had run out before it could be sent –" in found["Given up"]
    assert "An invitation (a…@example.org) since 21 November 2026, 14:02 – –" in found["Waiting"]
    assert "next try 21 November 2026, 14:03, after 1 of 6 The mail server did not answer Try again" in found["Waiting"]
    assert "One that is being sent (u…@example.org) is being sent – –" in found["Waiting"]
    assert "secret" not in html
    assert not [name for name in ("ana", "ida", "eva", "mia", "ina", "uta") if f"{name}@" in html]


def test_a_mail_that_was_given_up_is_tried_again(operator: Browser, store: Store, clock: Clock) -> None:
    name = write(store)
    fail(store, "wrong-password 535", for_good=True)
    clock.now += timedelta(hours=1)
    assert operator.post(f"/outbox/{name}/again").location == "/outbox"
    html = operator.page("/outbox")
    assert "The mail is tried again now." in html
    assert list(sections(html)) == ["Waiting"]
    operator.post(f"/outbox/{name}/again", expected=404)
    operator.post(f"/outbox/{'z' * 16}/again", expected=404)


def test_nothing_but_a_mail_can_be_tried_again_here(operator: Browser, store: Store) -> None:
    with store.writing() as db:
        name = jobs.add(db, "other", "x")
        job = jobs.claim(db, store.clock(), ("other",))
        assert job
        jobs.fail(db, job, store.clock(), "unforeseen", for_good=True)
    operator.post(f"/outbox/{name}/again", expected=404)


def test_without_a_mail_server_the_page_says_so(settings: config.Config, store: Store) -> None:
    html = enter(create_app(settings, store), store, "Olive Made-up", offices=[Office.OPERATOR]).page("/outbox")
    assert "No mail server is set up, so nothing is sent." in html


@pytest.mark.parametrize("office", [Office.NETWORK_STAFF, Office.ASSESSOR])
def test_it_is_the_operators_alone(app: Flask, store: Store, office: Office) -> None:
    browser = enter(app, store, "Nina Made-up", offices=[office])
    browser.page("/outbox", expected=403)
    browser.post(f"/outbox/{'z' * 16}/again", expected=403)


def test_what_was_typed_into_a_subject_is_only_text(operator: Browser, store: Store) -> None:
    write(store, subject="<script>alert(1)</script> {{ 7*7 }}")
    html = operator.page("/outbox")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in html


@pytest.mark.parametrize(
    ("failed", "words"),
    [
        ("", ""),
        ("no-tls", "The way to the mail server could not be made secret"),
        ("unforeseen", "Something went wrong that nobody foresaw; the log says what"),
        ("<b> 5", "Something went wrong that nobody foresaw; the log says what (answer 5)"),
    ],
)
def test_a_reason_is_put_in_words(app: Flask, failed: str, words: str) -> None:
    assert outboxpages.reason(failed) == words


def test_every_word_that_is_kept_of_a_failure_has_a_sentence() -> None:
    from audit import mail, work  # noqa: PLC0415 - the pages themselves never know them

    kept = {each.word for each in mail.MailError.__subclasses__()}
    kept |= {jobs.INTERRUPTED, jobs.TOO_LATE, work.UNREADABLE}
    assert kept <= outboxpages._REASONS.keys()


def test_a_manager_does_not_see_it(app: Flask, store: Store) -> None:
    with store.writing() as db:
        organisations.create(db, HOME)
    enter(app, store, "Mara Made-up", places=[(HOME.id, Role.MANAGER)]).page("/outbox", expected=403)

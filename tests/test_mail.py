"""Mails against a real server of this machine: they arrive whole, over TLS, and every failure is a sentence."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit import mail
from audit.config_mail import Mail, Security
from audit.core.letters import Letter
from audit.mail import (
    MailError,
    MailRefusedError,
    NoLoginError,
    NoTlsError,
    PlainPasswordError,
    ReceiverRefusedError,
    SenderRefusedError,
    ServerAwayError,
    WrongAddressError,
    WrongCertificateError,
    WrongPasswordError,
)
from tests.postoffice import HOST, PASSWORD, USER, PostOffice, make_certificate, open_office

NOW = datetime(2026, 11, 21, 13, 2, tzinfo=UTC)
LETTER = Letter(
    to="ana@example.org", subject="Žena, život", text="Open this:\nhttps://audit.example.org/x\n.\nBis bald – ä\n"
)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as opened:
        yield opened


@pytest.fixture
def settings(office: PostOffice) -> Mail:
    return plain(office)


def plain(office: PostOffice) -> Mail:
    """Return the settings for a server without TLS."""
    return Mail(host=HOST, port=office.port, security=Security.NONE, sender="Self-Audit <audit@example.org>")


def send(settings: Mail, letter: Letter = LETTER) -> str:
    """Send a mail with a number and a date that never change."""
    return mail.send(settings, letter, "a" * 16, NOW)


def test_a_mail_arrives_as_it_was_written(office: PostOffice, settings: Mail) -> None:
    assert send(settings) == "250 2.0.0 Ok: queued as 1"
    (taken,) = office.taken
    assert str(taken.get_content()).replace("\r\n", "\n") == LETTER.text
    assert {name: str(taken[name]) for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted")} == {
        "From": "Self-Audit <audit@example.org>",
        "To": "ana@example.org",
        "Subject": "Žena, život",
        "Message-ID": f"<{'a' * 16}@example.org>",
        "Auto-Submitted": "auto-generated",
    }
    assert taken["Date"].datetime == NOW
    assert office.receivers == ["TO:<ana@example.org>"]


def test_a_domain_beyond_ascii_is_written_as_the_network_does(office: PostOffice, settings: Mail) -> None:
    send(settings, replace(LETTER, to="ana@münchen.example"))
    assert office.receivers == ["TO:<ana@xn--mnchen-3ya.example>"]


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, to="ana"),
        replace(LETTER, to="@example.org"),
        replace(LETTER, to="ana@"),
        replace(LETTER, to="ana@example.org, eva@example.org"),
        replace(LETTER, to="ana@example.org\r\nBcc: eva@example.org"),
        replace(LETTER, to="änä@example.org"),
        replace(LETTER, to="ana@exam..ple"),
        replace(LETTER, to=f"ana@{'x' * 64}ü.example"),
        replace(LETTER, subject="Hello\r\nBcc: eva@example.org"),
        replace(LETTER, subject=""),
    ],
    ids=lambda letter: f"{letter.to[:40]} {letter.subject}"[:60].encode("ascii", "replace").decode(),
)
def test_what_could_become_a_header_of_its_own_is_never_sent(
    office: PostOffice, settings: Mail, letter: Letter
) -> None:
    with pytest.raises(WrongAddressError) as error:
        send(settings, letter)
    assert error.value.for_good
    assert (office.taken, error.value.reason) == ([], "wrong-address")


@pytest.mark.parametrize("is_tls", [True, False])
def test_over_tls_with_a_checked_certificate(is_tls: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path, HOST)
    with open_office(certificate=certificate, is_tls=is_tls) as office:
        security = Security.TLS if is_tls else Security.STARTTLS
        secret = replace(plain(office), security=security, user=USER, password=PASSWORD)
        with pytest.raises(WrongCertificateError) as error:  # Nobody vouches for it yet.
            send(secret)
        assert office.taken == []
        assert (error.value.reason, error.value.for_good) == ("certificate", False)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send(secret).startswith("250 ")
        with pytest.raises(WrongCertificateError):  # It is for the address, not for this name.
            send(replace(secret, host="localhost"))
        assert len(office.taken) == 1


def test_without_starttls_nothing_is_sent(office: PostOffice, settings: Mail) -> None:
    with pytest.raises(NoTlsError, match="STARTTLS is not offered"):
        send(replace(settings, security=Security.STARTTLS, user=USER, password=PASSWORD))
    assert office.taken == []


def test_tls_to_a_server_that_speaks_none_is_a_sentence(office: PostOffice, settings: Mail) -> None:
    with pytest.raises(NoTlsError, match="cannot be made secret"):
        send(replace(settings, security=Security.TLS))


def test_no_plain_way_to_another_machine(settings: Mail) -> None:
    with pytest.raises(PlainPasswordError):
        send(replace(settings, host="mail.example.org"))


def test_user_and_password_are_used_and_a_wrong_one_is_a_sentence(office: PostOffice, settings: Mail) -> None:
    send(replace(settings, user=USER, password=PASSWORD))
    with pytest.raises(WrongPasswordError, match="does not take this user and password") as error:
        send(replace(settings, user=USER, password="battery staple"))
    assert error.value.reason == "wrong-password 535"
    assert len(office.taken) == 1
    office.offers = []
    with pytest.raises(NoLoginError):
        send(replace(settings, user=USER, password=PASSWORD))


@pytest.mark.parametrize(
    ("command", "answer", "kind", "reason"),
    [
        ("HELLO", "554 Not you", ServerAwayError, "server-away 554"),
        ("MAIL", "550 Not from there", SenderRefusedError, "sender-refused 550"),
        ("RCPT", "550 <ana@example.org> unknown", ReceiverRefusedError, "receiver-refused 550"),
        ("RCPT", "451 <ana@example.org> later", ReceiverRefusedError, "receiver-refused 451"),
        ("DATA", "452 Full", MailRefusedError, "mail-refused 452"),
        ("AFTER", "554 Spam", MailRefusedError, "mail-refused 554"),
    ],
)
def test_each_refusal_keeps_a_word_and_a_number(
    office: PostOffice, settings: Mail, command: str, answer: str, kind: type[MailError], reason: str
) -> None:
    office.answers[command] = answer
    with pytest.raises(kind) as error:
        send(settings)
    assert (error.value.reason, error.value.for_good) == (reason, reason == "receiver-refused 550")
    assert answer.partition(" ")[2] in str(error.value)
    assert office.taken == []


def test_a_server_that_is_away_is_a_sentence(settings: Mail) -> None:
    with socket.socket() as closed:
        closed.bind((HOST, 0))
        with pytest.raises(ServerAwayError, match="Connection refused") as error:
            send(replace(settings, port=closed.getsockname()[1]))
    assert error.value.reason == "server-away"


def test_a_server_that_says_nothing_is_not_waited_for(settings: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "PATIENCE", 0.1)
    with socket.create_server((HOST, 0)) as silent, pytest.raises(ServerAwayError, match="timed out"):
        send(replace(settings, port=silent.getsockname()[1]))


def test_the_password_is_never_printed(settings: Mail) -> None:
    assert PASSWORD not in repr(replace(settings, user=USER, password=PASSWORD))

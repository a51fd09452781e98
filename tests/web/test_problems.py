"""What a person reads when something cannot be done: a sentence, never a trace, and nothing typed is lost."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit.errors import AuditError, UnknownNameError
from audit.store import errors as store_errors
from audit.web import problems
from audit.web.refusals import NotAllowedError, SecondFactorFirstError
from tests.web.conftest import PROGRAMME, look_over


class _OwnError(AuditError):
    """An error nobody listed."""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UnknownNameError(what="domain", name="x"), 404),
        (store_errors.NotFoundError(), 404),
        (store_errors.NothingToUndoError(), 409),
        (store_errors.StaleAnswersError({}), 409),
        (store_errors.StaleActionError(None), 409),
        (store_errors.EmailTakenError(), 409),
        (store_errors.LastOperatorError(), 409),
        (store_errors.LastManagerError(name="x"), 409),
        (store_errors.AlreadyMemberError(), 409),
        (store_errors.AlreadySetUpError(), 409),
        (store_errors.SecondFactorOnError(), 409),
        (store_errors.StoreBusyError(), 503),
        (store_errors.StoreFullError(), 507),
        (store_errors.StoreDamagedError(name="x"), 503),
        (store_errors.StoreDiskError(), 503),
        (store_errors.UnstorableTextError(), 422),
        (_OwnError(), 422),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, AuditError) else "",
)
def test_each_cause_has_its_status_and_its_sentence(app: Flask, error: AuditError, code: int) -> None:
    @app.get("/raise")
    def fail() -> str:
        raise error

    answer = app.test_client().get("/raise")
    look_over(answer.text, app)
    assert answer.status_code == problems.status_of(error) == code
    if code == 404:
        assert "There is no such page here" in answer.text
    else:
        assert str(error).replace("“", "").split(".")[0][:20] in answer.text.replace("“", "")
    assert ("Retry-After" in answer.headers) == (code == 503)


def test_an_unforeseen_error_shows_a_page_and_keeps_the_trace_for_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.testing = False

    @app.get("/raise")
    def fail() -> str:
        message = "secret detail"
        raise RuntimeError(message)

    answer = app.test_client().get("/raise")
    look_over(answer.text, app)
    assert answer.status_code == 500
    assert "our mistake, not yours" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "secret detail" in caplog.text


def test_an_unknown_page_says_so(client: FlaskClient, app: Flask) -> None:
    answer = client.get("/nowhere")
    look_over(answer.text, app)
    assert answer.status_code == 404
    assert "Back to the start page" in answer.text


def test_a_form_that_expired_shows_what_was_written_and_can_be_sent_again(client: FlaskClient, app: Flask) -> None:
    sent = {**PROGRAMME, "name": "Steps & <script>alert(1)</script> more", "csrf_token": "stale"}
    answer = client.post("/programmes/new", data=sent)
    look_over(answer.text, app)
    assert answer.status_code == 400
    assert "Steps &amp; &lt;script&gt;alert(1)&lt;/script&gt; more" in answer.text
    assert "<script>alert" not in answer.text
    assert 'action="/programmes/new"' in answer.text
    fresh = answer.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert client.post("/programmes/new", data={**sent, "csrf_token": fresh}).status_code == 303


def test_a_script_gets_the_sentence_as_json(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 404
    assert answer.get_json() == {
        "message": "There is no such page here. It may have been deleted, or the address is not complete."
    }


def test_the_instance_says_whether_it_can_work(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("error", "heading"),
    [
        (NotAllowedError(), "This is not open to you"),
        (SecondFactorFirstError(), "One more step first"),
        (store_errors.NothingToUndoError(), "That did not work"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, AuditError) else "",
)
def test_a_refusal_for_want_of_a_right_is_headed_as_one(app: Flask, error: AuditError, heading: str) -> None:
    @app.get("/raise")
    def fail() -> str:
        raise error

    answer = app.test_client().get("/raise").text
    assert f">{heading}</h1>" in answer
    assert f"<title>{heading}" in answer

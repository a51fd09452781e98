"""Browsers of people who have signed in, for tests with several of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from audit.core.people import Account, Office, Role
from audit.store.database import Store
from tests import people
from tests.web.conftest import Fields, look_over

_RAW = "of a test"


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser. Every page of ours that it gets is looked over."""

    app: Flask
    client: FlaskClient
    account: Account

    def page(self, path: str, expected: int = 200) -> str:
        """Open an address."""
        answer = self.client.get(path)
        assert answer.status_code == expected, answer.text
        if answer.mimetype == "text/html" and expected != 303:
            look_over(answer.text, self.app)
        return str(answer.text)

    def post(self, path: str, data: Fields = None, expected: int = 303) -> TestResponse:
        """Send a form of ours, with a token that holds."""
        with self.client.session_transaction() as session:
            session["csrf_token"] = _RAW
        signer = URLSafeTimedSerializer(self.app.secret_key or b"", salt="wtf-csrf-token")
        sent: MultiDict[str, object] = MultiDict(data or {})
        sent["csrf_token"] = signer.dumps(_RAW)
        answer = self.client.post(path, data=sent)
        assert answer.status_code == expected, answer.text
        if answer.mimetype == "text/html" and expected != 303:
            look_over(answer.text, self.app)
        return answer


def enter(
    app: Flask,
    store: Store,
    name: str,
    *,
    offices: Iterable[Office] = (),
    places: Iterable[tuple[str, Role]] = (),
) -> Browser:
    """Return the browser of somebody new, who has signed in."""
    account = people.admit(store, name, offices=offices, places=places)
    client = app.test_client()
    people.sign_in(client, store, account)
    return Browser(app, client, account)

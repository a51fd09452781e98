"""What may stand in an address. Anything else is an unknown page (404), never an error."""

from flask import Flask
from werkzeug.routing import BaseConverter


class TokenConverter(BaseConverter):
    """An id made by the store: sixteen characters of a to z and 2 to 7."""

    regex = "[a-z2-7]{16}"


class NameConverter(BaseConverter):
    """An id of a standard, a domain or a criterion: letters, digits and hyphens, at most 40."""

    regex = "[A-Za-z0-9-]{1,40}"


class HashConverter(BaseConverter):
    """A SHA-256 in lower-case hexadecimal."""

    regex = "[0-9a-f]{64}"


def register(app: Flask) -> None:
    """Make ``<token:…>``, ``<name:…>`` and ``<sha256:…>`` known."""
    app.url_map.converters["token"] = TokenConverter
    app.url_map.converters["name"] = NameConverter
    app.url_map.converters["sha256"] = HashConverter

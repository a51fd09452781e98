"""Which language a page speaks: one catalogue for templates, forms and the sentences of the layers below."""

from pathlib import Path

import flask_babel
from flask import Flask, request

from audit import language

CATALOGUES = Path(__file__).parent.parent / "translations"
# British English: dates read "5 March 2026".
SOURCE = "en_GB"


def languages() -> tuple[str, ...]:
    """Return the languages there is a catalogue for, English first."""
    found = sorted(p.parent.parent.name for p in CATALOGUES.glob("*/LC_MESSAGES/messages.mo"))
    return (SOURCE, *(name for name in found if name != SOURCE))


def select() -> str:
    """Return the language the reader's browser asks for, if there is a catalogue; English otherwise."""
    return request.accept_languages.best_match(languages(), SOURCE) or SOURCE


def html_lang() -> str:
    """Return the language as HTML wants it: ``sr-Latn``, not ``sr_Latn``."""
    return str(flask_babel.get_locale() or SOURCE).replace("_", "-")


def register(app: Flask) -> None:
    """Tell every layer the language of each request, and templates its name. Comes after Flask-Babel itself."""
    _shorten_the_way(app)

    @app.before_request
    def speak() -> None:
        locale = flask_babel.get_locale()
        if locale is not None:
            language.speak(language.Language(locale, flask_babel.get_translations()))

    @app.context_processor
    def names() -> dict[str, object]:
        return {"html_lang": html_lang()}


def _shorten_the_way(app: Flask) -> None:
    """Let templates ask the language in use directly.

    Flask-Babel looks its translations up again for every sentence: measured, that was two fifths of a domain page.
    """
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by Jinja's i18n extension
        gettext=_gettext, ngettext=_ngettext, pgettext=_pgettext, npgettext=_npgettext, newstyle=True
    )


def _gettext(message: str) -> str:
    return language.current().catalogue.gettext(message)


def _ngettext(one: str, many: str, num: int) -> str:
    return language.current().catalogue.ngettext(one, many, num)


def _pgettext(context: str, message: str) -> str:
    return language.current().catalogue.pgettext(context, message)


def _npgettext(context: str, one: str, many: str, num: int) -> str:
    return language.current().catalogue.npgettext(context, one, many, num)

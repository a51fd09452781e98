"""The pages. ``create_app`` puts them together; each family of pages is one blueprint."""

from collections.abc import Iterable
from importlib import import_module

from flask import Blueprint, Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from audit import resources
from audit.config import Config
from audit.render.cache import Cache
from audit.store.database import Store
from audit.web import (
    access,
    converters,
    datapages,
    filters,
    guards,
    identity,
    limits,
    navigation,
    problems,
    rights,
    securitylog,
    speech,
    voicekeys,
)
from audit.web.laterule import LateRule

LONGEST_BODY = 256 * 1024
# The families of pages, each a module here with one blueprint.
_PAGES = (
    *("start", "programmes", "merging", "beginning", "questionnaire", "team", "team_comments", "documents"),
    *("exchange", "results", "plan", "reports", "signing", "verify", "assessing", "years", "standards", "members"),
    "network",
    *("member_voices", "voice", "secondvoice", "accounts", "outbox", "first_start", "invitations", "people"),
    *("signin", "recovery", "account", "own_devices", "own_factor", "history", "data", "record", "privacy"),
    "health",
)


def create_app(config: Config, store: Store | None = None) -> Flask:
    """Build the application.

    Args:
        config: the settings of this instance.
        store: an opened and prepared store; by default the one in the data folder.

    Raises:
        AuditError: the database or a standard cannot be used, or nobody has decided who may open an address; the
            sentence says which.
    """
    app = Flask(
        "audit",
        static_folder=str(resources.directory("static")),
        template_folder=str(resources.directory("templates")),
    )
    app.url_rule_class = LateRule
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=LONGEST_BODY,
        MAX_FORM_PARTS=guards.MOST_FIELDS,
        SESSION_COOKIE_HTTPONLY=True,
        # Flask's session holds the token against forged requests, the last message and the chosen organisation; who
        # somebody is stands in the database (``identity``). Lax as there: whoever comes by a link from a mail would
        # get a new one otherwise, and every form that is open would be stale.
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=(config.public_address or "").startswith("https:"),
        # Browsers keep cookies by host, not by port: the demonstration must not put out the pages of one's own audits.
        SESSION_COOKIE_NAME="__Host-self-audit" if config.public_address else f"self-audit-{config.port}",
        WTF_CSRF_TIME_LIMIT=None,
        # Where a form comes from is looked at in ``guards``, by headers that no browser and no setting leaves out.
        WTF_CSRF_SSL_STRICT=False,
        BABEL_TRANSLATION_DIRECTORIES=str(speech.CATALOGUES),
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    access.attach(app, config, store or _prepared(config), Cache(config.cache))
    converters.register(app)
    guards.register(app, config)
    Babel(app, locale_selector=speech.select)
    speech.register(app)
    identity.register(app)
    voicekeys.register(app)
    rights.register(app)
    limits.register(app)
    securitylog.register(app)
    CSRFProtect(app)
    access.register(app)
    filters.register(app)
    problems.register(app)
    navigation.register(app)
    datapages.register(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    rights.check(app)
    return app


def _prepared(config: Config) -> Store:
    store = Store(config.database)
    store.prepare()
    return store


def _blueprints() -> Iterable[Blueprint]:
    """Import the pages only now, so that a blueprint may import from this package."""
    for name in _PAGES:
        made: Blueprint = import_module(f"audit.web.{name}").blueprint
        yield made

"""What is stored, where, for how long and who sees it, in plain words; open to everybody, also before signing in."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from audit import config_file, config_record
from audit.config_record import Declared
from audit.core.people import is_network
from audit.render import datawords
from audit.store import instance, retention
from audit.web import access

blueprint = Blueprint("privacy", __name__)


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """What is true of this instance. ``network`` is the name of the network, "" for one organisation's own."""

    is_network: bool
    network: str
    is_public: bool
    sends_mail: bool
    kept: tuple[tuple[str, str], ...]
    declared: Declared


@blueprint.get("/privacy")
def show() -> ResponseReturnValue:
    """Say what is stored, where and for how long."""
    config = access.house().config
    with access.store().reading() as db:
        set_up, days = instance.get(db), retention.listing(db)
    page = PrivacyPage(
        is_network=is_network(set_up),
        network=set_up.name if set_up else "",
        is_public=config.public_address is not None,
        sends_mail=config.mail is not None,
        kept=tuple((datawords.kept(what.value), datawords.days(number)) for what, number in days.items()),
        declared=config_record.read(config.data / config_file.NAME),
    )
    return render_template("privacy/show.html", page=page)

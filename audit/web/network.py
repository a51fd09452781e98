"""The network itself: its name, which pages, invitations and the record of processing bear."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.core.people import Instance, is_network
from audit.language import gettext
from audit.store import instance
from audit.store.connection import Connection
from audit.web import access
from audit.web.member_forms import NetworkForm

blueprint = Blueprint("network", __name__)

SEE_OTHER = 303
UNPROCESSABLE = 422


@blueprint.get("/network/name")
def ask_name() -> ResponseReturnValue:
    """Show the name of the network, to change it."""
    with access.store().reading() as db:
        found = _network(db)
    return render_template("members/name.html", form=NetworkForm(stored=found.name), network=found.name)


@blueprint.post("/network/name")
def rename() -> ResponseReturnValue:
    """Give the network another name, unless somebody else has meanwhile."""
    with access.store().reading() as db:
        found = _network(db)
    form = NetworkForm(request.form, stored=found.name)
    if not form.validate():
        return render_template("members/name.html", form=form, network=found.name), UNPROCESSABLE
    with access.writing() as db:
        instance.rename(db, form.was.data or "", form.name.data)
    flash(gettext("The network is called “%(name)s” now.", name=form.name.data))
    return redirect(url_for("members.index"), SEE_OTHER)


def _network(db: Connection) -> Instance:
    """Return the network; there is no such page where one organisation is served alone."""
    found = instance.get(db)
    if found is None or not is_network(found):
        abort(404)
    return found

"""A programme that is over, or was entered wrongly: put into the archive, or made one with another."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.core.programme import Programme
from audit.errors import N_
from audit.language import gettext
from audit.store import audits, merging, programmes
from audit.store.connection import Connection
from audit.web import access, fields, moved, programmepages
from audit.web.forms import CheckedForm, Typed

blueprint = Blueprint("merging", __name__, url_prefix="/programmes/<token:programme_id>")
moved.register(blueprint)

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


class MergeForm(CheckedForm):
    """Which programme stays."""

    into = fields.Choice(needed=N_("Choose the programme that stays."))

    def __init__(self, formdata: Typed = None, *, others: tuple[Programme, ...] = ()) -> None:
        """Fill the form from a request; ``others`` are the programmes that can stay."""
        super().__init__()
        self.into.choices = tuple((one.id, one.name) for one in others)
        self.process(formdata)


@blueprint.post("/archive")
def archive(programme_id: str) -> ResponseReturnValue:
    """Put a programme into the archive, or take it back."""
    is_on = request.form.get("archived") == "1"
    with access.writing() as db:
        _, programme = access.programme(db, programme_id)
        programmes.archive(db, programme, on=is_on, at=access.store().clock())
    flash(
        gettext("The programme is archived: nothing new begins in it, and what is there stays.")
        if is_on
        else gettext("The programme was taken back from the archive.")
    )
    return redirect(url_for("programmes.show", programme_id=programme_id), SEE_OTHER)


@blueprint.get("/merge")
def ask(programme_id: str) -> ResponseReturnValue:
    """Say what moves when two programmes are made one, and ask which stays."""
    return _page(programme_id)


@blueprint.post("/merge")
def merge(programme_id: str) -> ResponseReturnValue:
    """Make two programmes one, if nothing was changed in the one that goes since the page was shown."""
    with access.store().reading() as db:
        _, programme = access.programme(db, programme_id)
        form = MergeForm(request.form, others=_others(db, programme))
    if not form.validate():
        return _page(programme_id, form), UNPROCESSABLE
    with access.writing() as db:
        _, programme = access.programme(db, programme_id)
        _, stays = access.programme(db, form.into.data)
        is_seen = request.form.get("seen") == programmepages.mark(db, programme, audits.listing(db, programme))
        if is_seen:
            merging.merge(db, programme, stays)
    if not is_seen:
        return _page(programme_id, form, is_changed=True), CONFLICT
    flash(gettext("The two are one now. Everything of “%(name)s” is here.", name=programme.name))
    return redirect(url_for("programmes.show", programme_id=stays.id), SEE_OTHER)


def _page(programme_id: str, form: MergeForm | None = None, *, is_changed: bool = False) -> str:
    with access.store().reading() as db:
        _, programme = access.programme(db, programme_id)
        moving = programmepages.lost_programme(db, programme)
        others = _others(db, programme)
    return render_template(
        "programmes/merge.html",
        programme=programme,
        moving=moving,
        others=[(one.id, one.name) for one in others],
        form=form or MergeForm(),
        is_changed=is_changed,
    )


def _others(db: Connection, programme: Programme) -> tuple[Programme, ...]:
    """Return the programmes that this one can be made one with: of the same organisation, and not archived."""
    listed = programmes.listing(db, programme.organisation)
    return tuple(one for one in listed if one.id != programme.id and one.archived is None)

"""What stands in the head and the foot of every page."""

from dataclasses import dataclass

from flask import Flask, request, url_for

from audit import library
from audit.core.people import Right, SignedIn, is_network, may
from audit.language import gettext
from audit.store import instance
from audit.store.errors import StoreUnavailableError
from audit.web import access, identity, rights
from audit.web.refusals import SIGN_IN


@dataclass(frozen=True, slots=True)
class Item:
    """One link; ``current`` says that the page is the one it leads to."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who has signed in, and the ways that are only theirs; ``places`` is empty with one organisation or none."""

    name: str
    account: str
    places: str
    sign_out: str


def register(app: Flask) -> None:
    """Give every page its links."""

    @app.context_processor
    def links() -> dict[str, object]:
        found = identity.current()
        return {
            "nav_items": _head(found),
            "footer_items": _foot(),
            "is_demo": access.house().config.demo,
            "person": _person(found) if found else None,
            "sign_in": SIGN_IN,
        }


def _head(found: SignedIn | None) -> list[Item]:
    items = [Item(gettext("Start"), url_for("start.index"), current=request.endpoint == "start.index")]
    if found is not None:
        mine = [_item(gettext("Mine"), "team.show_mine")] if found.memberships else []
        items = [_item(gettext("Programmes"), "start.index"), *mine, *_of_instance(found)]
    criteria = Item(gettext("The criteria"), _criteria(), current=request.endpoint == "standards.show")
    return [*items, criteria, *([] if found else [Item(gettext("Sign in"), SIGN_IN)])]


def _of_instance(found: SignedIn) -> list[Item]:
    """Return the pages about the instance that the person may open."""
    offices = found.account.offices
    items = []
    if may(Right.DIRECTORY, offices, None) and _is_network():
        items.append(_item(gettext("Members"), "members.index"))
    if may(Right.OPERATE, offices, None):
        items.append(_item(gettext("Accounts"), "accounts.index"))
        items.append(_item(gettext("Mails"), "outbox.index"))
    return items


def _is_network() -> bool:
    """Whether there is a directory. A page that says the database cannot be read leaves it out."""
    try:
        with access.store().reading() as db:
            found = instance.get(db)
    except StoreUnavailableError:
        return False
    return is_network(found)


def _person(found: SignedIn) -> Person:
    return Person(
        name=found.account.name,
        account=rights.ACCOUNT,
        places=url_for("start.places") if len(found.memberships) > 1 else "",
        sign_out=rights.SIGN_OUT,
    )


def _foot() -> list[Item]:
    return [Item(gettext("The criteria, with their sources"), _criteria()), _item(gettext("Privacy"), "privacy.show")]


def _criteria() -> str:
    return url_for("standards.show", standard_id=library.DEFAULT)


def _item(text: str, endpoint: str) -> Item:
    return Item(text, url_for(endpoint), current=request.endpoint == endpoint)

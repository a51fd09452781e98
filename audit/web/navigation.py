"""What stands in the head and the foot of every page."""

from dataclasses import dataclass

from flask import Flask, request, url_for

from audit import library
from audit.language import gettext
from audit.web import access


@dataclass(frozen=True, slots=True)
class Item:
    """One link; ``current`` says that the page is the one it leads to."""

    text: str
    href: str
    current: bool = False


def register(app: Flask) -> None:
    """Give every page its links."""

    @app.context_processor
    def links() -> dict[str, object]:
        is_demo = access.house().config.demo
        return {"nav_items": _head(is_demo=is_demo), "footer_items": _foot(), "is_demo": is_demo}


def _head(*, is_demo: bool) -> list[Item]:
    items = [_item(gettext("Programmes"), "start.index")]
    if is_demo:
        items.append(_item(gettext("Members"), "members.index"))
    return [*items, Item(gettext("The criteria"), _criteria(), current=request.endpoint == "standards.show")]


def _foot() -> list[Item]:
    return [Item(gettext("The criteria, with their sources"), _criteria())]


def _criteria() -> str:
    return url_for("standards.show", standard_id=library.DEFAULT)


def _item(text: str, endpoint: str) -> Item:
    return Item(text, url_for(endpoint), current=request.endpoint == endpoint)

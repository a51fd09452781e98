"""What the views of one running instance share: its settings, its store and its cache."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from audit.config import Config
from audit.render.cache import Cache
from audit.store.database import Store

_KEY = "self-audit"


@dataclass(frozen=True, slots=True)
class House:
    """What the views of one running instance share."""

    config: Config
    store: Store
    cache: Cache


def attach(app: Flask, config: Config, store: Store, cache: Cache) -> None:
    """Give an application its settings, its store and its cache."""
    app.extensions[_KEY] = House(config, store, cache)


def house() -> House:
    """Return what the views of this instance share."""
    return cast("House", current_app.extensions[_KEY])


def store() -> Store:
    """Return the store of this instance."""
    return house().store

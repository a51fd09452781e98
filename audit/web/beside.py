"""What stands beside the questions of a page and is no part of any answer: comments, and who else is on the page."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from audit.core.people import Right
from audit.core.programme import StoredAnswer
from audit.core.team import to_find_out
from audit.language import gettext, ngettext
from audit.store import answers, comments, team
from audit.web import access, answerwords, choices, colleagues, documentpages, presence, team_pages
from audit.web.documentpages import Ending
from audit.web.domainpages import Place
from audit.web.opened import Opened
from audit.web.team_pages import Talk


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a page of questions.

    ``talks`` are the comments by criterion, ``present`` says who else has the page open, ``here`` is where the page
    tells that it is; ``titles`` of documents are offered while somebody types.
    """

    talks: Mapping[str, Talk]
    present: str
    here: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BesideTasks:
    """What stands beside the list of domains. ``owners`` by domain: who looks after it, and what is said.

    ``find_out`` says how much is not sure yet; ``latest`` which answer was changed last, ``latest_href`` leads to it;
    ``ending`` which documents expire.
    """

    owners: Mapping[str, str]
    find_out: str
    latest: str
    latest_href: str
    ending: Ending | None


def page(place: Place) -> Beside:
    """Return what stands beside a page of questions, for whoever may see what the team says."""
    audit = place.opened.audit
    with access.store().reading() as db:
        said = comments.listing(db, audit)
        people = colleagues.of(db, audit.organisation) if said else None
        present = presence.others(db, audit, place.domain.id)
    here = url_for("team.here", audit_id=audit.id, domain_id=place.domain.id)
    titles = documentpages.titles(place.opened)
    return Beside(team_pages.talks(place, said, people), present, here, titles)


def talks(place: Place) -> Mapping[str, Talk]:
    """Return the comments by criterion, for a page that is only read; none for whoever is not of the team."""
    return page(place).talks if access.may_here(Right.READ) else {}


def tasks(found: Opened, stored: Mapping[str, StoredAnswer]) -> BesideTasks:
    """Return what stands beside the list of domains; without names for whoever is not of the team."""
    with access.store().reading() as db:
        sheet = answers.sheet(db, found.audit)
        said, owned = comments.listing(db, found.audit), team.owners(db, found.audit)
        names = colleagues.names(db, owned.values())
    unsure = len(to_find_out(found.standard, sheet))
    owners = {domain: names[account] for domain, account in owned.items() if account in names}
    latest = _latest(found, stored)
    return BesideTasks(
        owners=team_pages.owner_words(found, owners, said) if access.may_here(Right.READ) else {},
        find_out=ngettext("%(num)s thing to find out", "%(num)s things to find out", unsure) if unsure else "",
        latest=_latest_words(found, latest, stored[latest]) if latest else "",
        latest_href=team_pages.place(found, latest) if latest else "",
        ending=documentpages.ending(found),
    )


def _latest(found: Opened, stored: Mapping[str, StoredAnswer]) -> str:
    """Return the criterion whose answer was changed last; "" where none was."""
    asked = {c.id for c in found.standard.criteria(found.audit.scope)}
    saved = [(answer.saved, code) for code, answer in stored.items() if answer.version and code in asked]
    return max(saved)[1] if saved else ""


def _latest_words(found: Opened, code: str, stored: StoredAnswer) -> str:
    when = answerwords.saved(stored.saved, access.store().clock(), choices.zone(found.organisation.zone))
    return gettext("%(code)s. %(saved)s.", code=code, saved=when)

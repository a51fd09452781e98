"""What the tests of results, plan and reports share: answers put in the store, and forms sent back as browsers do."""

from collections.abc import Iterator, Mapping

from audit.core.answers import Answer
from audit.core.plan import SavedAction
from audit.core.programme import Audit
from audit.core.standard import TOP_LEVEL, Kind, Standard
from audit.render import page_parts
from audit.render.page_parts import Outcome
from audit.store import actions, answers, audits, editions, organisations
from audit.store.database import Store
from tests import conftest as short
from tests.web.conftest import Element, Page, read

Given = Answer | int | str | None

# Nobody's: the shape is right and no audit has it.
NOBODY = "aaaaaaaaaaaaaaaa"


def audit_of(store: Store, name: str) -> Audit:
    """Return the audit with this id, of the one organisation there is."""
    with store.reading() as db:
        (home,) = [o for o in organisations.listing(db) if not o.fictional][:1]
        return audits.get(db, name, home.id)


def fill(store: Store, name: str, given: Mapping[str, Given]) -> None:
    """Answer criteria; ``given`` as in ``tests.conftest.answer``: a level, a reason, ``None`` for not sure."""
    audit = audit_of(store, name)
    with store.writing() as db:
        there = answers.listing(db, audit)
        changes = {
            code: (short.answer(said), there[code].version if code in there else 0) for code, said in given.items()
        }
        answers.save_many(db, audit, changes, store.clock())


def all_at(standard: Standard, level: int = TOP_LEVEL, **other: Given) -> dict[str, Given]:
    """Answer every criterion with one level, but for some: ``WOM_1=2``."""
    return {
        **{c.id: level for c in standard.criteria()},
        **{name.replace("_", "-"): said for name, said in other.items()},
    }


def red_lines(standard: Standard) -> list[str]:
    """Return the ids of the red lines."""
    return [c.id for c in standard.criteria() if c.is_red_line]


def half_done(store: Store, name: str, standard: Standard) -> str:
    """Leave five gaps: the first red line open, the second unknown, the third unproven, a must at 1, a should at 2."""
    first, second, third = red_lines(standard)[:3]
    given = {**all_at(standard), first: 1, second: None, third: Answer(level=TOP_LEVEL)}
    for kind, level in ((Kind.MUST, 1), (Kind.SHOULD, 2)):
        given[next(c.id for c in standard.criteria() if c.kind is kind)] = level
    fill(store, name, given)
    return name


def saved_actions(store: Store, name: str) -> dict[str, SavedAction]:
    """Return what is stored of a plan, by key."""
    with store.reading() as db:
        return {action.key: action for action in actions.listing(db, audit_of(store, name))}


def outcome(store: Store, name: str) -> Outcome:
    """Return what the rules say about an audit now."""
    audit = audit_of(store, name)
    with store.reading() as db:
        standard = editions.get(db, audit.content_hash)
        return page_parts.outcome(standard, answers.sheet(db, audit), actions.listing(db, audit))


def form_of(html: str) -> dict[str, list[str]]:
    """Return what a browser would send for the one form in a page that changes something, without its token."""
    forms = [f for f in read(html).all("form") if f.attrs.get("method") == "post" and f.around("main")]
    assert len(forms) == 1
    sent: dict[str, list[str]] = {}
    for name, value in _controls(forms[0]):
        sent.setdefault(name, []).append(value)
    return sent


def _controls(form: Element) -> Iterator[tuple[str, str]]:
    for control in form.all("input", "textarea", "select"):
        name, kind = control.attrs.get("name", ""), control.attrs.get("type", "")
        if name == "csrf_token" or (kind in {"radio", "checkbox"} and "checked" not in control.attrs):
            continue
        if control.tag == "textarea":
            yield name, control.text.removeprefix("\n")
        elif control.tag == "select":
            options = list(control.all("option"))
            yield name, next((o for o in options if "selected" in o.attrs), options[0]).attrs["value"]
        else:
            yield name, control.attrs.get("value", "")


def changed(page: Page, at: str, **changes: object) -> dict[str, object]:
    """Open a form and fill in some of it, as a person would."""
    return {**form_of(page(at)), **changes}


def section(html: str, title: str) -> Element:
    """Return the innermost section whose heading begins with these words."""
    found = [s for s in read(html).all("section") if any(h.words.startswith(title) for h in s.all("h2", "h3"))]
    assert found, title
    return found[-1]


def by_id(html: str, name: str) -> Element:
    """Return the one element with this id."""
    return next(e for e in read(html).all() if e.attrs.get("id") == name)

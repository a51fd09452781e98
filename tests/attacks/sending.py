"""A page sent back as a browser without scripts sends it: every control with what it shows."""

from html import unescape

from tests.web.conftest import Element, read


def shown(html: str) -> dict[str, str]:
    """Return the controls of a page with their values, without buttons and the token."""
    sent: dict[str, str] = {}
    for control in read(html).all("input", "textarea", "select"):
        name, kind = control.attrs.get("name", ""), control.attrs.get("type", "")
        if not name or name == "csrf_token" or (kind in {"radio", "checkbox"} and "checked" not in control.attrs):
            continue
        sent[name] = _value(control)
    return sent


def _value(control: Element) -> str:
    if control.tag == "textarea":
        return unescape(control.text).removeprefix("\n")
    if control.tag == "select":
        return next((o.attrs.get("value", "") for o in control.all("option") if "selected" in o.attrs), "")
    return control.attrs.get("value", "")

"""Somebody at a browser. Whatever a page asks of another site, or complains about, is written down."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request

from tests.browser.sites import Site

WIDE, NARROW, HEIGHT = 1280, 320, 800
_PATIENCE = 15_000  # Milliseconds; two slow cores are shared with everything else.
# How Chromium says in the console that an answer was not 200, or that there was none.
_NOT_LOADED = "Failed to load resource:"


def unfold(card: Locator, words: str) -> None:
    """Open a part of a criterion that is folded away while it is empty; one that stands open stays open."""
    summary = card.locator("summary", has_text=words)
    if not summary.evaluate("(element) => element.parentElement.open"):
        summary.click()


@dataclass
class Visitor:
    """Opens pages of one site.

    Attributes:
        complaints: what no page may cause: script errors, broken content policy, requests to elsewhere.
        not_loaded: answers that were no success, which a test may expect.
    """

    browser: Browser
    site: Site
    complaints: list[str] = field(default_factory=list)
    not_loaded: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str, *, width: int = WIDE, script: bool = True, signed_in: bool = True) -> Page:
        """Open a page as a new device would, in a window of its own: with nothing but the sign-in, if any."""
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            base_url=self.site.address,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE)
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._contexts.append(context)
        if signed_in:
            entrance = self.site.entrance()
            context.add_cookies([{"name": entrance["name"], "value": entrance["value"], "url": entrance["url"]}])
        page = context.new_page()
        page.goto(path)
        return page

    def close(self) -> None:
        """Close every window."""
        while self._contexts:
            self._contexts.pop().close()

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self.site.address:
            self.complaints.append(f"asks {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.text.startswith(_NOT_LOADED):
            self.not_loaded.append(message.text)
        elif message.type in {"error", "warning"}:
            self.complaints.append(message.text)

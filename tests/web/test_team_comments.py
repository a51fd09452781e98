"""Comments on a criterion: written once, seen where they belong, settled by whoever settles them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from audit.core.people import Role
from audit.core.team import Comment, Mention
from audit.store import comments, history
from audit.store.database import Store
from tests.web.audit_pages import audit_of, by_id, form_of
from tests.web.conftest import Page, Post, delete, read

Enter = Callable[[Role], FlaskClient]
PATH = "/audits/{}/criteria/COL-1/comments"


def kept(store: Store, audit: str) -> tuple[Comment, ...]:
    with store.reading() as db:
        return comments.listing(db, audit_of(store, audit))


@pytest.fixture
def say(page: Page, post: Post, store: Store, audit: str) -> Callable[..., Comment]:
    """Return what writes a comment through its form and gives it."""

    def write(text: str, mention: str = "", code: str = "COL-1") -> Comment:
        path = f"/audits/{audit}/criteria/{code}/comments"
        sent = {**_new(page(path)), "text": text, "mention": mention}
        assert post(path, sent).location == path
        return kept(store, audit)[-1]

    return write


def _new(html: str) -> dict[str, object]:
    """Return what a browser sends for a new comment."""
    (form,) = [f for f in read(html).all("form") if f.attrs.get("action", "").endswith("/comments")]
    once = next(e.attrs["value"] for e in form.all("input") if e.attrs.get("name") == "once")
    return {"once": once, "text": "", "mention": ""}


def test_a_comment_stands_on_its_page_and_beside_the_criterion(
    page: Page, say: Callable[..., Comment], audit: str
) -> None:
    said = say("Is this so in\nevery case?", "manager")
    assert said.mention is Mention.MANAGER
    html = page(PATH.format(audit))
    assert "Is this so in\nevery case?" in html
    assert "for: The managers" in html
    assert "Olive Made-up" in html
    card = by_id(page(f"/audits/{audit}/domains/collaboration"), "COL-1")
    assert "Comments (1 open)" in card.words
    assert "Is this so in every case?" in card.words
    assert "1 open comment" in page(f"/audits/{audit}")


def test_a_comment_is_settled_and_opened_again(page: Page, post: Post, say: Callable[..., Comment], audit: str) -> None:
    said = say("Look at this")
    path = f"/audits/{audit}/comments/{said.id}/settle"
    for _ in range(2):
        assert post(path, {"settled": "1"}).location == PATH.format(audit)
    html = page(PATH.format(audit))
    assert "Nothing is open." in html
    assert "Settled by Olive Made-up" in html
    card = by_id(page(f"/audits/{audit}/domains/collaboration"), "COL-1").words
    assert "Comments (1 settled)" in card
    assert "Look at this" not in card
    assert "open comment" not in page(f"/audits/{audit}")
    post(path, {"settled": "0"})
    assert "Nothing is open." not in page(PATH.format(audit))


def test_a_double_click_writes_one_comment(page: Page, post: Post, store: Store, audit: str) -> None:
    sent = {**form_of(page(PATH.format(audit))), "text": "Look"}
    for _ in range(2):
        post(PATH.format(audit), sent)
    assert len(kept(store, audit)) == 1


def test_whoever_goes_back_and_writes_something_else_loses_none_of_both(
    page: Page, post: Post, store: Store, audit: str
) -> None:
    sent = form_of(page(PATH.format(audit)))
    for said in ("Look", "Look here", "Look"):
        post(PATH.format(audit), {**sent, "text": said})
    assert sorted(one.text for one in kept(store, audit)) == ["Look", "Look here"]


def test_who_wrote_a_comment_can_delete_it_and_nobody_else(
    page: Page, post: Post, say: Callable[..., Comment], visitor: Enter, audit: str, store: Store
) -> None:
    said = say("Written on the wrong criterion")
    path = f"/audits/{audit}/comments/{said.id}/remove"
    assert path in page(PATH.format(audit))
    other = visitor(Role.CONTRIBUTOR)
    shown = other.get(PATH.format(audit)).text
    assert path not in shown
    token = next(e.attrs["value"] for e in read(shown).all("input") if e.attrs["name"] == "csrf_token")
    refused = other.post(path, data={"csrf_token": token})
    assert refused.status_code == 409
    assert "Only whoever wrote a comment can delete it." in refused.text
    assert kept(store, audit) == (said,)
    assert post(path, {}).location == PATH.format(audit)
    assert kept(store, audit) == ()
    assert "Your comment is deleted." in page(PATH.format(audit))
    # A second click, or a page of before.
    post(path, {}, expected=404)
    with store.reading() as db:
        entry = history.page(db, audit_of(store, audit).organisation)[0]
    assert (entry.link.act, entry.old, entry.new) == (
        "comment-removed", {"comment": "Written on the wrong criterion", "mention": ""}, {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": ""}, "Write what you want to say."),
        ({"text": " \u200b\n"}, "Write what you want to say."),
        ({"text": "x" * 5001}, "it may have 5000"),
        ({"text": "a\0b"}, "characters that cannot be shown"),
        ({"mention": "bishop"}, "Choose whom it is for."),
        ({"mention": None}, "Choose whom it is for."),
        ({"once": None}, "The page is not complete."),
        ({"once": "1"}, "The page is not complete."),
        ({"once": "' OR 1=1"}, "The page is not complete."),
        ({"text": ["Look", "Look"]}, "This came twice."),
        ({"text": "Call his wife Ana on +385 91 234 5678"}, "This looks like a phone number"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_on_the_page(
    post: Post, store: Store, audit: str, sent: dict[str, object], said: str
) -> None:
    every = {"once": "o" * 16, "text": "Look at this", "mention": "", **sent}
    whole = {name: value for name, value in every.items() if value is not None}
    answer = post(PATH.format(audit), whole, expected=422)
    assert said in answer.text
    if sent.get("text") is None:
        assert "Look at this" in answer.text
    assert kept(store, audit) == ()


def test_a_text_somebody_looked_at_may_stay(page: Page, post: Post, store: Store, audit: str) -> None:
    sent = {**form_of(page(PATH.format(audit))), "text": "Ask the helpline, tel. +385 91 234 5678"}
    box = next(
        e
        for e in read(post(PATH.format(audit), sent, expected=422).text).all("input")
        if e.attrs["name"] == "text-keep"
    )
    post(PATH.format(audit), {**sent, "text-keep": box.attrs["value"]})
    assert len(kept(store, audit)) == 1


@pytest.mark.parametrize("settled", [None, "2", "", ["1", "1"]])
def test_a_button_of_no_page_of_ours_settles_nothing(
    post: Post, store: Store, say: Callable[..., Comment], audit: str, settled: object
) -> None:
    said = say("Look at this")
    post(f"/audits/{audit}/comments/{said.id}/settle", {} if settled is None else {"settled": settled}, expected=422)
    assert kept(store, audit) == (said,)


def test_what_is_not_there_is_not_found(
    page: Page, post: Post, say: Callable[..., Comment], start: Callable[..., str], audit: str
) -> None:
    said = say("Look at this")
    other = start()
    post(f"/audits/{other}/comments/{said.id}/settle", {"settled": "1"}, expected=404)
    post(f"/audits/{audit}/comments/{'z' * 16}/settle", {"settled": "1"}, expected=404)
    page(f"/audits/{audit}/criteria/NO-1/comments", expected=404)
    first_pass = start(scope="first-pass")
    should = "COL-13"
    page(f"/audits/{first_pass}/criteria/{should}/comments", expected=404)
    sent = form_of(page(f"/audits/{other}/criteria/COL-1/comments"))
    delete(page, post, f"/audits/{other}")
    answer = post(f"/audits/{other}/criteria/COL-1/comments", {**sent, "text": "Too late"}, expected=404)
    assert "Too late" in answer.text


def test_a_reader_reads_comments_and_finds_no_control(
    say: Callable[..., Comment], visitor: Enter, audit: str, store: Store
) -> None:
    say("Look at this")
    reader = visitor(Role.READER)
    main = reader.get(PATH.format(audit)).text.partition("<main")[2]
    assert "Look at this" in main
    assert "<form" not in main.partition("</main>")[0]
    assert "Comments</a>" not in main
    assert "(1 open)" in reader.get(f"/audits/{audit}/domains/collaboration").text
    assert reader.post(PATH.format(audit), data={"text": "x"}).status_code in {400, 403}
    assert len(kept(store, audit)) == 1


def test_a_signed_audit_takes_no_comment(
    page: Page, post: Post, store: Store, say: Callable[..., Comment], audit: str
) -> None:
    said = say("Look at this")
    sent = _new(page(PATH.format(audit)))
    with store.writing(by="tests") as db:
        db.execute("UPDATE audits SET state = 'signed'")
    assert "<textarea" not in page(PATH.format(audit))
    assert "signed off" in post(PATH.format(audit), {**sent, "text": "Late"}, expected=409).text
    for act in ("settle", "remove"):
        assert "signed off" in post(f"/audits/{audit}/comments/{said.id}/{act}", {"settled": "1"}, expected=409).text
    assert kept(store, audit) == (said,)


def test_what_somebody_said_stays_without_a_name_when_they_go(
    page: Page, store: Store, say: Callable[..., Comment], audit: str
) -> None:
    said = say("Look at this")
    with store.writing(by="tests") as db:
        db.execute("UPDATE comments SET author = ?", ("y" * 16,))
    html = page(PATH.format(audit))
    assert "Somebody who has left" in html
    assert said.text in html

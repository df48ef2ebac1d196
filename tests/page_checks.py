"""What must hold for every page: each check names the page and the remedy."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import html5lib
from flask import Flask
from lxml import etree
from lxml.html import HtmlElement, document_fromstring, tostring
from sqlalchemy import event
from sqlalchemy.orm import Session

from notices.interrupted import typed
from notices.models import db

LANGUAGES = ("ru", "be", "en")
TAGS = re.compile(r"<[^>]*>")
VALUE = re.compile(r"""=("[^"]*"|'[^']*')""")
VALID: set[str] = set()
SECRETS = ("one-time-code", "current-password", "new-password")
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form")


def check_page(app: Flask, text: str, address: str) -> None:
    """Fail on the first thing that is wrong with a page, naming all of its kind."""
    _check_syntax(text, address)
    page = document_fromstring(text)
    for complaint, found in _complaints(page):
        assert not found, f"{complaint} At {address}: {list(map(_told, found))}"
    for secret in filter(_is_secret, page.iter("input")):
        _check_secret(app, secret, address)


def check_session(where: str) -> None:
    """Fail if changes of rows were neither committed nor rolled back."""
    session = db.session()
    left = [*session.new, *session.dirty, *session.deleted]
    unsaved = left or session.info.get("unsaved")
    assert not unsaved, f"Changes were neither committed nor rolled back by {where}: {left}"


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _context: Any) -> None:
    session.info["unsaved"] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget_flush(session: Session) -> None:
    session.info.pop("unsaved", None)


def _check_syntax(text: str, address: str) -> None:
    """Parse strictly. Pages with the same tags and attributes are valid together: once will do."""
    bones = VALUE.sub("=", "".join(TAGS.findall(text)))
    if bones in VALID:
        return
    try:
        html5lib.HTMLParser(strict=True).parse(text)
    except html5lib.html5parser.ParseError as error:
        raise AssertionError(f"The HTML of {address} is not valid: {error}\n{text}") from error
    VALID.add(bones)


def _complaints(page: HtmlElement) -> Iterator[tuple[str, list[Any]]]:
    """Walk through the page once: on a page with lists of countries each selector takes long."""
    tags = [tag for tag in page.iter(etree.Element) if tag.tag != "option"]
    named = {name: [tag for tag in tags if tag.tag == name] for name in {t.tag for t in tags}}
    ids = Counter(tag.attrib["id"] for tag in tags if "id" in tag.attrib)
    yield "Give the page a title.", [] if page.findtext("head/title", "").strip() else [1]
    yield "Give the page one h1.", [] if len(named.get("h1", ())) == 1 else named.get("h1") or [1]
    yield "Give the page one main.", [] if len(named.get("main", ())) == 1 else [1]
    language = page.get("lang")
    yield "Say the language of the page.", [] if language in LANGUAGES else [language]
    yield "Make the ids unique.", [name for name, times in ids.items() if times > 1]
    yield "Point to an id that exists.", [name for name in _references(tags) if name not in ids]
    forms = named.get("form", ())
    yield "Put {{ form.hidden_tag() }} into the form.", list(filter(_unprotected, forms))
    labelled = {label.get("for") for label in named.get("label", ())}
    yield "Give each field a label.", [tag for tag in tags if not _is_labelled(tag, labelled)]
    yield "Give each button and link a text.", list(filter(_is_nameless, tags))
    yield "Give each picture an alt.", [t for t in named.get("img", ()) if "alt" not in t.attrib]
    yield (
        "Move styles to notices.css.",
        [t for t in tags if t.tag == "style" or "style" in t.attrib],
    )
    yield "Move scripts to a file.", list(filter(_is_scripted, tags))


def _told(found: Any) -> str:
    return tostring(found, encoding="unicode")[:200] if hasattr(found, "tag") else str(found)


def _references(tags: list[HtmlElement]) -> Iterator[str]:
    """The ids to which tags point."""
    for tag in tags:
        for attribute in REFERENCES:
            yield from tag.get(attribute, "").split()
        if tag.tag == "a" and tag.get("href", "").startswith("#"):
            yield tag.attrib["href"][1:]


def _unprotected(form: HtmlElement) -> bool:
    return form.get("method") == "post" and form.find(".//*[@name='csrf_token']") is None


def _check_secret(app: Flask, secret: HtmlElement, address: str) -> None:
    """Fail if what opens something would be kept in the clear when the sign-in has ended."""
    form = next(secret.iterancestors("form"))
    assert form.get("method") == "post", f"Let a form of {address} post its secret."
    name, buttons = secret.get("name"), form.xpath(".//*/@formaction")
    for action in (form.get("action", ""), *buttons):
        sent_to = urljoin(address, action)
        with app.test_request_context(sent_to, method="POST", data={name: "x"}):
            assert not typed(), f"Never keep {name}, sent to {sent_to}: notices/interrupted.py"


def _is_secret(field: HtmlElement) -> bool:
    """A password, a code that is used once, or the secret code of a notice."""
    is_text = field.get("type") == "text" and field.get("name") == "code"
    return is_text or field.get("type") == "password" or field.get("autocomplete") in SECRETS


def _is_labelled(tag: HtmlElement, labelled: set[Any]) -> bool:
    if tag.tag not in ("input", "select", "textarea") or tag.get("type") in ("hidden", "submit"):
        return True
    if "aria-label" in tag.attrib or "aria-labelledby" in tag.attrib:
        return True
    return tag.get("id") in labelled or next(tag.iterancestors("label"), None) is not None


def _is_nameless(tag: HtmlElement) -> bool:
    is_button = tag.tag == "button" and "aria-hidden" not in tag.attrib
    if not is_button and not (tag.tag == "a" and "href" in tag.attrib):
        return False
    named = _text(tag) or "aria-label" in tag.attrib
    return not (named or any(picture.get("alt") for picture in tag.iter("img")))


def _is_scripted(tag: HtmlElement) -> bool:
    inline = tag.tag == "script" and "src" not in tag.attrib
    leads = tag.tag == "a" and tag.get("href", "").startswith("javascript:")
    return inline or leads or any(name.startswith("on") for name in tag.attrib)


def _text(tag: HtmlElement) -> str:
    return "".join(tag.itertext()).strip()

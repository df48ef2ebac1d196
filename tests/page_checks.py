"""What must hold for every page: each check names the page and the remedy."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from sqlalchemy import event
from sqlalchemy.orm import Session

from notices.models import db

LANGUAGES = ("ru", "be", "en")
TAGS = re.compile(r"<[^>]*>")
VALUE = re.compile(r"""=("[^"]*"|'[^']*')""")
VALID: set[str] = set()
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form")


def check_page(soup: BeautifulSoup, text: str, address: str) -> None:
    """Fail on the first thing that is wrong with a page, naming all of its kind."""
    _check_syntax(text, address)
    for complaint, found in _complaints(soup):
        assert not found, f"{complaint} At {address}: {[str(one)[:200] for one in found]}"


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


def _complaints(soup: BeautifulSoup) -> Iterator[tuple[str, list[Any]]]:
    """Walk through the page once: on a page with lists of countries each selector takes long."""
    tags = [tag for tag in soup.find_all(True) if tag.name != "option"]
    named = {name: [tag for tag in tags if tag.name == name] for name in {t.name for t in tags}}
    ids = Counter(str(tag["id"]) for tag in tags if tag.has_attr("id"))
    yield "Give the page a title.", [] if soup.title and soup.title.get_text(strip=True) else [1]
    yield "Give the page one h1.", [] if len(named.get("h1", ())) == 1 else named.get("h1") or [1]
    yield "Give the page one main.", [] if len(named.get("main", ())) == 1 else [1]
    language = soup.html.get("lang") if soup.html else None
    yield "Say the language of the page.", [] if language in LANGUAGES else [language]
    yield "Make the ids unique.", [name for name, times in ids.items() if times > 1]
    yield "Point to an id that exists.", [name for name in _references(tags) if name not in ids]
    forms = named.get("form", ())
    yield "Put {{ form.hidden_tag() }} into the form.", list(filter(_unprotected, forms))
    labelled = {label.get("for") for label in named.get("label", ())}
    yield "Give each field a label.", [tag for tag in tags if not _is_labelled(tag, labelled)]
    yield "Give each button and link a text.", list(filter(_is_nameless, tags))
    yield "Give each picture an alt.", [t for t in named.get("img", ()) if not t.has_attr("alt")]
    yield (
        "Move styles to notices.css.",
        [t for t in tags if t.name == "style" or t.has_attr("style")],
    )
    yield "Move scripts to a file.", list(filter(_is_scripted, tags))


def _references(tags: list[Tag]) -> Iterator[str]:
    """The ids to which tags point."""
    for tag in tags:
        for attribute in REFERENCES:
            yield from str(tag.get(attribute, "")).split()
        if tag.name == "a" and str(tag.get("href", "")).startswith("#"):
            yield str(tag["href"])[1:]


def _unprotected(form: Tag) -> bool:
    return form.get("method") == "post" and not form.find(attrs={"name": "csrf_token"})


def _is_labelled(tag: Tag, labelled: set[Any]) -> bool:
    if tag.name not in ("input", "select", "textarea") or tag.get("type") in ("hidden", "submit"):
        return True
    if tag.has_attr("aria-label") or tag.has_attr("aria-labelledby"):
        return True
    return tag.get("id") in labelled or tag.find_parent("label") is not None


def _is_nameless(tag: Tag) -> bool:
    is_button = tag.name == "button" and not tag.has_attr("aria-hidden")
    if not is_button and not (tag.name == "a" and tag.has_attr("href")):
        return False
    named = tag.get_text(strip=True) or tag.has_attr("aria-label")
    return not (named or tag.find("img", alt=True))


def _is_scripted(tag: Tag) -> bool:
    inline = tag.name == "script" and not tag.has_attr("src")
    leads = tag.name == "a" and str(tag.get("href", "")).startswith("javascript:")
    return inline or leads or any(name.startswith("on") for name in tag.attrs)

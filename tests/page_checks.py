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
LABELLED = 'input:not([type="hidden"]):not([type="submit"]), select, textarea'
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
    yield "Give the page a title.", [] if soup.title and soup.title.get_text(strip=True) else [1]
    yield "Give the page one h1.", [] if len(soup.select("h1")) == 1 else soup.select("h1") or [1]
    yield "Give the page one main.", [] if len(soup.select("main")) == 1 else [1]
    language = soup.html.get("lang") if soup.html else None
    yield "Say the language of the page.", [] if language in LANGUAGES else [language]
    ids = Counter(str(tag["id"]) for tag in soup.select("[id]"))
    yield "Make the ids unique.", [name for name, times in ids.items() if times > 1]
    yield "Point to an id that exists.", list(_dangling(soup, set(ids)))
    yield "Put {{ form.hidden_tag() }} into the form.", list(_unprotected(soup))
    yield "Give each field a label.", [t for t in soup.select(LABELLED) if not _labelled(soup, t)]
    yield "Give each button and link a text.", list(_nameless(soup))
    yield "Give each picture an alt.", soup.select("img:not([alt])")
    yield "Move styles to notices.css.", soup.select("[style], style")
    yield "Move scripts to a file.", [*soup.select("script:not([src])"), *_with_handlers(soup)]


def _dangling(soup: BeautifulSoup, ids: set[str]) -> Iterator[str]:
    for attribute in REFERENCES:
        for tag in soup.select(f"[{attribute}]"):
            yield from (name for name in str(tag[attribute]).split() if name not in ids)
    for link in soup.select('a[href^="#"]'):
        if str(link["href"])[1:] not in ids:
            yield str(link["href"])


def _unprotected(soup: BeautifulSoup) -> Iterator[Tag]:
    for form in soup.select("form"):
        if form.get("method") == "post" and not form.select('[name="csrf_token"]'):
            yield form


def _labelled(soup: BeautifulSoup, control: Tag) -> bool:
    if control.has_attr("aria-label") or control.has_attr("aria-labelledby"):
        return True
    by_id = control.has_attr("id") and soup.select_one(f'label[for="{control["id"]}"]')
    return bool(by_id or control.find_parent("label"))


def _nameless(soup: BeautifulSoup) -> Iterator[Tag]:
    for tag in soup.select("button:not([aria-hidden]), a[href]"):
        if not (tag.get_text(strip=True) or tag.has_attr("aria-label") or tag.select("img[alt]")):
            yield tag


def _with_handlers(soup: BeautifulSoup) -> list[Tag]:
    scripted = soup.select('a[href^="javascript:"]')
    return scripted + [t for t in soup.find_all() if any(name.startswith("on") for name in t.attrs)]

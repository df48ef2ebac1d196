"""A page of ours as WeasyPrint takes it, without what that does for the pages of others.

Its parser of HTML is written in Python, and its own style sheet gives every element six
pseudo-elements, for the marks of lists and notes: together an eighth of a paper's time.
"""

import re
from typing import Any
from xml.etree.ElementTree import fromstring

from cssselect2 import ElementWrapper
from weasyprint import HTML
from weasyprint.urls import URLFetcher

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Forms refuse these characters, but not all names come from forms."""


class Page(HTML):  # type: ignore[misc]
    """Well-formed XML, whose looks the given style sheets tell in full."""

    def __init__(self, page: str, url_fetcher: URLFetcher) -> None:
        # In place of the parser of HTML: what the library asks of a page.
        root = fromstring(NOT_IN_XML.sub("", page))  # noqa: S314 (a page of ours names no entities)
        self.base_url = None
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, _forms: bool = False) -> list[Any]:
        return []

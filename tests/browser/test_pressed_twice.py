"""A double click sends a form once, and nobody has to wait long to press again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.browser.visitor import Visitor

LATER = 2_100
"""Milliseconds after which a press counts again."""


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_a_form_is_sent_once_by_a_double_click(visit: Callable[[int], Visitor]) -> None:
    page = visit(1280).sign_in("inspector").page
    sent = []

    def stay(route: Route) -> None:
        """Answer nothing, so that the page stays."""
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/inspector/notices", stay)
    button = page.get_by_role("button", name="New notice")
    button.click()
    button.click()
    page.wait_for_timeout(LATER)
    assert sent == ["POST"]
    button.click()
    page.evaluate("dispatchEvent(new Event('pageshow'))")  # As by the button that leads back.
    button.click()
    page.wait_for_timeout(LATER)
    assert len(sent) == 3

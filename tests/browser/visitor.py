"""A person before a browser: types, presses, reads."""

from collections.abc import Mapping

from playwright.sync_api import Page, Response

from tests.people import PASSWORD


class Visitor:
    """One window. Whatever breaks on a page, also in its scripts, fails the test."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        page.set_default_timeout(15_000)
        page.on("pageerror", self._broken)
        page.on("response", self._answered)
        self.troubles: list[str] = []

    def sign_in(self, login: str) -> "Visitor":
        """Read English, and sign in through the page."""
        self.go("/language/en?next=/sign-in")
        self.fill({"login": login, "password": PASSWORD})
        return self.press("Sign in")

    def go(self, path: str) -> "Visitor":
        """Open an address of the program."""
        self.page.goto(self.address + path)
        return self.check()

    def fill(self, fields: Mapping[str, str | bool]) -> "Visitor":
        """Fill fields by name; a choice by its value."""
        for name, value in fields.items():
            control = self.page.locator(f'main [name="{name}"]')
            kind = control.first.evaluate("control => control.type")
            if kind == "radio":
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif kind == "checkbox":
                control.set_checked(bool(value))
            elif kind == "select-one":
                control.select_option(str(value))
            else:
                control.fill(str(value))
        return self

    def press(self, text: str) -> "Visitor":
        """Press the button, or follow the link, that says this."""
        button = self.page.locator("main").get_by_role("button", name=text, exact=True)
        link = self.page.locator("main").get_by_role("link", name=text, exact=True)
        button.or_(link).first.click()
        self.page.wait_for_load_state()
        return self.check()

    def text(self, selector: str = "main") -> str:
        """What can be read there."""
        return self.page.locator(selector).first.inner_text()

    def fits(self) -> bool:
        """Whether nothing sticks out of the window at the side."""
        wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        return bool(self.page.evaluate(wide))

    def check(self) -> "Visitor":
        """Nothing broke, and the page fits the window."""
        assert not self.troubles, self.troubles
        assert self.fits(), f"{self.page.url} is wider than the window."
        return self

    def _broken(self, error: object) -> None:
        self.troubles.append(f"{self.page.url}: {error}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} {response.url}")

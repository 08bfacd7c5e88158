"""Somebody with an iPhone in the hand: reads one language, taps what is there."""

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    JavascriptException,
    StaleElementReferenceException,
)
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.reader import PASSWORD
from tests.browser.words import Words

INTO_THE_MIDDLE = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})"
# One question a look: the driver's own ask the browser several times for each element.
IN_SIGHT = """
const [selector, text] = arguments;
const isInSight = (element) =>
  element.getClientRects().length && getComputedStyle(element).visibility === "visible";
const saysIt = (element) => (element.innerText ?? "").includes(text);
const found = [...document.querySelectorAll(selector)];
return found.find((element) => isInSight(element) && saysIt(element)) ?? null;
"""
# What was done has reached the server, and its answer is on the page: what it brings along
# would come between a finger's going down and up.
IS_SETTLED = """
const unsent = document.querySelector("#unsent");
return unsent.dataset.number === "0" && !unsent.getClientRects().length
  && !document.querySelector(".is-saving");
"""
IS_ANOTHER_PAGE = """
return !document.documentElement.isLeft && document.readyState === "complete"
  && document.querySelector("h1") !== null;
"""
SECONDS = 150  # far above what a page takes: a busy machine is no failure
BETWEEN = 0.1  # seconds


class Phone:
    """What a hand does with `driver`; words are given in English, as in the code."""

    def __init__(self, driver, url, language):
        self.driver, self.url = driver, url
        self.words, self.language = Words(language), language

    def go(self, address):
        """Open a page of the server."""
        self.driver.get(address if "://" in address else self.url + address)

    def until(self, holds):
        """Wait until `holds()` is true; returns what it is. What moved meanwhile is no error."""
        moved = [StaleElementReferenceException, JavascriptException]
        waiting = WebDriverWait(self.driver, SECONDS, BETWEEN, ignored_exceptions=moved)
        return waiting.until(lambda _driver: holds())

    def asks(self, script, *given):
        """What a script that is no part of the page returns."""
        return self.driver.execute_script(script, *given)

    def one(self, selector, text=""):
        """The first that a CSS selector finds and that has `text`, once it is in sight."""
        return self.until(lambda: self.asks(IN_SIGHT, selector, text))

    def until_settled(self):
        """Wait until nothing that was done on a register waits."""
        self.until(lambda: self.asks(IS_SETTLED))

    def tap(self, selector, text=""):
        """Tap it; where something lies over it, once it was pushed into the middle."""

        def is_tapped():
            found = self.one(selector, text)
            try:
                found.click()
            except (ElementClickInterceptedException, ElementNotInteractableException):
                self.asks(INTO_THE_MIDDLE, found)
                return False
            return True

        self.until(is_tapped)

    def press(self, name, selector="button"):
        """Press the button of that name."""
        self.tap(selector, self.words(name))

    def leave_by(self, name, selector="button"):
        """Press it, and wait for the page that answers."""
        self._leave(lambda: self.press(name, selector))

    def _leave(self, act):
        self.asks("document.documentElement.isLeft = true")
        act()
        self.until(lambda: self.asks(IS_ANOTHER_PAGE))

    def fill(self, name, text, within=""):
        """Type into the field of that name; returns it."""
        field = self.one(f"{within} [name={name}]")
        field.clear()
        field.send_keys(text)
        return field

    def choose(self, name, value, within=""):
        """Choose from a list."""
        Select(self.one(f"{within} select[name={name}]")).select_by_value(value)

    def says(self, text):
        """Wait until the page says it."""
        self.one("main", text)

    def sign_in(self, email, password=PASSWORD):
        """Sign in on the page for it."""
        self.go("/account/login/")
        self.fill("login", email)
        self.fill("password", password)
        self._leave(lambda: self.tap("main button[type=submit]"))

    def is_no_wider_than_the_screen(self):
        """Whether nothing has to be pushed sideways."""
        return self.asks(
            "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )

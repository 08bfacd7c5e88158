"""Somebody with an iPhone in the hand: reads one language, taps what stands there."""

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.reader import PASSWORD
from tests.browser.words import Words

INTO_THE_MIDDLE = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})"
SECONDS = 60  # far above what a page takes: a busy machine is no failure


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
        waiting = WebDriverWait(
            self.driver, SECONDS, ignored_exceptions=[StaleElementReferenceException]
        )
        return waiting.until(lambda _driver: holds())

    def all(self, selector):
        """What is in sight for a CSS selector."""
        found = self.driver.find_elements(By.CSS_SELECTOR, selector)
        return [element for element in found if element.is_displayed()]

    def one(self, selector, text=""):
        """The first of them that has `text`, once it is in sight."""

        def look():
            found = [element for element in self.all(selector) if text in element.text]
            return found[0] if found else None

        return self.until(look)

    def tap(self, selector, text=""):
        """Tap it; where something lies over it, once it was pushed into the middle."""

        def is_tapped():
            found = self.one(selector, text)
            try:
                found.click()
            except (ElementClickInterceptedException, ElementNotInteractableException):
                self.driver.execute_script(INTO_THE_MIDDLE, found)
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
        page = self.driver.find_element(By.TAG_NAME, "html")
        act()
        self.until(lambda: self._is_gone(page))
        self.until(lambda: self.driver.find_elements(By.TAG_NAME, "h1"))

    def _is_gone(self, element):
        try:
            element.is_enabled()
        except StaleElementReferenceException:
            return True
        return False

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
        self.until(lambda: text in self.driver.find_element(By.TAG_NAME, "main").text)

    def sign_in(self, email, password=PASSWORD):
        """Sign in on the page for it."""
        self.go("/account/login/")
        self.fill("login", email)
        self.fill("password", password)
        self._leave(lambda: self.tap("main button[type=submit]"))

    def is_no_wider_than_the_screen(self):
        """Whether nothing has to be pushed sideways."""
        return self.driver.execute_script(
            "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )

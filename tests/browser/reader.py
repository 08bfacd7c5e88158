"""Somebody in front of the screen, who reads one language and looks at every page."""

from playwright.sync_api import expect

from tests.browser.checks import assert_sound
from tests.browser.words import Words, assert_only_albanian

PASSWORD = "a quiet long password"


class Reader:
    """Reads `page` in `language`; words are given in English as in the code."""

    def __init__(self, page, language):
        self.page, self.words, self.language = page, Words(language), language

    def sees(self, heading=None):
        """The page is there (with that heading): sound, and in one language."""
        if heading:
            expect(self.page.locator("h1")).to_contain_text(self.words(heading))
        self.page.wait_for_load_state()
        assert_sound(self.page, self.language)
        if self.language == "sq":
            assert_only_albanian(self.page)

    def hit(self, place):
        """Press what is at a place of the page, with the mouse."""
        place.click()

    def button(self, name):
        """The button of that name."""
        return self.page.get_by_role("button", name=self.words(name), exact=True)

    def press(self, name):
        """Press the button of that name, and stay on the page."""
        self.hit(self.button(name))

    def send(self, name):
        """Press the button of that name, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.hit(self.button(name))

    def follow(self, name):
        """Follow the link of that name that is in sight, and wait for its page."""
        link = self.page.get_by_role("link", name=self.words(name), exact=True)
        with self.page.expect_navigation():
            self.hit(link.locator("visible=true"))

    def unfold(self, name):
        """Open the fold of that name."""
        self.hit(self.page.locator("summary", has_text=self.words(name)))

    def sign_in(self, email, password=PASSWORD):
        """Open the sign-in page, fill it in and send it, whatever language a visitor reads."""
        self.page.goto("/account/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        Reader(self.page, self.page.locator("html").get_attribute("lang")).send("Sign in")

    def sign_out(self):
        """Sign out through the menu of the account."""
        self.page.locator("details.menu summary").click()
        self.send("Sign out")


class Toucher(Reader):
    """Touches with a finger where the screen can be touched."""

    def hit(self, place):
        """Touch it: no mouse comes by before, and no hovering."""
        if self.page.evaluate("navigator.maxTouchPoints > 0"):
            place.tap()
        else:
            super().hit(place)

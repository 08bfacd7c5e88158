"""No form lets the browser speak: its own words are in the language of the browser, not the page.

What a browser says by itself: "Please fill out this field", "No file chosen", a calendar that
begins with the month.
"""

from html.parser import HTMLParser

import pytest

from accounts.models import User
from tests.leaks.crawling import addresses, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]

# What makes a browser refuse a form in its own words, unless the form says `novalidate`.
REFUSING = {"required", "pattern", "min", "max", "step", "minlength"}
REFUSING_TYPES = {"email", "url", "number"}
DASHES = ">---------<"
# Fields that show a hint or a calendar in the browser's own language.
FOREIGN_TYPES = {"date", "time", "datetime-local", "month", "week", "color"}


class Forms(HTMLParser):
    """What of a page speaks the browser's language: `wrong`, [what it is]."""

    def __init__(self, page):
        super().__init__()
        self.wrong, self.checks, self.files, self.own = [], False, [], set()
        self.feed(page)
        self.wrong += [f"file {name} without our button" for name in set(self.files) - self.own]

    def handle_starttag(self, tag, attrs):
        """A form, what is in it, or the button of a file."""
        attrs = dict(attrs)
        if tag == "form":
            self.checks = "novalidate" not in attrs
        elif tag == "label" and "file-button" in (attrs.get("class") or "").split():
            self.own.add(attrs.get("for"))
        elif tag in {"input", "select", "textarea"}:
            self._field(attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self.checks = False

    def _field(self, attrs):
        kind, name = attrs.get("type", "text"), attrs.get("name")
        if kind == "file":
            self.files.append(attrs.get("id"))
        if kind in FOREIGN_TYPES:
            self.wrong.append(f"{name} is a {kind}")
        refuses = REFUSING & attrs.keys() or kind in REFUSING_TYPES
        if kind != "hidden" and refuses and self.checks:
            self.wrong.append(f"{name} is checked by the browser")


@pytest.mark.more
@pytest.mark.parametrize("role", ["coordinator", "admin", "volunteer", "partner"])
def test_no_form_lets_the_browser_speak(client, world, role):
    client.force_login(User.objects.get(pk=world.users[role].pk))

    wrong = {}
    for address in addresses(world):
        response = client.get(address)
        if response.status_code == 200 and "html" in response["Content-Type"]:
            text = text_of(response)
            for what in Forms(text).wrong:
                wrong.setdefault(what, address)
            if DASHES in text:  # Django's own word for nothing, which says nothing
                wrong[f"{DASHES} {address}"] = address

    assert not wrong, "\n".join(f"{what} on {address}" for what, address in wrong.items())


@pytest.mark.parametrize(
    "html",
    [
        '<form><input name="q" required></form>',
        '<form method="post"><input type="email" name="q"></form>',
        '<form novalidate><input type="date" name="q"></form>',
        '<form novalidate><input type="file" name="q" id="q"><label for="q">File</label></form>',
    ],
)
def test_what_would_let_it_speak_is_found(html):
    assert Forms(html).wrong


@pytest.mark.parametrize(
    "html",
    [
        '<form novalidate><input name="q" required></form>',
        '<input type="file" id="q"><label class="button file-button" for="q">Choose</label>',
    ],
)
def test_what_speaks_our_language_is_none(html):
    assert not Forms(html).wrong

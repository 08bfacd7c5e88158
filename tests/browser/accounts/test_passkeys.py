"""Passkeys in a real browser, whose device is a virtual one: made, used, asked again, removed."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.reader import Reader

ADD = "/account/passkeys/add/"
COVER_HAS_LINK = """
    document.querySelector("template[data-cover]").content.querySelector("[target]") !== null
"""
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def reader(reader, live_server, settings):
    """The reader at the address of the site, to which a passkey is bound."""
    settings.SITE_URL = live_server.url
    return reader


class Finger:
    """`finger(of_owner)`: the finger that touches the device now is its owner's, or is not."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        self.device = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def __call__(self, owner):
        self.session.send("WebAuthn.setUserVerified", self.device | {"isUserVerified": owner})

    def on(self, tab):
        """The finger on the same device, for another tab: this browser has one for each."""
        other = Finger(tab)
        for kept in self.session.send("WebAuthn.getCredentials", self.device)["credentials"]:
            other.session.send("WebAuthn.addCredential", other.device | {"credential": kept})
        return other


@pytest.fixture
def finger(reader):
    """The finger on the device of the reader's page."""
    return Finger(reader.page)


def test_a_passkey_is_made_signs_in_is_asked_again_and_removed(reader, user, finger):
    page = reader.page
    reader.sign_in(user.email)
    page.goto("/accounts/profile/")
    reader.follow("Passkeys")
    reader.sees("Passkeys")
    reader.follow("Add a passkey")
    reader.sees("Add a passkey")
    page.locator("input[name=name]").fill("")
    reader.send("Add a passkey")
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("input[name=name]").fill("my phone")
    reader.send("Add a passkey")
    reader.sees("Recovery codes")

    page.goto(ADD)
    told = page.locator("[data-passkey-told]")
    reader.press("Add a passkey")
    expect(told).to_have_text(reader.words("This device has a passkey of yours already."))
    reader.sees("Add a passkey")

    page.goto("/account/passkeys/")
    reader.sign_out()
    reader.sees("Sign in")
    finger(False)
    reader.press("Sign in with a passkey")
    expect(told).to_have_text(
        reader.words("No passkey was used. Press the button again, or take another way.")
    )
    reader.sees("Sign in")
    finger(True)
    reader.send("Sign in with a passkey")
    expect(page.locator("html")).to_have_attribute("lang", reader.language)
    assert page.url.endswith(reverse("home"))

    page.goto("/account/passkeys/reauthenticate/?next=/account/passkeys/")
    reader.sees("Your passkey")
    reader.send("Use a passkey")
    reader.sees("Passkeys")
    page.locator("details.menu summary").click()
    with page.expect_response("**/accounts/lock/"):
        reader.press("Lock the screen")
    page.goto("/accounts/locked/")
    reader.sees("The screen is locked")
    reader.send("Open with a passkey")
    page.goto("/account/passkeys/")
    reader.sees("Passkeys")
    page.get_by_role("link", name=reader.words("Remove")).click()
    reader.sees("Remove a passkey")
    reader.send("Remove the passkey")
    reader.sees("Passkeys")
    assert not Authenticator.objects.exists()

    reader.sign_out()
    reader.send("Sign in with a passkey")
    reader.sees("Sign in")
    expect(page.locator(".message")).to_contain_text(
        reader.words("This passkey opens nothing here. Sign in with your email and password.")
    )


def test_a_covered_tab_is_opened_by_a_passkey_with_what_was_typed_in_it(reader, user, finger):
    page = reader.page
    reader.sign_in(user.email)
    page.goto("/account/passkeys/")
    assert page.evaluate(COVER_HAS_LINK) is False
    page.goto(ADD)
    reader.send("Add a passkey")
    page.goto(reverse("events:event_create"))
    title = page.locator(f"input[name=title_{reader.language}]")
    title.fill("Meeting of parents")
    page.locator("details.menu summary").click()
    with page.expect_response("**/accounts/lock/"):
        reader.press("Lock the screen")
    reader.sees("The screen is locked")

    with page.expect_popup() as opened:
        page.get_by_role("link", name=reader.words("Open with a passkey, in another tab")).click()
    tab = opened.value
    finger.on(tab)
    Reader(tab, reader.language).send("Open with a passkey")

    expect(page.locator(".lock")).to_have_count(0)
    expect(title).to_have_value("Meeting of parents")


def test_after_the_password_a_passkey_stands_for_the_code(reader, user, finger):
    page = reader.page
    reader.sign_in(user.email)
    page.goto(ADD)
    reader.send("Add a passkey")
    reader.sees("Recovery codes")
    assert "Chrome" in str(Authenticator.objects.get(type="webauthn"))
    reader.sign_out()

    reader.sign_in(user.email)
    reader.sees("Your passkey")
    reader.send("Use a passkey")

    assert page.url.endswith(reverse("home"))

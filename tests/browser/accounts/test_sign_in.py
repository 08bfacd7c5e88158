"""Signing in, a forgotten password and the second step, page by page."""

import re

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from playwright.sync_api import expect

from accounts.outbox import send_due_mails

NEW_PASSWORD = "three quiet words more"


def code(secret, ahead=0):
    """What an authenticator app shows now, or so many half minutes later."""
    _last, now, _next = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now + ahead))


def test_a_forgotten_password_is_set_anew(reader, user):
    page = reader.page
    reader.sign_in(user.email, "a wrong password")
    reader.sees("Sign in")
    expect(page.locator(".error-summary")).to_be_visible()

    reader.follow("Forgot your password?")
    reader.sees("A new password")
    page.locator("input[name=email]").fill(user.email)
    reader.send("Send the link")
    reader.sees("Look into your mail")

    send_due_mails()
    link = re.search(r"http://127.0.0.1:8000(\S+/key/\S+)", mail.outbox[0].body)[1]
    page.goto(link)
    reader.sees("Set your password")
    for name in ("password1", "password2"):
        page.locator(f"input[name={name}]").fill(NEW_PASSWORD)
    reader.send("Save the password")
    reader.sees("Your password is set")

    reader.sign_in(user.email, NEW_PASSWORD)
    expect(page.locator("html")).to_have_attribute("lang", reader.language)


def test_the_second_step_is_set_up_used_and_switched_off(reader, user):
    page = reader.page
    reader.sign_in(user.email)
    page.goto("/account/reauthenticate/")
    reader.sees("Your password once more")

    page.goto("/account/2fa/")
    reader.follow("Set it up")
    reader.sees("Set up the second step")
    secret = re.sub(r"\s", "", page.locator(".secret-key").text_content())
    page.locator("input[name=code]").fill("000000")
    reader.send("Switch the second step on")
    reader.sees("Set up the second step")
    page.locator("input[name=code]").fill(code(secret))
    reader.send("Switch the second step on")
    reader.sees("Recovery codes")
    with page.expect_download() as download:
        page.get_by_role("link", name=reader.words("Download the codes"), exact=True).click()
    recovery = page.locator(".code-list code").all_text_contents()
    assert set(download.value.path().read_text().split()) >= set(recovery)

    reader.sign_out()
    reader.sign_in(user.email)
    reader.sees("A code from your app")
    page.locator("input[name=code]").fill(code(secret, ahead=1))
    reader.send("Sign in")

    page.goto("/account/2fa/reauthenticate/")
    reader.sees("A code from your app")
    page.locator("input[name=code]").fill(recovery[0])
    reader.send("Continue")
    page.goto("/account/2fa/")
    reader.sees("Second step of signing in")
    reader.follow("Make new codes")
    reader.sees("Make new codes")
    page.goto("/account/2fa/totp/deactivate/")
    reader.sees("Switch the second step off")
    reader.send("Switch it off")
    reader.sees("Second step of signing in")
    page.get_by_role("link", name=reader.words("Set it up"), exact=True).wait_for()

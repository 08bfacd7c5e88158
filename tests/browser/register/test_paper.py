"""Paper: typing in a signed list, closing over what is odd, correcting later, attaching files."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.demonstration import DOMAIN
from accounts.models import User
from events.models import Event, Registration
from shkej.lib.dates import today
from tests.browser.checks import assert_sound, unfold_all
from tests.browser.words import Words, assert_only_albanian
from tests.events.factories import AttachmentFactory, HeadcountFactory
from tests.pictures import PDF, picture

PICTURES = os.environ.get("SCREENSHOTS")


def look(page, language, name):
    """The page as it stands is sound; a picture of it where somebody asked for pictures."""
    page.wait_for_load_state()
    unfold_all(page)
    assert_sound(page, language)
    if language == "sq":
        assert_only_albanian(page)
    if PICTURES:
        width = page.viewport_size["width"]
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES, f"{name}-{language}-{width}.png"), full_page=True)


def send(control):
    """Press a button or follow a link, and wait for the page that answers."""
    with control.page.expect_navigation():
        control.click()


@pytest.fixture
def words(language):
    return Words(language)


@pytest.fixture
def event(demonstration):
    """Today's meeting, whose end nobody wrote down and of which nobody has marked anyone yet."""
    event = Event.objects.get(starts_on=today())
    event.registrations.update(attendance="unmarked", marked_at=None, marked_by=None, age=None)
    event.acts.all().delete()
    Event.objects.filter(pk=event.pk).update(ends_at=None, status="planned")
    return event


@pytest.fixture
def coordinator(demonstration):
    return User.objects.get(email=f"coordinator@{DOMAIN}")


def test_a_clerk_types_in_what_was_signed(open_page, event, coordinator, width, language, words):
    page = open_page(width, coordinator, language)
    page.goto(reverse("events:sheet", args=[event.pk]))
    look(page, language, "sheet")
    with page.expect_download() as download:
        page.get_by_role("button", name=words("Make the PDF")).click()
    assert download.value.suggested_filename.endswith(".pdf")

    page.goto(reverse("events:typing", args=[event.pk]))
    box = page.get_by_label(words("Lines that are signed"))
    expect(box).to_be_focused()
    box.press_sequentially("1 2 4 7 99 x")
    box.press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("99")
    look(page, language, "typing-refused")
    box.fill("1 2 4 7")
    box.press("Enter")
    expect(page.locator(".message")).to_be_visible()
    assert Registration.objects.filter(event=event, attendance="present").count() == 4

    box.fill({"sq": "1n 2v 3 5-6", "en": "1a 2l 3 5-6"}[language])
    box.press("Enter")
    button = page.get_by_role("button", name=words("Change these too"))
    expect(button).to_be_visible()
    look(page, language, "typing-differing")
    page.get_by_label(words("Signed on empty lines, without a readable name")).fill("4")
    send(button)
    expect(page.locator("#headcount_count")).to_have_value("4")
    look(page, language, "typing-headcount")

    places = {place.line: place.attendance for place in event.registrations.all()}
    assert [places[n] for n in (1, 2, 3, 4)] == ["absent", "late", "present", "present"]


def test_typing_works_without_a_script(open_page, event, coordinator):
    page = open_page(390, coordinator, "en", java_script_enabled=False)
    page.goto(reverse("events:typing", args=[event.pk]))

    page.get_by_label("Lines that are signed").fill("1-3")
    page.keyboard.press("Enter")

    expect(page.locator(".message")).to_contain_text("3 lines entered.")
    assert Registration.objects.filter(event=event, attendance="present").count() == 3


def test_closing_shows_what_is_odd_and_a_correction_stays_to_be_seen(
    open_page, event, coordinator, width, language, words
):
    place = event.registrations.first()
    Registration.objects.filter(pk=place.pk).update(
        attendance="present", marked_at=timezone.now(), age=30
    )
    Event.objects.filter(pk=event.pk).update(status="held")
    HeadcountFactory(event=event, count=12)
    AttachmentFactory(event=event, signatures=14)
    page = open_page(width, coordinator, language)
    page.goto(reverse("events:register", args=[event.pk]))
    closing = page.locator("#register-closing")
    closing.locator("summary").click()
    expect(closing.locator(".odd")).to_have_count(3)
    look(page, language, "closing")
    send(closing.get_by_role("button", name=words("Close the register")))
    expect(page.locator("#register-status")).to_contain_text(words("Register closed"))
    look(page, language, "closed")

    send(page.get_by_role("link", name=words("Correct one mark, with a reason")))
    page.get_by_label(words("Person"), exact=True).select_option(str(place.pk))
    send(page.get_by_role("button", name=words("Correct the mark")))
    look(page, language, "correction-refused")
    page.get_by_label(words("Late"), exact=True).check()
    page.get_by_label(words("Why is it corrected?")).fill("Erdhi në orën 11")
    send(page.get_by_role("button", name=words("Correct the mark")))
    expect(page.locator("#register-status")).to_contain_text(words("Register closed"))

    send(page.get_by_role("link", name=words("History of the register")))
    expect(page.locator("main")).to_contain_text("Erdhi në orën 11")
    look_at = [
        ("history", reverse("events:register_history", args=[event.pk])),
        ("registration", reverse("events:registration", args=[event.pk, place.pk])),
        ("event-corrected", reverse("events:event_detail", args=[event.pk])),
    ]
    for name, address in look_at:
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Erdhi në orën 11")
        unfold_all(page)
        assert_sound(page, language)
        look_without_typed_words(page, language, name)


def look_without_typed_words(page, language, name):
    """As `look`, for a page that shows what somebody typed."""
    if PICTURES:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(PICTURES, f"{name}-{language}-{width}.png"), full_page=True)


def test_a_signed_list_and_a_photo_are_attached(
    open_page, event, coordinator, width, language, words
):
    page = open_page(width, coordinator, language)
    page.goto(reverse("events:event_detail", args=[event.pk]))
    files = page.locator("section", has=page.locator("#files-head"))
    files.locator("summary").click()
    files.locator("input[type=file]").set_input_files(
        {"name": "lista.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    files.get_by_label(words("Number of signatures")).fill("14")
    send(files.get_by_role("button", name=words("Attach the file")))
    expect(page.get_by_role("link", name="lista.pdf", exact=True)).to_be_visible()
    look_without_typed_words(page, language, "files")

    page.goto(reverse("events:attachment_create", args=[event.pk]))
    page.get_by_label(words("Photo"), exact=True).check()
    page.locator("input[type=file]").set_input_files(
        {"name": "festa.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    send(page.get_by_role("button", name=words("Attach the file")))
    look(page, language, "photo-refused")
    page.locator("input[type=file]").set_input_files(
        {"name": "festa.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    page.get_by_label(words("No child can be recognised in the photo")).check()
    send(page.get_by_role("button", name=words("Attach the file")))
    link = page.get_by_role("link", name="festa.jpg", exact=True)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "festa.jpg"

"""What partners read has room: long words, fields beside the work, the address of a link."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Registration
from events.partner.representatives.services import name_representative
from participants.models import Category
from tests.events.factories import EventFactory, EventProposalFactory

IS_WHOLE = "(box) => box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight"


@pytest.fixture
def long_proposal(organisation, partner):
    """A proposal whose title is one long word, and its place another."""
    return EventProposalFactory(
        organisation=organisation,
        proposed_by=partner,
        title_sq="Bashkërendim" * 14,
        title_en="Coordination" * 14,
        venue_sq="Biblioteka" * 15,
    )


def test_a_long_word_hides_no_column_of_the_proposals(
    open_page, partner, coordinator, long_proposal
):
    page = open_page(1280, partner)
    page.goto(reverse("events:proposals"))
    assert page.locator(".list-panel").evaluate(IS_WHOLE)

    page = open_page(1280, coordinator)
    page.goto(reverse("events:proposals_to_decide"))
    assert page.locator(".list-panel").evaluate(IS_WHOLE)


def test_names_of_representatives_have_room(open_page, partner, organisation):
    event = EventFactory(
        starts_at=timezone.now() + timedelta(days=3),
        planned=True,
        visibility="all_partners",
    )
    name_representative(
        event=event,
        organisation=organisation,
        named_by=partner,
        first_name="Hana",
        last_name="Kola",
        category=Category.objects.get(code="institution"),
    )
    page = open_page(1280, partner)

    page.goto(reverse("events:partner_event", args=[event.pk, organisation.pk]))
    assert page.locator("input[name=first_name]").bounding_box()["width"] > 200
    assert page.locator("aside .list-item-main").bounding_box()["width"] > 200

    Registration.objects.update(attendance="present", age=30, marked_at=timezone.now())
    page.goto(reverse("events:partner_page"))
    assert page.locator("aside .list-item-main").bounding_box()["width"] > 200


def test_the_address_of_a_link_is_whole_on_a_phone_and_can_be_copied(open_page, partner):
    page = open_page(390, partner, permissions=["clipboard-read", "clipboard-write"])
    page.goto(reverse("events:feeds"))
    page.locator("main form button[type=submit]").click()

    address = page.locator("#address")
    assert address.evaluate(IS_WHOLE)
    page.locator("[data-copy]").click()
    page.locator("[data-copied]:not(:empty)").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == address.input_value()
    assert copied.endswith(".ics")

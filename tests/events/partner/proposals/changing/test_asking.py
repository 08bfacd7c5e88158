"""What a partner asks about its own event: nothing changes before it is confirmed."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from events.event.services import change_status
from events.models import ChangeRequest, Event
from shkej.lib.dates import TIRANA, local_day
from tests.drafts.pages import open_form, page_of
from tests.events.inviting.helping import change, waiting
from tests.events.partner.proposals.changing.own_event import (
    HOME,
    TO_DECIDE,
    answer_of,
    asked_to_cancel,
    asked_to_move,
    move_of,
    own_page,
    page,
    row_of,
    typed,
)
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db


def cancel_of(event):
    return reverse("events:ask_to_cancel", args=[event.pk, event.proposal.organisation_id])


def test_asking_to_move_changes_nothing_and_stands_where_it_is_answered(
    client, event, guest, partner, coordinator, staff
):
    before, history = row_of(event), event.history.count()
    client.force_login(partner)

    response = client.post(move_of(event), typed(event), follow=True)

    request = ChangeRequest.objects.get()
    assert (request.asks, request.outcome, request.asked_by) == ("move", "waiting", partner)
    local = timezone.localtime(request.starts_at, TIRANA)
    assert local.strftime("%H:%M") == "15:00"
    assert local.date() == local_day(event.starts_at) + timedelta(days=1)
    assert (row_of(event), event.history.count(), waiting()) == (before, history, [])
    own = response.content.decode()
    assert "Until the centre confirms it, the event stays as it is." in own
    assert move_of(event) not in own
    for address in (HOME, TO_DECIDE):
        assert answer_of(request) in page(client, coordinator, address), address
    detail = reverse("events:event_detail", args=[event.pk])
    assert answer_of(request) in page(client, coordinator, detail)
    seen_by_staff = page(client, staff, detail)
    assert "asks to move this event" in seen_by_staff
    assert answer_of(request) not in seen_by_staff


def test_asking_to_cancel_needs_a_reason(client, event, partner):
    client.force_login(partner)
    seen = {"seen_at": event.updated_at.isoformat()}

    refused = client.post(cancel_of(event), seen | {"reason": ""})
    assert "Say why the event is to be cancelled." in refused.content.decode()
    assert not ChangeRequest.objects.exists()

    client.post(cancel_of(event), seen | {"reason": "Nuk ka sallë"})
    request = ChangeRequest.objects.get()
    assert (request.asks, request.reason, request.starts_at) == ("cancel", "Nuk ka sallë", None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"date": ""}, "date"),
        ({"date": "31.02.2030"}, "date"),
        ({"date": "06.10.2021"}, "date"),
        ({"start_time": ""}, "start_time"),
        ({"end_time": "14:00"}, "end_time"),
        ({"venue_sq": "x" * 201}, "venue_sq"),
        ({"reason": "x" * 501}, "reason"),
    ],
    ids=str,
)
def test_error_stands_at_its_field_and_nothing_typed_is_lost(client, event, partner, wrong, field):
    client.force_login(partner)

    response = client.post(move_of(event), typed(event) | wrong)

    assert set(response.context["form"].errors) == {field}
    assert "KEPT" in response.content.decode() or field == "reason"
    assert not ChangeRequest.objects.exists()


def test_a_request_that_changes_nothing_is_refused(client, event, partner):
    client.force_login(partner)
    opened = client.get(move_of(event)).context["form"]
    same = {name: opened[name].value() or "" for name in opened.fields}
    same |= {"date": same["date"].strftime("%d.%m.%Y"), "start_time": "10:00", "end_time": "12:00"}

    refused = client.post(move_of(event), same)

    assert "Nothing would change" in refused.content.decode()
    assert not ChangeRequest.objects.exists()


def test_its_pages_stand_in_the_sections_that_lead_to_them(client, proposal, partner, coordinator):
    def section(user, address):
        return re.findall(r'href="([^"]*)" aria-current', squeezed(page(client, user, address)))

    assert set(section(partner, move_of(proposal.event))) == {reverse("events:partner_page")}
    request = asked_to_cancel(proposal)
    assert set(section(coordinator, answer_of(request))) == {reverse("events:calendar")}


@pytest.mark.parametrize("address_of", [move_of, cancel_of])
def test_going_back_to_a_form_leads_to_what_was_asked(client, proposal, event, partner, address_of):
    asked_to_cancel(proposal, reason="KEPT")
    client.force_login(partner)

    response = client.get(address_of(event), follow=True)

    assert response.redirect_chain == [(f"{own_page(event)}#own", 302)]
    page = page_of(response)
    [message] = page.xpath("//*[@id='messages']/*")
    assert "as shown here" in message.text_content()
    assert "message-error" not in message.get("class")
    assert "KEPT" in page.get_element_by_id("own").text_content()


def test_back_and_save_make_one_request_and_lead_to_it(client, proposal, event, partner):
    client.force_login(partner)
    fields = open_form(client, move_of(event)) | typed(event)
    client.post(move_of(event), fields)

    again = client.post(move_of(event), fields, follow=True)

    assert again.redirect_chain == [(own_page(event), 302)]
    assert "Nothing was added a second time" in again.content.decode()
    assert ChangeRequest.objects.count() == 1


def test_a_form_that_would_be_refused_is_not_opened(client, proposal, event, partner, coordinator):
    change_status(event=event, status="cancelled", changed_by=coordinator)
    client.force_login(partner)

    response = client.get(move_of(event), follow=True)

    assert response.redirect_chain == [(own_page(event), 302)]
    assert "was called off or has begun" in response.content.decode()


def test_one_request_waits_at_a_time(client, proposal, event, partner):
    first = asked_to_move(proposal)
    client.force_login(partner)

    refused = client.post(
        cancel_of(event), {"reason": "Tjetër", "seen_at": event.updated_at.isoformat()}
    )

    assert "has asked for a change of this event already" in refused.content.decode()
    assert ChangeRequest.objects.get() == first
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.create(proposal=proposal, asks="cancel", reason="x", asked_by=partner)


@pytest.mark.parametrize(
    "wrong",
    [
        {"asks": "move"},
        {"reason": ""},
        {"outcome": "confirmed"},
        {"outcome": "declined", "decided": True},
        {"answer": "Jo"},
    ],
    ids=str,
)
def test_database_refuses_what_cannot_be(proposal, partner, wrong):
    values = {"proposal": proposal, "asks": "cancel", "reason": "x", "asked_by": partner} | wrong
    if values.pop("decided", False):
        values |= {"decided_by": partner, "decided_at": timezone.now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.create(**values)


def test_a_request_that_is_taken_back_is_answered_by_nobody(
    client, proposal, event, partner, coordinator
):
    request = asked_to_cancel(proposal)
    client.force_login(partner)
    address = reverse(
        "events:change_withdraw", args=[event.pk, proposal.organisation_id, request.pk]
    )

    client.post(address)

    request.refresh_from_db()
    assert request.outcome == "withdrawn"
    assert move_of(event) in client.get(own_page(event)).content.decode()
    assert waiting() == []
    assert answer_of(request) not in page(client, coordinator, HOME)
    assert client.post(answer_of(request), {"decision": "confirm"}).status_code == 302
    assert row_of(event)["status"] == "planned"
    assert asked_to_move(proposal).outcome == "waiting"


def test_whoever_changed_the_event_while_the_form_was_open_is_seen_first(
    client, event, partner, coordinator
):
    old = typed(event)
    change(event, coordinator, venue_sq="Salla e re")
    client.force_login(partner)

    refused = client.post(move_of(event), old)

    assert refused.status_code == 409
    assert "Salla e re" in refused.content.decode()
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("asks", ["move", "cancel"])
@pytest.mark.parametrize("state", ["cancelled", "held", "begun"])
def test_nothing_is_asked_about_what_was_called_off_or_has_begun(
    client, proposal, event, partner, asks, state
):
    changed = {"starts_at": timezone.now() - timedelta(minutes=1), "ends_at": None}
    Event.objects.filter(pk=event.pk).update(**changed if state == "begun" else {"status": state})
    client.force_login(partner)

    assert move_of(event) not in client.get(own_page(event)).content.decode()
    address = move_of(event) if asks == "move" else cancel_of(event)
    response = client.post(address, typed(event))

    assert "was called off or has begun" in response.content.decode()
    assert not ChangeRequest.objects.exists()

"""What a coordinator answers to a change that a partner asks for, and what follows."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from events.calendar.links.services import make_feed
from events.event.services import change_status, delete_event
from events.models import ChangeRequest, Event
from events.partner.proposals.changing import confirm_change, decline_change, withdraw_change
from events.register.recorded.rules import HasMarks
from shkej.lib.dates import TIRANA
from tests.events.factories import RegistrationFactory
from tests.events.inviting.helping import change, empty_outbox, entry_of, waiting
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

pytestmark = pytest.mark.django_db


def answers_of(response):
    """{"tell": …, "quietly": …}: what the buttons of the question send."""
    found = re.findall(r'name="telling"\s+value="((\w+):\w+)"', response.content.decode())
    return {word: value for value, word in found}


def test_confirming_moves_the_event_as_anybody_would(client, proposal, event, guest, coordinator):
    request = asked_to_move(proposal, venue_sq="Sheshi", venue_en="The square")
    client.force_login(coordinator)
    sent = {"decision": "confirm", "seen_at": event.updated_at.isoformat()}

    asked = client.post(answer_of(request), sent)
    assert asked.status_code == 409
    assert "The guest" in asked.content.decode()
    assert (row_of(event)["venue_sq"], waiting()) == ("Biblioteka", [])

    client.post(answer_of(request), sent | {"telling": answers_of(asked)["tell"]})

    now = Event.objects.get(pk=event.pk)
    assert (now.starts_at, now.ends_at) == (request.starts_at, request.ends_at)
    assert (now.venue_sq, now.venue_en, now.status) == ("Sheshi", "The square", "planned")
    assert now.history.latest().history_user == coordinator
    request.refresh_from_db()
    assert (request.outcome, request.decided_by) == ("confirmed", coordinator)
    subjects = {address: content.subject for address, content in waiting()}
    assert subjects["guest@tirana.example"].startswith("Changed: ")
    assert subjects[proposal.proposed_by.email].startswith("Moved as you asked: ")
    [answer] = [content for address, content in waiting() if address == proposal.proposed_by.email]
    assert "The square" in answer.text
    assert "The square" in answer.html


def test_confirming_quietly_tells_only_who_asked(client, proposal, event, guest, coordinator):
    request = asked_to_cancel(proposal)
    client.force_login(coordinator)
    sent = {"decision": "confirm", "seen_at": event.updated_at.isoformat()}
    asked = client.post(answer_of(request), sent)

    client.post(answer_of(request), sent | {"telling": answers_of(asked)["quietly"]})

    assert row_of(event)["status"] == "cancelled"
    assert [address for address, _content in waiting()] == [proposal.proposed_by.email]


def test_an_empty_place_stays_as_it_is(proposal, event, coordinator):
    confirm_change(change=asked_to_move(proposal), by=coordinator)

    assert row_of(event)["venue_sq"] == "Biblioteka"


def test_declining_needs_a_word_and_changes_nothing(client, proposal, event, partner, coordinator):
    request, before = asked_to_move(proposal), row_of(event)
    client.force_login(coordinator)

    refused = client.post(answer_of(request), {"decision": "decline", "answer": "  "})
    assert "Say why it stays as it is." in refused.content.decode()
    client.post(answer_of(request), {"decision": "decline", "answer": "Salla është lënë"})

    request.refresh_from_db()
    assert (request.outcome, request.answer) == ("declined", "Salla është lënë")
    assert row_of(event) == before
    [(address, content)] = waiting()
    assert address == partner.email
    assert "Salla është lënë" in content.text
    own = page(client, partner, own_page(event))
    assert "Salla është lënë" in own
    assert move_of(event) in own


@pytest.mark.parametrize("first", ["confirm", "decline", "withdraw"])
@pytest.mark.parametrize("second", ["confirm", "decline", "withdraw"])
def test_a_second_answer_is_refused(proposal, partner, coordinator, first, second):
    request = asked_to_move(proposal)
    acts = {
        "confirm": lambda: confirm_change(change=request, by=coordinator),
        "decline": lambda: decline_change(change=request, answer="Jo", by=coordinator),
        "withdraw": lambda: withdraw_change(change=request, by=partner),
    }
    acts[first]()
    before, event = ChangeRequest.objects.values().get(), row_of(proposal.event)

    with pytest.raises(ValidationError) as refusal:
        acts[second]()

    assert refusal.value.code == "settled"
    assert (ChangeRequest.objects.values().get(), row_of(proposal.event)) == (before, event)


@pytest.mark.parametrize("asks", [asked_to_move, asked_to_cancel])
def test_an_event_with_marks_stays_where_it_was_held(proposal, event, coordinator, asks):
    request = asks(proposal)
    RegistrationFactory(event=event, present=True)
    before = row_of(event)

    with pytest.raises(HasMarks):
        confirm_change(change=request, by=coordinator)

    request.refresh_from_db()
    assert (request.outcome, row_of(event)) == ("waiting", before)


def test_what_changed_since_it_was_asked_is_shown_before_it_is_confirmed(
    client, proposal, event, coordinator
):
    request, seen = asked_to_move(proposal), event.updated_at.isoformat()
    change(event, coordinator, venue_sq="Salla e re")

    shown = page(client, coordinator, answer_of(request))
    assert "The event has changed since this was asked for" in shown
    assert "Salla e re" in shown
    stale = client.post(answer_of(request), {"decision": "confirm", "seen_at": seen}, follow=True)

    assert "The event was changed meanwhile" in stale.content.decode()
    request.refresh_from_db()
    assert (request.outcome, row_of(event)["starts_at"]) == ("waiting", event.starts_at)


def test_what_was_not_asked_for_stays_as_somebody_made_it_meanwhile(
    client, event, partner, coordinator
):
    client.force_login(partner)
    client.post(move_of(event), typed(event))  # the form holds the place as it stood
    request = ChangeRequest.objects.get()
    change(event, coordinator, venue_sq="Salla e re")

    confirm_change(change=request, by=coordinator)

    assert row_of(event)["starts_at"] == request.starts_at
    assert row_of(event)["venue_sq"] == "Salla e re"


def test_another_place_alone_does_not_move_the_event_back(client, event, partner, coordinator):
    client.force_login(partner)
    start, end = (timezone.localtime(moment, TIRANA) for moment in (event.starts_at, event.ends_at))
    same = {"date": f"{start:%d.%m.%Y}", "start_time": f"{start:%H:%M}", "end_time": f"{end:%H:%M}"}
    client.post(move_of(event), typed(event, venue_sq="Salla e re", **same))
    later = {name: getattr(event, name) + timedelta(days=2) for name in ("starts_at", "ends_at")}
    change(event, coordinator, **later)

    confirm_change(change=ChangeRequest.objects.get(), by=coordinator)

    stored = row_of(event)
    assert stored["venue_sq"] == "Salla e re"
    assert {name: stored[name] for name in later} == later


@pytest.mark.parametrize("word", ["cancelled", "postponed"])
def test_an_event_called_off_meanwhile_asks_for_no_answer(
    english, client, proposal, event, partner, coordinator, word
):
    request = asked_to_move(proposal)
    change_status(event=event, status=word, changed_by=coordinator)

    for address in (HOME, TO_DECIDE, reverse("events:event_detail", args=[event.pk])):
        assert answer_of(request) not in page(client, coordinator, address), address
    assert "No longer needed" in page(client, coordinator, answer_of(request))
    assert "called off or has begun" in page(client, partner, own_page(event))
    with pytest.raises(ValidationError, match="begun") as refusal:
        confirm_change(change=request, by=coordinator)
    assert refusal.value.code == "settled"
    assert row_of(event)["status"] == word
    change_status(event=event, status="planned", changed_by=coordinator)
    assert answer_of(request) in page(client, coordinator, HOME)


def test_a_day_that_has_passed_meanwhile_can_only_be_declined(proposal, event, coordinator):
    request = asked_to_move(proposal)
    ChangeRequest.objects.update(starts_at=timezone.now() - timedelta(hours=1), ends_at=None)
    before = row_of(event)

    with pytest.raises(ValidationError):
        confirm_change(change=request, by=coordinator)

    assert row_of(event) == before
    assert decline_change(change=request, answer="Kaloi", by=coordinator).outcome == "declined"


def test_an_event_that_was_moved_there_already_is_confirmed_without_a_change(
    proposal, event, coordinator
):
    request = asked_to_move(proposal)
    moved = change(event, coordinator, starts_at=request.starts_at, ends_at=request.ends_at)

    confirm_change(change=request, by=coordinator)

    assert Event.objects.get(pk=event.pk).updated_at == moved.updated_at


def test_a_deleted_event_takes_its_request_off_every_list(client, proposal, event, coordinator):
    request = asked_to_move(proposal)
    delete_event(event=event, deleted_by=coordinator)

    assert answer_of(request) not in page(client, coordinator, HOME)
    assert client.get(answer_of(request)).status_code == 404
    assert client.post(answer_of(request), {"decision": "confirm"}).status_code == 404
    with pytest.raises(ValidationError):
        confirm_change(change=request, by=coordinator)


def test_a_confirmed_move_is_a_newer_version_of_the_same_entry_in_mails_and_links(
    client, proposal, event, partner, coordinator, guest
):
    of = {"made_by": partner, "organisation": proposal.organisation}
    _feed, token = make_feed(**of, language="sq", scope="shared")
    link = reverse("calendar_feed", args=[token])

    def entry():
        (one,) = Calendar.from_ical(client.get(link).content).walk("VEVENT")
        return one

    before = entry()
    request = asked_to_move(proposal)
    assert entry()["sequence"] == before["sequence"]  # nothing is moved yet
    client.force_login(coordinator)
    sent = {"decision": "confirm", "seen_at": event.updated_at.isoformat()}
    asked = client.post(answer_of(request), sent)
    client.post(answer_of(request), sent | {"telling": answers_of(asked)["tell"]})

    after = entry()
    assert after["uid"] == before["uid"]
    assert after["dtstart"].dt == before["dtstart"].dt + timedelta(days=1)
    assert after["sequence"] > before["sequence"]
    mails = [content for address, content in empty_outbox() if address == "guest@tirana.example"]
    [(_method, mailed)] = map(entry_of, mails)
    assert (mailed["uid"], mailed["dtstart"].dt) == (after["uid"], after["dtstart"].dt)
    assert mailed["sequence"] >= after["sequence"]

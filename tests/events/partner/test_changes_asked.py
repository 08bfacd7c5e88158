"""What a partner asks about its own event: nothing changes before a coordinator confirms it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Role, User
from events.calendar.links.services import make_feed
from events.event.services import change_status, delete_event
from events.models import ChangeRequest, Event, EventProposal
from events.partner.proposals.changing import (
    ask_change,
    confirm_change,
    decline_change,
    withdraw_change,
)
from events.register.recorded.rules import HasMarks
from partners.models import Organisation
from shkej.lib.dates import TIRANA, local_day
from tests.accounts.factories import GrantFactory
from tests.drafts.pages import open_form, page_of
from tests.events.factories import CentreFactory, EventProposalFactory, RegistrationFactory
from tests.events.inviting.helping import (
    ahead,
    change,
    empty_outbox,
    entry_of,
    invite_all,
    organisation_with_address,
    partner_user,
    waiting,
)
from tests.partners.factories import OrganisationFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db
HOME, TO_DECIDE = reverse("home"), reverse("events:proposals_to_decide")


@pytest.fixture
def proposal(organisation, partner, coordinator):
    """An accepted event of the partner, in three days at 10:00."""
    day = timezone.localtime(timezone.now() + timedelta(days=3), TIRANA)
    starts_at = day.replace(hour=10, minute=0, second=0, microsecond=0)
    made = EventProposalFactory(
        accepted=True,
        organisation=organisation,
        proposed_by=partner,
        decided_by=coordinator,
        starts_at=starts_at,
        title_sq="PANAIRI",
        venue_sq="Biblioteka",
    )
    Event.objects.filter(pk=made.event_id).update(ends_at=starts_at + timedelta(hours=2))
    made.event.refresh_from_db()
    made.event.parts.create(organisation=organisation, part="host")
    return made


@pytest.fixture
def event(proposal):
    return proposal.event


@pytest.fixture
def guest(event, coordinator):
    """Another organisation, which is invited to the event; its mail has arrived."""
    invited = organisation_with_address("guest@tirana.example", name_en="The guest")
    event.parts.create(organisation=invited, part="invited")
    invite_all(event, coordinator)
    Event.objects.get(pk=event.pk).invitations.get().mails.update(
        sent_at=timezone.now(), content=""
    )
    return invited


def move_of(event):
    return reverse("events:ask_to_move", args=[event.pk, event.proposal.organisation_id])


def cancel_of(event):
    return reverse("events:ask_to_cancel", args=[event.pk, event.proposal.organisation_id])


def own_page(event):
    return reverse("events:partner_event", args=[event.pk, event.proposal.organisation_id])


def answer_of(request):
    return reverse("events:change_asked", args=[request.pk])


def typed(event, **more):
    """What a partner types: a day later, from 15:00 to 17:00."""
    day = local_day(event.starts_at) + timedelta(days=1)
    return {
        "date": day.strftime("%d.%m.%Y"),
        "start_time": "15:00",
        "end_time": "17:00",
        "last_day": "",
        "venue_sq": "Biblioteka",
        "venue_en": "",
        "reason": "KEPT salla është e zënë",
        "seen_at": event.updated_at.isoformat(),
    } | more


def asked_to_move(proposal, **more):
    event = proposal.event
    wanted = {
        "starts_at": event.starts_at + timedelta(days=1),
        "ends_at": event.ends_at + timedelta(days=1),
    }
    request = ChangeRequest(proposal=proposal, asks="move", **wanted | more)
    return ask_change(change=request, by=proposal.proposed_by)


def asked_to_cancel(proposal, reason="Nuk vjen dot kush flet"):
    request = ChangeRequest(proposal=proposal, asks="cancel", reason=reason)
    return ask_change(change=request, by=proposal.proposed_by)


def row_of(event):
    stored = Event.objects.get(pk=event.pk)
    return {field.attname: getattr(stored, field.attname) for field in Event._meta.fields}


def answers_of(response):
    """{"tell": …, "quietly": …}: what the buttons of the question send."""
    found = re.findall(r'name="telling"\s+value="((\w+):\w+)"', response.content.decode())
    return {word: value for value, word in found}


def page(client, user, address):
    client.force_login(User.objects.get(pk=user.pk))
    return client.get(address).content.decode()


# Asking.


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


# Answering.


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


def test_a_deleted_event_takes_its_request_off_every_list(client, proposal, event, coordinator):
    request = asked_to_move(proposal)
    delete_event(event=event, deleted_by=coordinator)

    assert answer_of(request) not in page(client, coordinator, HOME)
    assert client.get(answer_of(request)).status_code == 404
    assert client.post(answer_of(request), {"decision": "confirm"}).status_code == 404
    with pytest.raises(ValidationError):
        confirm_change(change=request, by=coordinator)


# Who may.


def test_another_organisation_neither_asks_nor_sees_that_somebody_did(client, proposal, event):
    request = asked_to_cancel(proposal, reason="CANARY-REASON")
    other = OrganisationFactory()
    stranger = partner_user(other)
    client.force_login(stranger)

    for route, more in (
        ("ask_to_move", []),
        ("ask_to_cancel", []),
        ("change_withdraw", [request.pk]),
    ):
        for organisation, answers in ((other, {404}), (proposal.organisation, {404})):
            address = reverse(f"events:{route}", args=[event.pk, organisation.pk, *more])
            assert client.post(address, typed(event)).status_code in answers, address
    own = client.get(reverse("events:partner_event", args=[event.pk, other.pk])).content.decode()
    assert "CANARY-REASON" not in own
    assert "Your own event" not in own
    request.refresh_from_db()
    assert (request.outcome, ChangeRequest.objects.count()) == ("waiting", 1)


def test_a_partner_asks_nothing_about_an_event_of_the_centre(client, partner, organisation):
    invited = ahead(4000, organisation)
    client.force_login(partner)
    for route in ("ask_to_move", "ask_to_cancel"):
        address = reverse(f"events:{route}", args=[invited.pk, organisation.pk])
        assert client.get(address).status_code == 404
        assert client.post(address, typed(invited)).status_code == 404


def test_a_partner_that_is_no_longer_one_asks_nothing_and_gets_no_mail(
    client, proposal, event, partner, coordinator
):
    request = asked_to_move(proposal)
    Organisation.objects.filter(pk=proposal.organisation_id).update(is_active=False)
    client.force_login(partner)
    assert client.get(move_of(event)).status_code == 403
    partner.grants.all().delete()
    client.force_login(User.objects.get(pk=partner.pk))
    assert client.get(move_of(event)).status_code == 403

    confirm_change(change=request, by=coordinator)

    assert Event.objects.get(pk=event.pk).starts_at == request.starts_at
    assert waiting() == []


def test_an_event_shared_no_more_is_out_of_reach(client, proposal, event, partner, coordinator):
    request = asked_to_move(proposal)
    change(event, coordinator, visibility="centre")
    client.force_login(partner)

    assert client.get(move_of(event)).status_code == 404
    assert answer_of(request) in page(client, coordinator, HOME)


def test_coordinators_answer_only_for_their_centres(client, proposal, event):
    request = asked_to_move(proposal)
    elsewhere = GrantFactory(
        role=Role.COORDINATOR, centre=CentreFactory(), user__language="en"
    ).user

    assert answer_of(request) not in page(client, elsewhere, HOME)
    assert client.get(answer_of(request)).status_code == 404
    client.post(answer_of(request), {"decision": "confirm"})
    client.post(answer_of(request), {"decision": "decline", "answer": "Jo"})

    request.refresh_from_db()
    assert request.outcome == "waiting"


def test_a_sensitive_event_tells_neither_title_nor_place(
    client, proposal, event, partner, coordinator
):
    change(event, coordinator, is_sensitive=True, title_sq="CANARY-T", venue_sq="CANARY-P")
    EventProposal.objects.update(title_sq="CANARY-T")
    event.refresh_from_db()

    form = page(client, partner, move_of(event))
    assert "CANARY" not in form
    assert "venue" not in form
    sent = typed(event, venue_sq="Diku", reason="Jo atë ditë")
    client.post(move_of(event), sent)
    assert "CANARY" not in client.get(own_page(event)).content.decode()
    request = ChangeRequest.objects.get()
    assert request.venue_sq in ("", None)
    assert "◆ sensitive topic: CANARY-T" in page(client, coordinator, answer_of(request))
    assert "◆ sensitive topic: CANARY-T" in page(client, coordinator, HOME)
    confirm_change(change=request, by=coordinator)

    [(_address, content)] = waiting()
    assert "CANARY" not in content.subject + content.text + content.html
    assert row_of(event)["venue_sq"] == "CANARY-P"

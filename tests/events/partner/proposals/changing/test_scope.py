"""Who may ask for a change of an event, answer it, or see that it was asked for."""

import pytest
from django.urls import reverse

from accounts.models import Role, User
from events.models import ChangeRequest, Event, EventProposal
from events.partner.proposals.changing import confirm_change
from partners.models import Organisation
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory
from tests.events.inviting.helping import ahead, change, partner_user, waiting
from tests.events.partner.proposals.changing.own_event import (
    HOME,
    answer_of,
    asked_to_cancel,
    asked_to_move,
    move_of,
    own_page,
    page,
    row_of,
    typed,
)
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


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

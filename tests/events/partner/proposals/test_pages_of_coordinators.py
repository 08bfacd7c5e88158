"""The pages on which coordinators answer what partners propose."""

import pytest
from django.urls import reverse

from accounts.models import Role, User
from events.models import Event
from events.partner.proposals.services import decline, withdraw
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory, EventProposalFactory
from tests.events.partner.proposals.pages import TO_DECIDE, page_of

pytestmark = pytest.mark.django_db


def test_home_says_what_waits(client, coordinator, proposal):
    client.force_login(coordinator)

    page = client.get(reverse("home")).content.decode()

    assert "Proposed events" in page
    assert page_of(proposal) in page
    assert "Municipality of Tirana" in page


def test_coordinator_accepts_in_the_only_centre(client, coordinator, centre, proposal):
    coordinator.grants.update(centre=centre)
    client.force_login(coordinator)
    assert "No names" in client.get(page_of(proposal)).content.decode()

    answer = client.post(
        page_of(proposal),
        {"decision": "accept", "centre": centre.pk, "visibility": "public", "status": "held"},
        follow=True,
    )

    event = Event.objects.get()
    assert (event.visibility, event.status) == ("all_partners", "planned")
    page = answer.content.decode()
    assert "is now in the shared calendar" in page
    assert reverse("events:event_detail", args=[event.pk]) in page
    facts = client.get(reverse("events:event_detail", args=[event.pk])).content.decode()
    assert "The centre keeps no register for it" in facts


@pytest.mark.parametrize("chosen", ["", "foreign", "999999"])
def test_only_own_centres_can_be_chosen(client, coordinator, centre, proposal, chosen):
    foreign = CentreFactory()
    client.force_login(coordinator)
    key = foreign.pk if chosen == "foreign" else chosen

    answer = client.post(page_of(proposal), {"decision": "accept", "centre": key})

    assert set(answer.context["form"].errors) == {"centre"}
    assert 'href="#id_centre"' in answer.content.decode()
    assert foreign.name_sq not in answer.content.decode()
    assert not Event.objects.exists()


def test_decline_without_a_reason_is_told_at_the_field(client, coordinator, proposal):
    client.force_login(coordinator)

    for reason in ("", "  ", "x" * 501):
        answer = client.post(page_of(proposal), {"decision": "decline", "reason": reason})
        assert set(answer.context["form"].errors) == {"reason"}
        assert 'href="#id_reason"' in answer.content.decode()
        assert reason.strip() in answer.content.decode()

    proposal.refresh_from_db()
    assert proposal.status == "proposed"


@pytest.mark.parametrize("decision", ["", "withdraw", "propose"])
def test_other_decisions_are_refused(client, coordinator, proposal, decision):
    client.force_login(coordinator)

    assert client.post(page_of(proposal), {"decision": decision}).status_code == 400


def test_second_coordinator_hears_that_it_is_answered(client, coordinator, centre, proposal):
    colleague = GrantFactory(role=Role.COORDINATOR, user__language="en").user
    decline(proposal=proposal, reason="No", by=coordinator)
    client.force_login(colleague)

    assert client.get(page_of(proposal)).status_code == 404
    data = {"decision": "accept", "centre": centre.pk}
    late = client.post(page_of(proposal), data, follow=True)

    assert "does not wait for an answer any more" in late.content.decode()
    assert "Panairi" not in late.content.decode()
    assert not Event.objects.exists()
    client.force_login(coordinator)
    again = client.post(page_of(proposal), data, follow=True)
    assert "already answered" in again.content.decode()
    assert not Event.objects.exists()


def test_coordinator_keeps_what_they_answered_and_sees_no_withdrawn_one(
    client, coordinator, partner, proposal, organisation
):
    withdrawn = EventProposalFactory(organisation=organisation, title_en="Taken back")
    withdraw(proposal=withdrawn, by=partner)
    decline(proposal=proposal, reason="The hall is taken", by=coordinator)
    client.force_login(coordinator)

    page = client.get(TO_DECIDE).content.decode()

    assert "The fair" in page
    assert "Taken back" not in page
    assert "The hall is taken" in client.get(page_of(proposal)).content.decode()


@pytest.mark.parametrize("role", ["admin", "staff", "volunteer", "observer", "partner"])
def test_only_coordinators_answer(request, client, proposal, role):
    client.force_login(request.getfixturevalue(role))

    for url in (page_of(proposal), TO_DECIDE):
        assert client.get(url).status_code == 403
    assert client.post(page_of(proposal), {"decision": "accept"}).status_code == 403


@pytest.mark.parametrize(
    ("language", "words", "refusal"),
    [
        ("en", ["Accept", "Decline", "The library"], "Say why the event is declined."),
        ("sq", ["Prano", "Refuzo", "Biblioteka"], "Shkruani pse refuzohet aktiviteti."),
    ],
)
def test_coordinator_answers_in_their_language(
    client, coordinator, proposal, language, words, refusal
):
    User.objects.filter(pk=coordinator.pk).update(language=language)
    client.force_login(User.objects.get(pk=coordinator.pk))

    page = client.get(page_of(proposal)).content.decode()
    refused = client.post(page_of(proposal), {"decision": "decline"}).content.decode()

    for text in words:
        assert text in page
    assert refusal in refused

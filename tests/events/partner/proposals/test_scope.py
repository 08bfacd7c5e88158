"""What of proposals nobody else sees, and what lists of many ask the database."""

import re

import pytest
from django.urls import reverse

from events.partner.proposals.services import accept
from tests.events.factories import CentreFactory, EventProposalFactory
from tests.events.partner.proposals.pages import CREATE, LIST, TO_DECIDE, typed, withdrawal_of

pytestmark = pytest.mark.django_db


def without_nonces(response):
    text = response.content.decode()
    tokens = r'(nonce="|name="(?:csrfmiddlewaretoken|form_mark)"\s+value="|"X-CSRFToken": ")[^"]*'
    return re.sub(tokens, r"\1", text)


def test_partner_neither_sees_nor_withdraws_what_another_proposed(client, stranger, proposal):
    client.force_login(stranger)

    assert "Panairi" not in client.get(LIST).content.decode()
    foreign = client.post(withdrawal_of(proposal))
    unknown = client.post(reverse("events:proposal_withdraw", args=[proposal.pk + 1000]))

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert without_nonces(foreign) == without_nonces(unknown)
    proposal.refresh_from_db()
    assert proposal.status == "proposed"


def test_hundred_foreign_proposals_change_nothing(client, partner, proposal):
    client.force_login(partner)
    urls = [LIST, LIST + "?page=2", CREATE, reverse("events:calendar"), reverse("home")]
    before = [without_nonces(client.get(url)) for url in urls]
    EventProposalFactory.create_batch(100)

    assert [without_nonces(client.get(url)) for url in urls] == before
    client.post(CREATE, typed())
    assert proposal.organisation.event_proposals.count() == 2


@pytest.mark.parametrize("number", [1, 12])
def test_lists_ask_as_much_for_many_as_for_one(
    client, partner, coordinator, organisation, django_assert_max_num_queries, number
):
    for _number in range(number):
        EventProposalFactory(organisation=organisation)
        answered = EventProposalFactory(organisation=organisation)
        accept(proposal=answered, centre=CentreFactory(), by=coordinator)

    for user, url in ((partner, LIST), (coordinator, TO_DECIDE)):
        client.force_login(user)
        with django_assert_max_num_queries(10):
            client.get(url)

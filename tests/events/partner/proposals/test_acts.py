"""What becomes of an event that a partner proposes, and who is told of the answer."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role, User
from events.event.services import delete_event
from events.models import Event, EventProposal
from events.partner.proposals.services import MOST_WAITING, accept, decline, propose, withdraw
from shkej.lib.dates import TIRANA
from tests.accounts.factories import GrantFactory
from tests.events.factories import EventFactory, EventProposalFactory, RegistrationFactory
from tests.events.inviting.helping import waiting

pytestmark = pytest.mark.django_db


# What the acts do


def new_proposal(organisation, **more):
    return EventProposalFactory.build(
        organisation=organisation, proposed_by=None, ends_at=None, **more
    )


def test_propose_keeps_who_and_waits(organisation, partner):
    made = propose(proposal=new_proposal(organisation), by=partner)

    made.refresh_from_db()
    assert (made.proposed_by, made.status, made.event) == (partner, "proposed", None)
    assert made.history.get().history_user == partner


def test_propose_refuses_what_has_begun(organisation, partner):
    past = new_proposal(organisation, starts_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(ValidationError) as refusal:
        propose(proposal=past, by=partner)

    assert refusal.value.code == "is_past"
    assert not EventProposal.objects.exists()


def test_propose_refuses_one_too_many_of_one_organisation(organisation, partner, stranger):
    EventProposalFactory.create_batch(MOST_WAITING, organisation=organisation)
    other = stranger.grants.get().organisation

    with pytest.raises(ValidationError, match=str(MOST_WAITING)):
        propose(proposal=new_proposal(organisation), by=partner)

    assert propose(proposal=new_proposal(other), by=stranger).pk
    withdraw(proposal=organisation.event_proposals.first(), by=partner)
    assert propose(proposal=new_proposal(organisation), by=partner).pk


def test_second_tap_makes_no_second_proposal(organisation, partner):
    first = new_proposal(organisation)
    again = new_proposal(organisation, title_sq=first.title_sq, starts_at=first.starts_at)

    assert propose(proposal=first, by=partner) == propose(proposal=again, by=partner)
    assert EventProposal.objects.count() == 1


def test_accept_makes_the_event_of_the_partner(proposal, centre, coordinator):
    accepted = accept(proposal=proposal, centre=centre, by=coordinator)

    event = Event.objects.get()
    assert accepted.event == event
    assert (accepted.status, accepted.decided_by) == ("accepted", coordinator)
    assert accepted.decided_at is not None
    for name in ("title_sq", "title_en", "venue_sq", "venue_en", "kind", "starts_at", "ends_at"):
        assert getattr(event, name) == getattr(proposal, name), name
    assert (event.centre, event.status, event.visibility) == (centre, "planned", "all_partners")
    assert (event.is_sensitive, event.is_all_day) == (False, False)
    part = event.parts.get()
    assert (part.organisation, part.part) == (proposal.organisation, "host")
    assert event.history.get().history_user == coordinator
    assert proposal.note not in (event.aim, event.results)


def test_accept_takes_no_other_event_for_its_own(proposal, centre, coordinator):
    accept(proposal=proposal, centre=centre, by=coordinator)
    names = ("title_sq", "title_en", "kind", "starts_at", "ends_at")
    same = EventProposalFactory(**{name: getattr(proposal, name) for name in names})

    with pytest.raises(ValidationError) as refusal:
        accept(proposal=same, centre=centre, by=coordinator)

    assert refusal.value.code == "twin"
    same.refresh_from_db()
    assert (same.status, same.event) == ("proposed", None)
    assert Event.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_decline_needs_a_reason(proposal, coordinator, reason):
    with pytest.raises(ValidationError):
        decline(proposal=proposal, reason=reason, by=coordinator)

    proposal.refresh_from_db()
    assert proposal.status == "proposed"


def test_decline_makes_no_event(proposal, coordinator):
    declined = decline(proposal=proposal, reason=" Ka një tjetër. ", by=coordinator)

    assert (declined.status, declined.reason) == ("declined", "Ka një tjetër.")
    assert (declined.decided_by, declined.event) == (coordinator, None)
    assert not Event.objects.exists()


@pytest.mark.parametrize("first", ["accept", "decline", "withdraw"])
@pytest.mark.parametrize("second", ["accept", "decline", "withdraw"])
def test_second_decision_is_refused(proposal, centre, coordinator, partner, first, second):
    acts = {
        "accept": lambda: accept(proposal=proposal, centre=centre, by=coordinator),
        "decline": lambda: decline(proposal=proposal, reason="Jo", by=coordinator),
        "withdraw": lambda: withdraw(proposal=proposal, by=partner),
    }
    acts[first]()
    before = EventProposal.objects.values().get()

    with pytest.raises(ValidationError) as refusal:
        acts[second]()

    assert refusal.value.code == "settled"
    assert EventProposal.objects.values().get() == before
    assert Event.objects.count() == (first == "accept")


def test_deleted_event_leaves_the_answer(proposal, centre, coordinator):
    accept(proposal=proposal, centre=centre, by=coordinator)

    delete_event(event=Event.objects.get(), deleted_by=coordinator)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.event) == ("accepted", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_sq": ""},
        {"venue_sq": ""},
        {"ends_at": datetime(2021, 10, 6, 10, tzinfo=TIRANA)},
        {"status": "accepted"},
        {"decided_at": datetime(2021, 10, 6, 10, tzinfo=TIRANA)},
        {"reason": "Jo"},
        {"event": True},
    ],
    ids=str,
)
def test_database_refuses_what_cannot_be(wrong):
    if "event" in wrong:
        wrong = {"event": EventFactory()}
    starts_at = datetime(2021, 10, 6, 10, tzinfo=TIRANA)

    with pytest.raises(IntegrityError), transaction.atomic():
        EventProposalFactory(**{"starts_at": starts_at} | wrong)


# The register that nobody keeps


def test_event_of_a_partner_does_not_ask_for_a_register(proposal, centre, coordinator):
    event = accept(proposal=proposal, centre=centre, by=coordinator).event
    ours = EventFactory(planned=True)
    yesterday = timezone.now() - timedelta(days=1)
    for row in (event, ours):
        row.starts_at, row.ends_at = yesterday, None
        row.save()

    assert list(Event.objects.register_not_taken()) == [ours]
    registration = RegistrationFactory(event=event)
    assert set(Event.objects.register_not_taken()) == {event, ours}
    registration.status = "cancelled"
    registration.save()
    assert list(Event.objects.register_not_taken()) == [ours]


@pytest.mark.parametrize(
    ("act", "subject", "words"),
    [
        (accept, "In the calendar: The fair", "/events/"),
        (decline, "Not taken up: The fair", "The hall is taken"),
    ],
)
def test_partner_is_told_of_the_answer_by_mail(
    proposal, partner, coordinator, centre, act, subject, words
):
    more = {"centre": centre} if act is accept else {"reason": "The hall is taken"}

    act(proposal=proposal, by=coordinator, **more)

    ((address, content),) = waiting()
    assert address == partner.email
    assert content.subject == subject
    assert words in content.text
    assert words in content.html


def test_own_withdrawal_and_closed_account_get_no_mail(proposal, partner, coordinator):
    withdraw(proposal=proposal, by=partner)
    other = EventProposalFactory(organisation=proposal.organisation, proposed_by=partner)
    User.objects.filter(pk=partner.pk).update(is_active=False)
    other.refresh_from_db()
    decline(proposal=other, reason="x", by=coordinator)

    assert not waiting()


def test_withdrawal_by_a_colleague_is_no_answer(proposal, organisation):
    colleague = GrantFactory(role=Role.PARTNER, organisation=organisation).user

    withdraw(proposal=proposal, by=colleague)

    assert not waiting()

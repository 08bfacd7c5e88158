"""Events that partners propose: what becomes of them, and who sees and decides what."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from events.event.services import delete_event
from events.models import Event, EventProposal
from events.partner.proposals.services import MOST_WAITING, accept, decline, propose, withdraw
from partners.models import Organisation
from shkej.lib.dates import today
from tests.accounts.factories import GrantFactory
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    EventProposalFactory,
    RegistrationFactory,
)
from tests.events.inviting.helping import waiting
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
TIRANA = ZoneInfo("Europe/Tirane")
LIST, CREATE = reverse("events:proposals"), reverse("events:proposal_create")
TO_DECIDE = reverse("events:proposals_to_decide")


def page_of(proposal):
    return reverse("events:proposal", args=[proposal.pk])


def withdrawal_of(proposal):
    return reverse("events:proposal_withdraw", args=[proposal.pk])


def typed(**more):
    """What a partner types for an event in three days."""
    day = today() + timedelta(days=3)
    return {
        "title_sq": "Panairi i librit",
        "title_en": "",
        "venue_sq": "Biblioteka",
        "venue_en": "",
        "kind": "community_event",
        "date": day.strftime("%d.%m.%Y"),
        "start_time": "10:00",
        "end_time": "12:30",
        "last_day": "",
        "note": "Vijnë dy klasa",
    } | more


def without_nonces(response):
    text = response.content.decode()
    tokens = r'(nonce="|name="(?:csrfmiddlewaretoken|form_mark)"\s+value="|"X-CSRFToken": ")[^"]*'
    return re.sub(tokens, r"\1", text)


@pytest.fixture
def proposal(organisation, partner):
    """What the partner's organisation proposed."""
    return EventProposalFactory(
        organisation=organisation,
        proposed_by=partner,
        title_sq="Panairi",
        title_en="The fair",
        note="Two classes come",
        venue_en="The library",
        kind="training",
        ends_at=timezone.now() + timedelta(days=3, hours=2),
    )


@pytest.fixture
def stranger():
    """A user of another partner, who reads English."""
    other = OrganisationFactory(name_sq="Tjetra")
    return GrantFactory(role=Role.PARTNER, organisation=other, user__language="en").user


# What the acts do.


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


# The register that nobody keeps.


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


# The partner's pages.


def test_partner_proposes_an_event(client, partner, organisation):
    client.force_login(partner)

    answer = client.post(CREATE, typed(), follow=True)

    made = EventProposal.objects.get()
    assert (made.organisation, made.proposed_by) == (organisation, partner)
    local = made.starts_at.astimezone(TIRANA), made.ends_at.astimezone(TIRANA)
    assert [moment.strftime("%H:%M") for moment in local] == ["10:00", "12:30"]
    assert (made.title_sq, made.venue_sq, made.note) == (
        "Panairi i librit",
        "Biblioteka",
        "Vijnë dy klasa",
    )
    page = answer.content.decode()
    assert "The event was proposed" in page
    assert "Panairi i librit" in page
    assert "Waiting for an answer" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title_sq": ""}, "title_sq"),
        ({"venue_sq": ""}, "venue_sq"),
        ({"date": ""}, "date"),
        ({"date": "31.02.2030"}, "date"),
        ({"date": "06.10.2021"}, "date"),
        ({"start_time": ""}, "start_time"),
        ({"end_time": "10:00"}, "end_time"),
        ({"end_time": "09:00"}, "end_time"),
        ({"last_day": "01.01.2020"}, "last_day"),
        ({"last_day": "01.01.2090", "end_time": ""}, "end_time"),
        ({"kind": "party"}, "kind"),
        ({"title_sq": "x" * 201}, "title_sq"),
        ({"note": "x" * 501}, "note"),
    ],
    ids=str,
)
def test_error_stands_at_its_field_and_nothing_typed_is_lost(client, partner, wrong, field):
    client.force_login(partner)
    data = typed(title_en="KEPT title", venue_en="", note="KEPT note")
    if field == "title_sq" and not wrong["title_sq"]:
        data["title_en"] = ""

    answer = client.post(CREATE, data | wrong)

    form = answer.context["form"]
    assert set(form.errors) == {field}
    assert not EventProposal.objects.exists()
    page = answer.content.decode()
    assert f'href="#id_{field}"' in page
    assert "Biblioteka" in page or field == "venue_sq"
    assert "KEPT note" in page or field == "note"


@pytest.mark.parametrize("pair", ["title", "venue"])
def test_title_and_place_are_needed_in_one_language_and_say_so(client, partner, pair):
    client.force_login(partner)
    fields = client.get(CREATE).context["form"].fields

    response = client.post(CREATE, typed(**{f"{pair}_sq": "", f"{pair}_en": ""}))

    assert "in at least one language" in str(response.context["form"].errors[f"{pair}_sq"])
    for code in ("sq", "en"):
        assert fields[f"{pair}_{code}"].help_text == "Needed in at least one language."
        assert fields[f"{pair}_{code}"].is_needed_once


def test_what_is_missing_is_said_alike_in_albanian(client, partner):
    User.objects.filter(pk=partner.pk).update(language="sq")
    client.force_login(partner)

    errors = client.post(CREATE, typed(title_sq="", venue_sq="")).context["form"].errors

    assert errors["title_sq"] == ["Shkruani titullin të paktën në një gjuhë."]
    assert errors["venue_sq"] == ["Shkruani vendin të paktën në një gjuhë."]


def test_event_over_several_days_ends_on_the_last(client, partner):
    client.force_login(partner)
    last = today() + timedelta(days=5)

    client.post(CREATE, typed(last_day=last.strftime("%d.%m.%Y")))

    made = EventProposal.objects.get()
    assert made.ends_at.astimezone(TIRANA).date() == last


def test_one_too_many_is_told_and_nothing_typed_is_lost(client, partner, organisation):
    EventProposalFactory.create_batch(MOST_WAITING, organisation=organisation)
    client.force_login(partner)

    page = client.post(CREATE, typed()).content.decode()

    assert "20 proposals of your organisation already wait" in page
    assert "Panairi i librit" in page
    assert EventProposal.objects.count() == MOST_WAITING


def test_other_fields_change_nothing(client, partner, organisation, coordinator, centre):
    other, event = OrganisationFactory(), EventFactory()
    client.force_login(partner)

    client.post(
        CREATE,
        typed(
            organisation=other.pk,
            proposed_by=coordinator.pk,
            status="accepted",
            decided_by=coordinator.pk,
            decided_at="2021-10-06",
            reason="x",
            event=event.pk,
            centre=centre.pk,
            visibility="public",
            id=1,
        ),
    )

    made = EventProposal.objects.get()
    assert (made.organisation, made.proposed_by) == (organisation, partner)
    assert (made.status, made.decided_by, made.decided_at) == ("proposed", None, None)
    assert (made.reason, made.event) == ("", None)


def test_who_acts_for_two_organisations_says_for_which(client, partner, organisation):
    second, foreign = OrganisationFactory(), OrganisationFactory()
    GrantFactory(user=partner, role=Role.PARTNER, organisation=second)
    client.force_login(User.objects.get(pk=partner.pk))

    for key in ("", foreign.pk):
        answer = client.post(CREATE, typed(organisation=key))
        assert set(answer.context["form"].errors) == {"organisation"}
    client.post(CREATE, typed(organisation=second.pk))

    assert EventProposal.objects.get().organisation == second
    assert second.name_sq in client.get(LIST).content.decode()


def test_organisation_that_is_no_longer_active_proposes_nothing(client, partner, organisation):
    Organisation.objects.filter(pk=organisation.pk).update(is_active=False)
    client.force_login(partner)

    assert client.post(CREATE, typed()).status_code == 403
    assert CREATE not in client.get(LIST).content.decode()
    assert not EventProposal.objects.exists()


def test_list_tells_the_answer_and_leads_to_the_event(client, partner, proposal, coordinator):
    centre = CentreFactory()
    declined = EventProposalFactory(organisation=proposal.organisation)
    decline(proposal=declined, reason="The hall is taken", by=coordinator)
    event = accept(proposal=proposal, centre=centre, by=coordinator).event
    client.force_login(partner)

    page = client.get(LIST).content.decode()

    assert reverse("events:event_detail", args=[event.pk]) in page
    assert "The hall is taken" in page
    assert coordinator.name not in page
    assert withdrawal_of(proposal) not in page
    Event.objects.update(visibility="centre")
    assert reverse("events:event_detail", args=[event.pk]) not in client.get(LIST).content.decode()


def test_partner_withdraws_what_waits(client, partner, proposal):
    client.force_login(partner)
    assert withdrawal_of(proposal) in client.get(LIST).content.decode()

    answer = client.post(withdrawal_of(proposal), {"status": "accepted"}, follow=True)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by) == ("withdrawn", partner)
    assert "The proposal was withdrawn" in answer.content.decode()


def test_partner_cannot_withdraw_what_was_answered(client, partner, proposal, centre, coordinator):
    accept(proposal=proposal, centre=centre, by=coordinator)
    client.force_login(partner)

    answer = client.post(withdrawal_of(proposal), follow=True)

    proposal.refresh_from_db()
    assert proposal.status == "accepted"
    assert "already answered" in answer.content.decode()


# Who sees what.


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


@pytest.mark.parametrize("role", ["admin", "staff", "volunteer", "observer", "partner"])
def test_only_coordinators_answer(request, client, proposal, role):
    client.force_login(request.getfixturevalue(role))

    for url in (page_of(proposal), TO_DECIDE):
        assert client.get(url).status_code == 403
    assert client.post(page_of(proposal), {"decision": "accept"}).status_code == 403


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


# The coordinator's pages.


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


# Both languages.


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Our proposals", "Waiting for an answer", "The fair", "Withdraw"]),
        ("sq", ["Propozimet tona", "Në pritje të përgjigjes", "Panairi", "Tërhiq"]),
    ],
)
def test_partner_reads_the_list_in_their_language(client, partner, proposal, language, words):
    User.objects.filter(pk=partner.pk).update(language=language)
    client.force_login(User.objects.get(pk=partner.pk))

    page = client.get(LIST).content.decode()

    assert f'<html lang="{language}"' in page
    for text in words:
        assert text in page


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


def test_names_are_warned_of_in_the_form(client, partner):
    for language, warning in (
        ("en", "No names of children or families."),
        ("sq", "Pa emra fëmijësh ose familjesh."),
    ):
        User.objects.filter(pk=partner.pk).update(language=language)
        client.force_login(User.objects.get(pk=partner.pk))
        assert warning in client.get(CREATE).content.decode()


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

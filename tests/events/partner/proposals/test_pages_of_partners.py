"""The pages on which a partner proposes an event and reads the answer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Role, User
from events.models import Event, EventProposal
from events.partner.proposals.services import MOST_WAITING, accept, decline
from partners.models import Organisation
from shkej.lib.dates import TIRANA, today
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory, EventFactory, EventProposalFactory
from tests.events.partner.proposals.pages import CREATE, LIST, typed, withdrawal_of
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


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


def test_names_are_warned_of_in_the_form(client, partner):
    for language, warning in (
        ("en", "No names of children or families."),
        ("sq", "Pa emra fëmijësh ose familjesh."),
    ):
        User.objects.filter(pk=partner.pk).update(language=language)
        client.force_login(User.objects.get(pk=partner.pk))
        assert warning in client.get(CREATE).content.decode()

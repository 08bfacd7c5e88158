"""Who knows what of the invitations: the coordinator's view, and whom to call."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.outbox import Content, queue_mail
from events.calendar.links.services import make_feed, note_reading
from events.event.services import change_status, save_event
from events.inviting.calling import invitations_ahead
from events.inviting.services import answer_invitation, invitable, invite, note_notified, withdraw
from events.models import Invitation
from tests.accounts.factories import somebody_at
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory
from tests.partners.factories import OrganisationFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db


def invited(coordinator, days=3, **organisation):
    """An invitation to a meeting in so many days."""
    event = EventFactory(
        planned=True,
        starts_at=timezone.now() + timedelta(days=days),
        visibility="all_partners",
        title_en="Meeting",
    )
    contact = {"contact_email": "x@tirana.example", "contact_phone": "04 222"} | organisation
    event.parts.create(organisation=OrganisationFactory(**contact), part="invited")
    (made,) = invite(event=event, organisations=invitable(event), invited_by=coordinator)
    return made


def calls(coordinator):
    (row,) = invitations_ahead(coordinator)
    return row.calls


@pytest.mark.usefixtures("english")
class TestReasons:
    def test_no_answer_a_week_before(self, coordinator):
        invited(coordinator, days=3)

        assert calls(coordinator) == ["No answer yet"]

    def test_nobody_is_called_while_there_is_time(self, coordinator):
        invited(coordinator, days=9)

        assert calls(coordinator) == []

    @pytest.mark.parametrize(("days", "reasons"), [(3, True), (9, False)])
    def test_cancellation_nobody_confirmed_is_called_where_it_is_near(
        self, coordinator, days, reasons
    ):
        invitation = invited(coordinator, days=days)
        OutgoingMail.objects.update(sent_at=timezone.now(), content="")
        change_status(event=invitation.event, status="cancelled", changed_by=coordinator)

        told = ["May not know of the last change", "Cancelled"]
        assert calls(coordinator) == (told if reasons else [])

        note_notified(invitation=Invitation.objects.get())
        assert calls(coordinator) == []

    def test_nobody_is_called_about_the_end_of_what_they_never_heard_of(self, coordinator):
        invitation = invited(coordinator, days=3)
        change_status(event=invitation.event, status="cancelled", changed_by=coordinator)

        assert calls(coordinator) == []

    def test_who_was_told_of_the_withdrawal_is_not_called_about_the_cancellation(self, coordinator):
        invitation = invited(coordinator, days=3)
        OutgoingMail.objects.update(sent_at=timezone.now(), content="")
        withdraw(invitation=invitation)
        OutgoingMail.objects.update(sent_at=timezone.now(), content="")
        change_status(event=invitation.event, status="cancelled", changed_by=coordinator)

        assert invitations_ahead(coordinator) == []

    def test_no_email_is_called_at_once(self, coordinator):
        invited(coordinator, days=30, contact_email="")

        assert calls(coordinator) == ["No email address"]

    def test_account_of_a_user_is_an_address(self, coordinator):
        invitation = invited(coordinator, days=30, contact_email="")
        user = user_with("partner", organisation=invitation.organisation)
        user.set_password("x")
        user.save()

        assert calls(coordinator) == []

    def test_mail_that_was_given_up(self, coordinator):
        invited(coordinator, days=30)
        OutgoingMail.objects.update(failed_at=timezone.now(), failure="550", content="")

        assert calls(coordinator) == ["The mail could not be delivered"]

    def test_change_that_nobody_confirmed(self, coordinator):
        invitation = invited(coordinator, days=3)
        answer_invitation(invitation=invitation, answer="yes", way="link")
        assert calls(coordinator) == []
        invitation.event.title_sq = "Një titull tjetër"
        save_event(event=invitation.event, saved_by=coordinator)

        assert calls(coordinator) == ["May not know of the last change"]

    def test_who_does_not_come_is_left_in_peace(self, coordinator):
        invitation = invited(coordinator, days=3)
        answer_invitation(invitation=invitation, answer="no", way="link")
        invitation.event.title_en = "Another title"
        save_event(event=invitation.event, saved_by=coordinator)

        assert calls(coordinator) == []


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("end", ["cancelled", "postponed", "withdrawn"])
def test_who_cannot_be_mailed_is_called_about_the_end_too(client, coordinator, end):
    invitation = invited(coordinator, days=30, contact_email="")
    answer_invitation(invitation=invitation, answer="yes", way="phone")
    assert calls(coordinator) == []
    if end == "withdrawn":
        withdraw(invitation=invitation)
        reason = "The invitation was withdrawn"
    else:
        change_status(event=invitation.event, status=end, changed_by=coordinator)
        reason = end.capitalize()
    assert calls(coordinator) == ["No email address", reason]

    client.force_login(coordinator)
    url = reverse("events:invitation_called", args=[invitation.pk])
    assert "They were told" in client.get(url).content.decode()
    client.post(url)

    assert not any(row.calls for row in invitations_ahead(coordinator))


def test_one_address_that_fails_is_no_reason_where_another_got_it(coordinator, english):
    invitation = invited(coordinator, days=30)
    other = queue_mail(to="y@tirana.example", content=Content("x", "x"))
    invitation.mails.add(other)
    OutgoingMail.objects.filter(pk=other.pk).update(sent_at=timezone.now(), content="")
    OutgoingMail.objects.exclude(pk=other.pk).update(
        failed_at=timezone.now(), failure="550", content=""
    )

    assert calls(coordinator) == []


def test_list_tells_phone_and_reason_and_a_noted_call_takes_it_off(client, coordinator):
    invitation = invited(coordinator, contact_email="", contact_name="Agim")
    client.force_login(coordinator)
    page = client.get(reverse("events:call_list")).content.decode()
    assert "04 222" in page
    assert "Agim" in page
    assert "No email address" in page

    url = reverse("events:invitation_called", args=[invitation.pk])
    client.post(url, {"answer": "yes", "people": "2"})

    kept = Invitation.objects.get()
    assert (kept.answer, kept.people, kept.way, kept.answered_by) == (
        "yes",
        2,
        "phone",
        coordinator,
    )
    assert "04 222" not in client.get(reverse("events:call_list")).content.decode()


@pytest.mark.parametrize("said", ["no", "none"])
def test_call_noted_on_an_older_page_does_not_replace_a_newer_answer(client, coordinator, said):
    invitation = invited(coordinator)
    client.force_login(coordinator)
    url = reverse("events:invitation_called", args=[invitation.pk])
    form = client.get(url).context["form"]
    older = {name: form[name].value() or "" for name in form.fields}
    answer_invitation(invitation=invitation, answer="yes", people=3, way="link")

    refused = client.post(url, older | {"answer": said})

    assert "Somebody answered meanwhile" in refused.content.decode()
    assert (Invitation.objects.get().answer, Invitation.objects.get().people) == ("yes", 3)


@pytest.mark.parametrize("answer", ["maybe", "no", "none"])
def test_number_beside_another_answer_on_the_telephone_is_told(client, coordinator, answer):
    invitation = invited(coordinator)
    client.force_login(coordinator)
    url = reverse("events:invitation_called", args=[invitation.pk])

    response = client.post(url, {"answer": answer, "people": "4"})

    assert list(response.context["form"].errors) == ["people"]
    assert not Invitation.objects.get().has_seen_all


def test_who_has_no_telephone_is_listed_with_the_email(client, coordinator):
    invited(coordinator, contact_phone="")
    client.force_login(coordinator)

    page = client.get(reverse("events:call_list")).content.decode()

    assert 'href="mailto:x@tirana.example"' in page
    assert "no number" not in page


def test_who_has_neither_telephone_nor_email_has_no_number(client, coordinator):
    invited(coordinator, contact_phone="", contact_email="")
    client.force_login(coordinator)

    page = client.get(reverse("events:call_list")).content.decode()

    assert "no number" in page
    assert "mailto:" not in page


@pytest.mark.parametrize("route", ["invitations", "call_list"])
class TestNamed:
    """How many people an organisation named that has not answered."""

    @pytest.fixture
    def invitation(self, coordinator):
        """An invitation for which two people are named, beside some who are not counted."""
        invitation = invited(coordinator)
        here = {"event": invitation.event, "category": CategoryFactory(code="police")}
        RegistrationFactory.create_batch(2, **here, organisation=invitation.organisation)
        RegistrationFactory(**here, organisation=invitation.organisation, status="cancelled")
        RegistrationFactory(**here, organisation=OrganisationFactory())
        family = here | {"category": CategoryFactory(code="parent")}
        RegistrationFactory(**family, organisation=invitation.organisation)
        return invitation

    def test_people_named_without_an_answer_are_counted(
        self, client, coordinator, invitation, route
    ):
        client.force_login(coordinator)

        assert "2 people named" in client.get(reverse(f"events:{route}")).content.decode()

    def test_people_named_are_not_counted_where_there_is_an_answer(
        self, client, coordinator, invitation, route
    ):
        answer_invitation(invitation=invitation, answer="maybe", way="link")
        client.force_login(coordinator)

        assert "named" not in client.get(reverse(f"events:{route}")).content.decode()


def test_who_has_not_decided_knows_of_it(client, coordinator):
    invitation = invited(coordinator, days=30, contact_email="")
    client.force_login(coordinator)
    client.post(reverse("events:invitation_called", args=[invitation.pk]), {"answer": "none"})

    kept = Invitation.objects.get()
    assert kept.answer == "none"
    assert kept.has_seen_all
    assert calls(coordinator) == []


def test_board_tells_when_a_calendar_fetched_its_link(client, coordinator):
    invitation = invited(coordinator)
    feed, _token = make_feed(
        made_by=somebody_at(invitation.organisation),
        organisation=invitation.organisation,
        language="en",
        scope="shared",
    )
    client.force_login(coordinator)
    assert "calendar last fetched" not in client.get(reverse("events:invitations")).content.decode()

    note_reading(feed=feed, address="192.0.2.1", is_new=False)

    assert "calendar last fetched" in client.get(reverse("events:invitations")).content.decode()


def test_invitations_of_another_centre_are_not_shown_nor_noted(client, coordinator):
    invitation = invited(coordinator, contact_email="")
    client.force_login(user_with("coordinator", centre=CentreFactory()))

    for route in ("invitations", "call_list"):
        assert "Meeting" not in client.get(reverse(f"events:{route}")).content.decode()
    for route in ("invitation_called", "invitation_withdraw"):
        url = reverse(f"events:{route}", args=[invitation.pk])
        assert client.post(url, {"answer": "yes"}).status_code == 404
    assert client.post(reverse("events:invite", args=[invitation.event_id])).status_code == 404


def test_as_many_queries_for_many_invitations_as_for_one(
    client, coordinator, django_assert_max_num_queries
):
    for number in range(10):
        invited(coordinator, days=number + 1)
    client.force_login(coordinator)
    client.get(reverse("events:invitations"))

    with django_assert_max_num_queries(8):
        client.get(reverse("events:invitations"))
    with django_assert_max_num_queries(8):
        client.get(reverse("events:call_list"))


def test_board_says_who_had_answered_before_the_time_moved(client, coordinator):
    invitation = invited(coordinator, days=9)
    answer_invitation(invitation=invitation, answer="yes", people=2, way="phone")
    event = invitation.event
    event.starts_at += timedelta(hours=1)
    save_event(event=event, saved_by=coordinator)
    client.force_login(coordinator)
    words = "Had answered; then date or time changed"
    assert words in client.get(reverse("events:invitations")).content.decode()

    answer_invitation(invitation=invitation, answer="yes", people=2, way="phone")

    assert words not in client.get(reverse("events:invitations")).content.decode()


# What became of the last mail, and how many organisations


@pytest.mark.parametrize(
    ("contact", "mail", "words"),
    [
        ({}, {}, "The mail waits to be sent"),
        ({}, {"sent_at": True}, "whether it arrived is not known"),
        ({}, {"failed_at": True}, "The mail was refused"),
        ({"contact_email": ""}, {}, "No email address: nothing was sent"),
    ],
)
def test_board_says_what_became_of_the_mail(client, coordinator, contact, mail, words):
    invited(coordinator, **contact)
    now = {name: timezone.now() for name in mail}
    if now:
        OutgoingMail.objects.update(content="", **now)
    client.force_login(coordinator)

    page = client.get(reverse("events:invitations")).content.decode()

    others = {"mail waits to be", "Given to the mail", "mail was refused", "nothing was sent"}
    assert words in page
    assert [each for each in others if each in page and each not in words] == []
    assert "Told " not in page


def test_organisation_is_called_once_about_all_its_events(client, coordinator):
    organisation = invited(coordinator, name_en="The school").organisation
    for days in (4, 5):
        event = invited(coordinator, days=days).event
        event.parts.create(organisation=organisation, part="invited")
        invite(event=event, organisations=invitable(event), invited_by=coordinator)
    client.force_login(coordinator)

    listed = squeezed(client.get(reverse("events:call_list")).content.decode())
    board = client.get(reverse("events:invitations")).content.decode()
    home = client.get(reverse("home")).context["waiting"]

    assert listed.count('scope="rowgroup"') == 3
    assert listed.count("The school</th>") + listed.count("The school ·") == 1
    assert "Call list: 3 organisations" in board
    assert [each.count for each in home if each.url == reverse("events:call_list")] == [3]

"""Who is invited, with what mail, what withdraws an invitation, and inviting again."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from events.inviting.mails import InvitationMail, write_mail
from events.inviting.services import answer_invitation, invitable, withdraw
from events.models import Invitation
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory
from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    change,
    empty_outbox,
    entry_of,
    invite_all,
    move,
    newest,
    organisation_with_address,
    partner_user,
    say_yes,
    token_for_contact,
    waiting,
)
from tests.often import MORE_ON_POSTGRESQL
from tests.partners.factories import OrganisationFactory
from tests.squeezing import squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock"), MORE_ON_POSTGRESQL]


# Inviting


def test_contact_and_users_get_a_mail_each_in_their_language(staff):
    organisation = organisation_with_address(language="sq", name_sq="Bashkia", name_en="The town")
    partner_user(organisation, email="hana@tirana.example", language="en")

    invite_all(ahead(10, organisation), staff)

    mails = dict(waiting())
    assert set(mails) == {"info@tirana.example", "hana@tirana.example"}
    english, albanian = mails["hana@tirana.example"], mails["info@tirana.example"]
    assert english.subject == "Invitation: Meeting, Thursday, 15 October 2026, 10:00–12:00"
    assert "The town" in english.text
    assert "The hall" in english.text
    assert "Takim" in albanian.subject
    assert "Meeting" not in albanian.text + albanian.html + albanian.calendar
    assert "Salla" in albanian.text
    assert english.method == albanian.method == "PUBLISH"


def test_who_is_contact_and_user_gets_one_mail_in_the_language_of_the_user(staff):
    organisation = organisation_with_address("Hana@Tirana.example", language="sq")
    partner_user(organisation, email="hana@tirana.example", language="en")

    invite_all(ahead(10, organisation), staff)

    ((address, content),) = waiting()
    assert address == "hana@tirana.example"
    assert content.subject.startswith("Invitation: Meeting")


def test_users_without_a_password_inactive_ones_and_those_of_others_get_none(staff, institution):
    partner_user(institution, password="!", with_password=False)
    partner_user(institution, is_active=False)
    partner_user(OrganisationFactory())

    invite_all(ahead(10, institution), staff)

    assert [address for address, _content in waiting()] == ["info@tirana.example"]


def test_inactive_organisation_is_not_invited(staff):
    organisation = organisation_with_address(is_active=False)

    assert invite_all(ahead(10, organisation), staff) == []
    assert not waiting()


def test_organisation_that_became_inactive_is_told_nothing_more(event, invitation, staff):
    invitation.organisation.is_active = False
    invitation.organisation.save()

    move(event, staff)

    assert not waiting()


def test_organisation_with_two_parts_is_invited_once(event, institution, staff):
    event.parts.create(organisation=institution, part="host")

    assert len(invite_all(event, staff)) == 1
    assert invite_all(event, staff) == []
    assert len(waiting()) == 1


@pytest.mark.parametrize(
    ("days", "fields", "words"),
    [
        (10, {"status": "cancelled"}, "This event was cancelled or postponed."),
        (10, {"status": "postponed"}, "This event was cancelled or postponed."),
        (-1, {}, "This event is over."),
        (10, {"visibility": "centre"}, "Share it first"),
    ],
)
@pytest.mark.usefixtures("english")
def test_nobody_is_invited_to_what_is_off_over_or_not_shared(
    institution, staff, days, fields, words
):
    event = ahead(days, institution, **fields)

    with pytest.raises(ValidationError, match=words):
        invite_all(event, staff)

    assert not Invitation.objects.exists()
    assert not waiting()


def test_event_of_today_can_still_be_invited_to(institution, staff):
    assert len(invite_all(ahead(0, institution), staff)) == 1


def test_event_that_ended_today_takes_neither_invitations_nor_answers(institution, staff):
    event = ahead(0, institution)
    (made,) = invite_all(event, staff)
    other = OrganisationFactory()
    event.parts.create(organisation=other, part="invited")

    with time_machine.travel(event.ends_at, tick=False):
        with pytest.raises(ValidationError):
            invite_all(event, staff)
        with pytest.raises(ValidationError):
            answer_invitation(invitation=made, answer="yes", way="link")


def test_staff_send_the_invitations_from_the_page_of_the_event(client, event, staff):
    client.force_login(staff)

    response = client.post(reverse("events:invite", args=[event.pk]), follow=True)

    assert "1 organisation was invited." in response.content.decode()
    assert Invitation.objects.get().invited_by == staff


@pytest.mark.parametrize("name", ["invite", "invitation_withdraw"])
def test_staff_of_another_centre_can_neither_invite_nor_withdraw(
    client, invitation, coordinator, name
):
    coordinator.grants.update(centre=CentreFactory())
    client.force_login(coordinator)
    pk = invitation.event_id if name == "invite" else invitation.pk

    response = client.post(reverse(f"events:{name}", args=[pk]))

    assert response.status_code == 404
    assert not waiting()


# Withdrawing and inviting again


def test_withdrawn_invitation_is_told_once(invitation):
    withdraw(invitation=invitation)
    withdraw(invitation=Invitation.objects.get())

    ((_address, content),) = waiting()
    assert content.subject.startswith("Invitation withdrawn: Meeting")
    assert str(entry_of(content)[1]["status"]) == "CANCELLED"


def test_narrowed_event_withdraws_the_invitation(event, invitation, staff):
    change(event, staff, visibility="centre")

    assert newest().subject.startswith("Invitation withdrawn: Meeting")
    assert Invitation.objects.get().withdrawn_at is not None


def test_part_that_is_taken_away_withdraws_the_invitation(institution, staff):
    event = ahead(10, institution, visibility="partners")
    invite_all(event, staff)
    empty_outbox()

    change(event, staff, parts=[])

    assert newest().subject.startswith("Invitation withdrawn: Meeting")
    assert Invitation.objects.get().withdrawn_at is not None


def test_who_sees_the_event_no_more_is_not_told_what_it_became(event, invitation, staff):
    change(
        event,
        staff,
        visibility="centre",
        title_en="KANARINA",
        venue_en="KANARINA",
        starts_at=MONDAY + timedelta(days=20),
        ends_at=MONDAY + timedelta(days=20, hours=1),
    )

    ((_address, content),) = waiting()
    assert "KANARINA" not in str(content)
    _method, entry = entry_of(content)
    assert str(entry["summary"]) == "Invitation withdrawn: Meeting"
    assert entry["dtstart"].dt == MONDAY + timedelta(days=10)


def test_withdrawn_invitation_is_told_no_change(event, invitation, staff):
    withdraw(invitation=invitation)
    empty_outbox()

    move(event, staff)

    assert not waiting()


def test_who_was_withdrawn_can_be_invited_again_and_answers_anew(event, invitation, staff):
    say_yes(invitation)
    withdraw(invitation=invitation)
    empty_outbox()

    (again,) = invite_all(event, staff)

    assert again == invitation
    assert (again.answer, again.people, again.withdrawn_at) == ("none", None, None)
    assert newest().subject.startswith("Invitation: Meeting")


def test_organisation_without_an_address_is_invited_without_a_mail(staff):
    organisation = OrganisationFactory()
    event = ahead(10, organisation)

    assert len(invite_all(event, staff)) == 1
    move(event, staff)

    assert not waiting()
    assert User.objects.acting_for(organisation).count() == 0


def test_host_is_not_invited_to_its_own_event(event, institution, staff):
    host = organisation_with_address("host@tirana.example")
    event.parts.create(organisation=host, part="host")

    assert host not in invitable(event)


def test_organisation_that_has_no_part_any_more_is_not_expected(event, invitation, staff):
    change(event, staff, parts=[])

    assert newest().subject.startswith("Invitation withdrawn")
    assert Invitation.objects.get().withdrawn_at is not None


def test_who_is_still_invited_by_another_organisation_keeps_the_entry(institution, staff):
    other = organisation_with_address("other@tirana.example")
    user = partner_user(institution)
    GrantFactory(user=user, role="partner", organisation=other)
    event = ahead(10, institution, other)
    invite_all(event, staff)
    empty_outbox()

    withdraw(invitation=Invitation.objects.get(organisation=institution))

    assert [address for address, _content in waiting()] == ["info@tirana.example"]


def test_each_choice_of_the_mail_has_a_button_that_keeps_nothing_by_itself(
    client, event, invitation, staff
):
    content = write_mail(InvitationMail.INVITATION, invitation, event, "info@tirana.example", "en")

    buttons = r'class="button"\s+href="[^"?]+\?answer=(\w+)"'
    answers = re.findall(buttons, squeezed(content.html))
    assert answers == ["yes", "maybe", "no"]
    assert '<meta name="viewport"' in content.html
    assert content.html.count("<h1>") == content.html.count("<main>") == 1
    assert "because you speak for" in content.html
    assert "because you speak for" in content.text
    url = reverse("answer_by_link", args=[token_for_contact(invitation)])
    page = client.get(url + "?answer=no")
    assert page.context["form"].initial["answer"] == "no"
    assert Invitation.objects.get(pk=invitation.pk).answer == "none"
    assert "answer" not in client.get(url + "?answer=nonsense").context["form"].initial

"""What the link in a mail opens beside the answer: naming people, the file; and a no after that."""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from events.inviting.services import answer_invitation, withdraw
from events.models import Invitation, Registration
from events.partner.representatives.services import name_representative
from participants.models import Category, Participant
from tests.events.inviting.helping import (
    ahead,
    invite_all,
    organisation_with_address,
    partner_user,
    token_for_contact,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def police(centre):
    return organisation_with_address(name_en="The police")


@pytest.fixture
def event(police):
    start = timezone.now().replace(microsecond=0) + timedelta(days=9)
    return ahead(9, police, starts_at=start, ends_at=start + timedelta(hours=2))


@pytest.fixture
def invitation(event, staff):
    [made] = invite_all(event, staff)
    return made


def url(route, invitation):
    return reverse(route, args=[token_for_contact(invitation)])


def person(first="Arta", last="Prifti", **fields):
    return {"first_name": first, "last_name": last, "sex": "female", "category": "police"} | fields


@pytest.fixture
def named(event, police):
    """Two people whom the organisation named on its own page."""
    user = partner_user(police)
    category = Category.objects.get(code="police")
    return [
        name_representative(
            event=event,
            organisation=police,
            named_by=user,
            first_name=first,
            last_name="Hoxha",
            sex="female",
            category=category,
        )
        for first in ("Ana", "Besa")
    ]


def standing():
    return Registration.objects.standing().count()


# Naming


def test_whoever_has_the_link_names_whom_they_send(client, invitation, police):
    response = client.post(url("name_by_link", invitation), person())

    assert response.status_code == 302
    row = Registration.objects.get()
    assert (row.participant.last_name, row.organisation) == ("Prifti", police)
    assert (row.source, row.status) == ("partner", "registered")


def test_the_page_says_how_many_are_named_and_never_who(client, invitation, named):
    text = client.get(url("answer_by_link", invitation)).content.decode()

    assert "2 people are named by your organisation" in text
    for name in ("Ana", "Besa", "Hoxha"):
        assert name not in text


def test_the_same_name_again_is_the_same_person(client, invitation, named):
    client.post(url("name_by_link", invitation), person("Ana", "Hoxha"))

    assert Participant.objects.filter(last_name="Hoxha").count() == 2
    assert standing() == 2


def test_a_name_of_somebody_else_finds_nobody(client, invitation, centre):
    """A child of the centre bears that name: the link neither shows nor takes it."""
    child = Participant.objects.create(
        first_name="Drita", last_name="Leka", category=Category.objects.get(code="child")
    )
    response = client.post(url("name_by_link", invitation), person("Drita", "Leka"), follow=True)

    assert Registration.objects.get().participant != child
    assert "Drita" not in response.content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, invitation):
    response = client.post(url("name_by_link", invitation), person(first="", last="Prifti"))

    text = response.content.decode()
    assert "Enter the first name." in text
    assert 'value="Prifti"' in text
    assert not Registration.objects.exists()


def test_a_dead_link_names_nobody_and_gives_no_file(client, invitation):
    name, file = url("name_by_link", invitation), url("calendar_by_link", invitation)
    withdraw(invitation=invitation)

    assert client.post(name, person()).status_code == 404
    assert client.get(file).status_code == 404
    assert not Registration.objects.exists()


def test_nobody_is_named_once_it_was_cancelled(client, event, invitation):
    event.status = "cancelled"
    event.save()

    client.post(url("name_by_link", invitation), person())

    assert (
        "Name whom you send" not in client.get(url("answer_by_link", invitation)).content.decode()
    )
    assert standing() == 0


# The file


def test_the_link_gives_the_event_as_a_file_of_a_calendar(client, event, invitation, settings):
    response = client.get(url("calendar_by_link", invitation))

    calendar = icalendar.Calendar.from_ical(response.content)
    [entry] = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert str(entry["SUMMARY"]) == "Meeting"
    assert "ATTENDEE" not in entry
    assert response["Content-Disposition"] == 'attachment; filename="event.ics"'


def test_the_file_of_a_sensitive_event_tells_neither_title_nor_place(client, event, invitation):
    event.is_sensitive = True
    event.save()

    text = client.get(url("calendar_by_link", invitation)).content.decode()

    assert "Activity" in text
    for canary in ("Meeting", "Takim", "The hall", "Salla", event.centre.name):
        assert canary not in text


# No, after people were named


def test_a_no_asks_what_becomes_of_those_who_are_named(client, invitation, named):
    response = client.post(url("answer_by_link", invitation), {"answer": "no"})

    content = response.content.decode()
    assert "You named 2 people. Say whether they come." in content
    assert "(optional)" not in content.split("The people whom you named")[-1][:200]
    assert Invitation.objects.get().answer == "none"
    assert standing() == 2


def test_they_are_taken_off_with_the_answer(client, invitation, named):
    client.post(url("answer_by_link", invitation), {"answer": "no", "named": "off"})

    assert Invitation.objects.get().answer == "no"
    assert standing() == 0


def test_or_they_come_all_the_same(client, invitation, named):
    client.post(url("answer_by_link", invitation), {"answer": "no", "named": "stay"})

    assert Invitation.objects.get().answer == "no"
    assert standing() == 2


def test_a_yes_asks_nothing_and_takes_nobody_off(client, invitation, named):
    client.post(url("answer_by_link", invitation), {"answer": "yes", "named": "off"})

    assert Invitation.objects.get().answer == "yes"
    assert standing() == 2


def test_whom_the_centre_wrote_down_stays(client, invitation, named):
    Registration.objects.filter(pk=named[0].pk).update(source="staff")

    client.post(url("answer_by_link", invitation), {"answer": "no", "named": "off"})

    assert list(Registration.objects.standing()) == [named[0]]


def test_with_an_account_it_is_asked_too(client, event, police, invitation, named):
    client.force_login(partner_user(police))
    answer = reverse("events:answer_invitation", args=[event.pk, police.pk])

    asked = client.post(answer, {"answer": "no"})
    client.post(answer, {"answer": "no", "named": "off"})

    assert "You named 2 people" in asked.content.decode()
    assert standing() == 0


def test_people_of_others_are_not_asked_about(client, event, invitation, staff, named):
    other = organisation_with_address("other@tirana.example")
    event.parts.create(organisation=other, part="invited")
    [theirs] = invite_all(event, staff)

    client.post(url("answer_by_link", theirs), {"answer": "no", "named": "off"})

    theirs.refresh_from_db()
    assert theirs.answer == "no"
    assert standing() == 2


# A remark; a stale page


def test_a_remark_goes_with_the_answer(client, invitation, staff, event):
    client.post(url("answer_by_link", invitation), {"answer": "yes", "remark": "Two come later"})
    client.force_login(staff)

    assert Invitation.objects.get().remark == "Two come later"
    link = url("answer_by_link", invitation)
    assert "Two come later" not in client.get(link).content.decode()  # links are passed on
    client.post(link, {"answer": "yes", "remark": ""})
    assert Invitation.objects.get().remark == "Two come later"
    for page in (
        reverse("events:invitations"),
        reverse("events:event_detail", args=[event.pk]),
        reverse("events:invitation_called", args=[invitation.pk]),
    ):
        assert "Two come later" in client.get(page).content.decode()


def test_a_stale_page_says_what_was_answered_meanwhile(client, invitation):
    form = client.get(url("answer_by_link", invitation)).context["answer_form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"answer": "no"}
    answer_invitation(invitation=invitation, answer="yes", people=3, way="phone")

    response = client.post(url("answer_by_link", invitation), sent)

    assert "Somebody answered meanwhile: “We are coming”" in response.content.decode()


# One page of an event


def test_a_partner_has_one_page_of_an_event(client, event, police, invitation):
    client.force_login(partner_user(police))

    response = client.get(reverse("events:event_detail", args=[event.pk]))

    assert response.status_code == 302
    assert response.url == reverse("events:partner_event", args=[event.pk, police.pk])

"""Whom partners name: only their own people, and no name of anybody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import AccessLog
from events.event.services import change_status
from events.inviting.services import invitable, invite
from events.models import Event, Registration
from events.register.marks.services import mark_attendance
from events.register.people.services import cancel_registration
from participants.models import Category, Participant
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db):
    return EventFactory(
        planned=True,
        starts_at=timezone.now() + timedelta(days=3),
        visibility="all_partners",
        title_en="Meeting",
    )


@pytest.fixture
def desk(client, partner, event, organisation):
    """What the partner's user does on the page of the event."""
    client.force_login(partner)
    return Desk(client, event, organisation)


class Desk:
    def __init__(self, client, event, organisation):
        self.client, self.event, self.organisation = client, event, organisation

    def url(self, route="partner_event", *more):
        return reverse(f"events:{route}", args=[self.event.pk, self.organisation.pk, *more])

    def page(self):
        return self.client.get(self.url())

    def text(self):
        return self.page().content.decode()

    def name(self, first_name="Hana", last_name="Kola", **more):
        typed = {
            "first_name": first_name,
            "last_name": last_name,
            "sex": "female",
            "category": "institution",
        }
        return self.client.post(self.url("add_representative"), typed | more)

    def name_again(self, person):
        return self.client.post(self.url("add_representative"), {"person": person.pk})

    def remove(self, registration):
        return self.client.post(self.url("remove_representative", registration.pk))


def stands_for(organisation, event, category="institution", **person):
    """Somebody whom the centre put on the register for an organisation."""
    return RegistrationFactory(
        event=event,
        organisation=organisation,
        category=Category.objects.get(code=category),
        participant=ParticipantFactory(**person),
    )


def test_new_person_is_registered_for_the_organisation_and_to_be_completed(
    desk, partner, organisation
):
    desk.name()

    registration = Registration.objects.get()
    assert (registration.source, registration.organisation) == ("partner", organisation)
    assert registration.category.code == "institution"
    person = registration.participant
    assert (person.first_name, person.last_name, person.sex) == ("Hana", "Kola", "female")
    assert person.needs_completion
    assert registration.history.get().history_user == partner
    assert "Hana Kola" in desk.text()


def test_parent_who_once_came_for_the_organisation_comes_for_it_again(desk, organisation):
    other = EventFactory(
        planned=True, starts_at=timezone.now() + timedelta(days=5), visibility="all_partners"
    )
    earlier = stands_for(organisation, other, "teacher", category_id=category_id("parent"))
    cancel_registration(registration=earlier, cancelled_by=None)

    desk.name_again(earlier.participant)

    registration = Registration.objects.get(event=desk.event)
    assert registration.category.code == "teacher"
    assert registration.participant.category.code == "parent"


def category_id(code):
    return Category.objects.get(code=code).pk


def test_same_name_twice_is_one_person(desk):
    desk.name()
    desk.name("HANA", "kola")

    assert Participant.objects.count() == 1
    assert Registration.objects.count() == 1


def test_somebody_named_before_is_chosen_for_another_event(desk, event):
    desk.name()
    person = Participant.objects.get()
    desk.event = EventFactory(
        planned=True, starts_at=timezone.now() + timedelta(days=5), visibility="all_partners"
    )

    desk.name_again(person)

    assert Participant.objects.count() == 1
    assert Registration.objects.get(event=desk.event).source == "partner"


def test_person_of_the_centre_with_the_same_name_is_neither_shown_nor_taken(desk, centre):
    known = ParticipantFactory(first_name="Hana", last_name="Kola", centre=centre, phone="0691")

    desk.name()

    registration = Registration.objects.get()
    assert registration.participant != known
    page = desk.text()
    assert "0691" not in page
    assert "duplicate" not in page.lower()


@pytest.mark.parametrize("category", ["parent", "child", "young_person", "volunteer", "staff"])
def test_families_whom_the_organisation_brought_are_not_shown(desk, organisation, category):
    registration = stands_for(
        organisation, desk.event, category, first_name="KANARINA", last_name="KANARINA"
    )

    assert "KANARINA" not in desk.text()
    assert "KANARINA" not in desk.client.get(reverse("events:partner_page")).content.decode()
    assert desk.name_again(registration.participant).status_code == 200  # refused, page again
    assert desk.remove(registration).status_code == 404


def test_people_of_other_organisations_are_not_shown_nor_chosen(desk):
    other = stands_for(OrganisationFactory(), desk.event, first_name="KANARINA")

    assert "KANARINA" not in desk.text()
    refused = desk.name_again(other.participant)
    assert refused.status_code == 200
    assert "KANARINA" not in refused.content.decode()
    assert desk.remove(other).status_code == 404
    assert Registration.objects.count() == 1


def test_whom_the_centre_wrote_down_for_the_organisation_is_shown_but_not_taken_off(
    desk, organisation
):
    registration = stands_for(organisation, desk.event, first_name="Artan", last_name="Meta")

    assert "Artan Meta" in desk.text()
    desk.remove(registration)

    registration.refresh_from_db()
    assert registration.status == "registered"


def test_whom_the_partner_named_can_be_taken_off_until_the_start(desk):
    desk.name()
    registration = Registration.objects.get()

    desk.remove(registration)
    registration.refresh_from_db()
    assert registration.status == "cancelled"
    assert "Hana Kola" not in desk.text().split("Somebody you named before")[0]

    desk.name()
    Event.objects.update(starts_at=timezone.now() - timedelta(minutes=5))
    desk.remove(registration)
    registration.refresh_from_db()
    assert registration.status == "registered"


def test_nobody_is_named_once_it_has_begun_or_is_called_off(desk, coordinator):
    Event.objects.update(starts_at=timezone.now() - timedelta(minutes=5))
    assert "has begun" in desk.name().content.decode()
    Event.objects.update(starts_at=timezone.now() + timedelta(days=1))
    change_status(event=desk.event, status="cancelled", changed_by=coordinator)
    assert "cancelled or postponed" in desk.name().content.decode()

    assert not Registration.objects.exists()
    assert not Participant.objects.exists()


def test_no_answer_is_missed_once_it_is_called_off(desk, coordinator, organisation):
    desk.event.parts.create(organisation=organisation, part="invited")
    invite(event=desk.event, organisations=invitable(desk.event), invited_by=coordinator)
    change_status(event=desk.event, status="cancelled", changed_by=coordinator)

    assert "chip-attention" not in desk.text()
    assert "An answer is no longer needed" in desk.text()


def test_what_was_typed_stays_where_something_is_missing(desk):
    page = desk.name(last_name="1").content.decode()

    assert 'value="Hana"' in page
    assert not Participant.objects.exists()


def test_refused_form_can_be_read_in_the_other_language(desk):
    page = desk.name(last_name="1").content.decode()

    assert f'name="next" value="{desk.url()}"' in page


def test_full_event_puts_them_on_the_waiting_list(desk):
    Event.objects.update(capacity=1)
    desk.name()
    desk.name("Artan", "Meta")

    waiting = Registration.objects.get(participant__first_name="Artan")
    assert waiting.status == "waitlisted"
    assert "On the waiting list" in desk.text()


def test_organisation_names_no_more_than_one_event_takes(desk, organisation, monkeypatch):
    monkeypatch.setattr("events.partner.representatives.services.MOST", 2)
    for name in ("A", "B", "C"):
        desk.name(f"Hana{name}")

    assert Registration.objects.count() == 2


def test_partner_sees_afterwards_whether_they_came(desk, staff):
    desk.name()
    Event.objects.update(starts_at=timezone.now() - timedelta(minutes=5))
    mark_attendance(registration=Registration.objects.get(), attendance="late", marked_by=staff)

    assert "chip-late" in desk.text()


def test_other_fields_change_nothing(desk, organisation):
    other = OrganisationFactory()
    desk.name(organisation=other.pk, source="staff", attendance="present", phone="0691", age="7")

    registration = Registration.objects.get()
    assert registration.organisation == organisation
    assert (registration.source, registration.attendance) == ("partner", "unmarked")
    assert (registration.participant.phone, registration.participant.told_age) == ("", None)


def test_category_of_families_is_refused(desk):
    assert desk.name(category="child").status_code == 200

    assert not Registration.objects.exists()


def test_names_that_were_seen_leave_a_line_in_the_log(desk, partner):
    desk.name()
    desk.page()

    line = AccessLog.objects.filter(user=partner, action="view_participants").latest("pk")
    assert line.object_id == str(desk.event.pk)
    assert line.detail["shown"] == 1


@pytest.mark.parametrize("route", ["partner_event", "add_representative", "answer_invitation"])
@pytest.mark.parametrize("what", ["organisation", "event"])
def test_other_organisation_and_unshared_event_do_not_exist(desk, route, what):
    if what == "organisation":
        desk.organisation = OrganisationFactory()
    else:
        desk.event = EventFactory(visibility="centre", starts_at=desk.event.starts_at)
    call = desk.client.get if route == "partner_event" else desk.client.post

    assert call(desk.url(route)).status_code == 404


def test_second_user_of_the_organisation_sees_the_same_and_a_stranger_does_not(
    desk, client, organisation
):
    desk.name()
    client.force_login(user_with("partner", organisation=organisation))
    assert "Hana Kola" in desk.text()

    client.force_login(user_with("partner", organisation=OrganisationFactory()))
    assert desk.page().status_code == 404
    assert "Hana" not in client.get(reverse("events:partner_page")).content.decode()


def test_person_whom_the_centre_marked_is_not_taken_off(desk, staff):
    desk.name()
    registration = Registration.objects.get()
    Registration.objects.update(attendance="present", marked_at=timezone.now())

    desk.remove(registration)

    registration.refresh_from_db()
    assert (registration.status, registration.attendance) == ("registered", "present")


def test_representatives_of_one_name_are_told_apart_by_what_the_partner_knows(desk, organisation):
    facts = {"first_name": "Ana", "last_name": "Hoxha", "father_name": "Petrit"}
    for day in (6, 7, 7):
        stands_for(
            organisation,
            EventFactory(
                starts_at=datetime(2021, 10, day, 12, tzinfo=UTC), visibility="all_partners"
            ),
            **facts,
        )
    stands_for(organisation, EventFactory(visibility="all_partners"), first_name="Zana")

    offered = [label for _key, label in desk.page().context["known_form"].fields["person"].choices]

    days = [date_format(date(2021, 10, day)) for day in (6, 7)]
    assert offered[:3] == [
        f"Ana Hoxha ({days[0]})",
        f"Ana Hoxha ({days[1]}, 1)",
        f"Ana Hoxha ({days[1]}, 2)",
    ]
    assert offered[3].startswith("Zana")
    assert "(" not in offered[3]
    assert "Petrit" not in desk.text()


def test_two_of_one_name_at_one_event_are_numbered(desk, event, organisation):
    for _person in range(2):
        stands_for(organisation, event, first_name="Ana", last_name="Hoxha")
    stands_for(organisation, event, first_name="Ben", last_name="Hoxha")

    names = [row.participant.listed_name for row in desk.page().context["people"]]

    assert sorted(names) == ["Ana Hoxha (1)", "Ana Hoxha (2)", "Ben Hoxha"]

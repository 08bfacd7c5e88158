"""The children who usually come, added with one tap and taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Registration
from events.register.families.services import register_family, undo_family
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.register.addresses import url
from tests.events.register.families.coming import HTMX, arrives, came, child_of, text
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
# The act


def test_the_children_are_registered_and_present_as_one_act(event, mother, staff):
    new, expected, there = (child_of(mother) for _child in range(3))
    RegistrationFactory(event=event, participant=expected, category=expected.category)
    arrives(event, there)

    _moment, changed = register_family(
        event=event, participants=[new, expected, there], registered_by=staff
    )

    assert {row.participant for row in changed} == {new, expected}
    assert event.registrations.filter(attendance="present").count() == 3


def test_undo_takes_all_of_them_back_to_where_they_stood(event, mother, staff):
    new, expected, away = (child_of(mother) for _child in range(3))
    rows = {
        person: RegistrationFactory(
            event=event,
            participant=person,
            category=person.category,
            attendance=mark,
            marked_at=None if mark == "unmarked" else timezone.now(),
        )
        for person, mark in [(expected, "unmarked"), (away, "absent")]
    }
    moment, changed = register_family(
        event=event, participants=[new, expected, away], registered_by=staff
    )

    undone = undo_family(event=event, registrations=changed, moment=moment, undone_by=staff)

    assert undone == 3
    marks = {row.participant: (row.status, row.attendance) for row in event.registrations.all()}
    assert marks == {
        new: ("cancelled", "unmarked"),
        expected: ("registered", "unmarked"),
        away: ("registered", "absent"),
    }
    assert rows[expected].history.count() == 3


def test_undo_leaves_whoever_was_marked_again_since(event, mother, staff, coordinator):
    first, second = child_of(mother), child_of(mother)
    moment, changed = register_family(
        event=event, participants=[first, second], registered_by=staff
    )
    Registration.objects.filter(pk=changed[0].pk).update(marked_by=coordinator)

    undone = undo_family(event=event, registrations=changed, moment=moment, undone_by=staff)

    assert undone == 1
    assert event.registrations.attended().get().participant == first


def test_a_child_on_the_waiting_list_who_came_is_put_back_there(event, mother, staff):
    event.capacity = 1
    event.save()
    child, since = child_of(mother), timezone.now() - timedelta(days=1)
    arrives(event, mother)
    RegistrationFactory(
        event=event,
        participant=child,
        category=child.category,
        status="waitlisted",
        waitlisted_at=since,
    )
    moment, changed = register_family(event=event, participants=[child], registered_by=staff)
    assert changed[0].status == "registered"

    undo_family(event=event, registrations=changed, moment=moment, undone_by=staff)

    place = event.registrations.get(participant=child)
    assert (place.status, place.waitlisted_at) == ("waitlisted", since)


@pytest.fixture
def family(mother):
    """The mother and three children who come every week."""
    children = [
        child_of(mother, first_name=name, last_name="Çela") for name in "Ana Ben Mira".split()
    ]
    for days in (7, 14):
        came([mother, *children], days=days)
    return children


def marks_mother(desk, event, mother, **options):
    place = event.registrations.filter(participant=mother).first()
    place = place or RegistrationFactory(event=event, participant=mother)
    return desk.post(url("mark", event, place.pk), {"attendance": "present"}, **options)


# The screens


@pytest.mark.parametrize("options", [{"headers": HTMX}, {"follow": True}])
def test_marking_a_guardian_offers_the_children(desk, event, mother, family, options):
    answer = text(marks_mother(desk, event, mother, **options))

    for child in family:
        assert f'name="participant" value="{child.pk}"' in answer
    assert f'value="{",".join(str(child.pk) for child in family)}"' in answer
    assert "All 3" in answer


def test_a_known_guardian_who_walks_in_is_offered_the_children_too(desk, event, mother, family):
    answer = desk.post(url("add_known_person", event), {"participant": mother.pk}, headers=HTMX)

    assert "All 3" in text(answer)


def test_one_tap_adds_all_of_them_and_undo_takes_all_back(desk, event, mother, family):
    marks_mother(desk, event, mother, headers=HTMX)
    ids = ",".join(str(child.pk) for child in family)

    answer = desk.post(url("add_family", event), {"participant": ids}, headers=HTMX)

    assert "3 children are registered and present." in text(answer)
    assert "All 3" not in text(answer)
    assert event.registrations.attended().count() == 4
    [message] = answer.context["messages"]

    desk.post(message.extra_tags.partition("undo:")[2], headers=HTMX)

    assert event.registrations.attended().get().participant == mother


def test_one_tap_adds_one_of_them(desk, event, mother, family):
    marks_mother(desk, event, mother)

    answer = desk.post(url("add_family", event), {"participant": family[2].pk}, follow=True)

    assert '<span translate="no">Mira Çela</span> is registered and present.' in text(answer)
    assert event.registrations.attended().count() == 2
    assert "All 2" in text(answer)


@pytest.mark.parametrize("ids", ["", "x", "1,", "1;2", "1" * 30, "1,2" * 300])
def test_what_is_no_list_of_ids_is_refused(desk, event, ids):
    assert desk.post(url("add_family", event), {"participant": ids}).status_code == 400


def test_a_child_of_another_centre_is_not_there_and_nobody_is_added(desk, event, family):
    stranger = ParticipantFactory(centre=CentreFactory())

    response = desk.post(url("add_family", event), {"participant": f"{family[0].pk},{stranger.pk}"})

    assert response.status_code == 404
    assert not event.registrations.exists()


def test_a_closed_register_takes_no_family(desk, event, family):
    event.register_closed_at = timezone.now()
    event.save()

    response = desk.post(url("add_family", event), {"participant": family[0].pk}, follow=True)

    assert "The register is closed." in text(response)
    assert not event.registrations.exists()


def test_a_volunteer_sees_short_names_of_the_children(client, volunteer, event, mother, family):
    lately = EventFactory(centre=event.centre, starts_at=event.starts_at - timedelta(hours=30))
    for meeting in (event, lately):  # the children are known to her from one of her meetings
        meeting.volunteers.add(volunteer)
    for child in family:
        RegistrationFactory(event=lately, participant=child)
    client.force_login(volunteer)
    client.get(reverse("health"))

    answer = text(marks_mother(client, event, mother, headers=HTMX))

    assert f'name="participant" value="{family[0].pk}"' in answer
    assert "Çela" not in answer
    assert "Ç." in answer


def test_the_page_needs_as_many_queries_for_five_families_as_for_one(
    desk, event, mother, family, centre, django_assert_max_num_queries
):
    arrives(event, mother)
    desk.get(url("register", event))  # the session notes that a register is on the screen
    with django_assert_max_num_queries(16) as few:
        desk.get(url("register", event))
    for _family in range(4):
        adult = ParticipantFactory(centre=centre)
        children = [child_of(adult), child_of(adult)]
        for days in (7, 14):
            came([adult, *children], days=days)
        arrives(event, adult)
        arrives(event, children[0])

    with django_assert_max_num_queries(17) as many:
        desk.get(url("register", event))

    assert len(many) <= len(few) + 1  # what children lack, once for all of them

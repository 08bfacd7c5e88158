"""Marking somebody otherwise corrects no recorded age: only a changed fact about it does."""

from datetime import date

import pytest

from events.models import Registration
from events.register.closing.services import close_register, correct_attendance
from events.register.marks.services import mark_attendance, mark_unmarked
from events.register.people.services import cancel_registration
from events.register.places.waiting_list import restore_registration
from participants.models import Participant
from tests.databases import unguarded
from tests.events.importing.import_files import attendance, load, rejected

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "centre")]


@pytest.fixture
def place():
    """Told as 17 in March and as 18 in June: the age of June was told for that event itself."""
    rows = [
        attendance("Mars", "2021-03-06 10:00", person="1", age="17"),
        attendance("Qershor", "2021-06-06 10:00", person="1", age="18"),
    ]
    assert rejected(load(rows)) == {}
    place = Registration.objects.get(event__title_sq="Qershor")
    assert (place.age, place.participant.age_on(place.event.local_date)) == (18, 17)
    return place


def fresh(place):
    return Registration.objects.select_related("event", "participant").get(pk=place.pk)


def mark(place, attendance, by):
    mark_attendance(registration=fresh(place), attendance=attendance, marked_by=by)


def test_who_came_late_is_as_old_as_before(place, staff):
    mark(place, "late", staff)

    assert fresh(place).age == 18


def test_a_mark_taken_away_and_given_again_is_as_old_as_before(place, staff):
    mark(place, "unmarked", staff)
    assert fresh(place).age is None
    mark(place, "present", staff)

    assert fresh(place).age == 18


def test_all_who_are_left_are_as_old_as_before(place, staff):
    mark(place, "unmarked", staff)
    mark_unmarked(event=place.event, attendance="present", marked_by=staff)

    assert fresh(place).age == 18


def test_taken_off_and_put_back_is_as_old_as_before(place, staff):
    cancel_registration(registration=fresh(place), cancelled_by=staff)
    restore_registration(registration=fresh(place), attendance="present", restored_by=staff)

    assert fresh(place).age == 18


def test_a_correction_after_closing_is_as_old_as_before(place, staff, coordinator):
    mark(place, "absent", staff)
    close_register(event=fresh(place).event, closed_by=staff)
    correct_attendance(
        registration=fresh(place), attendance="present", reason="There", corrected_by=coordinator
    )

    assert fresh(place).age == 18


def test_a_fact_that_changed_meanwhile_counts(place, staff):
    mark(place, "unmarked", staff)
    person = place.participant
    person.told_age = person.age_told_on = None
    person.birth_date = date(2005, 1, 1)
    person.save()

    mark(place, "present", staff)

    assert fresh(place).age == 16


def test_an_age_that_followed_from_the_earlier_fact_follows_the_new_one(place, staff):
    march = Registration.objects.get(event__title_sq="Mars")
    Registration.objects.filter(pk=place.pk).update(age=17)
    with unguarded():
        place.history.update(age=17)
    mark(place, "unmarked", staff)
    person = Participant.objects.get(pk=march.participant_id)
    person.told_age = person.age_told_on = None
    person.birth_year = 2003
    person.save()

    mark(place, "present", staff)

    assert fresh(place).age == 18


def test_a_file_that_says_late_leaves_the_age(place):
    row = attendance("Qershor", "2021-06-06 10:00", person="1", attendance="late")

    assert rejected(load([row])) == {}

    assert (fresh(place).attendance, fresh(place).age) == ("late", 18)


def test_a_file_that_tells_another_age_corrects_it(place):
    row = attendance("Qershor", "2021-06-06 10:00", person="1", attendance="late", age="19")

    assert rejected(load([row])) == {}

    assert fresh(place).age == 19


def test_another_day_of_the_event_counts(place, staff):
    mark(place, "unmarked", staff)
    event = fresh(place).event
    event.starts_at = event.starts_at.replace(year=2022)
    event.save()

    mark(place, "present", staff)

    assert fresh(place).age == 18  # 17 in March 2021

"""Two at once on one series, each race with its lock and without it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from events.models import Event, Series, SeriesMember
from events.series import members, services
from events.series.grid import services as grid_services
from tests.at_once import Gate, at_once, held_after
from tests.events.series.groups import group
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_make_the_same_series_make_one(monkeypatch, centre, staff, is_locked):
    held_after(monkeypatch, services, "_sent_already", Gate(2))

    def make():
        return services.create_series(
            series=group(centre=centre, title_sq="Grupi"), created_by=staff
        )

    at_once(make, make)

    assert Series.objects.count() == (1 if is_locked else 2)
    assert Event.objects.count() == 4 * Series.objects.count()


def test_two_who_add_the_same_person_make_one_member(monkeypatch, centre, staff, is_locked):
    series = services.create_series(series=group(centre=centre), created_by=staff)
    person = ParticipantFactory()
    held_after(monkeypatch, members, "_check", Gate(2))

    def join():
        return members.add_member(
            series=series, participant=person, joined_on=series.starts_on, added_by=staff
        )

    outcome = at_once(join, join)

    # Without the lock nobody is told: the database alone refuses the second.
    refusal = ValidationError if is_locked else DatabaseError
    assert [isinstance(answer, refusal) for answer in outcome].count(True) == 1
    assert SeriesMember.objects.count() == 1


def test_two_who_type_into_one_cell_one_of_them_is_told(
    monkeypatch,
    centre,
    staff,
    coordinator,
    is_locked,
):
    series = services.create_series(series=group(centre=centre), created_by=staff)
    event, person = series.events.earliest("starts_at"), ParticipantFactory()
    members.add_member(
        series=series, participant=person, joined_on=series.starts_on, added_by=staff
    )
    held_after(monkeypatch, grid_services, "_members", Gate(2))

    def type_in(wanted, user):
        cells = [grid_services.SentCell(event.pk, person.pk, "unmarked", wanted)]
        rows = series.events.all()
        return grid_services.type_marks(series=series, events=rows, cells=cells, typed_by=user)

    outcome = at_once(lambda: type_in("present", staff), lambda: type_in("absent", coordinator))

    answered = [typed for typed in outcome if isinstance(typed, grid_services.Typed)]
    told = sum(len(typed.overtaken) for typed in answered)
    if is_locked:
        assert (told, sum(typed.written for typed in answered)) == (1, 1)
    else:  # nobody is told: both are written, or the database alone refuses the second
        assert told == 0

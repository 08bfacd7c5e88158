"""The grid of a series: what it shows, what can be typed, and what two people do to each other."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from accounts.models import AccessLog
from events.models import Event, Registration
from events.series.grid.services import SentCell, type_marks
from events.series.members import add_member
from events.series.services import create_series
from tests.events.factories import EventFactory, RegistrationFactory, SeriesFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
FIRST = date(2026, 10, 6)


@pytest.fixture(autouse=True)
def _third_week():
    """It is 20 October 2026, 18:00 in Tirana: two meetings are over, one goes on, one is ahead."""
    with time_machine.travel(datetime(2026, 10, 20, 16, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def series(centre, staff):
    return _series(centre, staff)


def _series(centre, staff, ends_on=date(2026, 10, 27)):
    series = SeriesFactory.build(centre=centre, starts_on=FIRST, ends_on=ends_on)
    return create_series(series=series, created_by=staff)


@pytest.fixture
def join(series, staff):
    def join(joined_on=FIRST, **names):
        person = ParticipantFactory(**names)
        add_member(series=series, participant=person, joined_on=joined_on, added_by=staff)
        return person

    return join


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def event_of(series, day):
    return series.events.get(starts_on=date(2026, 10, day))


def cell(event, person, shown="unmarked", wanted="present"):
    return SentCell(event.pk, person.pk, shown, wanted)


def name(event, person, shown="unmarked"):
    return f"c.{event.pk}.{person.pk}.{shown}"


def grid_url(series, route="series_grid"):
    return reverse(f"events:{route}", args=[series.pk, 2026, 10])


def lines_of(response):
    return {
        line.person.last_name: [square.mark for square in line.squares]
        for line in response.context["grid"].lines
    }


# The page


def test_the_grid_has_a_line_for_each_member_and_a_column_for_each_date(desk, series, join):
    join(first_name="Ana", last_name="Çela")
    join(first_name="Ben", last_name="Cuka", joined_on=date(2026, 10, 14))
    join(first_name="Zef", last_name="Dervishi", joined_on=date(2026, 11, 3))

    response = desk.get(grid_url(series))

    assert [line.person.last_name for line in response.context["grid"].lines] == ["Cuka", "Çela"]
    assert lines_of(response) == {
        "Cuka": [None, None, "unmarked", "unmarked"],
        "Çela": ["unmarked"] * 4,
    }
    assert response.context["grid"].events[0].starts_on == FIRST


def test_past_and_todays_open_registers_can_be_typed_into_and_no_others(desk, series, join):
    person = join()
    Event.objects.filter(pk=event_of(series, 6).pk).update(
        status="held", register_closed_at="2026-10-06T18Z"
    )

    page = desk.get(grid_url(series)).content.decode()

    assert name(event_of(series, 6), person) not in page  # closed
    assert name(event_of(series, 13), person) in page
    assert name(event_of(series, 20), person) in page
    assert name(event_of(series, 27), person) not in page  # ahead


def test_a_guest_who_became_a_member_shows_the_mark_from_before(desk, series, join):
    person = join(last_name="Çela", joined_on=date(2026, 10, 14))
    RegistrationFactory(event=event_of(series, 6), participant=person, present=True)

    assert lines_of(desk.get(grid_url(series)))["Çela"] == ["present", None, *["unmarked"] * 2]


def test_guests_have_lines_below_the_members(desk, series, join):
    join(last_name="Zeqo")
    for last_name in ("Çela", "Arra"):
        guest = ParticipantFactory(first_name="Ana", last_name=last_name)
        RegistrationFactory(event=event_of(series, 6), participant=guest, present=True)
    taken_off = RegistrationFactory(event=event_of(series, 6), status="cancelled").participant

    response = desk.get(grid_url(series))

    grid = response.context["grid"]
    lines = [(line.person.last_name, line.is_guest) for line in grid.lines]
    assert lines == [("Zeqo", False), ("Arra", True), ("Çela", True)]
    assert lines_of(response)["Arra"] == ["present", None, None, None]
    column = [line.squares[0].mark for line in grid.lines]
    assert column.count("present") == grid.events[0].came == 2
    assert taken_off.last_name not in response.content.decode()


def test_the_mark_of_a_guest_can_be_typed(desk, series):
    guest = RegistrationFactory(event=event_of(series, 13), present=True).participant

    answer = {name(event_of(series, 13), guest, "present"): "late"}
    desk.post(grid_url(series, "series_grid_save"), answer)

    assert Registration.objects.get(participant=guest).attendance == "late"


def test_a_quarter_begins_where_quarters_do(desk, series, join):
    join()

    response = desk.get(grid_url(series).replace("/10/", "/11/") + "?months=3")

    assert len(response.context["grid"].events) == 4


def test_the_address_without_a_month_opens_todays(desk, series, join):
    join()
    response = desk.get(reverse("events:series_grid", args=[series.pk]))

    assert response.context["first"] == date(2026, 10, 1)


@pytest.mark.parametrize("address", ["2026/13", "1700/1", "9999/1"])
def test_a_month_that_does_not_exist_is_not_found(desk, series, address):
    url = reverse("events:series_grid", args=[series.pk])

    assert desk.get(f"{url}{address}/").status_code == 404


def test_names_seen_are_logged(desk, series, join):
    join()
    desk.get(grid_url(series))

    line = AccessLog.objects.get(action="view_participants")
    assert (line.object_id, line.detail) == (str(series.pk), {"shown": 1})


def test_the_number_of_queries_grows_neither_with_people_nor_with_dates(
    desk, centre, staff, django_assert_max_num_queries
):
    series = _series(centre, staff, ends_on=date(2026, 12, 29))
    for _person in range(30):
        add_member(series=series, participant=ParticipantFactory(), joined_on=FIRST, added_by=staff)

    with django_assert_max_num_queries(14):
        response = desk.get(grid_url(series) + "?months=3")

    assert len(response.context["grid"].lines) == 30
    assert len(response.context["grid"].events) == 11


def test_a_page_never_holds_more_cells_than_a_form_may(desk, centre, staff, settings):
    series = SeriesFactory.build(
        centre=centre,
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 12, 31),
        rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        skips_holidays=False,
    )
    series = create_series(series=series, created_by=staff)
    for _person in range(12):
        add_member(series=series, participant=ParticipantFactory(), joined_on=FIRST, added_by=staff)

    grid = desk.get(grid_url(series) + "?months=3").context["grid"]

    assert len(grid.events) == 92
    assert len(grid.lines) * 92 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_a_volunteer_sees_the_dates_assigned_to_them_with_short_names(
    client, volunteer, series, join
):
    join(first_name="Ana", last_name="Çelaj")
    join(first_name="Ben", last_name="Cuka", joined_on=date(2026, 10, 27))
    client.force_login(volunteer)
    assert client.get(grid_url(series)).status_code == 404
    event_of(series, 20).volunteers.add(volunteer)

    response = client.get(grid_url(series))

    assert [event.starts_on.day for event in response.context["grid"].events] == [20]
    page = response.content.decode()
    assert "Ana" in page
    assert "Çelaj" not in page
    assert "Ben" not in page


# Typing


def test_only_cells_that_were_changed_are_written(series, join, staff):
    typed, other = join(), join()
    outcome = type_marks(
        series=series,
        events=series.events.all(),
        cells=[
            cell(event_of(series, 20), typed, wanted="late"),
            cell(event_of(series, 20), other, wanted="unmarked"),
        ],
        typed_by=staff,
    )

    place = Registration.objects.get(participant=typed, event=event_of(series, 20))
    assert (outcome.written, place.attendance, place.marked_by) == (1, "late", staff)
    bystander = Registration.objects.get(participant=other, event=event_of(series, 20))
    assert (bystander.attendance, bystander.history.count()) == ("unmarked", 1)


def test_a_mark_for_a_past_date_puts_the_member_on_that_register(series, join, staff):
    person = join()
    event = event_of(series, 6)
    assert not event.registrations.exists()

    type_marks(
        series=series, events=series.events.all(), cells=[cell(event, person)], typed_by=staff
    )

    place = event.registrations.get()
    assert (place.attendance, place.source) == ("present", "series")
    event.refresh_from_db()
    assert event.status == "held"


def test_nobody_is_marked_for_a_day_before_joining_or_as_no_member(series, join, staff):
    late, stranger = join(joined_on=date(2026, 10, 14)), ParticipantFactory()
    event = event_of(series, 6)

    outcome = type_marks(
        series=series,
        events=series.events.all(),
        cells=[cell(event, late, wanted="absent"), cell(event, stranger)],
        typed_by=staff,
    )

    assert outcome.written == 0
    assert not event.registrations.exists()


def test_a_cell_changed_by_somebody_else_meanwhile_is_told_and_kept(desk, series, join, staff):
    person, other = join(first_name="Ana", last_name="Çela"), join()
    event = event_of(series, 20)
    Registration.objects.filter(event=event, participant=person).update(
        attendance="absent", marked_at="2026-10-20T15Z"
    )

    response = desk.post(
        grid_url(series, "series_grid_save"),
        {name(event, person): "present", name(event, other): "late"},
        follow=True,
    )

    said = [str(message) for message in response.context["messages"]]
    assert "1 mark was saved." in said
    assert any("Ana Çela" in words and "Absent" in words for words in said)
    marks = dict(event.registrations.values_list("participant", "attendance"))
    assert marks == {person.pk: "absent", other.pk: "late"}


def test_the_same_mark_by_somebody_else_is_no_conflict(series, join, staff):
    person = join()
    event = event_of(series, 20)
    cells = [cell(event, person)]
    type_marks(series=series, events=series.events.all(), cells=cells, typed_by=staff)

    again = type_marks(series=series, events=series.events.all(), cells=cells, typed_by=staff)

    assert (again.written, again.overtaken) == (0, [])
    assert event.registrations.get().history.count() == 2


def test_a_cell_is_emptied_again(series, join, staff):
    person, event = join(), event_of(series, 20)
    everything = {"series": series, "events": series.events.all(), "typed_by": staff}
    type_marks(cells=[cell(event, person)], **everything)

    type_marks(cells=[cell(event, person, "present", "unmarked")], **everything)

    assert event.registrations.get().attendance == "unmarked"


@pytest.mark.parametrize("state", ["closed", "ahead", "cancelled"])
def test_a_register_that_takes_no_marks_says_why_and_the_others_are_saved(
    desk, series, join, state
):
    person, good = join(), event_of(series, 20)
    bad = event_of(series, 27 if state == "ahead" else 13)
    if state == "closed":
        Event.objects.filter(pk=bad.pk).update(status="held", register_closed_at="2026-10-13T18Z")
    elif state == "cancelled":
        Event.objects.filter(pk=bad.pk).update(status="cancelled")

    response = desk.post(
        grid_url(series, "series_grid_save"),
        {name(bad, person): "present", name(good, person): "present"},
        follow=True,
    )

    levels = sorted(message.level_tag for message in response.context["messages"])
    assert levels == ["error", "success"]
    attended = Registration.objects.attended()
    assert [place.event for place in attended] == [good]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"c.x.y.unmarked": "present"},
        {"c.1.2": "present"},
        {"c.99999999999999999999.1.unmarked": "present"},
        {"c.1.1.unmarked": "nonsense"},
        {"c.1.1.nonsense": "present"},
        {"d.1.1.unmarked": "present"},
    ],
)
def test_what_is_no_cell_changes_nothing(desk, series, join, sent):
    join()

    response = desk.post(grid_url(series, "series_grid_save"), sent)

    assert response.status_code == 302
    assert not Registration.objects.attended().exists()


def test_an_event_of_another_series_is_not_marked_through_this_one(desk, series, join):
    person = join()
    other = EventFactory(starts_at=datetime(2026, 10, 20, 15, tzinfo=UTC))
    place = RegistrationFactory(event=other, participant=person)

    desk.post(grid_url(series, "series_grid_save"), {name(other, person): "present"})

    place.refresh_from_db()
    assert place.attendance == "unmarked"


def test_a_volunteer_types_only_into_the_assigned_date(client, volunteer, series, join):
    person, mine, other = join(), event_of(series, 20), event_of(series, 13)
    mine.volunteers.add(volunteer)
    client.force_login(volunteer)

    client.post(
        grid_url(series, "series_grid_save"),
        {name(mine, person): "present", name(other, person): "present"},
    )

    assert [place.event for place in Registration.objects.attended()] == [mine]


@pytest.mark.django_db(transaction=True)
def test_two_who_type_into_different_cells_at_once_both_keep_theirs(centre, staff, coordinator):
    series = _series(centre, staff)
    people = [ParticipantFactory() for _person in range(4)]
    for person in people:
        add_member(series=series, participant=person, joined_on=FIRST, added_by=staff)
    events, together = [event_of(series, day) for day in (6, 13, 20)], Barrier(2)

    def type_in(mine, theirs, user):
        cells = [cell(event, person) for event in events for person in mine]
        cells += [cell(event, person, wanted="unmarked") for event in events for person in theirs]
        together.wait(10)
        try:
            type_marks(series=series, events=series.events.all(), cells=cells, typed_by=user)
        finally:
            connection.close()

    threads = [
        Thread(target=type_in, args=(people[:2], people[2:], staff)),
        Thread(target=type_in, args=(people[2:], people[:2], coordinator)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert Registration.objects.attended().count() == 12


@pytest.mark.django_db(transaction=True)
def test_two_who_type_into_one_cell_at_once_one_of_them_is_told(centre, staff, coordinator):
    series = _series(centre, staff)
    person = ParticipantFactory()
    add_member(series=series, participant=person, joined_on=FIRST, added_by=staff)
    event, together, outcomes = event_of(series, 6), Barrier(2), []

    def type_in(wanted, user):
        together.wait(10)
        try:
            outcomes.append(
                type_marks(
                    series=series,
                    events=series.events.all(),
                    cells=[cell(event, person, wanted=wanted)],
                    typed_by=user,
                )
            )
        finally:
            connection.close()

    threads = [
        Thread(target=type_in, args=("present", staff)),
        Thread(target=type_in, args=("absent", coordinator)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcome.written for outcome in outcomes) == [0, 1]
    assert sorted(len(outcome.overtaken) for outcome in outcomes) == [0, 1]
    assert Registration.objects.count() == 3  # of the 6th by typing, of the 20th and 27th before

"""The pages of series: the form with its look at the dates, members, and the ways to them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessLog
from events.models import DistinctEvents, Event, Series
from events.series.services import create_series
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, SeriesFactory, SeriesMemberFactory
from tests.participants.factories import ParticipantFactory
from tests.searching import search_on

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 10, 5, 8, tzinfo=UTC)
NEW = {
    "title_sq": "Grupi i leximit",
    "repeats": "weekly",
    "weekdays": ["1"],
    "start_time": "17:00",
    "end_time": "18:30",
    "starts_on": "01.12.2026",
    "ends_on": "31.12.2026",
    "skips_holidays": "on",
    "kind": "group_session",
    "visibility": "centre",
}
CREATE = reverse("events:series_create")


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def desk(client, staff, centre):
    client.force_login(staff)
    NEW["centre"] = centre.pk
    return client


@pytest.fixture
def series(centre, staff):
    series = SeriesFactory.build(
        centre=centre, starts_on=date(2026, 10, 6), ends_on=date(2026, 10, 27)
    )
    return create_series(series=series, created_by=staff)


def shown(response):
    """The plan of a page as [(act, day)]."""
    return [(step.act, f"{step.day:%d.%m}") for step in response.context["plan"].steps]


def signature(response):
    return response.context["form"]["shown"].value()


# The form


def test_the_dates_are_shown_before_anything_is_saved(desk):
    response = desk.post(CREATE, NEW | {"show": "1"})

    assert shown(response) == [
        ("skip", "01.12"),
        ("skip", "08.12"),
        ("add", "15.12"),
        ("add", "22.12"),
        ("add", "29.12"),
    ]
    page = response.content.decode()
    assert "National Youth Day" in page
    assert "Day off for: Liberation Day" in page
    assert not Series.objects.exists()


def test_a_meeting_that_is_logged_stands_beside_its_date(desk):
    logged = EventFactory(
        title_sq="Grup leximi", planned=True, starts_at=datetime(2026, 12, 15, 9, tzinfo=UTC)
    )

    first = desk.post(CREATE, NEW | {"show": "1"})

    steps = {step.day.day: step.twins for step in first.context["plan"].of("add")}
    assert steps == {15: [logged], 22: [], 29: []}
    page = first.content.decode()
    assert reverse("events:event_detail", args=[logged.pk]) in page
    assert "Is it this one?" in page

    desk.post(CREATE, NEW | {"shown": signature(first), "save": "1"})

    made = Event.objects.get(series__isnull=False, starts_on=date(2026, 12, 15))
    assert DistinctEvents.objects.get().second == made


def test_a_meeting_logged_after_the_dates_were_seen_is_shown_first(desk):
    first = desk.post(CREATE, NEW | {"show": "1"})
    EventFactory(
        title_sq="Grup leximi", planned=True, starts_at=datetime(2026, 12, 15, 9, tzinfo=UTC)
    )

    response = desk.post(CREATE, NEW | {"shown": signature(first), "save": "1"})

    assert not Series.objects.exists()
    assert "Is it this one?" in response.content.decode()


def test_a_series_is_saved_after_its_dates_were_seen_and_days_are_left_out(desk):
    first = desk.post(CREATE, NEW | {"show": "1"})
    response = desk.post(
        CREATE, NEW | {"shown": signature(first), "left_out": ["2026-12-22"], "save": "1"}
    )

    series = Series.objects.get()
    assert response.url == reverse("events:series_detail", args=[series.pk])
    assert series.rule == "FREQ=WEEKLY;BYDAY=TU"
    assert [event.starts_on.day for event in series.events.order_by("starts_at")] == [15, 29]
    assert series.exceptions.get().day == date(2026, 12, 22)


@pytest.mark.parametrize("change", [{"weekdays": ["2"]}, {"ends_on": "30.12.2026"}])
def test_dates_that_nobody_has_seen_are_not_saved(desk, change):
    first = desk.post(CREATE, NEW | {"show": "1"})
    response = desk.post(CREATE, NEW | {"shown": signature(first), "save": "1"} | change)

    assert not Series.objects.exists()
    assert response.context["plan"]
    assert "look at them, then save" in response.content.decode()


def test_saving_without_having_looked_shows_the_dates(desk):
    response = desk.post(CREATE, NEW | {"save": "1"})

    assert not Series.objects.exists()
    assert signature(response)


def test_what_was_left_out_stays_ticked_when_the_dates_are_shown_again(desk):
    first = desk.post(CREATE, NEW | {"show": "1"})
    again = desk.post(
        CREATE,
        NEW | {"shown": signature(first), "left_out": ["2026-12-22", "nonsense"], "show": "1"},
    )

    assert ("leave_out", "22.12") in shown(again)


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"title_sq": ""}, {"title_sq"}),
        ({"weekdays": []}, {"weekdays"}),
        ({"weekdays": ["8"]}, {"weekdays"}),
        ({"start_time": ""}, {"start_time"}),
        ({"end_time": "16:00"}, {"end_time"}),
        ({"ends_on": ""}, {"ends_on"}),
        ({"ends_on": "30.11.2026"}, {"ends_on"}),
        ({"ends_on": "03.12.2028"}, {"ends_on"}),
        ({"repeats": "daily"}, {"repeats"}),
        (
            {
                "weekdays": ["6"],
                "start_time": "02:30",
                "starts_on": "01.03.2027",
                "ends_on": "30.04.2027",
                "skips_holidays": "",
            },
            {"start_time"},
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_field(desk, answers, wrong):
    response = desk.post(CREATE, NEW | {"show": "1"} | answers)

    assert response.context["form"].errors.keys() == wrong
    assert not Series.objects.exists()


def test_a_month_has_its_last_thursday(desk):
    monthly = NEW | {"repeats": "monthly", "position": "-1", "weekdays": ["3"]}
    response = desk.post(CREATE, monthly | {"ends_on": "28.02.2027", "show": "1"})

    assert shown(response) == [("add", "31.12"), ("add", "28.01"), ("add", "25.02")]


def test_a_centre_of_others_cannot_be_chosen(desk):
    response = desk.post(CREATE, NEW | {"centre": CentreFactory().pk, "show": "1"})

    assert "centre" in response.context["form"].errors


def _changed(series, **answers):
    """The answers of the form of `series` as it stands, with some changed."""
    return {
        **{name: value for name, value in NEW.items() if name not in ("centre", "starts_on")},
        "title_sq": series.title_sq,
        "first_event": series.events.order_by("starts_at").first().pk,
        "ends_on": "27.10.2026",
        "seen_at": series.updated_at.isoformat(),
    } | answers


def test_a_change_is_shown_and_then_made(desk, series):
    url = reverse("events:series_update", args=[series.pk])
    second = series.events.order_by("starts_at")[1]
    answers = _changed(series, weekdays=["2"], first_event=second.pk)

    first = desk.post(url, answers | {"show": "1"})
    assert shown(first) == [("move", "14.10"), ("move", "21.10"), ("remove", "27.10")]
    assert "moved from Tuesday, 13 October 2026" in first.content.decode()

    response = desk.post(url, answers | {"shown": signature(first), "save": "1"})
    assert response.status_code == 302
    days = [event.starts_on.day for event in series.events.order_by("starts_at")]
    assert days == [6, 14, 21]


def test_the_form_opens_with_what_is_stored_from_the_event_asked_for(desk, series):
    last = series.events.order_by("starts_at").last()
    url = reverse("events:series_update", args=[series.pk])

    form = desk.get(url, {"from": last.pk}).context["form"]

    assert form["first_event"].value() == last.pk
    assert form["weekdays"].value() == [1]
    assert form["ends_on"].value() == date(2026, 10, 27)
    assert "starts_on" not in form.fields
    assert desk.get(url, {"from": "x" * 30}).status_code == 200


def test_days_left_out_so_far_are_ticked_at_first(desk, series):
    series.exceptions.create(day=date(2026, 10, 20))
    url = reverse("events:series_update", args=[series.pk])

    response = desk.post(url, _changed(series) | {"show": "1"})

    assert ("leave_out", "20.10") in shown(response)


def test_two_who_change_a_series_hear_of_each_other(desk, series):
    url = reverse("events:series_update", args=[series.pk])
    answers = _changed(series)
    first = desk.post(url, answers | {"show": "1"})
    Series.objects.filter(pk=series.pk).update(updated_at=MONDAY + timedelta(hours=1))

    refused = desk.post(
        url, answers | {"title_sq": "Tjetër", "shown": signature(first), "save": "1"}
    )
    assert refused.status_code == 409
    assert not Event.objects.filter(title_sq="Tjetër").exists()

    seen_at = refused.context["form"]["seen_at"].value()
    again = answers | {"title_sq": "Tjetër", "seen_at": seen_at, "shown": signature(first)}
    assert desk.post(url, again | {"save": "1"}).status_code == 302
    assert Event.objects.filter(title_sq="Tjetër").count() == 4


def test_an_event_that_is_over_cannot_be_the_first_to_change(desk, series):
    url = reverse("events:series_update", args=[series.pk])
    first = series.events.order_by("starts_at").first()
    with time_machine.travel(datetime(2026, 10, 7, 8, tzinfo=UTC)):
        desk.force_login(user_with("staff", centre=series.centre))
        response = desk.post(url, _changed(series, first_event=first.pk) | {"show": "1"})

    assert "first_event" in response.context["form"].errors


# Ways to it


def test_the_list_names_the_groups_with_their_next_meeting(
    desk, series, django_assert_max_num_queries
):
    for _number in range(5):
        SeriesFactory()
    SeriesMemberFactory(series=series)

    with django_assert_max_num_queries(10):
        response = desk.get(reverse("events:series_list"))

    row = next(row for row in response.context["page_obj"] if row == series)
    assert row.next_at == series.events.order_by("starts_at").first().starts_at
    assert row.people == 1


def test_groups_of_other_centres_are_not_listed(client, series):
    client.force_login(user_with("staff", centre=CentreFactory()))

    assert not client.get(reverse("events:series_list")).context["page_obj"].object_list
    assert client.get(reverse("events:series_detail", args=[series.pk])).status_code == 404


def test_an_event_of_a_series_leads_to_it_and_to_later_ones(desk, series):
    event = series.events.first()
    page = desk.get(reverse("events:event_detail", args=[event.pk])).content.decode()
    form = desk.get(reverse("events:event_update", args=[event.pk])).content.decode()

    assert reverse("events:series_detail", args=[series.pk]) in page
    later = reverse("events:series_update", args=[series.pk]) + f"?from={event.pk}"
    assert later in page
    assert later in form


def test_a_partner_hears_nothing_of_series(client, series, partner):
    Event.objects.update(visibility="all_partners")
    client.force_login(partner)

    address = reverse("events:event_detail", args=[series.events.first().pk])
    event = client.get(address, follow=True)  # to the page that partners have of it
    assert event.status_code == 200
    assert "series" not in event.content.decode().replace("css/series.", "")
    assert client.get(reverse("events:series_list")).status_code == 403


# Members


def test_a_member_is_found_and_added(desk, series, centre):
    person = ParticipantFactory(first_name="Drita", last_name="Çela", centre=centre)
    url = reverse("events:series_members", args=[series.pk])

    found = search_on(desk, url, "cela")
    assert found.context["people"] == [person]
    assert AccessLog.objects.get(action="view_participants").detail == {"shown": 1}

    desk.post(
        reverse("events:series_member_add", args=[series.pk]),
        {"participant": person.pk, "joined_on": "13.10.2026"},
    )
    member = series.memberships.get()
    assert (member.participant, member.joined_on) == (person, date(2026, 10, 13))
    assert person.registrations.count() == 3


def test_a_wrong_day_of_joining_is_told(desk, series, centre):
    person = ParticipantFactory(centre=centre)
    url = reverse("events:series_member_add", args=[series.pk])

    response = desk.post(url, {"participant": person.pk, "joined_on": "soon"})

    assert response.context["join_form"].errors.keys() == {"joined_on"}
    assert str(person.pk) in response.content.decode()
    assert not series.memberships.exists()


def test_people_of_other_centres_are_neither_found_nor_added(desk, series):
    person = ParticipantFactory(last_name="Zogu", centre=CentreFactory())

    url = reverse("events:series_members", args=[series.pk])
    assert search_on(desk, url, "zogu").context["people"] == []
    url = reverse("events:series_member_add", args=[series.pk])
    answer = desk.post(url, {"participant": person.pk, "joined_on": "13.10.2026"})

    assert answer.status_code == 404
    assert not series.memberships.exists()


def test_a_member_leaves_and_a_mistake_is_taken_back(desk, series):
    member = SeriesMemberFactory(series=series, joined_on=date(2026, 10, 6))
    url = reverse("events:series_member", args=[series.pk, member.pk])

    desk.post(url, {"joined_on": "06.10.2026", "left_on": "13.10.2026"})
    member.refresh_from_db()
    assert member.left_on == date(2026, 10, 13)

    wrong = desk.post(url, {"joined_on": "06.10.2026", "left_on": "01.10.2026"})
    assert wrong.context["form"].errors.keys() == {"left_on"}

    desk.post(url, {"remove": "1"})
    assert not series.memberships.exists()


def test_a_member_of_another_series_is_not_found_through_this_one(desk, series):
    other = SeriesMemberFactory()
    url = reverse("events:series_member", args=[series.pk, other.pk])

    assert desk.get(url).status_code == 404


def test_a_volunteer_changes_no_members(client, series, volunteer):
    series.events.first().volunteers.add(volunteer)
    client.force_login(volunteer)

    assert client.get(reverse("events:series_members", args=[series.pk])).status_code == 403

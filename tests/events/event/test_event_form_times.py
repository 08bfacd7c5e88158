"""Day and time on the form of an event, and what follows from them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from events.models import Event
from tests.events.event.form_pages import CREATE, page_data


@pytest.mark.parametrize(("query", "day"), [("", "29/11/2026"), ("?date=2026-12-03", "2026-12-03")])
def test_a_new_event_is_of_today_unless_the_address_names_a_day(desk, query, day):
    with time_machine.travel(datetime(2026, 11, 28, 23, 30, tzinfo=UTC), tick=False):
        form = desk.get(CREATE + query).context["form"]

        assert f'value="{day}"' in str(form["date"])
        assert "06/10/2026" in str(form["date"].help_text)


def test_without_a_date_only_the_date_is_asked_for(desk):
    data = page_data(desk, CREATE) | {"title_en": "Meeting", "date": ""}

    form = desk.post(CREATE, data).context["form"]

    assert list(form.errors) == ["date"]


@pytest.mark.parametrize(
    "typed",
    [
        "06.10.2021",
        "06/10/2021",
        "6.10.2021",
        "2021-10-06",
        "06102021",
        "6,10,2021",
        " 6. 10. 2021 ",
    ],
)
@pytest.mark.parametrize("language", ["sq", "en"])
def test_day_comes_before_month_however_it_is_typed(desk, staff, typed, language):
    staff.language = language
    staff.save()

    desk.post(CREATE, {"title_sq": "Takim", "date": typed})

    assert Event.objects.get().starts_on == date(2021, 10, 6)


@pytest.mark.parametrize("typed", ["14:30", "14.30", "14,30", "1430"])
def test_time_is_that_of_tirana(desk, typed):
    data = {"title_sq": "Takim", "date": "06.10.2021", "start_time": typed, "end_time": "16"}

    desk.post(CREATE, data)

    event = Event.objects.get()
    assert event.starts_at == datetime(2021, 10, 6, 12, 30, tzinfo=UTC)
    assert event.ends_at == datetime(2021, 10, 6, 14, tzinfo=UTC)
    assert not event.is_all_day


def test_event_ahead_is_planned_unless_somebody_says_otherwise(desk):
    ahead = timezone.localdate() + timedelta(days=7)

    desk.post(CREATE, {"title_sq": "Takim", "date": ahead.isoformat()})

    assert Event.objects.get().status == "planned"


def test_event_ahead_cannot_be_held(desk):
    ahead = timezone.localdate() + timedelta(days=7)

    response = desk.post(CREATE, {"title_sq": "Takim", "date": ahead.isoformat(), "status": "held"})

    assert "status" in response.context["form"].errors
    assert not Event.objects.exists()


def test_past_event_can_be_entered_as_planned(desk):
    desk.post(CREATE, {"title_sq": "Takim", "date": "06.10.2021", "status": "planned"})

    assert Event.objects.get().status == "planned"


def test_event_of_several_days_ends_on_the_last(desk):
    desk.post(CREATE, {"title_sq": "Trajnim", "date": "06.10.2021", "last_day": "08.10.2021"})

    event = Event.objects.get()
    assert timezone.localdate(event.ends_at) == date(2021, 10, 8)


def test_an_impossible_last_day_is_told_at_its_own_field(desk):
    data = {"title_sq": "Takim", "date": "24.11.2026"}

    before = desk.post(CREATE, data | {"last_day": "23.11.2026"}).context["form"]
    beyond = desk.post(CREATE, data | {"last_day": "31.12.9999"}).context["form"]

    assert before.errors.keys() == {"last_day"}
    assert beyond.errors.keys() == {"last_day"}


@pytest.mark.parametrize(
    ("field", "wrong"), [("last_day", "x"), ("last_day", "23.11.2026"), ("end_time", "25:00")]
)
def test_a_wrong_end_is_not_blamed_on_the_status(desk, field, wrong):
    data = {"title_sq": "Takim", "date": "24.11.2026", "start_time": "10:00", "status": "by_date"}

    form = desk.post(CREATE, data | {field: wrong}).context["form"]

    assert form.errors.keys() == {field}

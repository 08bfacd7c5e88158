"""Logging and changing an event."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grant
from events.models import Event, Topic
from tests.accounts.factories import GrantFactory
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.partners.factories import OrganisationFactory, ProjectFactory

CREATE = reverse("events:event_create")


def update_url(event):
    return reverse("events:event_update", args=[event.pk])


def page_data(client, url):
    """What the browser would send back if nothing were changed."""
    context = client.get(url).context
    data = {}
    for form in [context["form"], *context["parts"], *context["quotes"]]:
        for field in form:
            value = field.value()
            if value is None or value is False:
                continue
            if hasattr(value, "__iter__") and not isinstance(value, str):
                value = [getattr(row, "pk", row) for row in value]
            elif hasattr(value, "strftime"):
                value = field.field.widget.format_value(value)
            data[field.html_name] = value
    for rows in (context["parts"], context["quotes"]):
        for field in rows.management_form:
            data[field.html_name] = field.value()
    return data


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def test_a_title_and_a_date_are_enough(desk, centre):
    response = desk.post(CREATE, {"title_sq": "Takim me prindërit", "date": "06.10.2021"})

    event = Event.objects.get()
    assert response.url == reverse("events:event_detail", args=[event.pk])
    assert event.centre == centre
    assert event.starts_on == date(2021, 10, 6)
    assert event.is_all_day
    assert event.starts_at == datetime(2021, 10, 5, 22, tzinfo=UTC)
    assert event.ends_at is None
    assert event.status == "held"
    assert event.kind == "other"
    assert event.visibility == "centre"


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


def test_the_empty_page_sent_back_with_title_and_date_is_enough(desk):
    data = page_data(desk, CREATE) | {"title_en": "Meeting", "date": "2021-10-06"}

    desk.post(CREATE, data)

    event = Event.objects.get()
    assert event.status == "held"
    assert not event.parts.exists()
    assert not event.quotes.exists()


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


WRONG = {
    "date": [
        {"date": "31.02.2021"},
        {"date": ""},
        {"date": "nesër"},
        {"date": "06.10.0021"},
        {"date": "6102021"},
        {"date": "😀"},
        {"date": "06.10.9999"},
    ],
    "title_sq": [{"title_sq": ""}, {"title_sq": "   "}, {"title_sq": "x" * 300}],
    "start_time": [
        {"start_time": "25:00"},
        {"end_time": "10:00"},
        {"date": "28.03.2021", "start_time": "02:30"},
    ],
    "end_time": [
        {"start_time": "14:00", "end_time": "13:00"},
        {"start_time": "14:00", "last_day": "07.10.2021"},
    ],
    "last_day": [{"last_day": "05.10.2021"}, {"last_day": "31.11.2021"}],
    "capacity": [
        {"capacity": "-1"},
        {"capacity": "0"},
        {"capacity": "a few"},
        {"capacity": "9" * 40},
    ],
    "aim_sq": [{"aim_sq": "x" * 20_000}],
    "kind": [{"kind": "party"}],
    "status": [{"status": "cancelled"}],
    "centre": [{"centre": "x"}, {"centre": "999999999999999999999"}],
    "projects": [{"projects": ["0"]}],
    "topics": [{"topics": ["x"]}],
}


@pytest.mark.parametrize(
    ("field", "wrong"), [(field, wrong) for field, cases in WRONG.items() for wrong in cases]
)
def test_wrong_input_is_refused_at_its_field_and_nothing_typed_is_lost(desk, field, wrong):
    typed = {"title_sq": "Takim 😀", "date": "06.10.2021", "aim_en": "<script>alert(1)</script>"}

    response = desk.post(CREATE, typed | wrong)

    form = response.context["form"]
    assert response.status_code == 200
    assert field in form.errors
    assert {name: form[name].data for name in typed | wrong} == typed | wrong
    content = response.content.decode()
    assert 'class="error-summary"' in content
    assert "<script>alert" not in content
    assert not Event.objects.exists()


def test_emoji_and_markup_are_kept_as_they_are(desk):
    data = {"title_sq": "Festë 😀", "title_en": "<script>alert(1)</script>", "date": "06.10.2021"}

    response = desk.post(CREATE, data, follow=True)

    event = Event.objects.get()
    assert event.title_sq == "Festë 😀"
    assert event.title_en == "<script>alert(1)</script>"
    assert b"<script>alert" not in response.content


def test_all_that_belongs_to_it_is_saved_at_once(desk, centre):
    project, topic = ProjectFactory(), Topic.objects.first()
    host, guest = OrganisationFactory(), OrganisationFactory()
    volunteer = GrantFactory(role="volunteer", centre=centre).user
    data = page_data(desk, CREATE) | {
        "title_sq": "Takim",
        "date": "06.10.2021",
        "projects": [project.pk],
        "topics": [topic.pk],
        "volunteers": [volunteer.pk],
        "is_sensitive": "on",
        "capacity": "20",
        "parts-0-organisation": host.pk,
        "parts-0-part": "host",
        "parts-1-organisation": guest.pk,
        "parts-1-part": "invited",
        "quotes-0-text_sq": "Bashkë mundemi.",
        "quotes-0-said_by_sq": "SPZ e zonës",
    }

    desk.post(CREATE, data)

    event = Event.objects.get()
    assert list(event.projects.all()) == [project]
    assert list(event.topics.all()) == [topic]
    assert list(event.volunteers.all()) == [volunteer]
    assert set(event.parts.values_list("organisation", "part")) == {
        (host.pk, "host"),
        (guest.pk, "invited"),
    }
    assert event.quotes.get().said_by_sq == "SPZ e zonës"
    assert event.is_sensitive
    assert event.capacity == 20


def test_wrong_rows_are_refused_with_everything_typed_in_them(desk):
    organisation = OrganisationFactory()
    data = page_data(desk, CREATE) | {
        "title_sq": "Takim",
        "date": "06.10.2021",
        "parts-0-organisation": organisation.pk,
        "parts-1-organisation": organisation.pk,
        "quotes-0-said_by_en": "A mother",
        "quotes-0-text_sq": "",
    }

    response = desk.post(CREATE, data)

    content = response.content.decode()
    assert response.context["parts"].total_error_count() == 1
    assert response.context["quotes"].total_error_count() == 1
    assert "This organisation has this part already." in content
    assert 'value="A mother"' in content
    assert not Event.objects.exists()


@pytest.mark.parametrize("total", ["", "-1", "x", "99999999"])
def test_tampered_number_of_rows_is_refused(desk, total):
    data = {"title_sq": "Takim", "date": "06.10.2021", "parts-TOTAL_FORMS": total}

    response = desk.post(CREATE, data)

    assert response.status_code == 200
    assert not Event.objects.exists()


def test_organisation_that_is_not_offered_is_refused(desk):
    gone = OrganisationFactory(is_active=False)
    data = page_data(desk, CREATE) | {
        "title_sq": "Takim",
        "date": "06.10.2021",
        "parts-0-organisation": gone.pk,
    }

    desk.post(CREATE, data)

    assert not Event.objects.exists()


def test_another_centre_is_neither_offered_nor_accepted(desk):
    other = CentreFactory()

    response = desk.post(CREATE, {"title_sq": "Takim", "date": "06.10.2021", "centre": other.pk})

    assert "centre" in response.context["form"].errors
    assert other not in response.context["form"].fields["centre"].queryset
    assert not Event.objects.exists()


def test_user_of_two_centres_chooses_one(desk, staff):
    GrantFactory(user=staff, role="staff", centre=CentreFactory())

    response = desk.post(CREATE, {"title_sq": "Takim", "date": "06.10.2021"})

    assert "centre" in response.context["form"].errors


def test_volunteer_of_another_centre_is_refused(desk, staff, centre):
    other = CentreFactory()
    GrantFactory(user=staff, role="staff", centre=other)
    stranger = GrantFactory(role="volunteer", centre=other).user

    response = desk.post(
        CREATE,
        {
            "title_sq": "Takim",
            "date": "06.10.2021",
            "centre": centre.pk,
            "volunteers": [stranger.pk],
        },
    )

    assert "volunteers" in response.context["form"].errors


def test_event_opened_and_saved_unchanged_stays_as_it_is(desk):
    event = EventFactory(
        title_en="Meeting",
        ends_at=datetime(2021, 10, 6, 14, 15, tzinfo=UTC),
        projects=[ProjectFactory()],
        capacity=12,
    )
    event.parts.create(organisation=OrganisationFactory(), part="host")
    event.quotes.create(text_sq="Një", said_by_sq="SPZ")
    event.quotes.create(text_sq="Dy")
    desk.get(update_url(event))  # the page's language stays active, and `title` follows it
    before = Event.objects.filter(pk=event.pk).values().get()

    desk.post(update_url(event), page_data(desk, update_url(event)))

    after = Event.objects.filter(pk=event.pk).values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
    assert event.parts.count() == 1
    assert list(event.quotes.values_list("text_sq", flat=True)) == ["Një", "Dy"]
    assert event.projects.count() == 1


def test_event_without_time_opened_and_saved_stays_without(desk):
    event = EventFactory(starts_at=datetime(2021, 10, 5, 22, tzinfo=UTC), is_all_day=True)

    desk.post(update_url(event), page_data(desk, update_url(event)))

    event.refresh_from_db()
    assert event.is_all_day
    assert event.starts_on == date(2021, 10, 6)


def test_rows_can_be_changed_and_left_out(desk):
    event = EventFactory()
    first, second = OrganisationFactory(), OrganisationFactory()
    event.parts.create(organisation=first, part="host")
    event.quotes.create(text_sq="Një")
    data = page_data(desk, update_url(event)) | {
        "parts-0-organisation": "",
        "parts-1-organisation": second.pk,
        "parts-1-part": "funder",
        "quotes-0-text_sq": "",
        "quotes-1-text_en": "One",
    }

    desk.post(update_url(event), data)

    assert list(event.parts.values_list("organisation", "part")) == [(second.pk, "funder")]
    assert event.quotes.get().text_en == "One"
    assert event.quotes.get().text_sq in {"", None}


def test_rows_stay_when_a_request_says_nothing_about_them(desk):
    event = EventFactory()
    event.parts.create(organisation=OrganisationFactory())

    desk.post(
        update_url(event),
        {"title_sq": "Tjetër", "date": "06.10.2021", "centre": event.centre_id, "status": "held"},
    )

    event.refresh_from_db()
    assert event.title_sq == "Tjetër"
    assert event.parts.count() == 1


def test_second_of_two_writers_hears_of_the_first(desk, coordinator, centre):
    event = EventFactory(title_sq="Takimi", aim_sq="")
    data = page_data(desk, update_url(event))
    desk.force_login(coordinator)
    desk.post(update_url(event), data | {"title_sq": "I pari"})

    other = GrantFactory(role="staff", centre=centre, user__language="en").user
    desk.force_login(other)
    mine = data | {"title_sq": "I dyti", "aim_sq": "Qëllimi im"}
    response = desk.post(update_url(event), mine)

    content = response.content.decode()
    event.refresh_from_db()
    assert event.title_sq == "I pari"
    assert response.status_code == 409
    assert "changed meanwhile by" in content
    assert "coordinator user</span>" in content
    assert "I pari" in content
    assert "Qëllimi im" in content

    again = mine | {"seen_at": response.context["form"]["seen_at"].value()}
    desk.post(update_url(event), again)
    event.refresh_from_db()
    assert event.title_sq == "I dyti"


def test_second_of_two_writers_sees_the_quotes_and_organisations_of_the_first(
    desk, coordinator, organisation
):
    event = EventFactory(title_sq="Takimi")
    data = page_data(desk, update_url(event))
    desk.force_login(coordinator)
    first = {
        "quotes-0-text_sq": "Na ndihmoi",
        "quotes-0-said_by_sq": "Një nënë",
        "parts-0-organisation": organisation.pk,
    }
    assert desk.post(update_url(event), data | first).status_code == 302
    desk.force_login(user_with("coordinator"))

    response = desk.post(update_url(event), data | {"quotes-0-text_sq": "Mësuam shumë"})

    assert response.status_code == 409
    stored = {label: (theirs, mine) for label, theirs, mine in response.context["stored"]}
    assert stored["Quotes"] == ("Na ndihmoi, Një nënë", "Mësuam shumë")
    theirs, mine = stored["Organisations"]
    assert str(organisation) in theirs
    assert mine == ""
    assert event.quotes.get().text_sq == "Na ndihmoi"


def test_closed_register_holds_date_centre_and_status(desk, centre):
    event = EventFactory(closed=True)
    before = event.starts_at
    url = update_url(event)

    for change in [{"date": "07.10.2021"}, {"status": "planned"}]:
        response = desk.post(url, page_data(desk, url) | change)
        assert "The register is closed" in response.content.decode()

    event.refresh_from_db()
    assert event.starts_at == before
    assert event.status == "held"
    assert event.register_is_closed


def test_closed_register_leaves_the_texts_open(desk):
    event = EventFactory(closed=True)

    desk.post(update_url(event), page_data(desk, update_url(event)) | {"aim_sq": "Qëllimi"})

    event.refresh_from_db()
    assert event.aim_sq == "Qëllimi"
    assert event.register_is_closed


def test_register_closed_meanwhile_stays_closed(desk, staff):
    event = EventFactory()
    data = page_data(desk, update_url(event))
    Event.objects.filter(pk=event.pk).update(register_closed_at=timezone.now())

    desk.post(update_url(event), data | {"aim_sq": "Qëllimi"})

    event.refresh_from_db()
    assert event.aim_sq == "Qëllimi"
    assert event.register_is_closed


def test_recorded_ages_follow_the_date(desk):
    registration = RegistrationFactory(present=True, participant__birth_date=date(2010, 10, 7))
    registration.age = 10
    registration.save()
    event = registration.event

    data = page_data(desk, update_url(event)) | {"date": "08.10.2021"}
    desk.post(update_url(event), data | {"is_slip": "1", "slip_reason": "the list says so"})

    registration.refresh_from_db()
    assert registration.age == 11


def test_history_names_who_changed_it(desk, staff):
    event = EventFactory()

    desk.post(update_url(event), page_data(desk, update_url(event)) | {"title_en": "New"})

    assert event.history.latest().history_user == staff


@pytest.mark.parametrize("role", ["admin", "volunteer", "partner", "observer"])
def test_other_roles_cannot_log_or_change(client, request, role):
    client.force_login(request.getfixturevalue(role))
    event = EventFactory(visibility="public")

    for url in (CREATE, update_url(event)):
        assert client.get(url).status_code == 403
        assert client.post(url, {"title_sq": "x", "date": "06.10.2021"}).status_code == 403


def test_event_of_another_centre_does_not_exist_for_editors(desk):
    event = EventFactory(centre=CentreFactory())

    assert desk.get(update_url(event)).status_code == 404
    assert desk.post(update_url(event), {}).status_code == 404


def test_right_to_look_elsewhere_gives_no_right_to_change_there(client, staff):
    Grant.objects.create(user=staff, role="observer")
    client.force_login(staff)
    event = EventFactory(centre=CentreFactory())

    assert client.get(reverse("events:event_detail", args=[event.pk])).status_code == 200
    assert client.get(update_url(event)).status_code == 404


def test_form_needs_as_many_queries_for_many_rows_as_for_one(desk, django_assert_max_num_queries):
    event = EventFactory()
    for _number in range(20):
        event.parts.create(organisation=OrganisationFactory())
        event.quotes.create(text_sq="Fjalë")

    with django_assert_max_num_queries(20):
        desk.get(update_url(event))


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

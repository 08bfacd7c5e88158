"""Logging an event: what is asked, what is refused, who may."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.models import Grant
from events.models import Event, Topic
from tests.accounts.factories import GrantFactory
from tests.events.event.form_pages import CREATE, page_data, update_url
from tests.events.factories import CentreFactory, EventFactory
from tests.partners.factories import OrganisationFactory, ProjectFactory


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


def test_the_empty_page_sent_back_with_title_and_date_is_enough(desk):
    data = page_data(desk, CREATE) | {"title_en": "Meeting", "date": "2021-10-06"}

    desk.post(CREATE, data)

    event = Event.objects.get()
    assert event.status == "held"
    assert not event.parts.exists()
    assert not event.quotes.exists()


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
    summary = content.partition('class="error-summary"')[2].partition("</ul>")[0]
    assert re.findall("Row [0-9]: [^<]*", summary) == [
        "Row 2: Organisation – This organisation has this part already.",
        "Row 1: Quote (Albanian) – Give the quote in at least one language.",
    ]
    assert "<select" not in summary
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

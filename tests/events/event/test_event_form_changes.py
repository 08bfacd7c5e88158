"""Changing an event: what stays, what two writers tell each other, what is closed."""

from datetime import UTC, date, datetime

from django.utils import timezone

from events.models import Event
from tests.accounts.factories import GrantFactory
from tests.conftest import user_with
from tests.events.event.form_pages import page_data, update_url
from tests.events.factories import EventFactory, RegistrationFactory
from tests.partners.factories import OrganisationFactory, ProjectFactory


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

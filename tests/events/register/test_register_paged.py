"""A register of 300 people and more has pages; figures and what is done to all mean all of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import RegisterAct, Registration
from events.register.paging import PAGED_FROM, ROWS_A_PAGE
from participants.models import Category, Participant
from tests.events.factories import EventFactory

HTMX = {"HX-Request": "true"}


def fill(event, number):
    """`number` people whose names sort as they are numbered."""
    child = Category.objects.get(code="child")
    first = Participant.objects.count()
    people = Participant.objects.bulk_create(
        Participant(
            code=f"{first + place:06}",
            first_name="Era",
            last_name=f"Mbiemri {place:04}",
            category=child,
            centre=event.centre,
        )
        for place in range(number)
    )
    Registration.objects.bulk_create(
        Registration(event=event, participant=person, category=child) for person in people
    )


@pytest.fixture
def event(centre):
    """An event of today with three pages of people."""
    event = EventFactory(centre=centre, status="held")
    fill(event, PAGED_FROM + 10)
    return event


def address(event, name="register", *more):
    return reverse(f"events:{name}", args=[event.pk, *more])


def rows_on(response):
    return [row.participant.last_name for row in response.context["registrations"]]


@pytest.fixture
def staff_client(client, staff):
    client.force_login(staff)
    return client


def test_a_register_of_fewer_has_no_pages(staff_client, centre):
    event = EventFactory(centre=centre)
    fill(event, PAGED_FROM - 1)

    response = staff_client.get(address(event))

    assert len(rows_on(response)) == PAGED_FROM - 1
    assert b"pagination-bar" not in response.content


@pytest.mark.parametrize(
    ("asked", "first", "number"),
    [("", 0, 150), ("?page=2", 150, 150), ("?page=3", 300, 10), ("?page=9", 300, 10)],
)
def test_each_page_shows_its_part_by_name(staff_client, event, asked, first, number):
    response = staff_client.get(address(event) + asked)

    assert rows_on(response) == [f"Mbiemri {n:04}" for n in range(first, first + number)]
    assert b"pagination-bar" in response.content


@pytest.mark.parametrize("asked", ["x", "-1", "0", "²", "99999999999999999999"])
def test_a_page_that_is_none_is_the_first_or_the_last(staff_client, event, asked):
    response = staff_client.get(address(event), {"page": asked})

    assert response.status_code == 200
    assert len(rows_on(response)) in (10, ROWS_A_PAGE)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "people 151 to 300 of 310"), ("sq", "personat 151–300 nga 310 gjithsej")],
)
def test_the_page_says_which_part_it_shows(staff_client, staff, event, language, sentence):
    staff.language = language
    staff.save()

    text = staff_client.get(address(event) + "?page=2").content.decode()

    assert sentence in text


def test_a_page_points_to_the_search_where_there_is_one(staff_client, event):
    hint = "The search above finds everybody."

    assert hint in staff_client.get(address(event)).content.decode()

    event.register_closed_at = timezone.now()
    event.save()
    assert hint not in staff_client.get(address(event)).content.decode()


def test_figures_are_those_of_all_pages(staff_client, event):
    last = event.registrations.last()
    staff_client.post(address(event, "mark", last.pk), {"attendance": "present"})

    response = staff_client.get(address(event))

    totals = response.context["totals"]
    assert (totals.named, totals.unmarked, totals.registered) == (1, PAGED_FROM + 9, 310)
    assert 'data-unmarked="309"' in response.content.decode()


def test_a_page_makes_no_more_queries_than_a_short_register(
    staff_client, centre, event, django_assert_max_num_queries
):
    staff_client.get(address(event))  # the session notes that a register is on the screen
    with django_assert_max_num_queries(16):
        staff_client.get(address(event) + "?page=2")


def test_without_a_script_somebody_marked_is_led_back_to_their_page(staff_client, event):
    place = event.registrations.get(participant__last_name="Mbiemri 0200")

    response = staff_client.post(address(event, "mark", place.pk), {"attendance": "present"})

    assert response.url == f"{address(event)}?page=2#registration-{place.pk}"


def test_a_name_that_two_have_leads_to_the_page_of_the_one_meant(staff_client, event):
    Participant.objects.filter(registrations__event=event).update(sort_name="1")
    place = event.registrations.order_by("pk")[ROWS_A_PAGE]

    response = staff_client.post(address(event, "mark", place.pk), {"attendance": "present"})

    assert response.url.startswith(f"{address(event)}?page=2#")
    assert place in staff_client.get(response.url).context["registrations"]


def test_the_rest_is_the_rest_of_all_pages_and_says_so(staff_client, event):
    page = staff_client.get(address(event)).content.decode()
    assert 'name="expected" value="310"' in page
    assert "This marks the people of all pages." in page

    body = {"attendance": "present", "expected": "310"}
    response = staff_client.post(address(event, "mark_rest"), body, headers={**HTMX, "X-Page": "2"})

    assert not event.registrations.filter(attendance="unmarked").exists()
    assert rows_on(response)[0] == "Mbiemri 0150"
    assert len(rows_on(response)) == ROWS_A_PAGE


def test_the_rest_of_one_page_alone_is_refused(staff_client, event):
    body = {"attendance": "present", "expected": str(ROWS_A_PAGE)}

    response = staff_client.post(address(event, "mark_rest"), body, headers=HTMX)

    assert response.status_code == 409
    assert not event.registrations.exclude(attendance="unmarked").exists()


def test_an_undo_answers_with_the_page_that_is_open(staff_client, event):
    body = {"attendance": "present", "expected": "310"}
    staff_client.post(address(event, "mark_rest"), body)
    act = RegisterAct.objects.get()

    response = staff_client.post(
        address(event, "undo_act", act.pk), headers={**HTMX, "X-Page": "3"}
    )

    assert event.registrations.filter(attendance="unmarked").count() == 310
    assert len(rows_on(response)) == 10


def test_an_open_page_gets_its_changed_rows_and_the_figures_of_all(staff_client, event):
    since = staff_client.get(address(event)).context["state"]
    near, far = (event.registrations.all()[place] for place in (3, 305))
    for place in (near, far):
        staff_client.post(address(event, "mark", place.pk), {"attendance": "present"})

    response = staff_client.get(
        address(event, "register_changes"), {"since": str(since)}, headers={"X-Page": "1"}
    )

    assert [row.pk for row in response.context["registrations"]] == [near.pk]
    assert response.context["gone"] == []
    assert response.context["totals"].marks["present"] == 2


def test_who_was_taken_off_goes_from_every_page(staff_client, event):
    since = staff_client.get(address(event)).context["state"]
    gone = event.registrations.all()[305]
    staff_client.post(address(event, "remove_registration", gone.pk), {})

    response = staff_client.get(
        address(event, "register_changes"), {"since": str(since)}, headers={"X-Page": "1"}
    )

    assert response.context["gone"] == [gone.pk]


def test_the_search_finds_people_of_every_page(staff_client, event):
    response = staff_client.post(
        address(event, "register_search"), {"q": "Mbiemri 0305"}, headers={"HX-Request": "true"}
    )

    first, *others = response.context["people"]
    assert (first.last_name, first.is_near) == ("Mbiemri 0305", False)
    assert all(person.is_near for person in others)


def test_a_device_without_connection_knows_everybody_on_every_page(staff_client, event):
    people = staff_client.get(address(event, "register_nearby")).json()["people"]

    there = {int(person["registration"]) for person in people if "registration" in person}
    assert there == set(event.registrations.values_list("pk", flat=True))
    labels = {person["label"] for person in people}
    assert len(labels) == len(people)  # all of them Era M.: with as much more as tells them apart


def test_a_short_register_tells_a_device_of_no_more_than_who_may_come(staff_client, centre):
    event = EventFactory(centre=centre)
    fill(event, 3)

    assert staff_client.get(address(event, "register_nearby")).json() == {"people": []}


def test_the_sheet_to_print_is_of_everybody(staff_client, event):
    response = staff_client.get(address(event, "sheet"))

    assert response.context["people"] == PAGED_FROM + 10

"""The calendar as partners see it, for the wall; and the mark of what is sensitive."""

import pytest
from django.urls import reverse

from events.models import Event
from tests.accounts.factories import GrantFactory
from tests.events.factories import EventFactory

pytestmark = pytest.mark.django_db
CALENDAR = reverse("events:calendar")
VIEWS = ["month", "week", "list"]


@pytest.fixture
def events(db):
    """One of each kind on 6 October 2021."""
    return [
        EventFactory(visibility="all_partners", title_sq="OPEN"),
        EventFactory(visibility="public", title_sq="PUBLIC"),
        EventFactory(visibility="all_partners", title_sq="CANARY-SENSITIVE", is_sensitive=True),
        EventFactory(visibility="centre", title_sq="CANARY-CENTRE"),
        EventFactory(visibility="partners", title_sq="CANARY-LINKED"),
    ]


@pytest.fixture
def desk(client, staff, events):
    client.force_login(staff)
    return client


def text(client, **asked):
    return client.get(CALENDAR, {"day": "2021-10-06", **asked}).content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_for_partners_nothing_stands_that_partners_do_not_see(desk, view):
    if view == "month":
        Event.objects.filter(title_sq="PUBLIC").delete()  # three events of a day are shown
    page = text(desk, view=view, **{"as": "partners"})

    assert "OPEN" in page
    assert "Activity" in page
    assert "CANARY" not in page
    assert "sensitive topic" not in page


@pytest.mark.parametrize("view", VIEWS)
def test_the_way_back_and_to_other_months_keeps_to_it(desk, view):
    page = text(desk, view=view, **{"as": "partners"})

    assert "As partners see it" in page
    assert "Show all of it" in page
    assert page.count("as=partners") >= 3
    assert "as=partners" in text(desk, view=view)


def test_the_print_names_centre_and_day_and_says_what_is_for_the_centre_alone(desk):
    inside, outside = text(desk, view="week"), text(desk, view="week", **{"as": "partners"})

    for page in (inside, outside):
        assert "Community Centre “Little Angels” · Printed on" in " ".join(page.split())
    assert "For the centre alone" in inside
    assert "For the centre alone" not in outside


def test_a_partner_sees_neither_the_choice_nor_more_by_asking(client, events, organisation):
    user = GrantFactory(role="partner", organisation=organisation, user__language="en").user
    client.force_login(user)

    for page in (text(client, view="week"), text(client, view="week", **{"as": "partners"})):
        assert "CANARY" not in page
        assert "As partners see it" not in page
        assert "sensitive topic" not in page


def test_what_is_sensitive_bears_its_mark_where_its_title_stands(desk, staff, events):
    sensitive = events[2]
    sensitive.volunteers.add(staff)
    pages = [
        f"{CALENDAR}?view=week&day=2021-10-06",
        f"{CALENDAR}?view=list&day=2021-10-06",
        reverse("events:event_list"),
        reverse("events:event_detail", args=[sensitive.pk]),
        reverse("events:register", args=[sensitive.pk]),
        reverse("events:sheet", args=[sensitive.pk]),
    ]
    for address in pages:
        page = desk.get(address).content.decode()
        assert "◆ sensitive topic: CANARY-SENSITIVE" in page, address
        assert "◆ sensitive topic: OPEN" not in page

"""The calendar's week and list beside its month, its filters, and who sees what in them."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shkej.lib.dates import local_moment, today
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory, EventFactory
from tests.often import often
from tests.partners.factories import OrganisationFactory, ProjectFactory
from tests.squeezing import squeezed

CALENDAR = reverse("events:calendar")
VIEWS = ["month", "week", "list"]
WEDNESDAY = "2021-10-06"  # the day of EventFactory


def look(client, view, day=WEDNESDAY, **asked):
    return client.get(CALENDAR, {"view": view, "day": day, **asked})


def days_of(response):
    """{day: titles} of the days that the page shows."""
    cells = response.context.get("days") or sum(response.context.get("weeks", []), [])
    return {
        cell["day"]: [event.title_sq for event in cell["events"]]
        for cell in cells
        if cell["events"]
    }


def titles(response):
    return sum(days_of(response).values(), [])


def text_of(response):
    """What the page says, without the values that differ from one request to the next."""
    content = response.content.decode()
    marks = r'name="(?:csrfmiddlewaretoken|form_mark)"\s+value="[^"]*"'
    return re.sub(rf'nonce="[^"]*"|X-CSRFToken.{{0,120}}|{marks}', "", content)


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def both_centres(client, staff):
    """Somebody on the staff of two centres, and the second."""
    other = CentreFactory(name_en="Other centre")
    GrantFactory(user=staff, role="staff", centre=other)
    client.force_login(staff)
    return other


# Which days


def test_week_has_seven_days_from_monday(desk):
    (week,) = look(desk, "week").context["weeks"]

    assert [cell["day"] for cell in week] == [date(2021, 10, number) for number in range(4, 11)]


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "27 September – 3 October 2021"), ("sq", "27 shtator – 3 tetor 2021")],
)
def test_week_is_named_by_its_days(desk, staff, language, heading):
    staff.language = language
    staff.save()

    assert heading in look(desk, "week", "2021-10-01").content.decode()


def test_week_over_the_new_year_names_both_years(desk):
    content = look(desk, "week", "2026-12-31").content.decode()

    assert "28 December 2026 – 3 January 2027" in content


@pytest.mark.parametrize(
    ("view", "before", "after"),
    [
        ("month", "/events/calendar/2021/9/", "/events/calendar/2021/11/"),
        ("week", "?view=week&amp;day=2021-09-27", "?view=week&amp;day=2021-10-11"),
        ("list", "?view=list&amp;day=2021-09-01", "?view=list&amp;day=2021-11-01"),
    ],
)
def test_each_view_leads_to_the_time_before_and_after(desk, view, before, after):
    content = look(desk, view).content.decode()

    assert re.search(rf'rel="prev"\s+href="[^"]*{re.escape(before)}"', content)
    assert re.search(rf'rel="next"\s+href="[^"]*{re.escape(after)}"', content)


def test_other_views_keep_the_day_and_mark_the_one_that_is_shown(desk):
    content = look(desk, "week").content.decode()

    for view in VIEWS:
        assert f'href="{CALENDAR}?view={view}&amp;day={WEDNESDAY}"' in content
    assert content.count('aria-current="true"') == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"view": "year"},
        {"day": "2021-02-30"},
        {"day": "x" * 300},
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"view": "list", "page": "x"},
        {
            "view": "week",
            "centre": "x",
            "project": "9" * 30,
            "organisation": "\x00",
            "kind": "party",
        },
    ],
)
def test_what_does_not_exist_is_passed_over(desk, asked):
    EventFactory(projects=[ProjectFactory()]).parts.create(organisation=OrganisationFactory())

    response = desk.get(CALENDAR, asked)

    period = response.context["period"]
    assert response.status_code == 200
    assert period.view == ("month" if asked.get("view") == "year" else asked.get("view", "month"))
    assert period.first <= today() <= period.last


def test_choice_that_is_not_offered_is_told(desk):
    EventFactory(projects=[ProjectFactory()])

    response = look(desk, "week", project="x", kind="other")

    assert "project" in response.context["filter_form"].errors
    assert "project=x" not in response.context["links"]["after"]
    assert "kind=other" in response.context["links"]["after"]


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31"])
@pytest.mark.parametrize("view", VIEWS)
def test_first_and_last_days_can_be_shown(desk, view, day):
    assert look(desk, view, day).status_code == 200


# Events on their days


@pytest.mark.parametrize("view", VIEWS)
def test_event_past_midnight_stands_on_both_days(desk, view):
    EventFactory(
        title_sq="Nata",
        starts_at=datetime(2021, 10, 6, 20, tzinfo=UTC),
        ends_at=datetime(2021, 10, 7, 0, 30, tzinfo=UTC),
    )

    response = look(desk, view)

    assert list(days_of(response)) == [date(2021, 10, 6), date(2021, 10, 7)]
    if view != "month":
        assert "from 22:00" in response.content.decode()
        assert "until 02:30" in response.content.decode()


@pytest.mark.parametrize("view", ["week", "list"])
def test_event_of_several_days_stands_on_those_of_the_period(desk, view):
    EventFactory(
        starts_at=datetime(2021, 9, 30, 8, tzinfo=UTC),
        ends_at=datetime(2021, 10, 5, 14, tzinfo=UTC),
    )
    first = 4 if view == "week" else 1

    days = list(days_of(look(desk, view)))

    assert days == [date(2021, 10, number) for number in range(first, 6)]


@pytest.mark.parametrize("view", ["week", "list"])
def test_hours_are_shown_from_and_to(desk, view):
    EventFactory(ends_at=datetime(2021, 10, 6, 14, tzinfo=UTC))

    assert "14:00–16:00" in look(desk, view).content.decode()


@pytest.mark.parametrize("view", ["week", "list"])
def test_hours_that_are_not_known_are_not_shown(desk, view):
    EventFactory(is_all_day=True)

    assert "14:00" not in look(desk, view).content.decode()


@pytest.mark.parametrize("sunday", [date(2027, 3, 28), date(2027, 10, 31)])
@pytest.mark.parametrize("view", VIEWS)
def test_weeks_in_which_the_clocks_change_have_each_event_on_its_day(desk, view, sunday):
    for title, days_on, hours, minutes in [
        ("Para mesnate", -1, 23, 59),
        ("Mesnatë", 0, 0, 0),
        ("Në fund", 0, 23, 59),
        ("Të hënën", 1, 0, 0),
    ]:
        moment = local_moment(sunday + timedelta(days=days_on), time(hours, minutes))
        EventFactory(title_sq=title, starts_at=moment)

    shown = days_of(look(desk, view, sunday.isoformat()))

    assert shown.pop(sunday - timedelta(days=1)) == ["Para mesnate"]
    assert shown.pop(sunday) == ["Mesnatë", "Në fund"]
    monday = {} if view == "week" or sunday.day == 31 else {date(2027, 3, 29): ["Të hënën"]}
    assert shown == monday


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("language", "name"), [("en", "Alphabet Day"), ("sq", "Dita e Alfabetit")])
def test_holidays_stand_in_each_view(desk, staff, view, language, name):
    staff.language = language
    staff.save()

    assert name in look(desk, view, "2026-11-22").content.decode()


def test_holidays_stand_in_the_list_also_between_its_pages(desk, monkeypatch):
    monkeypatch.setattr("events.calendar.views.PER_PAGE", 2)
    for day in (20, 20, 20, 26):
        EventFactory(starts_at=datetime(2026, 11, day, 9, tzinfo=UTC))

    pages = [look(desk, "list", "2026-11-01", page=page).context["days"] for page in (1, 2)]

    days = [[cell["day"].day for cell in page] for page in pages]
    assert days == [[20], [20, 22, 23, 26, 28, 29, 30]]


@pytest.mark.parametrize(
    ("view", "language", "words"),
    [
        ("week", "en", "No events in this week."),
        ("list", "en", "No events in this month."),
        ("week", "sq", "Nuk ka aktivitete në këtë javë."),
        ("list", "sq", "Nuk ka aktivitete në këtë muaj."),
    ],
)
def test_empty_time_says_so(desk, staff, view, language, words):
    staff.language = language
    staff.save()

    assert words in look(desk, view).content.decode()


def test_views_are_named_in_albanian(desk, staff):
    staff.language = "sq"
    staff.save()
    EventFactory(ends_at=datetime(2021, 10, 7, 14, tzinfo=UTC))

    content = look(desk, "list").content.decode()

    for words in (">Muaji<", ">Java<", ">Lista<", "nga ora 14:00", "deri në orën 16:00"):
        assert words in content


# Filters


@pytest.mark.parametrize("view", VIEWS)
def test_each_filter_narrows_each_view(desk, both_centres, centre, view):
    project, organisation = ProjectFactory(), OrganisationFactory()
    event = EventFactory(title_sq="Po", kind="training", projects=[project])
    event.parts.create(organisation=organisation, part="host")
    event.parts.create(organisation=organisation, part="funder")
    EventFactory(title_sq="Jo", centre=both_centres)

    assert sorted(titles(look(desk, view))) == ["Jo", "Po"]
    for asked in (
        {"centre": centre.pk},
        {"project": project.pk},
        {"organisation": organisation.pk},
        {"kind": "training"},
    ):
        assert titles(look(desk, view, **asked)) == ["Po"], asked


@pytest.mark.parametrize("view", VIEWS)
def test_filters_go_along_everywhere(desk, view):
    organisation = OrganisationFactory()
    EventFactory().parts.create(organisation=organisation)
    kept = f"organisation={organisation.pk}&kind=other"

    links = look(desk, view, organisation=organisation.pk, kind="other").context["links"]

    addresses = [
        links["before"],
        links["today"],
        links["after"],
        *(url for _, url in links["views"]),
    ]
    assert all(address.endswith(kept) for address in addresses)
    assert "kind" not in links["unfiltered"]
    assert f"view={view}&day={WEDNESDAY}" in links["unfiltered"]


def test_paper_says_what_the_events_are_narrowed_down_to(desk):
    content = squeezed(look(desk, "week", kind="training").content.decode())

    assert '<p class="print-only">Event type: Training</p>' in content


def test_choices_name_only_what_events_in_reach_name(desk, centre):
    mine, theirs = ProjectFactory(code="MINE-1"), ProjectFactory(code="THEIRS-1")
    EventFactory(projects=[mine]).parts.create(organisation=OrganisationFactory(name_en="Ours"))
    foreign = EventFactory(centre=CentreFactory(), projects=[theirs], visibility="public")
    foreign.parts.create(organisation=OrganisationFactory(name_en="Foreign"))

    response = look(desk, "week")

    fields = response.context["filter_form"].fields
    assert [key for key, _label in fields["project"].choices] == ["", str(mine.pk)]
    assert [label for _key, label in fields["organisation"].choices][1:] == ["Ours"]
    assert "centre" not in fields
    assert "Foreign" not in response.content.decode()
    assert "THEIRS-1" not in response.content.decode()


# Who sees what


@pytest.mark.parametrize("role", ["partner", "observer"])
@pytest.mark.parametrize("view", VIEWS)
def test_outsiders_see_title_time_and_type_and_cannot_ask_for_more(client, request, role, view):
    client.force_login(request.getfixturevalue(role))
    project, organisation = ProjectFactory(code="SECRET-1"), OrganisationFactory(name_en="Secret")
    event = EventFactory(
        title_sq="Hapur",
        title_en="Open day",
        visibility="public",
        venue_en="Secret venue",
        projects=[project],
    )
    event.parts.create(organisation=organisation)
    EventFactory(title_sq="Trafikimi", visibility="public", is_sensitive=True)

    response = look(client, view, project=project.pk + 1, organisation=organisation.pk + 1)

    content = response.content.decode()
    assert set(response.context["filter_form"].fields) == {"kind"}
    assert titles(response) == (["Trafikimi", "Hapur"] if role == "partner" else ["Hapur"])
    assert ("Activity" in content) is (role == "partner")
    for word in ("Trafik", "secret", "Little Angels"):
        assert word.lower() not in content.lower()


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS)
def test_page_of_a_partner_stays_as_it_was_whatever_happens_elsewhere(client, partner, view):
    client.force_login(partner)
    EventFactory(title_sq="I yni", visibility="all_partners")
    look(client, view)  # the first request of a session writes to it
    before = text_of(look(client, view))

    for number in range(100):
        foreign = EventFactory(
            centre=CentreFactory(),
            visibility=["centre", "partners"][number % 2],
            projects=[ProjectFactory()],
        )
        foreign.parts.create(organisation=OrganisationFactory())

    assert "I yni" in before
    assert text_of(look(client, view)) == before


@pytest.mark.parametrize("view", VIEWS)
def test_volunteer_sees_and_filters_by_the_events_they_are_assigned_to(
    client, volunteer, time_machine, view
):
    time_machine.move_to(datetime(2021, 10, 6, 10, tzinfo=UTC))
    client.force_login(volunteer)
    EventFactory(title_sq="Jo", projects=[ProjectFactory(code="NOT-MINE")])
    EventFactory(title_sq="Po", projects=[ProjectFactory(code="MINE")]).volunteers.add(volunteer)

    response = look(client, view)

    assert titles(response) == ["Po"]
    assert "NOT-MINE" not in response.content.decode()
    assert "MINE ·" in response.content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_staff_do_not_see_other_centres(desk, view):
    EventFactory(centre=CentreFactory(), visibility="public")

    assert titles(look(desk, view)) == []


# How fast


@pytest.mark.slow
@pytest.mark.parametrize("view", often("week", then=["month", "list"]))
def test_a_full_view_is_small_and_needs_no_more_queries_than_one_event(
    desk, both_centres, centre, view
):
    project, organisation = ProjectFactory(), OrganisationFactory()
    asked = {"centre": centre.pk, "project": project.pk, "organisation": organisation.pk}

    def add(number):
        event = EventFactory(
            title_sq="Takim sensibilizues me prindërit për sigurinë në internet",
            starts_at=datetime(2021, 10, 1 + number % 31, 6 + number % 12, tzinfo=UTC),
            projects=[project],
        )
        event.parts.create(organisation=organisation)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = look(desk, view, kind="other", **asked)
        assert titles(response)
        return len(captured), len(response.content)

    EventFactory(centre=both_centres)
    add(5)
    queries()  # the first request of a session writes to it
    few, _size = queries()
    for number in range(400):
        add(number)
    many, size = queries()

    assert many == few <= 10
    assert size <= 50_000

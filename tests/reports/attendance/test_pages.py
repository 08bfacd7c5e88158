"""The page of the report, and the pages behind its figures."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessLog, Grant
from reports.attendance.charts import bar_chart
from reports.attendance.findings import finding
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory, EventFactory, HeadcountFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import QUARTER_1, came, count, held

pytestmark = pytest.mark.django_db
QUARTER = {"start": "2021-10-01", "end": "2021-12-31"}
LINK = re.compile(r'<a[^>]*href="(/reports/(?:events|people)/\?[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def page(client, name="attendance", **asked):
    response = client.get(reverse(f"reports:{name}"), asked)
    assert response.status_code == 200
    return response


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def figure_links(response):
    """[(address, number)] of every figure of the page that leads to its rows."""
    links = []
    for address, words in LINK.findall(response.content.decode()):
        shown = re.sub(r"<[^>]*>", " ", words)
        numbers = re.findall(r"[\d,]+", shown.split(":")[-1])
        if numbers:
            links.append((unescape(address), int(numbers[0].replace(",", ""))))
    return links


@pytest.fixture
def sensitive(coordinator):
    """A coordinator who may see sensitive details."""
    Grant.objects.filter(user=coordinator).update(sees_sensitive=True)
    return type(coordinator).objects.get(pk=coordinator.pk)


@pytest.fixture
def quarter(db):
    """A quarter with new and returning people, two categories, and headcounts."""
    before, first, second = held("2021-09-10"), held("2021-10-06"), held("2021-12-31", "23:59")
    ana = ParticipantFactory(sex="female", birth_date=date(2011, 12, 1))
    ben = ParticipantFactory(sex="male", disability="yes", disability_method="imported")
    came(before, ben)
    for event in (first, second):
        came(event, ana, category="child")
        came(event, ben, attendance="late")
    came(first, ParticipantFactory())
    HeadcountFactory(event=first, count=1200)
    held("2021-11-01", status="cancelled")
    return first


@time_machine.travel(datetime(2021, 11, 24, 12, tzinfo=UTC))
def test_nothing_asked_shows_this_quarter(client, coordinator, quarter):
    client.force_login(coordinator)

    shown = text_of(page(client))

    assert "1 October 2021 to 31 December 2021" in shown
    assert "1,205 attendances, 1,200 of them counted without a name." in shown
    assert "Cancelled: 1" in shown


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("this_quarter", "1 January 2022 to 31 March 2022"),
        ("last_quarter", "1 October 2021 to 31 December 2021"),
        ("this_year", "1 January 2022 to 31 December 2022"),
        ("last_year", "1 January 2021 to 31 December 2021"),
    ],
)
@time_machine.travel(datetime(2021, 12, 31, 23, 30, tzinfo=UTC))  # half past midnight in Tirana
def test_quick_choices_go_by_the_day_in_tirana(client, coordinator, period, words):
    client.force_login(coordinator)

    assert words in text_of(page(client, period=period))


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.parametrize("user", ["coordinator", "sensitive"])
def test_every_figure_leads_to_rows_that_add_up_to_it(client, request, quarter, user):
    client.force_login(request.getfixturevalue(user))
    links = figure_links(page(client, **QUARTER))

    assert len(links) > 40
    for address, number in links:
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.context["total"] == number, address


def test_tables_add_up_on_the_page(client, coordinator, quarter):
    client.force_login(coordinator)
    answer = page(client, **QUARTER).context["answer"]

    for table in [*answer.tables(), answer.cells()]:
        for place, total in enumerate(table.total):
            assert sum(row.figures[place].value for row in table.rows) == total.value


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"start": "31.02.2021", "end": "31.12.2021"}, "start", "Enter a date that exists"),
        ({"start": "2021-10-01", "end": "2021-09-30"}, "end", "cannot be before the first day"),
        ({"period": "custom"}, "start", "Enter the first day"),
        ({"start": "2021-10-01"}, "end", "Enter the last day"),
        ({"start": "0021-10-01", "end": "2021-12-31"}, "start", "Enter a year from 1900 to 2100"),
        ({"start": "2021-10-01", "end": "9999-12-31"}, "end", "Enter a year from 1900 to 2100"),
        ({"period": "yesterday"}, "period", "no longer on offer"),
        ({"project": "<script>"}, "project", "no longer on offer"),
        (
            {"centre": "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")},
            "centre",
            "no longer on offer",
        ),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(client, coordinator, asked, field, words):
    client.force_login(coordinator)

    response = page(client, **asked)

    assert words in str(response.context["form"].errors[field])
    assert "answer" not in response.context
    for typed in asked.values():
        if field in ("start", "end") and "." in typed:
            assert typed in response.content.decode()


@pytest.mark.parametrize("typed", ["06.10.2021", "06/10/2021", "2021-10-06"])
def test_days_are_read_day_first(client, coordinator, typed):
    client.force_login(coordinator)

    shown = text_of(page(client, period="custom", start=typed, end=typed))

    assert "6 October 2021 to 6 October 2021" in shown


def test_only_own_centres_and_visible_projects_are_offered(client, staff, quarter):
    other = CentreFactory(code="tjetra", name_sq="Qendra tjetër")
    client.force_login(staff)

    form = page(client, **QUARTER).context["form"]
    assert other not in form.fields["centre"].queryset
    refused = page(client, **QUARTER, centre="tjetra")
    assert "centre" in refused.context["form"].errors
    assert client.get(reverse("reports:events"), {**QUARTER, "centre": "tjetra"}).status_code == 404
    assert client.get(reverse("reports:people"), {**QUARTER, "centre": "tjetra"}).status_code == 404


def test_the_scope_is_named_as_it_was_counted(client, staff, quarter):
    """Whoever reaches one centre of two never reads "All centres"."""
    CentreFactory(code="tjetra", name_sq="Qendra tjetër")
    client.force_login(staff)
    own = text_of(page(client, **QUARTER))
    client.force_login(GrantFactory(role="coordinator", centre=None, user__language="en").user)
    whole = text_of(page(client, **QUARTER))

    assert "All centres" not in own
    assert "All my centres" in own
    assert "All centres" in whole


def test_where_there_is_one_centre_it_is_named(client, coordinator, quarter):
    """It may have a second one tomorrow: "all" would then say something else of the same page."""
    client.force_login(coordinator)

    own = text_of(page(client, **QUARTER))

    assert "All centres" not in own
    centre = coordinator.grants.get().centre
    assert f"All projects · {centre.name_en}" in " ".join(own.split())


def test_people_elsewhere_change_nothing(client, staff, quarter):
    client.force_login(staff)
    before = [number for _address, number in figure_links(page(client, **QUARTER))]
    elsewhere = held("2021-10-07", centre=CentreFactory())
    came(elsewhere, ParticipantFactory())
    HeadcountFactory(event=elsewhere)

    assert [number for _address, number in figure_links(page(client, **QUARTER))] == before


def test_disability_of_single_people_needs_the_grant(client, coordinator, sensitive, quarter):
    asked = {**QUARTER, "figure": "reached", "disability": "yes"}
    client.force_login(sensitive)
    assert page(client, "people", **asked).context["total"] == 1

    Grant.objects.update(sees_sensitive=False)
    for name in ("people", "events"):
        assert client.get(reverse(f"reports:{name}"), asked).status_code == 403
    shown = page(client, **QUARTER)
    assert "disability=" not in shown.content.decode()
    assert [table.key for table in shown.context["answer"].tables()][-1] == "age_band"
    assert len(shown.context["answer"].cells().heads) == 3


def test_the_grant_must_hold_in_every_centre_of_the_figures(client, sensitive, quarter):
    other = CentreFactory(code="tjetra")
    GrantFactory(user=sensitive, role="staff", centre=other)
    client.force_login(type(sensitive).objects.get(pk=sensitive.pk))
    asked = {**QUARTER, "figure": "reached", "disability": "yes"}

    assert client.get(reverse("reports:people"), asked).status_code == 403
    assert (
        client.get(reverse("reports:people"), {**asked, "centre": "engjejt-e-vegjel"}).status_code
        == 200
    )


@pytest.mark.parametrize("name", ["events", "people"])
@pytest.mark.parametrize(
    "asked",
    [
        {"figure": "nothing"},
        {"category": "nobody"},
        {"sex": "x"},
        {"age_band": "1-2"},
        {"disability": "perhaps"},
    ],
)
def test_cells_that_there_are_not_do_not_exist(client, coordinator, name, asked):
    client.force_login(coordinator)

    assert client.get(reverse(f"reports:{name}"), {**QUARTER, **asked}).status_code == 404


@pytest.mark.parametrize("name", ["events", "people", "download"])
def test_without_a_question_one_is_asked(client, coordinator, name):
    client.force_login(coordinator)

    response = client.get(reverse(f"reports:{name}"))

    assert response.status_code == 302
    assert response.url == reverse("reports:attendance")


def test_seeing_the_people_leaves_a_line_in_the_log_without_names(client, coordinator, quarter):
    client.force_login(coordinator)
    page(client, "people", **QUARTER, figure="reached", category="child")

    (entry,) = AccessLog.objects.filter(action="view_participants")
    assert entry.user == coordinator
    assert entry.detail["shown"] == 1
    assert "category=child" in entry.detail["report"]
    assert not AccessLog.objects.filter(action="export").exists()


def test_people_stand_in_the_order_of_the_albanian_alphabet(client, coordinator):
    event = held("2021-10-06")
    for surname in ("Zeka", "Dhima", "Duka", "Cuka", "Çela"):
        came(event, ParticipantFactory(first_name="A", last_name=surname))
    client.force_login(coordinator)

    rows = page(client, "people", **QUARTER).context["page_obj"]

    names = [row.participant.last_name for row in rows]
    assert names == ["Cuka", "Çela", "Duka", "Dhima", "Zeka"]


def test_people_and_events_come_in_pages(client, coordinator):
    for day in range(1, 31):
        event = held(f"2021-10-{day:02}")
        came(event, ParticipantFactory())
        came(event, ParticipantFactory())
    client.force_login(coordinator)

    first = page(client, "people", **QUARTER)
    second = page(client, "people", **QUARTER, page=2)
    assert (len(first.context["page_obj"]), len(second.context["page_obj"])) == (50, 10)
    assert first.context["total"] == second.context["total"] == 60
    assert page(client, "events", **QUARTER, figure="reached", page=99).context["total"] == 60


@pytest.mark.parametrize(
    ("name", "asked"),
    [("attendance", {}), ("events", {"figure": "attendances"}), ("people", {"figure": "reached"})],
)
def test_pages_take_as_many_queries_for_many_rows_as_for_one(
    client, coordinator, name, asked, django_assert_max_num_queries
):
    client.force_login(coordinator)
    project = ProjectFactory()
    came(held("2021-10-06", projects=[project], title_en="Meeting"), ParticipantFactory())
    HeadcountFactory(event=held("2021-10-06", projects=[project], title_en="Meeting"))
    page(client, name, **QUARTER, **asked)  # what is asked only once
    with django_assert_max_num_queries(30) as few:
        page(client, name, **QUARTER, **asked)
    for day in range(1, 30):
        event = held(f"2021-10-{day:02}", projects=[project], title_en="Meeting")
        came(event, ParticipantFactory(birth_year=1930 + 3 * day))
        came(event, ParticipantFactory(sex="male"), category="police")
    with django_assert_max_num_queries(len(few)):
        page(client, name, **QUARTER, **asked)


def test_an_empty_period_offers_the_latest_quarter_with_events(client, coordinator, quarter):
    client.force_login(coordinator)

    response = page(client, start="2019-01-01", end="2019-12-31")

    assert "No attendance in this period" in text_of(response)
    assert response.context["answer"].latest().endswith("start=2021-10-01&end=2021-12-31")


def test_missing_translations_are_listed_with_the_way_to_them(client, coordinator):
    project = ProjectFactory(code="P-1", title_sq="Vetëm shqip")
    shown = held("2021-10-06", projects=[project], title_sq="Takim", title_en="")
    held("2021-10-07", projects=[project], title_sq="I plotë", title_en="Complete")
    came(shown, ParticipantFactory())
    client.force_login(coordinator)

    answer = page(client, **QUARTER, project="P-1").context["answer"]

    lines, more = answer.missing_texts()
    urls = [url for _what, _language, url in lines]
    assert reverse("events:event_update", args=[shown.pk]) in urls
    assert reverse("partners:project_update", args=[project.pk]) in urls
    assert {missing for _what, missing, _url in lines} == {"missing in English"}
    assert more == 0


def test_texts_are_shown_escaped(client, coordinator):
    project = ProjectFactory(code="P-1", title_sq="<script>alert(1)</script>")
    event = held("2021-10-06", projects=[project], title_sq="<script>alert(2)</script>")
    came(event, ParticipantFactory(first_name="<script>alert(3)</script>"))
    client.force_login(coordinator)

    for name in ("attendance", "events", "people"):
        assert "<script>alert" not in page(client, name, **QUARTER).content.decode()


def test_the_page_has_no_inline_style_or_script(client, coordinator, quarter):
    client.force_login(coordinator)

    html = page(client, **QUARTER).content.decode()

    assert not re.search(r"\sstyle=|<style|\son\w+=", html)


def test_albanian_page_writes_figures_and_days_the_albanian_way(client, coordinator, quarter):
    coordinator.language = "sq"
    coordinator.save()
    client.force_login(coordinator)

    html = page(client, **QUARTER).content.decode()

    assert "1\xa0205" in html
    assert "1 tetor 2021" in html


def test_bars_begin_at_zero_and_are_as_long_as_their_share(quarter):
    answer = count()

    chart = bar_chart(answer, "category")

    lengths = {bar.people: float(bar.end[:-1]) for bar in chart.bars}
    assert lengths[2] == pytest.approx(2 * lengths[1], abs=0.02)
    for bar in chart.bars:
        assert bar.parts[0][2] == "0.00%"
        assert sum(float(part[3][:-1]) for part in bar.parts) == pytest.approx(
            float(bar.end[:-1]), abs=0.02
        )
    assert sum(bar.people for bar in chart.bars) == answer.total.reached


@pytest.mark.usefixtures("english")
def test_where_nobody_is_known_by_name_there_is_no_chart(db):
    HeadcountFactory(event=EventFactory())
    answer = count()

    assert bar_chart(answer, "sex") is None
    assert "Nobody" in finding(answer, "sex")


@pytest.mark.usefixtures("english")
def test_the_title_of_a_chart_says_what_the_table_says(quarter):
    answer = count()

    assert finding(answer, "category") == "The largest group: Parents, 2 of 3 people reached"
    assert finding(answer, "sex") == "1 of 3 people reached are female, 1 are male"
    assert finding(answer, "disability") == (
        "1 of 3 people reached have a disability; 2 were not asked"
    )
    assert "Nobody" in finding(count(QUARTER_1), "age_band")


@pytest.mark.usefixtures("english")
def test_equal_groups_are_called_equal(db):
    event = held("2021-10-06")
    for category in ("parent", "child"):
        came(event, ParticipantFactory(), category=category)

    assert finding(count(), "category") == (
        "The 2 largest groups are equal, with 1 people reached each"
    )


def test_staff_without_the_grant_see_no_disability(client, staff, quarter):
    client.force_login(staff)

    shown = page(client, **QUARTER)

    assert "disability" not in [table.key for table in shown.context["answer"].tables()]
    assert len(shown.context["answer"].cells().heads) == 3

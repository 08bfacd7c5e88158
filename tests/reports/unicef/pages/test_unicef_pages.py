"""The pages of the reports to UNICEF: from the list to the accepted report; who may see them."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from events.register.closing.services import correct_attendance
from partners.models import Municipality
from reports.models import Report
from reports.unicef.pages.indicator_question import IndicatorQuestion
from shkej.lib.dates import TIRANA
from tests.accounts.factories import GrantFactory
from tests.conftest import user_with
from tests.events.factories import CentreFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, counted_meeting, held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportFactory,
    ReportingPeriodFactory,
    dimension,
    fill_in,
    freeze,
    settle,
    sex_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(code="P-1", title_en="The project")


@pytest.fixture
def event(project):
    return counted_meeting(project)


@pytest.fixture
def indicator(project, event):
    came(event, ParticipantFactory(sex="female", last_name="Kanarina"))
    output = OutputFactory(project=project)
    return IndicatorFactory(output=output, target_v=10, dimensions=[sex_of(project)])


@pytest.fixture
def report(project, indicator):
    return ReportFactory(period=ReportingPeriodFactory(project=project))


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def page(name, *args, **query):
    return reverse(f"reports:{name}", args=args, query=query)


def test_coordinator_goes_from_the_list_to_an_accepted_report(signed_in, coordinator, report):
    report.delete()
    period = report.period
    listed = signed_in.get(page("unicef"))
    assert page("unicef_project", period.project_id) in listed.content.decode()

    begun = signed_in.post(page("report_begin", period.pk))
    report = Report.objects.get()
    assert begun.url == page("report_detail", report.pk)
    fill_in(report)
    assert signed_in.get(begun.url).status_code == 200
    checks = signed_in.get(page("report_checks", report.pk))
    assert "I went through the checks" in checks.content.decode()
    signed_in.post(page("report_check", report.pk))
    shown = signed_in.get(page("report_detail", report.pk)).content.decode()
    assert "Nobody else can freeze it" in shown
    assert "Now somebody else freezes" not in shown
    signed_in.post(page("report_freeze", report.pk), {"alone_because": "Alone here"})
    for status in ("entered", "submitted", "accepted"):
        signed_in.post(page("report_move", report.pk), {"status": status})

    report.refresh_from_db()
    assert report.status == "accepted"
    shown = signed_in.get(page("report_detail", report.pk)).content.decode()
    assert report.snapshot.sha256 in shown
    assert "Kanarina" not in shown
    logged = AccessLog.objects.filter(action="report").order_by("pk")
    assert [row.detail["status"] for row in logged] == [
        "frozen",
        "entered",
        "submitted",
        "accepted",
    ]


def test_words_are_saved_and_checked_report_goes_back_to_draft(signed_in, report):
    settle(report)
    output = report.project.outputs.get()
    sent = {
        "challenges_sq": "Pak dhoma",
        "currency": "eur",
        "financial_contribution": "12.50",
        f"output-{output.pk}-rating": "on_track",
        f"output-{output.pk}-narrative_en": "As planned",
    }

    signed_in.post(page("report_detail", report.pk), sent)

    report = Report.objects.get(pk=report.pk)
    assert (report.status, report.challenges_sq, report.currency) == ("draft", "Pak dhoma", "EUR")
    assert report.assessments.get().narrative_en == "As planned"


def test_wrong_words_are_named_and_nothing_typed_is_lost(signed_in, report):
    sent = {"challenges_sq": "Kept words", "currency": "lekë"}

    answer = signed_in.post(page("report_detail", report.pk), sent).content.decode()

    assert "Three letters" in answer
    assert "Kept words" in answer


def test_words_saved_by_somebody_else_meanwhile_are_not_overwritten(signed_in, report):
    Report.objects.filter(pk=report.pk).update(challenges_sq="Theirs")

    answer = signed_in.post(
        page("report_detail", report.pk), {"challenges_sq": "Mine", "seen_at": "2021-01-01"}
    )

    assert answer.status_code == 409
    assert Report.objects.get(pk=report.pk).challenges_sq == "Theirs"


def test_frozen_report_takes_no_words(signed_in, report):
    freeze(report)

    signed_in.post(page("report_detail", report.pk), {"challenges_sq": "Other"})

    assert Report.objects.get(pk=report.pk).challenges_sq == "challenges sq"


def test_sent_back_report_shows_feedback_and_begins_again(signed_in, report):
    freeze(report)
    signed_in.post(page("report_move", report.pk), {"status": "sent_back", "feedback": "Why 1?"})

    shown = signed_in.get(page("report_detail", report.pk)).content.decode()
    assert "Why 1?" in shown
    begun = signed_in.post(page("report_begin", report.period_id))

    assert Report.objects.get(version=2).pk == int(begun.url.rstrip("/").split("/")[-1])


def test_warning_is_accepted_with_a_reason(signed_in, report, indicator):
    fill_in(report)
    IndicatorFactory(output=indicator.output, rule="events", event_kinds=["training"])

    signed_in.post(page("accept_warning", report.pk, "zero"), {"why": "No training yet"})

    shown = signed_in.get(page("report_checks", report.pk)).content.decode()
    assert "No training yet" in shown


def test_a_refused_reason_for_a_warning_stays_on_the_page(signed_in, report, indicator):
    fill_in(report)
    IndicatorFactory(output=indicator.output, rule="events", event_kinds=["training"])
    why = "Why? " * 101

    refused = signed_in.post(page("accept_warning", report.pk, "zero"), {"why": why})

    assert refused.status_code == 422
    shown = refused.content.decode()
    assert f'value="{why}"' in shown
    assert "at most 500 characters" in shown
    report.refresh_from_db()
    assert report.accepted_warnings == {}


def test_a_refused_reason_for_freezing_alone_stays_on_the_page(signed_in, report):
    fill_in(report)
    signed_in.post(page("report_check", report.pk))
    why = "Why? " * 61

    refused = signed_in.post(page("report_freeze", report.pk), {"alone_because": why})

    assert refused.status_code == 422
    shown = refused.content.decode()
    assert f'value="{why}"' in shown
    assert "at most 300 characters" in shown
    report.refresh_from_db()
    assert report.status == "checked"


def test_later_change_is_shown_with_its_reason(signed_in, report, event):
    freeze(report)
    late = came(event, ParticipantFactory(sex="male"))
    late.marked_at = timezone.now()
    late.save()

    shown = signed_in.get(page("report_detail", report.pk)).content.decode()

    assert "1 marked after the report was frozen" in shown
    assert "1 → 2" in shown


def test_what_was_corrected_since_freezing_stands_there_with_its_reason(
    signed_in, report, event, coordinator
):
    earlier = event.registrations.first() or came(event, ParticipantFactory(sex="male"))
    correct_attendance(
        registration=earlier, attendance="late", reason="Before", corrected_by=coordinator
    )
    freeze(report)
    correct_attendance(
        registration=earlier,
        attendance="absent",
        reason="The list says so",
        corrected_by=coordinator,
    )

    shown = signed_in.get(page("report_detail", report.pk)).content.decode()

    assert "Corrected after closing, since it was frozen" in shown
    assert "The list says so" in shown
    assert "Before ·" not in shown


def test_indicator_page_says_which_line_goes_into_prp_and_why(signed_in, report, indicator):
    shown = signed_in.get(page("indicator_detail", indicator.pk)).content.decode()

    assert "This one goes into PRP." in shown
    assert "10% of the way to the target of 10" in shown
    assert page("indicator_people", indicator.pk) in shown


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2021, 11, 20), 1),  # the second goes on and is empty
        (date(2021, 12, 31), 1),  # its last day
        (date(2022, 1, 1), 2),  # it is over: 0 is its figure
        (date(2022, 2, 3), 2),
        (date(2021, 10, 7), 1),
    ],
)
def test_indicator_page_opens_on_a_quarter_that_ended_with_0(
    project, indicator, coordinator, day, number
):
    quarters = [((2021, 10, 1), (2021, 10, 31)), ((2021, 11, 1), (2021, 12, 31))]
    quarters.append(((2022, 1, 1), (2022, 3, 31)))
    for place, (first, last) in enumerate(quarters, 1):
        ReportingPeriodFactory(
            project=project, number=place, starts_on=date(*first), ends_on=date(*last)
        )

    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=TIRANA)):
        assert IndicatorQuestion(indicator, coordinator, {}).period.number == number


@pytest.mark.parametrize("number", [1, 10])
def test_indicator_page_asks_as_much_for_ten_people_as_for_one(
    signed_in, report, indicator, event, number, django_assert_max_num_queries
):
    for _person in range(number):
        came(event, ParticipantFactory(sex="male"))

    with django_assert_max_num_queries(25):
        signed_in.get(page("indicator_detail", indicator.pk))


def test_people_behind_a_cell_are_those_of_the_cell(signed_in, report, indicator, event):
    came(event, ParticipantFactory(sex="male", last_name="Tjetri"))
    url = page("indicator_people", indicator.pk, period=1, cell="female")

    shown = signed_in.get(url).content.decode()

    assert "Kanarina" in shown
    assert "Tjetri" not in shown
    assert AccessLog.objects.filter(action="view_participants").count() == 1


def test_people_since_the_start_are_each_shown_once(signed_in, report, indicator, project):
    person = ParticipantFactory(sex="male", last_name="Tjetri")
    came(held("2021-09-06", projects=[project]), person)
    came(held("2021-10-09", projects=[project]), person)
    shown = signed_in.get(page("indicator_detail", indicator.pk, period=1)).content.decode()
    url = page("indicator_people", indicator.pk, period=1, only="since_start")
    assert url.replace("&", "&amp;") in shown

    answer = signed_in.get(url)

    assert answer.context["total"] == 2
    assert "Tjetri" in answer.content.decode()


def test_people_in_no_cell_are_found(signed_in, report, indicator, event):
    came(event, ParticipantFactory(sex="unknown", last_name="Panjohur"))
    url = page("indicator_people", indicator.pk, period=1, only="unplaced")

    shown = signed_in.get(url).content.decode()

    assert "Panjohur" in shown
    assert "Kanarina" not in shown


def test_people_elsewhere_and_without_age_are_found(signed_in, report, indicator):
    indicator.age_to = 17
    indicator.save()
    url = page("indicator_people", indicator.pk, period=1, only="age_unknown")
    assert "Kanarina" in signed_in.get(url).content.decode()
    indicator.locations.add(Municipality.objects.get(name="Kamëz"))
    indicator.age_to = None
    indicator.save()

    url = page("indicator_people", indicator.pk, period=1, only="elsewhere")

    assert "Kanarina" in signed_in.get(url).content.decode()


def test_events_behind_a_figure_add_up_to_it(signed_in, report, indicator, event, project):
    second = held("2021-10-07", projects=[project], title_en="Second meeting")
    came(second, ParticipantFactory(sex="male"))

    answer = signed_in.get(page("indicator_events", indicator.pk, period=1))

    assert answer.context["total"] == 2
    assert "Second meeting" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [{"period": 7}, {"period": 1, "cell": "nobody"}, {"period": 1, "place": 1}, {"only": "x"}],
)
def test_unknown_period_place_or_cell_is_not_found(signed_in, report, indicator, query):
    assert signed_in.get(page("indicator_events", indicator.pk, **query)).status_code == 404


def test_cells_of_disability_are_for_who_may_see_it_of_a_person(
    client, signed_in, report, indicator, project, centre
):
    disability = dimension(project, "disability", yes=["yes"], no=["no"], asked=["unknown"])
    indicator.dimension_rows.create(dimension=disability, position=2)
    url = page("indicator_people", indicator.pk, period=1, cell="female,asked")

    for address in (
        url,
        page("indicator_detail", indicator.pk),
        page("report_detail", report.pk),
        page("report_download", report.pk, "xlsx"),
    ):
        assert signed_in.get(address).status_code == 404
    shown = signed_in.get(page("unicef_project", project.pk)).content.decode()
    assert "This project is reported by disability" in shown
    assert page("report_detail", report.pk) not in shown

    client.force_login(user_with("coordinator", centre=centre, sees_sensitive=True))
    assert "Kanarina" in client.get(url).content.decode()


def test_who_does_not_coordinate_every_centre_sees_nothing_of_the_project(
    signed_in, report, indicator, project
):
    held("2021-10-09", projects=[project], centre=CentreFactory(code="other"))

    for url in (
        page("unicef_project", project.pk),
        page("report_detail", report.pk),
        page("report_checks", report.pk),
        page("indicator_detail", indicator.pk),
        page("indicator_people", indicator.pk),
    ):
        assert signed_in.get(url).status_code == 404
    assert "P-1" not in signed_in.get(page("unicef")).content.decode()
    for url in (page("report_begin", report.period_id), page("report_freeze", report.pk)):
        assert signed_in.post(url).status_code == 404


def test_who_coordinates_everywhere_sees_it(client, report, project):
    held("2021-10-09", projects=[project], centre=CentreFactory(code="other"))
    client.force_login(GrantFactory(role="coordinator", centre=None).user)

    assert client.get(page("report_detail", report.pk)).status_code == 200


def test_report_overdue_is_marked(signed_in, report):
    report.period.due_on = date(2022, 1, 30)
    report.period.save()

    assert "Overdue" in signed_in.get(page("unicef")).content.decode()

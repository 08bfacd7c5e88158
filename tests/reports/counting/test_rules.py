"""A new counting rule is one entry and its SQL: whatever else there is asks the entry."""

import io
from datetime import date

import openpyxl
import pytest
from django.db.models import F
from django.urls import reverse

from events.models import Attendance
from reports.counting.amounts import IndicatorFigures
from reports.counting.measures import MEASURES, Measure, first_here
from reports.counting.records import records
from reports.models import Indicator
from reports.models.rules import RULES, CountingRule, Of, rule_choices
from reports.unicef.checks import run_checks
from reports.unicef.files.bundle import bundle_of
from reports.unicef.files.workbook import write_workbook
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.setup.forms.indicators import IndicatorForm
from tests.conftest import user_with
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import OutputFactory, ReportFactory, ReportingPeriodFactory

pytestmark = pytest.mark.django_db

WORDS = {
    "name": "An invented rule",
    "meaning": "Right for whoever invents.",
    "why": "Nobody asked PRP.",
    "fits": frozenset({"sum"}),
}


def _second(rows, indicator):
    rows = first_here(rows, indicator).annotate(end=F("turn") + F("here"))
    return rows.filter(turn__lte=2, end__gt=2)


# Each: the rule, its SQL, the figures of both quarters.
INVENTED = {
    "people who came a second time": (
        CountingRule(code="second_visits", of=Of.PEOPLE, measure="second", **WORDS),
        Measure(
            _second,
            sql="ranked.turn <= 2 AND ranked.turn + ranked.here > 2",
            needs_here=True,
        ),
        [1, 2],
    ),
    "who came late": (
        CountingRule(code="late_arrivals", of=Of.ATTENDANCES, measure="late", **WORDS),
        Measure(lambda rows, _indicator: rows.filter(attendance=Attendance.LATE)),
        [2, 1],
    ),
    "events that are called a meeting": (
        CountingRule(code="meetings", of=Of.EVENTS, measure="meetings", **WORDS),
        Measure(lambda rows, _indicator: rows.filter(title_en="A meeting")),
        [1, 0],
    ),
}


@pytest.fixture(params=INVENTED.values(), ids=INVENTED)
def invented(request, monkeypatch):
    rule, measure, numbers = request.param
    monkeypatch.setitem(RULES, rule.code, rule)
    monkeypatch.setitem(MEASURES, rule.measure, measure)
    # What the model and the form read of the rules once, when the process begins.
    monkeypatch.setattr(Indicator._meta.get_field("rule"), "choices", rule_choices())
    monkeypatch.setattr(IndicatorForm.base_fields["rule"], "choices", rule_choices())
    return rule, numbers


@pytest.fixture
def quarters():
    """Ana twice in quarter 1, once late, and in 2; Ben and Cen once in each, Cen always late."""
    project = ProjectFactory(code="P-1")
    first = held("2021-10-06", projects=[project], title_sq="", title_en="A meeting")
    second = held("2021-11-06", projects=[project], title_sq="Takim", title_en="")
    third = held("2022-02-06", projects=[project], title_sq="Takim", title_en="")
    ana, ben, cen = (ParticipantFactory(sex="female") for _person in range(3))
    for event, person, attendance in [
        (first, ana, Attendance.PRESENT),
        (first, ben, Attendance.PRESENT),
        (first, cen, Attendance.LATE),
        (second, ana, Attendance.LATE),
        (third, ana, Attendance.PRESENT),
        (third, ben, Attendance.PRESENT),
        (third, cen, Attendance.LATE),
    ]:
        came(event, person, attendance=attendance)
    days = {"starts_on": date(2022, 1, 1), "ends_on": date(2022, 3, 31), "number": 2}
    return [
        ReportingPeriodFactory(project=project),
        ReportingPeriodFactory(project=project, **days),
    ]


@pytest.fixture
def coordinator(client, db):
    user = user_with("coordinator", centre=None)
    client.force_login(user)
    return user


@pytest.fixture
def chosen(client, coordinator, invented, quarters):
    """An indicator of the invented rule, entered in the form."""
    rule, _numbers = invented
    output = OutputFactory(project=quarters[0].project)
    sent = {"code": "1.1", "title_en": "# of the invented", "rule": rule.code, "unit": "number"}
    sent |= {"across_locations": "sum", "across_periods": "sum", "position": "1"}
    address = reverse("reports:indicator_create", args=[output.pk])
    answer = client.post(address, {**sent, "is_reported": "on"})
    assert answer.status_code == 302, answer.context["form"].errors
    return Indicator.objects.for_counting().get()


def test_invented_rule_is_offered_and_explained(client, coordinator, invented):
    rule, _numbers = invented

    output = OutputFactory()
    page = client.get(reverse("reports:indicator_create", args=[output.pk])).content.decode()

    assert f'<option value="{rule.code}">{rule.name}</option>' in page
    assert f"<dt>{rule.name}</dt><dd>{rule.meaning}</dd>" in page


def test_every_rule_is_offered_and_explained_in_its_order(client, coordinator):
    output = OutputFactory()
    page = client.get(reverse("reports:indicator_create", args=[output.pk])).content.decode()

    places = [page.index(f"<dt>{rule.name}</dt><dd>{rule.meaning}</dd>") for rule in RULES.values()]
    assert places == sorted(places)
    assert all(f'<option value="{code}"' in page for code in RULES)


def test_invented_rule_is_counted_and_leads_to_what_is_behind_it(chosen, invented, quarters):
    _rule, numbers = invented
    figures = IndicatorFigures(chosen, quarters)

    assert [figures.this_period(quarter).v for quarter in quarters] == numbers
    assert [figures.reported(quarter).v for quarter in quarters] == numbers
    assert figures.since_start(quarters[1]).v == sum(numbers)
    behind = [records(chosen, figures.slots, quarter).count() for quarter in quarters]
    assert behind == numbers
    assert records(chosen, figures.slots, quarters[1], since_start=True).count() == sum(numbers)


def test_page_of_an_invented_rule_says_its_name_and_why(client, chosen, invented):
    rule, numbers = invented

    answer = client.get(reverse("reports:indicator_detail", args=[chosen.pk]), {"period": "1"})

    page = answer.content.decode()
    assert f"<dd>{rule.name}</dd>" in page
    assert rule.why in page
    assert answer.context["page"].reported.v == numbers[0]


def test_report_with_an_invented_rule_is_checked_and_written(chosen, invented, quarters):
    rule, _numbers = invented
    chosen.across_periods = "max"
    chosen.save()

    counted = ReportFigures(ReportFactory(period=quarters[0]))
    found = {check.code: check.count for check in run_checks(counted)}

    assert found["cells_total"] == 0
    assert found["method_mismatch"] == 1
    assert found["manual_missing"] == 0
    figures = counted.data()
    file = write_workbook(bundle_of(counted.report, figures))
    book = openpyxl.load_workbook(io.BytesIO(file), read_only=True)
    said = [cell for row in book["Prejardhja · Provenance"].values for cell in row]
    assert f"{rule.name}: {rule.why}" in said

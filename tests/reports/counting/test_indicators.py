"""The rules by which an indicator counts: golden cases, places, cells, thresholds, the unnamed."""

from datetime import date

import pytest

from partners.models import Municipality
from reports.counting.amounts import Amount, IndicatorFigures
from reports.counting.records import in_cell, records
from reports.models import Indicator
from reports.models.rules import RULES, codes_where
from tests.events.factories import CentreFactory, HeadcountFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportingPeriodFactory,
    ages_of,
    dimension,
    sex_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(code="P-1")


@pytest.fixture
def quarters(project):
    second = {"starts_on": date(2022, 1, 1), "ends_on": date(2022, 3, 31), "number": 2}
    return [
        ReportingPeriodFactory(project=project),
        ReportingPeriodFactory(project=project, **second),
    ]


def indicator_of(project, **fields):
    output = OutputFactory(project=project)
    made = IndicatorFactory(output=output, **fields)
    return Indicator.objects.for_counting().get(pk=made.pk)


def golden_case(project):
    """Ana twice in quarter 1 and once in 2, Ben once in quarter 2, Cen once in quarter 1."""
    first, second = held("2021-10-06", projects=[project]), held("2021-11-06", projects=[project])
    third = held("2022-02-06", projects=[project])
    ana, ben, cen = (ParticipantFactory(sex="female") for _person in range(3))
    for event, person in [(first, ana), (second, ana), (third, ana), (third, ben), (second, cen)]:
        came(event, person)


# Of the golden case, for each rule: the figures of both quarters, their sum, that since the start.
GOLDEN = {
    "new_people": ([2, 1], 3, 3),
    "unique_people": ([2, 2], 4, 3),
    "cumulative_people": ([2, 2], 4, 3),
    "completers": ([1, 0], 1, 1),  # of two sessions
    "attendances": ([3, 2], 5, 5),
    "events": ([2, 1], 3, 3),
}


def sessions_of(rule):
    return {"sessions": 2} if "sessions" in RULES[rule].fields else {}


@pytest.mark.parametrize("rule", codes_where(lambda rule: rule.counts_itself))
def test_golden_case(project, quarters, rule):
    per_period, total, since = GOLDEN[rule]
    golden_case(project)

    figures = IndicatorFigures(indicator_of(project, rule=rule, **sessions_of(rule)), quarters)

    assert [figures.this_period(quarter).v for quarter in quarters] == per_period
    assert figures.sum_of_periods(quarters[1]).v == total
    assert figures.since_start(quarters[1]).v == since


def test_cumulative_people_are_reported_as_those_since_the_start(project, quarters):
    golden_case(project)

    figures = IndicatorFigures(indicator_of(project, rule="cumulative_people"), quarters)

    assert [figures.reported(quarter).v for quarter in quarters] == [2, 3]


@pytest.mark.parametrize(
    ("sessions", "percent", "completed"),
    [
        (1, None, [2, 1]),
        (2, None, [1, 0]),
        (3, None, [0, 1]),
        (4, 50, [1, 0]),
        (5, 50, [0, 1]),
    ],
)
def test_completers_count_in_the_period_of_their_last_session(
    project, quarters, sessions, percent, completed
):
    golden_case(project)

    indicator = indicator_of(
        project, rule="completers", sessions=sessions, sessions_percent=percent
    )
    figures = IndicatorFigures(indicator, quarters)

    assert [figures.reported(quarter).v for quarter in quarters] == completed


def test_person_who_moves_between_places_counts_in_the_first_only(project, quarters):
    tirana = Municipality.objects.get(name="Tiranë")
    kamza = Municipality.objects.get(name="Kamëz")
    centre = CentreFactory(code="engjejt-e-vegjel")
    centre.municipality = tirana
    centre.save()
    person = ParticipantFactory()
    came(held("2021-10-06", projects=[project], municipality=kamza), person)
    came(held("2021-10-07", projects=[project]), person)
    came(held("2022-01-07", projects=[project]), person)
    indicator = indicator_of(project, rule="unique_people", locations=[tirana, kamza])

    figures = IndicatorFigures(indicator, quarters)

    assert figures.places(quarters[0]) == {tirana.pk: Amount(0), kamza.pk: Amount(1)}
    assert figures.places(quarters[1]) == {tirana.pk: Amount(1), kamza.pk: Amount(0)}


def test_birthday_inside_a_period_moves_nobody(project, quarters):
    child = ParticipantFactory(birth_date=date(2011, 11, 1), sex="female")
    came(held("2021-10-06", projects=[project]), child)
    came(held("2021-12-06", projects=[project]), child)
    ages = ages_of(project)
    indicator = indicator_of(project, dimensions=[ages, sex_of(project)])

    figures = IndicatorFigures(indicator, quarters)

    young = ages.values.get(code="0-9").pk
    assert [values[0] for _place, values in figures.cells(quarters[0])] == [young]


def test_who_fits_no_value_is_unplaced_and_in_no_total(project, quarters):
    event = held("2021-10-06", projects=[project])
    came(event, ParticipantFactory(sex="female"))
    came(event, ParticipantFactory(sex="unknown"))
    indicator = indicator_of(project, dimensions=[sex_of(project)])

    figures = IndicatorFigures(indicator, quarters)

    assert figures.unplaced(quarters[0]) == {None: 1}
    assert figures.this_period(quarters[0]) == Amount(2)
    assert figures.reported(quarters[0]) == Amount(1)


def test_value_for_the_unknown_places_them(project, quarters):
    event = held("2021-10-06", projects=[project])
    came(event, ParticipantFactory())
    disability = dimension(project, "disability", yes=["yes"], no=["no"], asked=["unknown"])
    age = dimension(project, "age", all=(0, None), nobody=["unknown"])
    indicator = indicator_of(project, dimensions=[disability, age])

    figures = IndicatorFigures(indicator, quarters)

    assert figures.unplaced(quarters[0]) == {}
    assert figures.reported(quarters[0]) == Amount(1)


def test_selection_leaves_out_other_kinds_categories_ages_projects_and_statuses(project, quarters):
    person = ParticipantFactory(birth_date=date(2010, 1, 1))
    other = ProjectFactory(code="P-2")
    wanted = held("2021-10-06", projects=[project], kind="training")
    came(wanted, person, category="child")
    came(wanted, ParticipantFactory(birth_date=date(1990, 1, 1)), category="child")
    came(wanted, ParticipantFactory(birth_date=date(2010, 1, 1)), category="parent")
    came(
        wanted,
        ParticipantFactory(birth_date=date(2010, 1, 1)),
        category="child",
        attendance="absent",
    )
    for left_out in (
        held("2021-10-07", projects=[other], kind="training"),
        held("2021-10-07", projects=[project], kind="workshop"),
        held("2021-10-07", projects=[project], kind="training", status="cancelled"),
    ):
        came(left_out, ParticipantFactory(birth_date=date(2010, 1, 1)), category="child")
    indicator = indicator_of(project, event_kinds=["training"], age_from=6, age_to=17)
    indicator.categories.add(CategoryFactory(code="child"))
    indicator = Indicator.objects.for_counting().get(pk=indicator.pk)

    assert IndicatorFigures(indicator, quarters).reported(quarters[0]) == Amount(1)

    indicator.other_projects.add(other)
    indicator = Indicator.objects.for_counting().get(pk=indicator.pk)

    assert IndicatorFigures(indicator, quarters).reported(quarters[0]) == Amount(2)


def test_unnamed_are_shown_beside_and_count_only_where_said(project, quarters):
    event = held("2021-10-06", projects=[project])
    came(event, ParticipantFactory())
    HeadcountFactory(event=event, count=5)
    plain = IndicatorFigures(indicator_of(project, rule="attendances"), quarters)
    with_them = IndicatorFigures(
        indicator_of(project, rule="attendances", counts_unnamed=True), quarters
    )

    assert plain.counted.unnamed(quarters[0]) == 5
    assert plain.reported(quarters[0]) == Amount(1)
    assert with_them.reported(quarters[0]) == Amount(6)
    assert with_them.this_period(quarters[0]) == Amount(6)


def test_ratio_divides_two_indicators(project, quarters):
    golden_case(project)
    above = indicator_of(project, rule="completers", sessions=2, is_reported=False)
    below = indicator_of(project, rule="unique_people", is_reported=False)
    ratio = indicator_of(
        project, rule="ratio", unit="percentage", numerator=above, denominator=below
    )

    figures = IndicatorFigures(ratio, quarters)

    assert figures.reported(quarters[0]) == Amount(1, 2)
    assert figures.reported(quarters[1]) == Amount(0, 2)


def test_attendance_before_the_first_period_makes_nobody_new(project, quarters):
    person = ParticipantFactory()
    came(held("2021-09-30", projects=[project]), person)
    came(held("2021-10-06", projects=[project]), person)

    figures = IndicatorFigures(indicator_of(project), quarters)

    assert figures.reported(quarters[0]) == Amount(0)
    assert figures.since_start(quarters[0]) == Amount(1)
    assert figures.counted.outside() == 1


@pytest.mark.parametrize("rule", codes_where(lambda rule: rule.counts_itself))
def test_records_add_up_to_every_cell(project, quarters, rule):
    golden_case(project)
    sexes = [] if RULES[rule].of_events else [sex_of(project)]
    indicator = indicator_of(project, rule=rule, dimensions=sexes, **sessions_of(rule))
    figures = IndicatorFigures(indicator, quarters)

    for quarter in quarters:
        rows = records(indicator, figures.slots, quarter)
        cells = figures.cells(quarter)
        assert rows.count() == sum(amount.v for amount in cells.values())
        for (place, values), amount in cells.items():
            assert in_cell(rows, place, values).count() == amount.v

"""How people are counted: the golden case, the edges, and what must not count."""

from datetime import date

import pytest

from participants.categories.counting import change_counting
from participants.models import Category
from reports.counting import AgeBands, Period, count_attendance, scope_for
from tests.accounts.factories import UserFactory
from tests.events.factories import CentreFactory, EventFactory, HeadcountFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import QUARTER_1, QUARTER_4, came, count, held

pytestmark = pytest.mark.django_db


def figures(answer):
    return (
        answer.total.attendances,
        answer.total.reached,
        answer.total.newly_reached,
        answer.cumulative,
    )


def only_cell(answer):
    (cell,) = answer.cells
    return cell


def test_golden_case_counts_three_people():
    ana, ben, cen = ParticipantFactory.create_batch(3)
    first, second, third = held("2021-10-06"), held("2021-11-03"), held("2022-02-02")
    came(first, ana)
    came(second, ana)
    came(first, cen)
    came(third, ana)
    came(third, ben)

    assert figures(count(QUARTER_4)) == (3, 2, 2, 2)
    assert figures(count(QUARTER_1)) == (2, 2, 1, 3)
    assert count(QUARTER_1).total.returned == 1


@pytest.mark.parametrize("attendance", ["unmarked", "excused", "absent"])
def test_who_was_not_present_is_not_counted(attendance):
    registration = came(held("2021-10-06"), ParticipantFactory())
    registration.attendance = attendance
    registration.marked_at = None if attendance == "unmarked" else registration.marked_at
    registration.save()

    assert figures(count()) == (0, 0, 0, 0)


def test_who_came_late_is_counted():
    came(held("2021-10-06"), ParticipantFactory(), attendance="late")

    assert figures(count()) == (1, 1, 1, 1)


@pytest.mark.parametrize("status", ["planned", "cancelled", "postponed"])
def test_events_that_were_not_held_count_only_among_events(status):
    event = held("2021-10-06", status=status)
    came(event, ParticipantFactory())
    HeadcountFactory(event=event)

    answer = count()

    assert figures(answer) == (0, 0, 0, 0)
    assert answer.cells == []
    assert answer.events == {"held": 0, "cancelled": 0, "postponed": 0, "planned": 0, status: 1}


def test_a_cancelled_place_never_counts_whatever_was_marked():
    came(held("2021-10-06"), ParticipantFactory(), status="cancelled")

    assert figures(count()) == (0, 0, 0, 0)


def test_staff_are_not_counted_named_or_unnamed():
    event = held("2021-10-06")
    came(event, ParticipantFactory(), category="staff")
    HeadcountFactory(event=event, category=CategoryFactory(code="staff"), count=4)

    assert count().cells == []


def test_headcounts_are_attendances_but_no_people():
    HeadcountFactory(event=held("2021-10-06"), count=5)

    answer = count()

    assert figures(answer) == (5, 0, 0, 0)
    assert answer.total.headcount == 5
    assert only_cell(answer).disability == "unknown"


@pytest.mark.parametrize(
    ("day", "at", "period"),
    [
        ("2021-12-31", "23:59", QUARTER_4),
        ("2022-01-01", "00:00", QUARTER_1),
        ("2022-03-31", "23:59", QUARTER_1),
        ("2021-10-01", "00:00", QUARTER_4),
        ("2021-10-31", "02:30", QUARTER_4),  # the hour that comes twice
        ("2022-03-27", "03:00", QUARTER_1),  # the hour after the one left out
    ],
)
def test_an_event_belongs_to_the_day_it_starts_on_in_tirana(day, at, period):
    came(held(day, at), ParticipantFactory())

    counted = [count(quarter).total.attendances for quarter in (QUARTER_4, QUARTER_1)]

    assert counted == [int(period is quarter) for quarter in (QUARTER_4, QUARTER_1)]


def test_both_days_of_a_period_of_one_day_are_inside():
    came(held("2021-10-06", "00:00"), ParticipantFactory())
    came(held("2021-10-06", "23:59"), ParticipantFactory())
    came(held("2021-10-05", "23:59"), ParticipantFactory())
    came(held("2021-10-07", "00:00"), ParticipantFactory())
    day = date(2021, 10, 6)

    assert count(Period(day, day)).total.attendances == 2


def test_a_birthday_inside_the_period_moves_attendances_but_not_the_person():
    ana = ParticipantFactory(birth_date=date(2011, 11, 1))
    came(held("2021-10-06"), ana)
    came(held("2021-11-03"), ana)

    answer = count()

    rows = {band: row for (band,), row in answer.by("age_band").items()}
    assert rows["5-9"].reached == rows["5-9"].newly_reached == 1
    assert rows["5-9"].attendances == 1
    assert rows["10-14"].attendances == 1
    assert rows["10-14"].reached == 0


def test_category_is_that_of_the_first_attendance_in_the_period():
    ana = ParticipantFactory()
    came(held("2021-10-06"), ana, category="young_person")
    came(held("2022-01-12"), ana, category="volunteer")
    came(held("2022-02-02"), ana, category="young_person")

    rows = {code: row for (code,), row in count(QUARTER_1).by("category").items()}

    assert rows["volunteer"].reached == 1
    assert rows["young_person"].reached == 0
    assert rows["young_person"].attendances == 1
    assert count(QUARTER_1).total.newly_reached == 0


def test_who_was_staff_at_first_is_new_when_they_first_count():
    ana = ParticipantFactory()
    came(held("2021-10-06"), ana, category="staff")
    came(held("2022-02-02"), ana, category="parent")

    assert figures(count(QUARTER_1)) == (1, 1, 1, 1)


@pytest.mark.parametrize("order", [("parent", "volunteer"), ("volunteer", "parent")])
def test_of_two_events_at_the_same_moment_the_order_of_recording_does_not_matter(order):
    ana = ParticipantFactory()
    for category in order:
        came(held("2021-10-06"), ana, category=category)

    rows = {code: row for (code,), row in count().by("category").items()}

    assert rows["parent"].reached == 1
    assert rows["volunteer"].reached == 0


def test_sex_and_disability_are_as_recorded_now():
    ana = ParticipantFactory(sex="unknown")
    came(held("2021-10-06"), ana)
    ana.sex, ana.disability, ana.disability_method = "female", "yes", "self_reported"
    ana.save()

    cell = only_cell(count())

    assert (cell.sex, cell.disability) == ("female", "yes")


def test_unknown_age_is_shown_and_the_open_band_has_no_end():
    event = held("2021-10-06")
    came(event, ParticipantFactory())
    came(event, ParticipantFactory(told_age=119, age_told_on=date(2021, 10, 6)))

    assert [band for (band,) in count().by("age_band")] == ["60+", "unknown"]


@pytest.mark.parametrize(
    ("age_from", "age_to", "band"),
    [
        (10, 14, "10-14"),
        (11, 11, "10-14"),
        (10, 15, "unknown"),
        (None, 14, "unknown"),
        (None, 4, "0-4"),
        (None, 5, "unknown"),
        (10, None, "unknown"),
        (None, None, "unknown"),
        (60, None, "60+"),
        (65, 80, "60+"),
        (59, None, "unknown"),
        (0, 4, "0-4"),
        (0, 120, "unknown"),
    ],
)
def test_a_headcount_falls_into_a_band_only_whole(age_from, age_to, band):
    HeadcountFactory(event=held("2021-10-06"), age_from=age_from, age_to=age_to)

    assert only_cell(count()).age_band == band


def test_the_bands_of_a_project_are_its_own():
    project = ProjectFactory(age_band_starts=[0, 18])
    came(held("2021-10-06", projects=[project]), ParticipantFactory(birth_year=2010))

    assert only_cell(count(project=project)).age_band == "0-17"
    assert only_cell(count()).age_band == "10-14"


def test_bands_have_neither_gap_nor_overlap():
    bands = AgeBands([0, 1, 18])

    assert bands.limits == [(0, 0), (1, 17), (18, None)]
    assert bands.codes == ["0-0", "1-17", "18+", "unknown"]


def test_first_ever_means_first_in_the_project_and_centre_asked_for():
    ana, project, other_centre = ParticipantFactory(), ProjectFactory(), CentreFactory()
    came(held("2021-10-06"), ana)
    came(held("2022-01-12", projects=[project]), ana)
    came(held("2022-02-02", projects=[project], centre=other_centre), ana)

    assert figures(count(QUARTER_1)) == (2, 1, 0, 1)
    assert figures(count(QUARTER_1, project=project)) == (2, 1, 1, 1)
    assert figures(count(QUARTER_1, centre=other_centre)) == (1, 1, 1, 1)
    assert figures(count(QUARTER_4, project=project)) == (0, 0, 0, 0)


def test_an_event_of_a_project_counts_whatever_the_dates_of_the_project():
    project = ProjectFactory(starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31))
    came(held("2021-10-06", projects=[project]), ParticipantFactory())

    assert figures(count(project=project)) == (1, 1, 1, 1)


def test_an_event_of_two_projects_counts_once_where_no_project_is_asked_for():
    came(held("2021-10-06", projects=[ProjectFactory(), ProjectFactory()]), ParticipantFactory())
    answer = count()

    assert figures(answer) == (1, 1, 1, 1)
    assert answer.events["held"] == 1


def test_a_reader_counts_only_the_centres_they_work_for(staff):
    ana = ParticipantFactory()
    elsewhere = held("2021-10-06", centre=CentreFactory())
    came(elsewhere, ana)
    HeadcountFactory(event=elsewhere)
    came(held("2022-02-02"), ana)

    answer = count_attendance(scope_for(staff), QUARTER_1)

    assert figures(answer) == (1, 1, 1, 1)
    assert figures(count_attendance(scope_for(staff), QUARTER_4)) == (0, 0, 0, 0)


def test_rows_stand_in_the_order_of_categories_sexes_bands_and_disability():
    event = held("2021-10-06")
    for category, sex, born in [
        ("other", "male", 2010),
        ("parent", "male", 1980),
        ("parent", "female", None),
        ("parent", "female", 1980),
        ("police", "unknown", 1980),
    ]:
        came(event, ParticipantFactory(sex=sex, birth_year=born), category=category)

    rows = [(cell.category, cell.sex, cell.age_band) for cell in count().cells]

    assert rows == [
        ("police", "unknown", "25-59"),
        ("parent", "female", "25-59"),
        ("parent", "female", "unknown"),
        ("parent", "male", "25-59"),
        ("other", "male", "10-14"),
    ]


def test_counting_takes_as_many_queries_for_many_rows_as_for_none(django_assert_num_queries):
    with django_assert_num_queries(4):
        count()
    for number in range(12):
        came(held("2021-10-06"), ParticipantFactory(birth_year=1960 + 5 * number))
        HeadcountFactory(event=EventFactory())
    with django_assert_num_queries(4):
        count()


def test_a_category_counts_no_longer_from_the_day_that_was_said_on():
    for day in ("2021-10-06", "2021-10-20", "2021-11-03"):
        came(held(day), ParticipantFactory(), category="volunteer")
    said = {"category": Category.objects.get(code="volunteer"), "decided_by": UserFactory()}

    change_counting(**said, is_counted=False, starts_on=date(2021, 10, 20), reason="Agreed")
    assert count().total.attendances == 1

    change_counting(**said, is_counted=True, starts_on=date(2021, 11, 3), reason="Agreed anew")
    assert count().total.attendances == 2

"""Setting up what is reported: versions, dimensions, and what cannot be taken away."""

import pytest
from django.core.exceptions import ValidationError

from partners.models import Municipality
from reports.models import DimensionValue, Indicator, Output, ReportingPeriod
from reports.unicef.setup.services import delete_row, save_dimension, save_indicator
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.often import MORE_ON_POSTGRESQL
from tests.partners.factories import ProjectFactory
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportFactory,
    ReportingPeriodFactory,
    ages_of,
    dimension,
    freeze,
    sex_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), MORE_ON_POSTGRESQL]


@pytest.fixture
def project():
    return ProjectFactory(title_en="The project")


@pytest.fixture
def output(project):
    return OutputFactory(project=project)


@pytest.fixture
def user():
    return UserFactory()


def save(indicator, user, dimensions=(), **several):
    return save_indicator(indicator=indicator, dimensions=list(dimensions), made_by=user, **several)


def frozen(project, indicator):
    """A frozen report that holds `indicator`."""
    return freeze(ReportFactory(period=ReportingPeriodFactory(project=project)))


# Versions


def test_a_new_indicator_has_its_first_version(output, user):
    sex = sex_of(output.project)
    place = Municipality.objects.get(name="Kamëz")

    indicator = save(
        Indicator(output=output, code="1.1", title_en="# of people"),
        user,
        [sex],
        locations=[place],
    )

    version = indicator.versions.get()
    assert (version.number, version.made_by) == (1, user)
    assert version.definition["title"] == {"sq": "", "en": "# of people"}
    assert version.definition["selection"]["locations"] == ["Kamëz"]
    assert [row["code"] for row in version.definition["dimensions"]] == ["sex"]


def test_saving_without_a_change_makes_no_version(output, user):
    indicator = save(Indicator(output=output, code="1.1", title_en="# of people"), user)

    save(Indicator.objects.get(pk=indicator.pk), user)

    assert indicator.versions.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"title_sq": "# i personave"},
        {"definition_en": "Who came once."},
        {"target_v": 7},
        {"across_periods": "max"},
        {"event_kinds": ["training"]},
        {"age_to": 17},
        {"means_of_verification_sq": "Lista"},
    ],
)
def test_a_change_of_the_definition_is_a_new_version_and_the_former_stays(output, user, change):
    indicator = save(Indicator(output=output, code="1.1", title_en="# of people"), user)
    former = indicator.versions.get().definition
    bystander = save(Indicator(output=output, code="1.2", title_en="# of others"), user)

    for name, said in change.items():
        setattr(indicator, name, said)
    save(indicator, user)

    newest, first = indicator.versions.all()
    assert (newest.number, first.number) == (2, 1)
    assert first.definition == former != newest.definition
    assert bystander.versions.count() == 1


def test_the_order_of_dimensions_is_part_of_the_definition(output, user):
    sex, age = sex_of(output.project), ages_of(output.project)
    indicator = save(Indicator(output=output, code="1.1", title_en="x"), user, [sex, age])

    save(indicator, user, [age, sex])

    codes = [row["code"] for row in indicator.versions.first().definition["dimensions"]]
    assert codes == ["age", "sex"]
    assert [row.code for row in Indicator.objects.get().ordered_dimensions] == ["age", "sex"]


def test_a_ratio_gets_a_version_when_one_of_its_parts_changes(output, user):
    parts = [
        save(Indicator(output=output, code=code, title_en=code), user) for code in ("1.1", "1.2")
    ]
    ratio = save(
        Indicator(
            output=output,
            code="1.3",
            title_en="share",
            rule="ratio",
            unit="ratio",
            numerator=parts[0],
            denominator=parts[1],
        ),
        user,
    )

    parts[0].event_kinds = ["training"]
    save(parts[0], user)

    assert ratio.versions.count() == 2


# What an indicator cannot be


def test_an_indicator_has_no_four_dimensions_and_none_twice(output, user):
    sex = sex_of(output.project)
    others = [dimension(output.project, rule, a=["yes"]) for rule in ("disability",)]
    for chosen in ([sex, sex], [sex, ages_of(output.project), *others, sex]):
        with pytest.raises(ValidationError):
            save(Indicator(output=output, code="1.1", title_en="x"), user, chosen)
    assert not Indicator.objects.exists()


def test_an_indicator_takes_no_dimension_of_another_project(output, user):
    with pytest.raises(ValidationError):
        save(Indicator(output=output, code="1.1", title_en="x"), user, [sex_of(ProjectFactory())])


def test_events_are_not_divided_by_sex(output, user):
    indicator = Indicator(output=output, code="1.1", title_en="x", rule="events")
    with pytest.raises(ValidationError, match="no sex"):
        save(indicator, user, [sex_of(output.project)])


def test_what_a_constraint_refuses_leaves_nothing_behind(output, user):
    with pytest.raises(ValidationError):
        save(Indicator(output=output, code="1.1", title_en="x", rule="completers"), user)
    assert not Indicator.objects.exists()


# Dimensions


def test_a_changed_value_gives_every_indicator_that_uses_it_a_version(output, user):
    sex = sex_of(output.project)
    using = [
        save(Indicator(output=output, code=code, title_en=code), user, [sex])
        for code in ("1.1", "1.2")
    ]
    other = save(Indicator(output=output, code="1.3", title_en="x"), user)
    female, male = sex.values.all()
    female.name_en = "Girls"

    save_dimension(dimension=sex, rows=[female, male], made_by=user)

    assert [row.versions.count() for row in using] == [2, 2]
    assert other.versions.count() == 1


def test_bands_are_kept_sorted_and_named_by_their_ages_for_files(project, user):
    age = ages_of(project)
    young, middle, old = age.values.all()
    young.age_to, middle.age_from = 4, 5
    rows = [old, middle, young, DimensionValue(name_en="Adults", age_from=18)]

    save_dimension(dimension=age, rows=rows, made_by=user)

    assert list(age.values.values_list("code", flat=True)) == ["0-4", "5-14", "15-17", "18+"]
    assert age.values.first().pk == young.pk


def test_two_bands_may_swap_their_ages(project, user):
    age = ages_of(project)
    young, middle, old = age.values.all()
    young.age_from, young.age_to, middle.age_from, middle.age_to = 10, 14, 0, 9

    save_dimension(dimension=age, rows=[young, middle, old], made_by=user)

    assert list(age.values.values_list("pk", "code")) == [
        (middle.pk, "0-9"),
        (young.pk, "10-14"),
        (old.pk, "15-17"),
    ]


def test_codes_of_new_values_hold_no_comma_and_differ(project, user):
    kinds = dimension(project, "event_kind", training=["training"])
    rows = [
        *kinds.values.all(),
        DimensionValue(name_en="Meetings, others", codes=["other"]),
        DimensionValue(name_en="Training", codes=["workshop"]),
        DimensionValue(name_sq="Ë", codes=["group_session"]),
    ]

    save_dimension(dimension=kinds, rows=rows, made_by=user)

    codes = list(kinds.values.values_list("code", flat=True))
    assert codes == ["training", "meetings-others", "training-2", "e"]


def test_a_new_value_before_an_old_one_does_not_take_its_code(project, user):
    kinds = dimension(project, "event_kind", training=["training"])
    rows = [DimensionValue(name_en="Training", codes=["workshop"]), *kinds.values.all()]

    save_dimension(dimension=kinds, rows=rows, made_by=user)

    assert list(kinds.values.values_list("code", flat=True)) == ["training-2", "training"]


def test_a_value_of_another_dimension_is_not_moved_here(project, user):
    sex, other = sex_of(project), sex_of(ProjectFactory())
    with pytest.raises(ValidationError, match="meanwhile"):
        save_dimension(dimension=sex, rows=list(other.values.all()), made_by=user)
    assert sex.values.count() == other.values.count() == 2


def test_overlapping_values_change_nothing(project, user):
    age = ages_of(project)
    rows = list(age.values.all())
    rows[0].age_to = 12

    with pytest.raises(ValidationError, match="overlap"):
        save_dimension(dimension=age, rows=rows, made_by=user)

    assert list(age.values.values_list("age_to", flat=True)) == [9, 14, 17]


# What a frozen report holds


def test_a_value_of_a_frozen_report_can_be_renamed_but_not_go_nor_hold_others(output, user):
    age = ages_of(output.project)
    indicator = save(Indicator(output=output, code="1.1", title_en="x"), user, [age])
    frozen(output.project, indicator)
    young, middle, old = age.values.all()

    young.name_en = "Small children"
    save_dimension(dimension=age, rows=[young, middle, old], made_by=user)
    assert age.values.first().name_en == "Small children"

    with pytest.raises(ValidationError, match="frozen report"):
        save_dimension(dimension=age, rows=[young, middle], made_by=user)
    young.age_to, middle.age_from = 8, 9
    with pytest.raises(ValidationError, match="frozen report"):
        save_dimension(dimension=age, rows=[young, middle, old], made_by=user)
    assert list(age.values.values_list("code", flat=True)) == ["0-9", "10-14", "15-17"]


def test_nothing_that_a_frozen_report_holds_is_deleted(output, user):
    sex = sex_of(output.project)
    indicator = save(Indicator(output=output, code="1.1", title_en="x"), user, [sex])
    report = frozen(output.project, indicator)

    for row in (indicator, output, sex, report.period):
        with pytest.raises(ValidationError, match="frozen"):
            delete_row(row)
    assert Output.objects.count() == Indicator.objects.count() == 1


def test_an_indicator_that_left_the_reports_after_freezing_still_stays(output, user):
    indicator = save(Indicator(output=output, code="1.1", title_en="x"), user)
    frozen(output.project, indicator)
    indicator.is_reported = False
    save(indicator, user)

    with pytest.raises(ValidationError, match="frozen"):
        delete_row(indicator)


def test_rows_on_which_something_hangs_stay(output, user):
    sex = sex_of(output.project)
    part = save(Indicator(output=output, code="1.1", title_en="x"), user, [sex])
    IndicatorFactory(
        output=output, code="9.9", rule="ratio", unit="ratio", numerator=part, denominator=part
    )
    report = ReportFactory(period=ReportingPeriodFactory(project=output.project))

    for row in (part, output, sex, report.period):
        with pytest.raises(ValidationError):
            delete_row(row)
        assert type(row).objects.filter(pk=row.pk).exists()


def test_rows_on_which_nothing_hangs_go(output, user):
    sex = sex_of(output.project)
    indicator = save(Indicator(output=output, code="1.1", title_en="x"), user, [sex])
    other = OutputFactory(project=output.project)
    period = ReportingPeriodFactory(project=output.project)
    EventFactory(projects=[output.project])

    for row in (indicator, sex, output, period):
        delete_row(row)

    assert list(Output.objects.all()) == [other]
    assert not ReportingPeriod.objects.exists()

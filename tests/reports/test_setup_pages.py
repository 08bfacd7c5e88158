"""The set-up of what is reported: each form saved, wrong entries named, versions kept."""

import pytest
from django.urls import reverse

from reports.models import Dimension, Indicator, Output, ReportingPeriod
from tests.events.factories import CentreFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportFactory,
    ReportingPeriodFactory,
    ages_of,
    freeze,
    sex_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(code="P-1", title_en="The project")


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def page(name, *args):
    return reverse(f"reports:{name}", args=args)


INDICATOR = {
    "code": "1.1",
    "title_sq": "# i fëmijëve",
    "title_en": "# of children",
    "rule": "new_people",
    "unit": "number",
    "target_v": "50",
    "across_locations": "sum",
    "across_periods": "sum",
    "is_reported": "on",
}


def test_project_is_set_up_from_nothing(signed_in, project):
    assert signed_in.get(page("setup", project.pk)).status_code == 200
    signed_in.post(
        page("output_create", project.pk), {"code": "1", "title_sq": "Rezultati", "position": "1"}
    )
    output = Output.objects.get()
    signed_in.post(page("dimension_create", project.pk), {"name_sq": "Gjinia", "rule": "sex"})
    dimension = Dimension.objects.get()
    rows = {
        "name_sq": "Gjinia",
        "values-TOTAL_FORMS": "3",
        "values-INITIAL_FORMS": "0",
        "values-0-name_sq": "Femër",
        "values-0-codes": ["female"],
        "values-1-name_sq": "Mashkull",
        "values-1-codes": ["male"],
    }
    answer = signed_in.post(page("dimension_update", dimension.pk), rows)
    assert answer.status_code == 302, answer.content.decode()
    signed_in.post(
        page("indicator_create", output.pk),
        INDICATOR | {"dimension_1": dimension.pk, "event_kinds": ["training"]},
    )
    signed_in.post(
        page("period_create", project.pk),
        {"number": "1", "starts_on": "01.10.2021", "ends_on": "31.12.2021"},
    )

    indicator = Indicator.objects.get()
    assert [row.code for row in dimension.values.all()] == ["female", "male"]
    assert indicator.ordered_dimensions == [dimension]
    assert indicator.event_kinds == ["training"]
    assert indicator.versions.get().definition["title"]["en"] == "# of children"
    assert ReportingPeriod.objects.get().due_on is None
    shown = signed_in.get(page("setup", project.pk)).content.decode()
    assert "# of children" in shown
    assert "missing in English" in shown


def test_changing_an_indicator_makes_a_version_and_saving_it_unchanged_does_not(signed_in, project):
    output = OutputFactory(project=project)
    signed_in.post(page("indicator_create", output.pk), INDICATOR)
    indicator = Indicator.objects.get()

    signed_in.post(page("indicator_update", indicator.pk), INDICATOR)
    assert indicator.versions.count() == 1
    signed_in.post(page("indicator_update", indicator.pk), INDICATOR | {"target_v": "60"})

    assert [row.number for row in indicator.versions.all()] == [2, 1]
    assert indicator.versions.first().definition["target"] == {"v": 60, "d": 1}


def test_changing_a_band_makes_a_version_of_its_indicators(signed_in, project):
    ages = ages_of(project)
    indicator = IndicatorFactory(output=OutputFactory(project=project), dimensions=[ages])
    young, *others = ages.values.all()
    rows = {
        "name_sq": "Mosha",
        "values-TOTAL_FORMS": "3",
        "values-INITIAL_FORMS": "3",
    }
    for number, value in enumerate([young, *others]):
        rows |= {
            f"values-{number}-id": value.pk,
            f"values-{number}-name_en": value.name_en,
            f"values-{number}-age_from": value.age_from,
            f"values-{number}-age_to": value.age_to,
        }
    rows["values-0-name_en"] = "under 10"

    answer = signed_in.post(page("dimension_update", ages.pk), rows)

    assert answer.status_code == 302
    young.refresh_from_db()
    assert (young.name_en, young.code) == ("under 10", "0-9")
    assert indicator.versions.count() == 1


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ([(0, 9), (9, 14)], "overlap"),
        ([(0, 9), (11, 14)], "gap"),
        ([(0, None), (10, 14)], "overlap"),
        ([(9, 0)], "below the first"),
        ([(None, 9)], "first age"),
        ([], "at least one value"),
    ],
)
def test_bands_with_a_gap_or_an_overlap_are_refused_and_nothing_typed_is_lost(
    signed_in, project, bands, words
):
    ages = Dimension.objects.create(project=project, code="age", name_sq="Mosha", rule="age")
    rows = {"name_sq": "Mosha e re", "values-TOTAL_FORMS": "4", "values-INITIAL_FORMS": "0"}
    for number, (first, last) in enumerate(bands):
        rows |= {
            f"values-{number}-name_sq": f"Grupi {number}",
            f"values-{number}-age_from": "" if first is None else first,
            f"values-{number}-age_to": "" if last is None else last,
        }

    answer = signed_in.post(page("dimension_update", ages.pk), rows).content.decode()

    assert words in answer
    assert "Mosha e re" in answer
    assert "Grupi 0" in answer or not bands
    ages.refresh_from_db()
    assert ages.name_sq == "Mosha"
    assert not ages.values.exists()


def test_code_in_two_values_is_refused(signed_in, project):
    sex = Dimension.objects.create(project=project, code="sex", name_sq="Gjinia", rule="sex")
    rows = {
        "name_sq": "Gjinia",
        "values-TOTAL_FORMS": "2",
        "values-INITIAL_FORMS": "0",
        "values-0-name_sq": "Njëra",
        "values-0-codes": ["female"],
        "values-1-name_sq": "Tjetra",
        "values-1-codes": ["female", "male"],
    }

    answer = signed_in.post(page("dimension_update", sex.pk), rows).content.decode()

    assert "“Njëra” and “Tjetra” overlap" in answer


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rule": "completers"}, "how many sessions"),
        ({"rule": "ratio"}, "numerator and a denominator"),
        ({"age_from": "18", "age_to": "9"}, "below the first"),
        ({"title_sq": "", "title_en": ""}, "at least one language"),
        ({"target_v": "many"}, "whole number"),
    ],
)
def test_wrong_indicator_is_refused_with_a_word_at_its_field(signed_in, project, wrong, words):
    output = OutputFactory(project=project)

    answer = signed_in.post(page("indicator_create", output.pk), INDICATOR | wrong)

    assert words in answer.content.decode()
    assert "1.1" in answer.content.decode()
    assert not Indicator.objects.exists()


def test_events_are_not_divided_by_what_people_have(signed_in, project):
    output, sex = OutputFactory(project=project), sex_of(project)

    answer = signed_in.post(
        page("indicator_create", output.pk), INDICATOR | {"rule": "events", "dimension_1": sex.pk}
    )

    assert "by their type only" in answer.content.decode()


def test_dimension_of_another_project_cannot_be_chosen(signed_in, project):
    output, other = OutputFactory(project=project), sex_of(ProjectFactory(code="P-2"))

    signed_in.post(page("indicator_create", output.pk), INDICATOR | {"dimension_1": other.pk})

    assert not Indicator.objects.exists()


def test_overlapping_period_is_refused(signed_in, project):
    ReportingPeriodFactory(project=project)

    answer = signed_in.post(
        page("period_create", project.pk),
        {"number": "2", "starts_on": "31.12.2021", "ends_on": "31.03.2022"},
    )

    assert "overlap with QPR 1" in answer.content.decode()


def test_days_of_a_frozen_period_stay(signed_in, project):
    report = ReportFactory(period=ReportingPeriodFactory(project=project))
    freeze(report)

    answer = signed_in.post(
        page("period_update", report.period_id),
        {"number": "1", "starts_on": "01.10.2021", "ends_on": "30.12.2021"},
    )

    assert "is frozen" in answer.content.decode()


def test_row_is_deleted_unless_a_frozen_report_names_it(signed_in, project):
    output = OutputFactory(project=project)
    spare = OutputFactory(project=project)
    signed_in.post(page("setup_delete", "output", spare.pk))
    assert list(project.outputs.all()) == [output]
    freeze(ReportFactory(period=ReportingPeriodFactory(project=project)))

    signed_in.post(page("setup_delete", "output", output.pk))

    assert project.outputs.count() == 1


def test_agreement_is_saved(signed_in, project):
    signed_in.post(page("document_update", project.pk), {"kind": "SSFA", "budget": "1000.50"})

    assert project.programme_document.kind == "SSFA"


def test_set_up_of_a_project_beyond_ones_centres_is_not_found(signed_in, project):
    held("2021-10-09", projects=[project], centre=CentreFactory(code="other"))
    output = OutputFactory(project=project)

    for url in (
        page("setup", project.pk),
        page("output_create", project.pk),
        page("output_update", output.pk),
    ):
        assert signed_in.get(url).status_code == 404
    assert signed_in.post(page("setup_delete", "output", output.pk)).status_code == 404
    assert project.outputs.count() == 1

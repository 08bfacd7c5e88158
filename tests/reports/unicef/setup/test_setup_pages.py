"""The pages of the set-up: what they show, what they refuse and where, and who reaches them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.models import Municipality
from reports.models import Dimension, Indicator, Output, ProgrammeDocument, ReportingPeriod
from tests.accounts.factories import GrantFactory
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportFactory,
    ReportingPeriodFactory,
    ages_of,
    freeze,
    sex_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def project():
    return ProjectFactory(code="UNICEF-1", title_en="The project")


@pytest.fixture
def output(project):
    return OutputFactory(project=project)


@pytest.fixture(autouse=True)
def coordinator(client, db):
    user = user_with("coordinator", centre=None)
    client.force_login(user)
    return user


def address(name, *keys):
    return reverse(f"reports:{name}", args=keys)


INDICATOR = {
    "code": "1.1",
    "title_en": "# of people",
    "rule": "new_people",
    "unit": "number",
    "across_locations": "sum",
    "across_periods": "sum",
    "position": "1",
    "is_reported": "on",
}


def errors_of(answer):
    assert answer.status_code == 200
    return set(answer.context["form"].errors)


# The page


def test_the_page_shows_everything_and_what_lacks_a_language(client, project, output):
    indicator = IndicatorFactory(
        output=output, title_sq="", title_en="# of people", dimensions=[sex_of(project)]
    )
    period = ReportingPeriodFactory(project=project)
    IndicatorFactory(title_en="# of strangers")

    page = client.get(address("setup", project.pk)).content.decode()

    assert "# of people" in page
    assert "Missing in Albanian: title" in page
    assert "# of strangers" not in page
    for name, key in [
        ("document_update", project.pk),
        ("output_create", project.pk),
        ("output_update", output.pk),
        ("indicator_create", output.pk),
        ("indicator_update", indicator.pk),
        ("dimension_create", project.pk),
        ("period_update", period.pk),
    ]:
        assert f'href="{address(name, key)}"' in page


def test_the_page_asks_as_many_queries_for_ten_indicators_as_for_one(client, project, output):
    sex = sex_of(project)
    IndicatorFactory(output=output, dimensions=[sex])
    client.get(address("setup", project.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(address("setup", project.pk))
    for _n in range(9):
        IndicatorFactory(output=OutputFactory(project=project), dimensions=[sex])
    with CaptureQueriesContext(connection) as many:
        client.get(address("setup", project.pk))

    assert len(many) == len(few)


def test_who_does_not_reach_every_centre_of_the_project_sets_nothing_up(client, project, output):
    EventFactory(centre=CentreFactory(), projects=[project])
    client.force_login(GrantFactory(role="coordinator", centre=CentreFactory()).user)

    assert client.get(address("setup", project.pk)).status_code == 404
    assert client.post(address("output_update", output.pk), {"code": "9"}).status_code == 404
    assert client.post(address("output_delete", output.pk)).status_code == 404
    assert client.post(address("indicator_create", output.pk), INDICATOR).status_code == 404
    assert Output.objects.get().code == output.code
    assert not Indicator.objects.exists()


# Document, outputs, periods


def test_the_document_is_entered_once_and_changed_later(client, project):
    asked = {"kind": "PD", "starts_on": "01.10.2021", "ends_on": "30.09.2022", "currency": "all"}
    client.post(address("document_update", project.pk), asked)
    client.post(address("document_update", project.pk), asked | {"budget": "1000.50"})

    document = ProgrammeDocument.objects.get()
    assert (document.currency, str(document.budget)) == ("ALL", "1000.50")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"starts_on": "01.10.2021", "ends_on": "30.09.2021"}, "ends_on"),
        ({"currency": "Lek!"}, "currency"),
        ({"budget": "-1"}, "budget"),
        ({"starts_on": "01.10.0021"}, "starts_on"),
        ({"official_email": "nobody"}, "official_email"),
    ],
)
def test_what_a_document_cannot_say_is_told_at_its_field(client, project, said, field):
    answer = client.post(address("document_update", project.pk), {"kind": "PD"} | said)

    assert errors_of(answer) == {field}
    assert not ProgrammeDocument.objects.exists()


def test_an_output_without_a_title_or_with_a_code_in_use_is_refused_at_the_field(
    client, project, output
):
    add = address("output_create", project.pk)

    assert errors_of(client.post(add, {"code": "X9", "position": "1"})) == {"title_sq"}
    said = {"code": output.code, "position": "1", "title_en": "Long typed text"}
    answer = client.post(add, said)
    assert errors_of(answer) == {"code"}
    assert "Long typed text" in answer.content.decode()
    assert client.post(add, said | {"code": "X9"}).status_code == 302


def test_a_period_that_overlaps_or_has_a_number_in_use_is_refused_at_the_field(client, project):
    ReportingPeriodFactory(project=project)
    add = address("period_create", project.pk)
    days = {"starts_on": "31.12.2021", "ends_on": "31.03.2022"}

    assert errors_of(client.post(add, days | {"number": "2"})) == {"starts_on"}
    days["starts_on"] = "01.01.2022"
    assert errors_of(client.post(add, days | {"number": "1"})) == {"number"}
    assert errors_of(client.post(add, days | {"number": "2", "ends_on": "01.01.2021"})) == {
        "ends_on"
    }
    assert client.post(add, days | {"number": "2"}).status_code == 302
    assert ReportingPeriod.objects.count() == 2


def test_a_period_with_a_frozen_report_keeps_its_days(client, project, output):
    IndicatorFactory(output=output)
    report = freeze(ReportFactory(period=ReportingPeriodFactory(project=project)))
    change = address("period_update", report.period.pk)
    said = {"number": "1", "starts_on": "01.10.2021", "ends_on": "31.12.2021"}

    assert errors_of(client.post(change, said | {"ends_on": "30.12.2021"})) == {"ends_on"}
    assert client.post(change, said | {"due_on": "15.02.2022"}).status_code == 302


def test_somebody_elses_change_is_not_overwritten_without_a_word(client, output):
    said = {"code": "1", "position": "1", "title_en": "Mine", "seen_at": "2021-10-06T10:00:00"}

    answer = client.post(address("output_update", output.pk), said)

    assert answer.status_code == 409
    assert Output.objects.get().title_en == output.title_en


# Indicators


def test_an_indicator_is_saved_with_all_that_was_chosen(client, project, output):
    sex, age = sex_of(project), ages_of(project)
    places = Municipality.objects.filter(name__in=["Tiranë", "Kamëz"])
    said = INDICATOR | {
        "event_kinds": ["training", "workshop"],
        "locations": [place.pk for place in places],
        "dimension_1": age.pk,
        "dimension_3": sex.pk,
        "target_v": "1500",
        "age_to": "17",
    }

    answer = client.post(address("indicator_create", output.pk), said)

    assert answer.status_code == 302
    indicator = Indicator.objects.get()
    assert indicator.event_kinds == ["training", "workshop"]
    assert set(indicator.locations.all()) == set(places)
    assert [row.code for row in indicator.ordered_dimensions] == ["age", "sex"]
    assert (indicator.target_v, indicator.target_d, indicator.baseline_v) == (1500, 1, 0)
    assert indicator.versions.get().number == 1


def test_the_form_shows_what_is_stored_and_saves_it_again_without_a_version(
    client, project, output
):
    said = INDICATOR | {"dimension_1": sex_of(project).pk, "event_kinds": ["training"]}
    client.post(address("indicator_create", output.pk), said)
    change = address("indicator_update", Indicator.objects.get().pk)
    form = client.get(change).context["form"]
    again = {
        name: form[name].value()
        for name in form.fields
        if form[name].value() not in (None, "", [], False)
    }

    answer = client.post(change, again)

    assert answer.status_code == 302
    assert Indicator.objects.get().versions.count() == 1


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"title_en": ""}, {"title_sq"}),
        ({"code": ""}, {"code"}),
        ({"rule": "completers"}, {"sessions"}),
        ({"sessions": "4"}, {"sessions"}),
        ({"rule": "completers", "sessions": "0"}, {"sessions"}),
        ({"rule": "completers", "sessions": "4", "sessions_percent": "101"}, {"sessions_percent"}),
        ({"rule": "ratio", "unit": "ratio"}, {"numerator", "denominator"}),
        ({"unit": "percentage"}, {"unit"}),
        ({"target_v": "3", "target_d": "100"}, {"target_d"}),
        ({"age_from": "10", "age_to": "9"}, {"age_to"}),
        ({"age_to": "200"}, {"age_to"}),
        ({"counts_unnamed": "on"}, {"counts_unnamed"}),
        ({"event_kinds": ["party"]}, {"event_kinds"}),
        ({"locations": ["99999999999999999999"]}, {"locations"}),
        ({"baseline_v": "-1"}, {"baseline_v"}),
        ({"across_locations": "latest"}, {"across_locations"}),
    ],
)
def test_what_an_indicator_cannot_be_is_told_at_its_field(client, output, said, fields):
    answer = client.post(
        address("indicator_create", output.pk), INDICATOR | {"definition_sq": "E shtypur"} | said
    )

    assert errors_of(answer) == fields
    assert "E shtypur" in answer.content.decode()
    assert not Indicator.objects.exists()


def test_a_code_in_use_in_the_output_is_refused_and_free_in_another(client, project, output):
    IndicatorFactory(output=output, code="1.1")
    other = OutputFactory(project=project)

    assert errors_of(client.post(address("indicator_create", output.pk), INDICATOR)) == {"code"}
    assert client.post(address("indicator_create", other.pk), INDICATOR).status_code == 302


def test_a_dimension_is_chosen_once_and_belongs_to_the_project(client, project, output):
    sex, foreign = sex_of(project), sex_of(ProjectFactory())
    add = address("indicator_create", output.pk)

    twice = INDICATOR | {"dimension_1": sex.pk, "dimension_2": sex.pk}
    assert errors_of(client.post(add, twice)) == {"dimension_2"}
    assert errors_of(client.post(add, INDICATOR | {"dimension_1": foreign.pk})) == {"dimension_1"}
    events = INDICATOR | {"rule": "events", "dimension_1": sex.pk}
    assert errors_of(client.post(add, events)) == {"dimension_1"}


def test_a_ratio_has_parts_of_its_project_that_count_by_themselves(client, project, output):
    part, foreign = IndicatorFactory(output=output, code="2"), IndicatorFactory()
    typed = IndicatorFactory(output=output, code="3", rule="manual")
    add = address("indicator_create", output.pk)
    ratio = INDICATOR | {"rule": "ratio", "unit": "ratio", "denominator": part.pk}

    for wrong in (foreign, typed):
        assert errors_of(client.post(add, ratio | {"numerator": wrong.pk})) == {"numerator"}
    assert client.post(add, ratio | {"numerator": part.pk}).status_code == 302


def test_events_of_a_project_out_of_reach_cannot_be_counted(client, project, output):
    centre, hidden = CentreFactory(), ProjectFactory()
    EventFactory(centre=CentreFactory(), projects=[hidden])
    user = GrantFactory(role="coordinator", centre=centre).user
    client.force_login(user)

    answer = client.post(
        address("indicator_create", output.pk), INDICATOR | {"other_projects": [hidden.pk]}
    )

    assert errors_of(answer) == {"other_projects"}


# Dimensions


def values(*rows, initial=0):
    said = {"values-TOTAL_FORMS": len(rows), "values-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        said |= {f"values-{number}-{name}": value for name, value in row.items()}
    return said


def test_a_dimension_begins_with_proposed_values(client, project):
    add = address("dimension_create", project.pk)

    assert "?rule=age" in client.get(add).content.decode()
    page = client.get(add, {"rule": "sex"})
    assert [form["name_en"].value() for form in page.context["values"]][:2] == ["Female", "Male"]


def test_a_dimension_is_saved_with_its_values_and_bands_name_themselves(client, project):
    said = {"name_en": "Age"} | values(
        {"age_from": "10", "age_to": "14"},
        {"age_from": "0", "age_to": "9", "name_en": "Small"},
        {"codes": ["unknown"], "name_en": "Not known"},
        {},
    )

    answer = client.post(address("dimension_create", project.pk) + "?rule=age", said)

    assert answer.status_code == 302
    age = Dimension.objects.get()
    assert (age.code, age.rule) == ("age", "age")
    assert list(age.values.values_list("code", "name_en")) == [
        ("0-9", "Small"),
        ("10-14", "10-14"),
        ("unknown", "Not known"),
    ]
    assert age.values.get(code="10-14").name_sq == "10–14"


def test_overlapping_bands_are_refused_at_their_row_and_what_was_typed_stays(client, project):
    said = {"name_en": "Age"} | values(
        {"age_from": "0", "age_to": "10", "name_en": "Small"},
        {"age_from": "10", "age_to": "14", "name_en": "Large"},
    )

    answer = client.post(address("dimension_create", project.pk) + "?rule=age", said)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "“Small” and “Large” overlap" in page
    assert 'value="Small"' in page
    assert answer.context["values"].forms[1].errors
    assert not Dimension.objects.exists()


def test_a_dimension_without_values_is_refused(client, project):
    answer = client.post(
        address("dimension_create", project.pk) + "?rule=sex", {"name_en": "Sex"} | values({})
    )

    assert "Enter at least one value." in answer.content.decode()
    assert not Dimension.objects.exists()


def test_values_keep_their_rows_when_they_are_renamed_and_go_when_taken_away(client, project):
    sex = sex_of(project)
    female, male = sex.values.all()
    said = {"name_en": "Sex", "code": "sex"} | values(
        {"key": female.pk, "name_en": "Girls", "codes": ["female"]},
        {"key": male.pk, "name_en": "male", "codes": ["male"], "is_removed": "on"},
        initial=2,
    )

    answer = client.post(address("dimension_update", sex.pk), said)

    assert answer.status_code == 302
    value = sex.values.get()
    assert (value.pk, value.name_en, value.code) == (female.pk, "Girls", "female")


def test_a_value_of_another_dimension_is_not_taken(client, project):
    sex, foreign = sex_of(project), sex_of(ProjectFactory()).values.first()
    said = {"name_en": "Sex", "code": "sex"} | values(
        {"key": foreign.pk, "name_en": "Mine", "codes": ["female"]}, initial=1
    )

    answer = client.post(address("dimension_update", sex.pk), said)

    assert answer.status_code == 200
    foreign.refresh_from_db()
    assert foreign.name_en == "female"
    assert sex.values.count() == 2


# Deleting


def test_what_a_frozen_report_holds_is_refused_in_words(client, project, output):
    indicator = IndicatorFactory(output=output)
    freeze(ReportFactory(period=ReportingPeriodFactory(project=project)))
    delete = address("indicator_delete", indicator.pk)

    page = client.get(delete).content.decode()
    assert "is in a frozen report" in page
    assert "btn-danger" not in page
    answer = client.post(delete, follow=True)
    assert "is in a frozen report" in answer.content.decode()
    assert Indicator.objects.exists()


def test_an_unused_row_is_deleted_after_asking(client, output):
    indicator, other = IndicatorFactory(output=output), IndicatorFactory(output=output)
    delete = address("indicator_delete", indicator.pk)

    assert client.get(delete).status_code == 200
    assert Indicator.objects.count() == 2
    client.post(delete)
    assert Indicator.objects.get() == other

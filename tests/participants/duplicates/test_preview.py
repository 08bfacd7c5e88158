"""What a merge would do, shown before it is confirmed."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessLog
from participants.lib.effects import effects_of
from participants.merging.services import merge_participants
from participants.models import Guardianship, Merge, PossibleDuplicate
from reports.unicef.freezing.services import move_on
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.participants.merging.dump import dump
from tests.partners.factories import ProjectFactory
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportingPeriodFactory,
    frozen_report,
)
from tests.reports.unicef.sample import sample_figures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(datetime(2021, 11, 3, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def project():
    project = ProjectFactory()
    IndicatorFactory(output=OutputFactory(project=project), code="1.1", rule="unique_people")
    return project


def period(project, number, first, last):
    return ReportingPeriodFactory(project=project, number=number, starts_on=first, ends_on=last)


@pytest.fixture
def people(centre, project):
    """One person with two records: both came on 6 October, one of them in September too."""
    kept = ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=centre)
    merged = ParticipantFactory(first_name="Ana", last_name="Hoxhaj", centre=centre)
    october = EventFactory(title_en="October meeting", projects=[project])
    september = EventFactory(
        title_en="September meeting",
        projects=[project],
        starts_at=datetime(2021, 9, 6, 12, tzinfo=UTC),
    )
    for event, person in ((october, kept), (october, merged), (september, merged)):
        RegistrationFactory(event=event, participant=person, present=True)
    RegistrationFactory(event=october, present=True)
    return kept, merged


@pytest.fixture
def pair(people):
    return PossibleDuplicate.objects.create(first=people[0], second=people[1])


def url(pair):
    return reverse("participants:duplicate_review", args=[pair.pk])


def told(people, user):
    """{(scope, period, label): (before, after)} of what is said."""
    kept, merged = people
    merge = partial(merge_participants, kept=kept, merged=merged, merged_by=user)
    effects = effects_of(merge, reader=user, people=[kept.pk, merged.pk])
    return {
        (e.before.scope, e.before.period, e.before.label): (e.before.value, e.after.value)
        for e in effects
    }


CHOICES = {"kept": "first", "last_name": "first"}


def test_figures_of_open_periods_are_told_before_and_after(people, project, coordinator, english):
    frozen_report(period(project, 1, date(2021, 9, 1), date(2021, 9, 30)), sample_figures())
    period(project, 2, date(2021, 10, 1), date(2021, 12, 31))
    before = dump()

    effects = told(people, coordinator)

    assert dump() == before
    label = next(label for _scope, _period, label in effects if label.startswith("1.1"))
    assert effects[project.code, "QPR 2", label] == ("3", "2")
    assert effects[project.code, "QPR 2", "people reached"] == ("3", "2")
    assert effects[project.code, "QPR 2", "newly reached"] == ("2", "1")
    assert effects["All projects", "This quarter", "attendances"] == ("3", "2")
    assert effects["All projects", "This quarter", "reached since the beginning"] == ("3", "2")
    # September's figures stay as they are, and its report is frozen anyway
    assert not [key for key in effects if key[1] in ("QPR 1", "Last quarter")]


def test_frozen_report_closes_its_period_until_it_is_sent_back(
    people, project, coordinator, english
):
    row = period(project, 2, date(2021, 10, 1), date(2021, 12, 31))
    report = frozen_report(row, sample_figures())
    assert not [key for key in told(people, coordinator) if key[1] == "QPR 2"]

    move_on(report=report, status="sent_back", feedback="Numrat nuk dalin")

    assert (project.code, "QPR 2", "people reached") in told(people, coordinator)


def test_who_works_for_one_centre_reads_of_that_centre(people, project, coordinator, english):
    other = EventFactory(centre=CentreFactory(), projects=[project])
    RegistrationFactory(event=other, participant=people[0], present=True)
    period(project, 2, date(2021, 10, 1), date(2021, 12, 31))

    scopes = {scope for scope, _period, _label in told(people, coordinator)}

    assert scopes == {
        f"All projects · {people[0].centre.name}",
        f"{project.code} · {people[0].centre.name}",
    }
    assert not [key for key in told(people, coordinator) if key[2].startswith("1.1")]
    everywhere = user_with("coordinator")
    assert {"All projects", project.code} == {key[0] for key in told(people, everywhere)}


def test_pages_show_the_events_of_both_and_the_figures(client, coordinator, people, pair):
    client.force_login(coordinator)

    first = client.get(url(pair)).content.decode()

    assert first.count("October meeting") == 2
    assert first.count("September meeting") == 1
    assert first.count("at both") == 2
    assert "Both have a place at 1 event" in first

    page = client.post(url(pair), CHOICES)
    text = page.content.decode()
    assert "<strong>3 → 2</strong>" in text
    assert "October meeting" in text
    assert not Merge.objects.exists()
    assert AccessLog.objects.filter(action="view_participant").count() == 4

    client.post(url(pair), CHOICES | {"seen": page.context["places"].seen})
    assert Merge.objects.get().merged_by == coordinator


def test_without_the_look_ahead_nothing_is_merged(client, coordinator, pair):
    client.force_login(coordinator)

    for seen in ({}, {"seen": ""}, {"seen": "0" * 16}):
        client.post(url(pair), CHOICES | seen)

    assert not Merge.objects.exists()


def test_what_was_changed_after_the_look_ahead_is_shown_again(client, coordinator, people, pair):
    client.force_login(coordinator)
    seen = {"seen": client.post(url(pair), CHOICES).context["places"].seen}
    RegistrationFactory(participant=people[0], present=True)

    page = client.post(url(pair), CHOICES | seen)

    assert "changed meanwhile" in page.content.decode()
    assert not Merge.objects.exists()
    client.post(url(pair), CHOICES | {"seen": page.context["places"].seen})
    assert Merge.objects.exists()


def test_choice_can_be_changed_and_is_not_lost(client, coordinator, pair):
    client.force_login(coordinator)

    page = client.post(url(pair), {"kept": "second", "last_name": "second", "change": "1"})

    assert not Merge.objects.exists()
    assert page.templates[0].name == "participants/duplicates/duplicate_review.html"
    form = page.context["form"]
    assert (form["kept"].value(), form["last_name"].value(), form.errors) == (
        "second",
        "second",
        {},
    )


def test_guardian_and_child_are_told_apart_at_first_sight(client, coordinator, people, pair):
    Guardianship.objects.create(adult=people[0], child=people[1], relation="mother")
    client.force_login(coordinator)

    assert "parent or guardian of the other" in client.get(url(pair)).content.decode()
    refused = client.post(url(pair), CHOICES)
    assert refused.context["form"].non_field_errors()
    assert not Merge.objects.exists()


@pytest.mark.more
def test_undo_says_what_stays_as_changed_since(client, coordinator, people, pair):
    client.force_login(coordinator)
    choices = CHOICES | {"last_name": "second"}
    seen = {"seen": client.post(url(pair), choices).context["places"].seen}
    client.post(url(pair), choices | seen)
    merge = Merge.objects.get()
    merge.kept.last_name = "Kola"
    merge.kept.save()

    done = client.post(reverse("participants:merge_undo", args=[merge.pk]), follow=True)

    assert "1 entry that was changed after the merge stays" in done.content.decode()


def test_merge_can_be_undone_by_who_made_it_though_the_record_moved_out_of_sight(
    client, coordinator, people
):
    """Its places went with the merge, and by its own centre it was never theirs to see."""
    kept, merged = people
    merged.centre = CentreFactory()
    merged.save()
    pair = PossibleDuplicate.objects.create(first=kept, second=merged)
    client.force_login(coordinator)
    seen = {"seen": client.post(url(pair), CHOICES).context["places"].seen}
    # the record seen more often is first: here the one that goes
    client.post(url(pair), {"kept": "second", "last_name": "first"} | seen)
    merge = Merge.objects.get()
    assert merge.merged == merged

    client.post(reverse("participants:merge_undo", args=[merge.pk]))

    merged.refresh_from_db()
    assert merged.merged_into is None

"""The page that undoes an import, and the list that leads to it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog
from background.models import StartedTask
from events.importing import pacing
from events.importing.undoing import views
from events.models import Event, Import, Registration
from tests.background import sample
from tests.conftest import user_with
from tests.events.factories import CentreFactory
from tests.events.importing.import_files import attendance, load, state
from tests.events.importing.undoing.imports import ANA, ROWS, mark_absent, undo
from tests.often import MORE_ON_POSTGRESQL
from tests.partners.factories import ProjectFactory
from tests.reports.factories_unicef import ReportFactory, ReportingPeriodFactory, frozen_report

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]


def page(imported):
    return reverse("events:import_undo", args=[imported.pk])


def test_the_page_says_first_what_goes_and_the_button_undoes_it(client, staff, coordinator):
    before = state()
    load(ROWS, user=staff)
    mark_absent()
    imported = Import.objects.get()
    client.force_login(staff)

    listed = client.get(reverse("events:import")).content.decode()
    shown = client.get(page(imported))
    assert page(imported) in listed
    lines = {line.name: (line.gone, line.stays) for line in shown.context["preview"].lines}
    assert lines["Registrations"] == (2, [("changed since", 1)])
    assert lines["Events"] == (1, [("used since", 1)])
    assert "Deda" not in shown.content.decode()
    assert state() != before

    answer = client.post(page(imported), follow=True)

    [said] = [str(message) for message in answer.context["messages"]]
    assert said == (
        "Undoing the import removed 1 event, 1 person, 2 registrations and 1 headcount and "
        "left 1 event, 1 person, 1 registration and 1 organisation in place."
    )
    assert Registration.objects.get().attendance == "absent"
    again = client.post(page(imported), follow=True)
    assert "was undone:" in again.content.decode()
    assert AccessLog.objects.filter(action="import", detail__has_key="undone").count() == 1
    client.force_login(coordinator)
    for route in ("register", "register_history"):
        event = Event.objects.get()
        assert client.get(reverse(f"events:{route}", args=[event.pk])).status_code == 200


def test_who_may_not_import_there_finds_no_page(client, staff):
    load(ROWS, user=staff)
    imported = Import.objects.get()
    client.force_login(user_with("staff", centre=CentreFactory()))

    assert client.get(page(imported)).status_code == 404
    assert client.post(page(imported)).status_code == 404
    assert Registration.objects.count() == 3


def test_a_large_one_is_undone_by_the_worker(client, staff, monkeypatch):
    monkeypatch.setattr(views, "FEW_CHANGES", 3)
    monkeypatch.setattr(pacing, "PART", 2)
    before = state()
    load(ROWS, user=staff)
    imported = Import.objects.get()
    client.force_login(staff)

    answer = client.post(page(imported))
    assert state() != before
    sample.work()

    started = StartedTask.objects.get()
    assert answer.url == reverse("background:task", args=[started.result_id])
    assert (started.state, started.url) == ("successful", page(imported))
    assert started.done == started.total
    assert state() == before
    assert "It was undone" in client.get(page(imported)).content.decode()


def test_what_others_imported_is_undone_by_a_coordinator_alone(client, staff, coordinator):
    load(ROWS, user=coordinator)
    before, imported = state(), Import.objects.get()
    client.force_login(staff)

    assert page(imported) not in client.get(reverse("events:import")).content.decode()
    assert "or a coordinator" in client.get(page(imported)).content.decode()
    assert "or a coordinator" in client.post(page(imported), follow=True).content.decode()
    assert state() == before
    with pytest.raises(ValidationError, match="oordinator"):
        undo(by=staff)

    Import.objects.update(by=staff)
    client.force_login(coordinator)
    assert page(imported) in client.get(reverse("events:import")).content.decode()
    client.post(page(imported))
    assert not Event.objects.exists()


def test_a_large_one_of_others_is_not_given_to_the_worker(client, staff, coordinator, monkeypatch):
    monkeypatch.setattr(views, "FEW_CHANGES", 3)
    load(ROWS, user=coordinator)
    client.force_login(staff)

    client.post(page(Import.objects.get()))

    assert not StartedTask.objects.exists()
    assert Registration.objects.count() == 3


def test_list_and_page_name_the_events_and_no_person(client, staff):
    load(ROWS, user=staff)
    client.force_login(staff)

    listed = client.get(reverse("events:import")).content.decode()
    shown = client.get(page(Import.objects.get()))

    for text in (listed, shown.content.decode()):
        assert "Takim" in text
        assert "6 March 2021" in text
        assert "Deda" not in text
    lines = [
        (line.event.import_key, line.goes, line.places, line.counts)
        for line in shown.context["preview"].events
    ]
    assert lines == [("Takim", True, 2, 1), ("Tjetër", True, 1, 0)]


def test_the_list_names_the_events_that_are_left_of_one_that_is_gone(client, staff):
    load(ROWS, user=staff)
    Registration.objects.filter(participant__first_name="Ana").delete()
    client.force_login(staff)
    assert "Takim" in client.get(reverse("events:import")).content.decode()
    Event.objects.get(import_key="Takim").delete()

    listed = client.get(reverse("events:import")).content.decode()

    assert "Takim" not in listed
    assert "Tjetër" in listed
    undo(by=staff)
    assert client.get(reverse("events:import")).status_code == 200


def test_events_that_the_reader_does_not_see_are_not_named(client, staff):
    load(ROWS, user=staff)
    moved = Event.objects.get(import_key="Takim")
    moved.centre = CentreFactory()
    moved.save()
    client.force_login(staff)

    for address in (reverse("events:import"), page(Import.objects.get())):
        text = client.get(address).content.decode()
        assert "Tjetër" in text
        assert "Takim" not in text


def test_the_list_asks_as_much_for_many_imports_as_for_one(
    client, staff, django_assert_num_queries
):
    load(ROWS, user=staff)
    client.force_login(staff)
    client.get(reverse("events:import"))
    with CaptureQueriesContext(connection) as of_one:
        client.get(reverse("events:import"))
    for number in range(4):
        load([attendance(f"Tjetër {number}", f"2021-04-0{number + 1} 10:00", **ANA)], user=staff)

    with django_assert_num_queries(len(of_one)):
        client.get(reverse("events:import"))


def test_frozen_reports_that_count_some_of_it_are_named(client, staff, centre):
    project = ProjectFactory(code="AKSES-2021")
    load([attendance("Takim", "2021-03-06 10:00", **ANA)], user=staff)
    Event.objects.get().projects.add(project)
    imported = Import.objects.get()
    period = ReportingPeriodFactory(
        project=project, starts_on=date(2021, 1, 1), ends_on=date(2021, 3, 31)
    )
    client.force_login(staff)
    draft = ReportFactory(period=period)
    assert client.get(page(imported)).context["preview"].reports == []

    draft.delete()
    frozen_report(period, {})

    shown = client.get(page(imported))
    assert shown.context["preview"].reports == ["AKSES-2021, QPR 1, v1"]
    assert "Frozen reports count some of it" in shown.content.decode()

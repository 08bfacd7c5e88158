"""What a file changes of an event whose register was opened again is under *After closing*."""

import pytest

from events.models import Event
from events.register.closing.history import later_corrections
from events.register.closing.services import close_register, reopen_register
from tests.events.importing.import_files import attendance, load, rejected
from tests.partners.factories import ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "centre")]


def file(**cells):
    return attendance("Takimi", "2021-10-06 10:00", **cells)


def test_a_file_leaves_no_reopened_register_looking_untouched(coordinator):
    ProjectFactory(code="P-9", title_en="Reading")
    load([file(kind="training")])
    event = Event.objects.get()
    close_register(event=event, closed_by=coordinator)
    reopen_register(event=event, reopened_by=coordinator, reason="A name was missing")

    result = load([file(kind="workshop", project="P-9")])

    assert rejected(result) == {}
    changed, opened = later_corrections(event)
    assert changed.before == "type: Training; projects: –"
    assert changed.after == "type: Workshop; projects: P-9 · Reading"
    assert opened.reason == "A name was missing"


def test_a_file_that_says_the_same_leaves_no_line(coordinator):
    load([file(kind="training")])
    event = Event.objects.get()
    close_register(event=event, closed_by=coordinator)
    reopen_register(event=event, reopened_by=coordinator, reason="A name was missing")

    load([file(kind="training", person="p2", last_name="Kola")])

    assert len(later_corrections(event)) == 1
    assert event.registrations.count() == 2


def test_an_event_that_was_never_closed_has_no_such_line(coordinator):
    load([file(kind="training")])

    load([file(kind="workshop")])

    assert not later_corrections(Event.objects.get())

"""Which refusals of the database say that somebody else was faster."""

import pytest
from django.db import IntegrityError, transaction

from events.models import Event, Registration
from shkej.lib.constraints import is_overtaken
from tests.events.factories import EventFactory, RegistrationFactory


def refused(work):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        work()
    return refusal.value


def test_a_row_that_is_there_or_gone_was_somebody_elses_doing(db):
    place = RegistrationFactory()
    twice = {"event": place.event, "participant": place.participant, "category": place.category}

    assert is_overtaken(refused(lambda: Registration.objects.create(**twice)))


def test_a_row_that_breaks_a_rule_is_a_fault_of_ours(db):
    place, event = RegistrationFactory(), EventFactory()
    rows = Registration.objects.filter(pk=place.pk)

    assert not is_overtaken(refused(lambda: rows.update(status="waitlisted")))
    assert not is_overtaken(refused(lambda: rows.update(category=None)))
    assert not is_overtaken(refused(lambda: Event.objects.filter(pk=event.pk).update(title_sq="")))


def test_an_import_tells_of_others_only_where_there_were_others(centre, monkeypatch):
    from events.importing import running

    place = RegistrationFactory()

    def break_a_rule(applier):
        with transaction.atomic():
            Registration.objects.filter(pk=place.pk).update(status="waitlisted")

    monkeypatch.setattr(running.Applier, "apply", break_a_rule)
    content = b"event,starts_at,first_name,last_name\nA,2026-01-05 10:00,Ana,Hoxha\n"

    with pytest.raises(IntegrityError):
        running.import_attendance(content=content, centre=centre)

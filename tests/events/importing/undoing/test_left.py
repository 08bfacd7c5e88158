"""What stays of an import that is undone: what people changed, use, or keep from the reader."""

import pytest

from events.importing import pacing
from events.importing.undoing.previewing import WHY_IT_STAYS, preview
from events.importing.undoing.services import Undoing
from events.models import Event, Headcount, Import, Registration
from participants.models import Participant
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.importing.import_files import attendance, load, state
from tests.events.importing.undoing.imports import (
    ANA,
    BENI,
    ROWS,
    mark_absent,
    memory,
    moment,
    stays,
    undo,
)
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL, pytest.mark.slow]


def rename():
    person = Participant.objects.get(first_name="Ana")
    person.first_name = "Anna"
    person.save()


def retitle():
    event = Event.objects.get(import_key="Tjetër")
    event.title_en = "Another one"
    event.save()


def recount():
    row = Headcount.objects.get()
    row.count = 9
    row.save()


def close():
    event = Event.objects.get(import_key="Takim")
    event.register_closed_at = event.starts_at
    event.save()


CORRECTIONS = {
    rename: ("participants.participant", "changed", {"people": 1}),
    mark_absent: (
        "events.registration",
        "changed",
        {"people": 1, "events": 1, "registrations": 1, "organisations": 1},
    ),
    retitle: ("events.event", "changed", {"events": 1}),
    recount: ("events.headcount", "changed", {"events": 1, "headcounts": 1}),
    close: (
        "events.registration",
        "closed",
        {"people": 2, "events": 1, "registrations": 2, "headcounts": 1, "organisations": 1},
    ),
}


@pytest.mark.parametrize("correct", CORRECTIONS)
def test_what_somebody_changed_since_stays_with_what_it_needs(correct, staff):
    load(ROWS, user=staff)
    correct()
    corrected = state()
    expected = preview(Import.objects.get(), by=staff).lines

    imported = undo(by=staff)

    table, outcome, left = CORRECTIONS[correct]
    now = state()
    assert (table, outcome) in stays(imported)
    assert {kind: len(rows) for kind, rows in now.items() if rows} == left
    assert all(set(now[kind]) <= set(corrected[kind]) for kind in left)
    assert preview(imported, by=staff).lines == expected
    load(ROWS, user=staff)
    assert state() == corrected


def test_people_who_are_used_elsewhere_stay_and_lose_only_what_the_import_said(staff):
    load([attendance("Më parë", "2021-01-06 10:00", first_name="Ana", last_name="Deda")])
    before, remembered = state(), memory()
    ana = {"first_name": "Ana", "last_name": "Deda"}
    load(
        [
            attendance("Më parë", "2021-01-06 10:00", **ana, attendance="absent"),
            attendance("Takim", "2021-03-06 10:00", **ana),
        ],
        user=staff,
    )

    undo(by=staff)

    assert state() == before
    assert memory() == remembered


def test_a_person_who_came_by_it_and_was_put_on_another_register_stays(staff, centre):
    load(ROWS, user=staff)
    ana = Participant.objects.get(first_name="Ana")
    place = RegistrationFactory(participant=ana, event=EventFactory(centre=centre))

    imported = undo(by=staff)

    assert stays(imported) == {("participants.participant", "used")}
    assert list(Registration.objects.all()) == [place]
    assert list(Participant.objects.all()) == [ana]


def test_what_a_later_import_brought_stays_and_both_are_undone_one_after_the_other(staff):
    before = state()
    load(ROWS, user=staff)
    first, of_first = Import.objects.get(), (state(), memory())
    load(
        [
            *[row | {"phone": "0692345678"} if "Ana" in row.values() else row for row in ROWS],
            attendance("Tjetër", "2021-03-07 10:00", **BENI),
        ],
        user=staff,
    )

    second = undo(by=staff)
    assert (state(), memory()) == of_first
    undo(first, by=staff)

    assert second != first
    assert state() == before
    assert memory() == ([], [])


def test_names_of_a_sensitive_event_are_left_to_those_who_may_see_them(staff, coordinator):
    load(ROWS, user=staff)
    Event.objects.filter(import_key="Takim").update(is_sensitive=True)
    Event.objects.get(import_key="Takim").save()

    imported = undo(by=staff)

    assert ("events.registration", "kept_back") in stays(imported)
    assert Registration.objects.count() == 2


def test_what_the_reader_no_longer_reaches_stays(staff):
    load(ROWS, user=staff)
    moved = Event.objects.get(import_key="Takim")
    moved.centre = CentreFactory()
    moved.save()
    expected = preview(Import.objects.get(), by=staff).lines

    imported = undo(by=staff)

    assert moved.registrations.count() == 2
    assert moved.headcounts.count() == 1
    assert Participant.objects.count() == 2
    assert ("events.registration", "kept_back") in stays(imported)
    assert ("events.headcount", "kept_back") in stays(imported)
    lines = preview(imported, by=staff).lines
    assert lines == expected
    kept_back = (str(WHY_IT_STAYS["kept_back"]), 2)
    assert any(kept_back in line.stays for line in lines)


def test_what_it_changed_of_an_event_and_a_person_of_another_centre_now_stays(staff):
    load([attendance("Takim", "2021-03-06 10:00", **ANA)], user=staff)
    load([attendance("Takim", "2021-03-06 11:00", **ANA, phone="0692345678")], user=staff)
    other = CentreFactory()
    event, ana = Event.objects.get(), Participant.objects.get()
    event.centre = ana.centre = other
    event.save()
    ana.save()
    expected = preview(Import.objects.first(), by=staff).lines

    imported = undo(by=staff)

    assert stays(imported) >= {
        ("events.event", "kept_back"),
        ("participants.participant", "kept_back"),
    }
    event.refresh_from_db()
    ana.refresh_from_db()
    assert event.starts_at == moment("2021-03-06 11:00")
    assert ana.phone
    assert preview(imported, by=staff).lines == expected


def test_roles_are_asked_again_at_each_part(staff, monkeypatch):
    monkeypatch.setattr(pacing, "PART", 2)
    load(ROWS, user=staff)
    part, parts = Undoing._part, []

    def until_the_role_ends(self, *given):
        part(self, *given)
        parts.append(given)
        if len(parts) == 1:
            staff.grants.all().delete()

    monkeypatch.setattr(Undoing, "_part", until_the_role_ends)

    imported = undo(by=staff)

    assert ("events.registration", "kept_back") in stays(imported)
    assert Registration.objects.count() == 1

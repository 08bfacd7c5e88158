"""An import is undone as a whole, in parts, after any cut, and for 90 days."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccessLog
from events.importing import pacing
from events.importing.applied.applying import Applier
from events.importing.undoing import services
from events.importing.undoing.deciding import columns_changed, versions_of
from events.importing.undoing.forgetting import forget_old_changes
from events.importing.undoing.services import Undoing, undo_import
from events.models import Event, Import, RegisterAct, Registration
from events.register.closing.history import register_history
from participants.models import Participant, PossibleDuplicate
from tests.chance import examples
from tests.events.factories import EventFactory
from tests.events.importing.import_files import attendance, load, state
from tests.events.importing.test_import_order import ROWS as ROWS_DRAWN
from tests.events.importing.undoing.imports import ANA, ROWS, memory, moment, stays, undo
from tests.often import MORE_ON_POSTGRESQL
from tests.retention.dump import dump

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL, pytest.mark.slow]


def test_all_is_as_it_was_and_the_same_file_brings_it_again(staff):
    before = state()
    load(ROWS, user=staff)
    after = state()

    imported = undo(by=staff)

    assert state() == before
    assert memory() == ([], [])
    assert stays(imported) == set()
    undo(imported)  # a second time nothing is left to do
    assert state() == before
    load(ROWS, user=staff)
    assert state() == after


def test_names_of_people_who_go_stand_in_no_history_and_the_chain_holds(staff):
    load(ROWS, user=staff)

    undo(by=staff)

    assert not Participant.history.exists()
    assert Registration.history.filter(history_type="-", history_user=staff).count() == 3
    assert "Deda" not in "".join(dump().values())
    [line] = AccessLog.objects.filter(action="import", detail__has_key="undone")
    assert (line.user, line.detail["changes"]) == (staff, {"undone": 9})


@pytest.mark.parametrize("language", ["sq", "en"])
def test_a_title_comes_back_in_each_language_whichever_is_read(staff, language):
    texts = {"title_sq": "Takim", "title_en": "Meeting"}
    with override(language):
        load([attendance("K", "2021-03-06 10:00", **ANA, **texts)], user=staff)
        load([attendance("K", "2021-03-06 10:00", **ANA, title_sq="X", title_en="Y")], user=staff)
        changed = Import.objects.order_by("pk").last()
        [change] = changed.changes.filter(table="events.event", is_made=False)
        written = columns_changed(change, versions_of(Event, [change]))
        undo_import(imported=changed, by=staff)

    assert written == {"title_sq", "title_en"}  # `title` is written by its sides alone
    event = Event.objects.get()
    assert {"title_sq": event.title_sq, "title_en": event.title_en} == texts


def test_an_act_is_written_on_each_register_that_stays(staff, centre):
    event = EventFactory(centre=centre, import_key="Takim", starts_at=moment("2021-03-06 10:00"))
    load(ROWS[:2], user=staff)

    undo(by=staff)

    acts = RegisterAct.objects.filter(event=event)
    assert list(acts.values_list("kind", "by", "registration").order_by("pk")) == [
        ("import", staff.pk, None),
        ("unimport", staff.pk, None),
    ]
    assert len(register_history(event)) == 6  # two were put on it and marked, and taken off
    assert Event.objects.get().status == event.status


def test_possible_duplicates_go_with_the_people(staff):
    load([attendance("Më parë", "2021-01-06 10:00", **{**ANA, "first_name": "Anna"})])
    other = Participant.objects.get()
    load(ROWS, user=staff)
    assert PossibleDuplicate.objects.count() == 1

    undo(by=staff)

    assert not PossibleDuplicate.objects.exists()
    assert list(Participant.objects.all()) == [other]


@pytest.mark.more
def test_thirty_events_cost_hardly_more_queries_than_three(staff, monkeypatch):
    monkeypatch.setattr(services, "FEW_EVENTS", 50)
    work, parts = Undoing._undo_events, []

    def counted(self, part):
        with CaptureQueriesContext(connection) as queries:
            work(self, part)
        parts.append((len(part), len(queries)))

    monkeypatch.setattr(Undoing, "_undo_events", counted)
    bystander = EventFactory(title_sq="Tjetër takim", starts_at=moment("2021-03-01 10:00"))
    for number in (3, 30):
        load([attendance(f"E{n}", f"2021-03-{n + 1:02} 10:00", **ANA) for n in range(number)])
        undo()

    [(few, queries), (many, as_many)] = parts
    assert (few, many) == (3, 30)
    assert as_many <= queries + 2  # SQLite takes the history of so many in two
    assert Event.objects.get() == bystander
    gone = Event.history.filter(history_type="-")
    assert gone.count() == 33
    assert {row.import_key for row in gone} == {f"E{n}" for n in range(30)}
    assert not RegisterAct.objects.exists()


def test_an_old_import_stays_and_what_is_kept_for_undoing_it_goes(staff):
    load(ROWS, user=staff)
    made_at = timezone.now() - timedelta(days=90)
    Import.objects.update(created_at=made_at)

    with pytest.raises(ValidationError, match="90"):
        undo(by=staff)

    assert forget_old_changes.func() > 0
    assert Registration.objects.count() == 3
    assert not Import.objects.get().changes.exists()


@pytest.mark.parametrize("after", range(1, 9))
def test_cut_off_after_any_part_it_goes_on_to_the_same_end(after, staff, monkeypatch):
    monkeypatch.setattr(pacing, "PART", 2)
    before = state()
    load(ROWS, user=staff)
    part, parts = Undoing._part, []

    def cut_off(self, *given):
        if len(parts) == after:
            raise KeyboardInterrupt
        parts.append(given)
        part(self, *given)

    with monkeypatch.context() as patched:
        patched.setattr(Undoing, "_part", cut_off)
        with suppress(KeyboardInterrupt):
            undo(by=staff)
        with suppress(KeyboardInterrupt):
            undo(by=staff)  # killed again before it did anything
    assert len(parts) == after

    imported = undo(by=staff)

    assert (state(), memory()) == (before, ([], []))
    assert imported.undone_at


def test_an_import_that_was_cut_off_is_one_with_its_repetition(staff, monkeypatch):
    monkeypatch.setattr(pacing, "PART", 2)
    before = state()
    write, parts = Applier._write, []

    def cut_off(self, *given):
        if len(parts) == 3:
            raise KeyboardInterrupt
        parts.append(given)
        write(self, *given)

    with monkeypatch.context() as patched:
        patched.setattr(Applier, "_write", cut_off)
        with suppress(KeyboardInterrupt):
            load(ROWS, user=staff)
    assert state() != before
    load(ROWS, user=staff)

    assert Import.objects.count() == 1
    undo(by=staff)
    assert (state(), memory()) == (before, ([], []))


@pytest.mark.more
@pytest.mark.slow
@examples(15, times=5)
@given(st.data())
def test_any_import_undone_leaves_what_was_before_and_what_was_corrected(db, data):
    first, second = data.draw(ROWS_DRAWN), data.draw(ROWS_DRAWN)
    with transaction.atomic():
        load(first, skip_bad_rows=True, create_projects=True)
        before = state()
        remembered = memory()
        load(second, skip_bad_rows=True, create_projects=True)
        after = state()
        imported = Import.objects.first()
        places = list(Registration.objects.order_by("pk"))
        corrected = data.draw(st.sets(st.sampled_from(places))) if places else set()
        for place in corrected:
            place.attendance, place.age = "excused", 40
            place.marked_at = place.marked_at or timezone.now()
            place.save()

        undo(imported)
        undone = state()
        kept = {(row.pk, row.attendance, row.age) for row in Registration.objects.all()}
        again = memory()
        load(second, skip_bad_rows=True, create_projects=True)
        once_more = state()
        transaction.set_rollback(True)

    assert {(row.pk, "excused", 40) for row in corrected} <= kept
    if not corrected:
        assert (undone, again) == (before, remembered)
        assert once_more == after

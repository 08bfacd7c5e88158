"""An import is undone as a whole, except for what people changed since."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccessLog
from background.models import StartedTask
from events.importing import pacing
from events.importing.applying import Applier
from events.importing.undoing import services, views
from events.importing.undoing.deciding import columns_changed, versions_of
from events.importing.undoing.forgetting import forget_old_changes
from events.importing.undoing.previewing import WHY_IT_STAYS, preview
from events.importing.undoing.services import Undoing, undo_import
from events.models import (
    Event,
    Headcount,
    Import,
    ImportedEvent,
    ImportedRow,
    RegisterAct,
    Registration,
)
from events.register.closing.history import register_history
from participants.models import Participant, PossibleDuplicate
from shkej.lib.dates import TIRANA
from tests.background import sample
from tests.chance import examples
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.importing.import_files import attendance, load, state
from tests.events.importing.test_import_order import ROWS as ROWS_DRAWN
from tests.often import MORE_ON_POSTGRESQL
from tests.partners.factories import ProjectFactory
from tests.reports.factories_unicef import ReportFactory, ReportingPeriodFactory, frozen_report
from tests.retention.dump import dump

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]
ANA = {"first_name": "Ana", "last_name": "Deda", "sex": "F", "birth_year": "2010"}
BENI = {"first_name": "Beni", "last_name": "Leka", "sex": "M", "organisation": "Bashkia"}
ROWS = [
    *[attendance("Takim", "2021-03-06 10:00", **who) for who in (ANA, BENI)],
    attendance("Takim", "2021-03-06 10:00", headcount="7", category="parent"),
    attendance("Tjetër", "2021-03-07 10:00", **ANA),
]


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=TIRANA)


def memory():
    """What is remembered of rows, without moments."""
    columns = ("key", "person", "event", "of_person", "of_place")
    return sorted(ImportedRow.objects.values_list(*columns)), sorted(
        ImportedEvent.objects.values_list("key", "event")
    )


def undo(imported=None, by=None):
    imported = imported or Import.objects.first()
    undo_import(imported=imported, by=by)
    return imported


def stays(imported):
    return {(change.table, change.outcome) for change in imported.changes.exclude(outcome="undone")}


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


def rename():
    person = Participant.objects.get(first_name="Ana")
    person.first_name = "Anna"
    person.save()


def mark_absent():
    row = Registration.objects.get(participant__first_name="Beni")
    row.attendance = "absent"
    row.save()


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


@pytest.mark.slow
@examples(15, times=20)
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


# The page


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

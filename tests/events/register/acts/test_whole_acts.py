"""Whatever changes a register is an act of it, whoever changes it and however."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from events.event.services import save_event
from events.importing.running import import_attendance
from events.models import RegisterAct, Registration
from events.models.one_act import one_act
from events.paper.files.services import attach_file, delete_attachment
from events.register.closing.history import history_of, later_corrections, register_history
from events.register.closing.services import close_register, correct_attendance
from events.register.marks.services import mark_attendance
from events.register.places.waiting_list import give_place
from events.series.members import add_member
from events.series.services import create_series
from participants.merging.services import merge_participants, undo_merge
from tests.databases import unguarded
from tests.events.factories import EventFactory, RegistrationFactory, SeriesFactory
from tests.events.register.addresses import url
from tests.events.register.ended import Kind, ended_meeting, kinds
from tests.participants.factories import ParticipantFactory
from tests.pictures import PDF, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def event(centre):
    return ended_meeting(centre)


# Whoever changes a register


def test_an_import_is_one_act_of_each_event_it_changes(centre, staff):
    rows = [f"{key},2021-10-0{day} 10:00,{name},Hoxha" for key, day, name in IMPORTED]
    content = "\n".join(["event,starts_at,first_name,last_name", *rows]).encode()

    for _time in range(2):  # again: nothing is changed, so nothing is done
        import_attendance(content=content, centre=centre, user=staff)

    acts = RegisterAct.objects.order_by("event_id")
    assert [(act.kind, act.by, act.registration) for act in acts] == [
        (Kind.IMPORT, staff, None),
        (Kind.IMPORT, staff, acts[1].event.registrations.get()),
    ]
    assert len({act.work for act in acts}) == 1
    written = Registration.history.filter(work=acts[0].work)
    assert written.count() == 3
    assert [line.by for line in register_history(acts[0].event)] == [staff] * 4


IMPORTED = [("a", 4, "Ana"), ("a", 4, "Besa"), ("b", 5, "Drita")]


def test_a_command_without_a_user_writes_acts_of_nobody_known(centre):
    content = b"event,starts_at,first_name,last_name\na,2021-10-04 10:00,Ana,Hoxha"

    import_attendance(content=content, centre=centre)

    assert [(act.kind, act.by) for act in RegisterAct.objects.all()] == [(Kind.IMPORT, None)]


def test_a_trial_run_leaves_no_act(centre, staff):
    content = b"event,starts_at,first_name,last_name\na,2021-10-04 10:00,Ana,Hoxha"

    import_attendance(content=content, centre=centre, user=staff, dry_run=True)

    assert not RegisterAct.objects.exists()


def test_a_new_member_is_one_act_on_each_register_of_the_series(centre, staff, time_machine):
    time_machine.move_to(datetime(2026, 10, 1, 8, tzinfo=UTC))
    days = datetime(2026, 10, 6).date(), datetime(2026, 10, 27).date()
    series = SeriesFactory.build(centre=centre, starts_on=days[0], ends_on=days[1])
    series = create_series(series=series, created_by=staff)
    assert not RegisterAct.objects.exists()  # nobody stands on the registers yet

    add_member(series=series, participant=ParticipantFactory(), joined_on=days[0], added_by=staff)

    for event in series.events.all():
        assert [(act.kind, act.by) for act in event.acts.all()] == [(Kind.SERIES, staff)]
        assert event.acts.get().registration == event.registrations.get()


def test_more_places_are_an_act_on_the_register_and_a_new_title_is_none(centre, staff):
    event = EventFactory(
        centre=centre, planned=True, capacity=0, starts_at=timezone.now() + timedelta(days=1)
    )
    RegistrationFactory(event=event, status="waitlisted", waitlisted_at=timezone.now())
    event.title_sq = "Tjetër"
    save_event(event=event, saved_by=staff)
    assert kinds(event) == []

    event.capacity = 1
    save_event(event=event, saved_by=staff)

    assert kinds(event) == [Kind.EVENT]
    assert event.acts.get().registration.status == "registered"


def test_joining_two_records_and_parting_them_are_acts_on_their_registers(event, coordinator):
    other = RegistrationFactory(event=event, present=True)
    bystander = RegistrationFactory(event=EventFactory(), present=True)
    merge = merge_participants(
        kept=event.registrations.first().participant,
        merged=other.participant,
        merged_by=coordinator,
    )
    undo_merge(merge=merge, undone_by=coordinator)

    assert kinds(event) == [Kind.MERGE, Kind.MERGE]
    assert {act.by for act in event.acts.all()} == {coordinator}
    assert kinds(bystander.event) == []


def test_files_are_acts(event, staff):
    file = attach_file(event=event, kind="signed_sheet", upload=upload(PDF), added_by=staff)
    delete_attachment(attachment=file, deleted_by=staff)

    assert kinds(event) == [Kind.FILE, Kind.FILE]


def test_what_a_service_does_inside_another_is_a_part_of_it(event, staff):
    place = RegistrationFactory(event=event)
    with one_act(Kind.GRID, by=staff):
        mark_attendance(registration=place, attendance="present", marked_by=staff)
        mark_attendance(registration=place, attendance="late", marked_by=staff)

    act = event.acts.get()
    assert (act.kind, act.registration) == (Kind.GRID, place)
    assert place.history.filter(work=act.work).count() == 2


def test_what_is_refused_leaves_no_act(event, staff):
    place = RegistrationFactory(event=event, status="cancelled")
    with pytest.raises(Exception, match="taken off"):
        mark_attendance(registration=place, attendance="present", marked_by=staff)

    assert kinds(event) == []
    mark_attendance(
        registration=RegistrationFactory(event=event), attendance="late", marked_by=staff
    )
    assert kinds(event) == [Kind.MARK]  # nothing of the refused work clings to the next


def test_each_page_writes_an_act_of_its_kind(desk, client, event, coordinator):
    client.force_login(coordinator)
    place = event.registrations.get()
    desk.post(url("close_register", event), {"seen": []})
    mark = {"person": place.pk, "attendance": "late", "reason": "Erdhi në 11"}
    client.post(url("correct_register", event), mark)
    client.post(url("reopen_register", event), {"reason": "Mungon një"})
    RegistrationFactory(event=event)
    numbered = event.registrations.order_by("participant__sort_name", "pk")
    shown = " ".join(f"{line}:{row.pk}" for line, row in enumerate(numbered, start=1))
    line = next(n for n, row in enumerate(numbered, 1) if row.attendance == "unmarked")
    client.post(url("typing", event), {"shown": shown, "lines": str(line)})

    acts = event.acts.order_by("pk")
    assert kinds(event) == [Kind.CLOSE, Kind.CORRECT, Kind.REOPEN, Kind.SHEET]
    assert [act.reason for act in acts] == ["", "Erdhi në 11", "Mungon një", ""]
    assert acts[1].registration == place
    assert [line.what for line in register_history(event) if line.reason] == [
        "Register opened again",
        "Corrected after closing",
    ]

    client.post(acts[3].undo_url)
    assert not event.registrations.exclude(pk=place.pk).get().marked_at


# Reasons


def test_a_reason_makes_no_correction_of_a_mark(event, staff):
    """Only the kind of the act tells them apart, whatever anybody typed wherever."""
    place = RegistrationFactory(event=event)
    place._change_reason = "register taken"
    mark_attendance(registration=place, attendance="present", marked_by=staff)

    assert place.history.latest().history_change_reason
    assert {line.what for line in history_of(place)} == {"Put on the register", "Marked"}
    assert later_corrections(event) == []


def test_a_correction_without_a_reason_in_the_history_is_still_one(event, coordinator):
    close_register(event=event, closed_by=coordinator)
    place = event.registrations.get()
    correct_attendance(
        registration=place, attendance="late", reason="came to the door", corrected_by=coordinator
    )
    with unguarded():
        place.history.update(history_change_reason=None)

    [line] = later_corrections(event)
    assert (line.after, line.reason) == ("Late", "came to the door")
    assert history_of(place)[0].what == "Corrected after closing"


def test_why_somebody_got_a_place_stands_at_that_line_alone(centre, coordinator):
    event = EventFactory(
        centre=centre, planned=True, capacity=0, starts_at=timezone.now() + timedelta(days=1)
    )
    place = RegistrationFactory(event=event, status="waitlisted", waitlisted_at=timezone.now())
    give_place(registration=place, given_by=coordinator, reason="capacity changed")

    reasons = [(line.what, line.reason) for line in history_of(place)]
    assert reasons[0] == ("Put back on the register", "capacity changed")
    assert [reason for _what, reason in reasons[1:]] == [""]

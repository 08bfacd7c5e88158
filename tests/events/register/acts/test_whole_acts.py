"""Whatever changes a register is an act of it, whoever changes it and however."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.event.services import save_event
from events.importing.running import import_attendance
from events.models import Event, RegisterAct, Registration
from events.models.one_act import one_act
from events.paper.files.services import attach_file, delete_attachment
from events.register.closing.history import history_of, later_corrections, register_history
from events.register.closing.services import close_register, correct_attendance, reopen_register
from events.register.marks.services import mark_attendance
from events.register.places.waiting_list import give_place
from events.series.members import add_member
from events.series.services import create_series
from participants.merging.services import merge_participants, undo_merge
from tests.databases import unguarded
from tests.events.factories import EventFactory, RegistrationFactory, SeriesFactory
from tests.events.register.addresses import url
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.pictures import PDF, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HTMX = {"HX-Request": "true"}
Kind = RegisterAct.Kind


@pytest.fixture
def event(centre):
    """A meeting that ended a moment ago, with one person present."""
    now = timezone.now()
    event = EventFactory(
        centre=centre, starts_at=now - timedelta(hours=2), ends_at=now - timedelta(minutes=1)
    )
    RegistrationFactory(event=event, present=True)
    return event


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def kinds(event):
    return list(event.acts.order_by("pk").values_list("kind", flat=True))


def said(response):
    return [str(message) for message in response.context["messages"]]


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


# Closing, and back


def close(client, event):
    return client.post(url("close_register", event), follow=True)


def is_closed(event):
    event.refresh_from_db()
    return event.register_is_closed


def test_a_closing_can_be_undone_from_its_message_and_from_the_page(desk, event):
    page = close(desk, event)
    act = event.acts.get()
    [message] = page.context["messages"]
    assert act.undo_url in message.extra_tags
    assert "Undo the closing" in page.content.decode()

    page = desk.post(act.undo_url, follow=True)

    assert not is_closed(event)
    assert said(page) == ["The register is open again."]
    assert kinds(event) == [Kind.CLOSE, Kind.UNDO]
    assert [line.what for line in register_history(event)][:2] == [
        "Closing undone",
        "Register closed",
    ]
    assert later_corrections(event) == []


def test_a_page_with_a_script_is_loaded_anew_once_the_closing_is_undone(desk, event):
    close(desk, event)

    response = desk.post(event.acts.get().undo_url, headers=HTMX)

    assert (response.status_code, response.headers["HX-Refresh"]) == (204, "true")
    assert said(desk.get(url("register", event))) == ["The register is open again."]


@pytest.mark.parametrize(("minutes", "stays"), [(9, False), (10, True)])
def test_a_closing_can_be_undone_for_ten_minutes(desk, event, minutes, stays):
    close(desk, event)
    act = event.acts.get()
    address = act.undo_url
    made = timezone.now() - timedelta(minutes=minutes)
    RegisterAct.objects.filter(pk=act.pk).update(created_at=made)

    assert ("Undo the closing" in desk.get(url("register", event)).content.decode()) is not stays
    desk.post(address)

    assert is_closed(event) is stays


def test_nobody_else_undoes_a_closing(desk, event, coordinator):
    close(desk, event)
    colleague = Client()
    colleague.force_login(coordinator)

    assert "Undo the closing" not in colleague.get(url("register", event)).content.decode()
    colleague.post(event.acts.get().undo_url)

    assert is_closed(event)


def test_an_older_closing_is_not_undone_through_a_newer_one(desk, event, coordinator):
    close(desk, event)
    address = event.acts.get().undo_url
    reopen_register(event=event, reason="x", reopened_by=coordinator)
    close(desk, event)

    desk.post(address)
    assert is_closed(event)

    desk.post(event.acts.latest("pk").undo_url)
    desk.post(event.acts.filter(kind=Kind.CLOSE).latest("pk").undo_url)
    assert not is_closed(event)
    assert kinds(event).count(Kind.UNDO) == 1


# Forms without a script, sent twice


def key_in(page, form):
    """The hidden key of the form that leads to `form`."""
    text = page.content.decode()
    found = re.search(rf'action="{form}".*?name="form_key"\s+value="(.*?)"', text, re.DOTALL)
    return found[1]


def test_a_number_counted_without_a_script_and_sent_twice_counts_once(desk, event):
    CategoryFactory(code="parent")
    address = url("step_headcount", event)
    key = key_in(desk.get(url("register", event)), address)
    press = {"form_key": key, "category": "parent", "cell": "female|25|59|1"}

    for _time in range(2):
        page = desk.post(address, press, follow=True)

    assert [group.count for group in event.headcounts.all()] == [1]
    assert said(page) == ["This is saved."]
    desk.post(address, press | {"form_key": str(uuid.uuid4())})
    assert [group.count for group in event.headcounts.all()] == [2]


def test_another_button_of_the_same_form_is_another_act(desk, event):
    CategoryFactory(code="parent")
    form = {"form_key": str(uuid.uuid4()), "category": "parent"}
    for cell in ("female|25|59|1", "male|25|59|1", "female|25|59|1"):
        desk.post(url("step_headcount", event), form | {"cell": cell})

    assert sorted((group.sex, group.count) for group in event.headcounts.all()) == [
        ("female", 1),
        ("male", 1),
    ]


def a_group(event):
    return "add_headcount", {"category": "parent", "sex": "female", "count": "4"}


def a_new_person(event):
    answers = {"first_name": "Drita", "last_name": "Çela", "sex": "female", "age": "34"}
    return "add_new_person", answers | {"birth_year": "", "category": "parent", "organisation": ""}


def a_known_person(event):
    return "add_known_person", {"participant": ParticipantFactory(centre=event.centre).pk}


def a_family(event):
    return "add_family", {"participant": ParticipantFactory(centre=event.centre).pk}


def the_rest(event):
    RegistrationFactory.create_batch(2, event=event)
    return "mark_rest", {"attendance": "present", "expected": "2"}


@pytest.mark.parametrize("ask", [a_group, a_new_person, a_known_person, a_family, the_rest])
def test_what_a_form_sends_twice_is_done_once(desk, event, ask):
    CategoryFactory(code="parent")
    route, answers = ask(event)
    page = desk.post(
        url("register_search", event), {"q": "Drita Çela"}, follow=True
    ).content.decode()
    key = re.findall(r'name="form_key"\s+value="(.*?)"', page)[0]
    answers |= {"form_key": key}

    desk.post(url(route, event), answers, follow=True)
    done = list(event.registrations.values()), list(event.headcounts.values())
    page = desk.post(url(route, event), answers, follow=True)

    assert said(page) == ["This is saved."]
    [message] = page.context["messages"]
    assert "undo:" in message.extra_tags
    assert (list(event.registrations.values()), list(event.headcounts.values())) == done
    assert event.acts.count() == 1


def test_one_of_the_counted_is_named_once_though_sent_twice(desk, event):
    category = CategoryFactory(code="parent")
    group = event.headcounts.create(category=category, sex="female", count=1)
    address = url("name_counted", event, group.pk)
    page = desk.get(address).content.decode()
    key = re.findall(r'name="form_key"\s+value="(.*?)"', page)[0]
    _route, answers = a_new_person(event)

    for _time in range(2):  # the second time the group is gone
        page = desk.post(address, answers | {"form_key": key}, follow=True)

    assert said(page) == ["This is saved."]
    assert event.registrations.count() == 2
    assert not event.headcounts.exists()


def test_a_form_that_is_sent_again_once_its_act_was_taken_back_says_so(desk, event):
    route, answers = a_known_person(event)
    answers |= {"form_key": str(uuid.uuid4())}
    desk.post(url(route, event), answers)
    desk.post(event.acts.get().undo_url)

    page = desk.post(url(route, event), answers, follow=True)

    assert "This was done before and taken back since. Nothing was changed." in said(page)
    assert event.registrations.active().count() == 1


def test_a_key_of_a_form_that_is_none_is_a_bad_request(desk, event):
    route, answers = a_known_person(event)

    assert desk.post(url(route, event), answers | {"form_key": "x"}).status_code == 400
    assert Event.objects.get(pk=event.pk).acts.count() == 0

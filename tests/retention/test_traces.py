"""P10: lines of the log, versions of the history and acts go after their time, through the door.

And people of no centre fall due in the run of what belongs to none.
"""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.audit.sealing import seal_log
from accounts.audit.verifying import faults
from accounts.models import AccessLog, Alert, Redaction, Role
from events.models import DoorNote, ImportedRow, RegisterAct
from participants.merging.services import merge_participants
from participants.models import Nickname, Participant
from retention.keeping.kinds import BY_CODE
from retention.keeping.services import due_numbers
from retention.models import Hold, Run
from retention.tasks import do_retention_run
from tests.accounts.factories import GrantFactory
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.retention.test_keeping import LONG_AGO

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + timedelta(days=8 * 365)


def do(coordinator, centre, *codes):
    """Let go of these kinds, as of eight years from now."""
    numbers = {kept.kind.code: number for kept, number in due_numbers(centre, LATER)}
    run = Run.objects.create(
        centre=centre,
        as_of=LATER,
        asked_by=coordinator,
        status="confirmed",
        months=dict.fromkeys(codes, 84),
        due={code: numbers[code] for code in codes},
    )
    do_retention_run.func(run.pk)
    run.refresh_from_db()
    assert run.status == "done"
    return run


def test_p10_old_lines_leave_the_log_and_the_chain_holds(coordinator):
    person = ParticipantFactory()
    held = ParticipantFactory()
    Hold.objects.create(participant=held, reason="Gjykata", set_by=coordinator)
    lines = [
        AccessLog.objects.create(
            action="view_participant",
            user=coordinator,
            object_type="participants.Participant",
            object_id=str(one.pk),
        )
        for one in (person, held)
    ]
    seal_log()

    run = do(coordinator, None, "log")

    assert run.done["log"] == run.due["log"] >= 1
    left = set(AccessLog.objects.values_list("pk", flat=True))
    assert lines[0].pk not in left
    assert lines[1].pk in left
    assert Redaction.objects.filter(
        table_name="accounts_accesslog", row_id=lines[0].pk, kind="deleted", reason="retention"
    ).exists()
    assert list(faults()) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessLog.objects.filter(pk=lines[1].pk)._raw_delete(using="default")


def test_p10_a_line_to_which_an_alert_points_stays(coordinator):
    line = AccessLog.objects.create(action="export_people", user=coordinator)
    other = AccessLog.objects.create(action="export_people", user=coordinator)
    Alert.objects.create(kind="names_exported", key="1", user=coordinator, line=line)
    seal_log()

    do(coordinator, None, "log")

    assert AccessLog.objects.filter(pk=line.pk).exists()
    assert not AccessLog.objects.filter(pk=other.pk).exists()


def test_p10_a_hold_covers_the_records_that_were_merged(centre, coordinator):
    kept, merged = ParticipantFactory(last_name="Gjonaj"), ParticipantFactory(last_name="Gjoni")
    merged.last_name = "Gjonej"
    merged.save()
    place = RegistrationFactory(event__centre=centre, participant=merged, present=True, age=9)
    line = AccessLog.objects.create(
        action="view_participant",
        user=coordinator,
        object_type="participants.Participant",
        object_id=str(merged.pk),
    )
    Hold.objects.create(participant=merged, reason="Gjykata", set_by=coordinator)
    merge_participants(kept=kept, merged=merged, merged_by=coordinator)
    assert Hold.objects.get().participant == kept
    versions = set(merged.history.values_list("pk", flat=True))
    of_place = set(place.history.filter(participant_id=merged.pk).values_list("pk", flat=True))
    assert len(versions) > 1
    assert of_place
    seal_log()

    do(coordinator, None, "log", "versions", "places")

    assert AccessLog.objects.filter(pk=line.pk).exists()
    assert set(merged.history.values_list("pk", flat=True)) == versions
    assert of_place <= set(place.history.values_list("pk", flat=True))


def test_p10_the_newest_version_of_a_person_stays(coordinator):
    person = ParticipantFactory(last_name="Gjonaj")
    for name in ("Gjoni", "Gjonej"):
        person.last_name = name
        person.save()
    bystander = ParticipantFactory(last_name="Kola")
    gone = ParticipantFactory(last_name="Zogaj")
    key = gone.pk
    gone.delete()
    seal_log()

    do(coordinator, None, "versions")

    assert list(person.history.values_list("last_name", flat=True)) == ["Gjonej"]
    assert list(bystander.history.values_list("last_name", flat=True)) == ["Kola"]
    assert not Participant.history.filter(id=key).exists()
    person.refresh_from_db()
    assert person.last_name == "Gjonej"
    assert list(faults()) == []


def test_p10_places_keep_their_marks_and_acts_go(centre, coordinator):
    place = RegistrationFactory(event__centre=centre, present=True, age=9)
    place.attendance = "late"
    place.save()
    RegisterAct.objects.create(event=place.event, registration=place, kind="mark", by=coordinator)
    elsewhere = RegisterAct.objects.create(event=EventFactory(centre__code="another"), kind="rest")
    seal_log()

    do(coordinator, None, "places")
    do(coordinator, centre, "acts")

    place.refresh_from_db()
    assert (place.attendance, place.age) == ("late", 9)
    assert place.history.count() == 1
    assert list(RegisterAct.objects.all()) == [elsewhere]
    assert list(faults()) == []


def test_p10_a_day_begins_at_midnight_in_tirana(coordinator):
    """In winter an hour before midnight UTC."""
    for moment in ("2021-01-09T22:59:59+00:00", "2021-01-09T23:00:00+00:00"):
        with time_machine.travel(datetime.fromisoformat(moment), tick=False):
            AccessLog.objects.create(action="sign_in", user=coordinator, address="10.0.0.1")
    first = AccessLog.objects.earliest("pk")

    for code in ("log", "addresses"):
        assert list(BY_CODE[code].due(date(2021, 1, 10), None)) == [first]


@pytest.mark.parametrize("code", list(BY_CODE))
def test_what_is_due_is_asked_of_columns_as_they_stand(centre, code):
    """A day worked out of each row's moment would be found by no index."""
    with CaptureQueriesContext(connection) as queries:
        list(BY_CODE[code].due(date(2021, 1, 10), centre))

    asked = " ".join(query["sql"] for query in queries)
    assert "FROM" in asked
    assert "cast_date" not in asked
    assert "AT TIME ZONE" not in asked


def test_nothing_of_this_year_falls_due(centre, coordinator):
    RegistrationFactory(event__centre=centre, present=True)
    AccessLog.objects.create(action="sign_in", user=coordinator)

    numbers = {kept.kind.code: n for one in (None, centre) for kept, n in due_numbers(one)}

    assert not any(numbers[code] for code in ("log", "versions", "places", "acts"))


@pytest.fixture
def above():
    return GrantFactory(role=Role.COORDINATOR, centre=None).user


def nobodys():
    person = ParticipantFactory(centre=None, last_name="Gjonaj", phone="+355692345678")
    Participant.objects.filter(pk=person.pk).update(created_at=LONG_AGO)
    return person


def test_p10_people_of_no_centre_fall_due_for_who_coordinates_all(
    client, centre, coordinator, above, admin
):
    person = nobodys()
    assert not {kept.kind.code: n for kept, n in due_numbers(centre)}["names"]
    client.force_login(above)
    assert "Gjonaj" in client.get(reverse("retention:due_of_none")).content.decode()
    client.force_login(admin)
    assert "Gjonaj" not in client.get(reverse("retention:due_of_none")).content.decode()

    client.post(reverse("retention:run_ask_of_none"))
    run = Run.objects.get()
    client.force_login(coordinator)
    client.post(reverse("retention:run_decide", args=[run.pk]))
    run.refresh_from_db()
    assert run.status == "waiting"
    client.force_login(above)
    client.post(reverse("retention:run_decide", args=[run.pk]))
    do_retention_run.func(run.pk)

    person.refresh_from_db()
    assert (person.first_name, person.last_name, person.phone) == ("–", "", "")


def test_where_nobody_coordinates_all_another_coordinator_decides(client, coordinator, admin):
    nobodys()
    client.force_login(admin)
    client.post(reverse("retention:run_ask_of_none"))
    run = Run.objects.get()
    client.force_login(coordinator)
    client.post(reverse("retention:run_decide", args=[run.pk]))

    run.refresh_from_db()
    assert run.status == "confirmed"


def test_what_has_no_people_is_any_coordinators(client, coordinator, above, admin):
    AccessLog.objects.create(action="sign_in", user=admin, address="10.0.0.1")
    run = Run.objects.create(
        as_of=LATER, asked_by=admin, months={"addresses": 3}, due={"addresses": 1}
    )
    client.force_login(coordinator)
    client.post(reverse("retention:run_decide", args=[run.pk]))

    run.refresh_from_db()
    assert run.status == "confirmed"


def test_p10_what_imports_remember_of_who_is_held_stays(coordinator, centre):
    held, merged, other = (ParticipantFactory(centre=centre) for _one in range(3))
    Hold.objects.create(participant=held, reason="Gjykata", set_by=coordinator)
    Participant.objects.filter(pk=merged.pk).update(merged_into=held)
    event = EventFactory(centre=centre, starts_at=LONG_AGO)
    for person in (held.pk, merged.pk, other.pk, None):
        ImportedRow.objects.create(
            centre=centre, event=event, person=person, key=f"{person}", of_place="of"
        )

    run = do(coordinator, centre, "imports")

    assert run.due["imports"] == run.done["imports"] == 2
    left = ImportedRow.objects.values_list("person", flat=True)
    assert set(left) == {held.pk, merged.pk}


def test_p10_a_note_from_the_door_that_may_mean_who_is_held_stays(coordinator, centre):
    held = ParticipantFactory(centre=centre, first_name="Elira", last_name="Hoxha")
    merged = ParticipantFactory(centre=centre, first_name="Lira", last_name="Hoxhaj")
    hold = Hold.objects.create(participant=held, reason="Gjykata", set_by=coordinator)
    Participant.objects.filter(pk=merged.pk).update(merged_into=held)
    event = EventFactory(centre=centre, starts_at=LONG_AGO)
    stays = {"Elira Hox", "ËLIRA", "z. Hoxhaj", held.code.lower(), "hoxha, e."}
    for text in {*stays, "Besa Kola", "Arta Ho", "Ho"}:
        DoorNote.objects.create(event=event, text=text)

    run = do(coordinator, centre, "notes")

    assert run.due["notes"] == run.done["notes"] == 3
    assert set(DoorNote.objects.values_list("text", flat=True)) == stays
    Hold.objects.filter(pk=hold.pk).update(ended_at=timezone.now())
    assert do(coordinator, centre, "notes").done["notes"] == len(stays)
    assert not DoorNote.objects.exists()


def test_p10_a_note_with_half_a_held_name_or_another_spelling_stays(coordinator, centre):
    held = ParticipantFactory(centre=centre, first_name="Xhoana", last_name="Çela")
    Nickname.objects.create(nickname="Xhoni", name="Xhoana")
    Hold.objects.create(participant=held, reason="Gjykata", set_by=coordinator)
    event = EventFactory(centre=centre, starts_at=LONG_AGO)
    stays = {"Joana C.", "Xhoan Cel", "Xhoanës i duhet", "xhon", "vajza e Celës", "Xhaona"}
    for text in {*stays, "Besa Kola", "Ana e vogël", "Xh. C.", "Kola i Besës"}:
        DoorNote.objects.create(event=event, text=text)

    run = do(coordinator, centre, "notes")

    assert run.done["notes"] == 4
    assert set(DoorNote.objects.values_list("text", flat=True)) == stays

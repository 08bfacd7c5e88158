"""What a register refuses on the screen, it refuses by every way in: a table of rule by way."""

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from events.lib.twins.finding import pairs_among
from events.models import Event, Registration
from events.register.families.services import register_family
from events.register.headcounts.services import set_headcount, step_headcount
from events.register.marks.services import mark_unmarked
from events.register.places.waiting_list import restore_registration
from events.register.recorded.figures import recorded_at
from shkej.lib.dates import TIRANA, today
from tests.events.event.test_marks_stay import in_days
from tests.events.factories import (
    EventFactory,
    RegistrationFactory,
    SeriesFactory,
    SeriesMemberFactory,
)
from tests.events.importing.import_files import attendance, csv_file, load, rejected
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOON = datetime(2021, 10, 5, 12, tzinfo=UTC)


class Ways:
    """One meeting of a series, one person expected there, another one at the door."""

    def __init__(self, client, user, centre, **facts):
        self.client, self.user = client, user
        client.force_login(user)
        starts_at = facts.pop("starts_at", NOON)
        day = starts_at.astimezone(TIRANA).date()
        series = SeriesFactory(centre=centre, starts_on=day, ends_on=day + timedelta(days=30))
        person = ParticipantFactory(centre=centre, import_key="p1", last_name="Hoxha")
        SeriesMemberFactory(series=series, participant=person, joined_on=day)
        self.event = EventFactory(
            centre=centre,
            planned=True,
            series=series,
            series_day=day,
            starts_at=starts_at,
            import_key="K",
        )
        self.place = RegistrationFactory(event=self.event, participant=person, line=1)
        self.off = RegistrationFactory(event=self.event, status="cancelled")
        self.walker = ParticipantFactory(centre=centre, import_key="p2", last_name="Kola")
        # Whatever is wrong with it came meanwhile: nobody saw it on the page.
        Event.objects.filter(pk=self.event.pk).update(**facts)

    def _post(self, name, *args, **data):
        return self.client.post(reverse(f"events:{name}", args=[self.event.pk, *args]), data)

    def _file(self, **cells):
        starts_at = timezone.localtime(self.event.starts_at, TIRANA)
        return attendance("K", f"{starts_at:%Y-%m-%d %H:%M}", **cells)

    def _import(self, **cells):
        return load([self._file(**cells)])

    def mark(self):
        self._post("mark", self.place.pk, attendance="present")

    def mark_as_absent(self):
        self._post("mark", self.place.pk, attendance="absent")

    def offline_queue(self):
        facts = {"key": str(uuid4()), "told_at": timezone.now().isoformat(), "seen": "unmarked"}
        self._post("mark", self.place.pk, attendance="present", **facts)

    def offline_walk_in(self):
        self._post("add_known_person", participant=self.walker.pk, key=str(uuid4()))

    def rest(self):
        mark_unmarked(event=self.event, attendance="present", marked_by=self.user)

    def known_person(self):
        self._post("add_known_person", participant=self.walker.pk)

    def new_person(self):
        data = {"first_name": "Ola", "last_name": "Re", "sex": "female", "age": "30"}
        self._post("add_new_person", category="parent", is_new="1", **data)

    def family(self):
        register_family(event=self.event, participants=[self.walker], registered_by=self.user)

    def headcount(self):
        set_headcount(event=self.event, category=CategoryFactory(), sex="unknown", count=3)

    def headcount_step(self):
        step_headcount(event=self.event, category=CategoryFactory(), sex="unknown", step=1)

    def restored(self):
        restore_registration(registration=self.off, attendance="present", restored_by=self.user)

    def grid(self):
        day = self.event.series_day
        cell = f"c.{self.event.pk}.{self.place.participant_id}.unmarked"
        address = reverse(
            "events:series_grid_save", args=[self.event.series_id, day.year, day.month]
        )
        self.client.post(address, {cell: "present"})

    def typed_sheet(self):
        self._post("typing", lines="1", shown=f"1:{self.place.pk}")

    def imported(self):
        self._import(person="p1", attendance="present")

    def imported_without_a_word(self):
        self._import(person="p1")

    def imported_walk_in(self):
        self._import(person="p2", last_name="Kola", attendance="late")

    def imported_headcount(self):
        self._import(headcount="5")

    def imported_by_command(self):
        file = Path("marks.csv")
        file.write_bytes(csv_file([self._file(person="p1", attendance="present")]))
        call_command("import_attendance", str(file))


WAYS = [name for name in vars(Ways) if not name.startswith("_")]
RULES = {
    "cancelled": {"status": "cancelled"},
    "postponed": {"status": "postponed"},
    "closed": {"status": "held", "register_closed_at": NOON},
    "ahead": {"starts_at": None},
}


@pytest.fixture
def ways(client, staff, centre, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def made(**facts):
        if facts.get("starts_at", NOON) is None:
            facts["starts_at"] = in_days(3).replace(microsecond=0, second=0)
        return Ways(client, staff, centre, **facts)

    return made


def tried(ways, way):
    """Try it; a refusal may be said in whichever way."""
    with contextlib.suppress(ValidationError, CommandError):
        getattr(ways, way)()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("rule", RULES)
def test_nobody_is_marked_or_counted(ways, rule, way):
    ways = ways(**RULES[rule])
    before = Event.objects.values("status", "starts_at", "register_closed_at").get()
    places = sorted(Registration.objects.values_list("participant", "status"))

    tried(ways, way)

    assert not recorded_at(ways.event)
    assert Event.objects.values("status", "starts_at", "register_closed_at").get() == before
    if rule != "ahead":  # who is expected may be written down before
        assert sorted(Registration.objects.values_list("participant", "status")) == places


@pytest.mark.parametrize("way", WAYS)
def test_each_way_works_where_nothing_stands_against_it(ways, way):
    ways = ways()

    tried(ways, way)

    assert recorded_at(ways.event).number > 0
    assert Event.objects.get().status == "held"


# What only a file can say


def file(event="Takimi", starts_at="2021-10-06 10:00", **cells):
    return attendance(event, starts_at, **cells)


def ahead(days=10):
    return f"{today() + timedelta(days=days)} 10:00"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"starts_at": "ahead"}, "starts_at"),
        ({"starts_at": "ahead", "attendance": "present"}, "starts_at"),
        ({"starts_at": "ahead", "status": "held", "attendance": "unmarked"}, "starts_at"),
        ({"starts_at": "ahead", "status": "planned", "attendance": "late"}, "starts_at"),
        ({"starts_at": "ahead", "headcount": "5"}, "starts_at"),
        ({"starts_at": "ahead", "headcount": "5", "status": "planned"}, "starts_at"),
        ({"starts_at": "2021-10-06", "ends_at": "2021-10-06 12:00"}, "ends_at"),
        ({"ends_at": "2021-10-06 09:59"}, "ends_at"),
        ({"status": "cancelled", "attendance": "present"}, "status"),
        ({"status": "postponed", "headcount": "5"}, "status"),
        ({"status": "planned", "attendance": "present"}, "status"),
        ({"status": "planned", "headcount": "5"}, "status"),
    ],
)
def test_a_file_contradicts_itself(centre, cells, column):
    cells = {"starts_at": "2021-10-06 10:00"} | cells
    if cells["starts_at"] == "ahead":
        cells["starts_at"] = ahead()

    result = load([file(**cells)])

    assert rejected(result) == {2: column}
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"starts_at": "ahead", "attendance": "unmarked"}, "planned"),
        ({"starts_at": "ahead", "status": "planned"}, "planned"),
        ({"status": "cancelled"}, "cancelled"),
        ({"status": "postponed", "attendance": "unmarked"}, "postponed"),
        ({"status": "planned"}, "planned"),
        ({}, "held"),
    ],
)
def test_who_is_only_expected_goes_in(centre, cells, status):
    cells = {"starts_at": "2021-10-06 10:00"} | cells
    if cells["starts_at"] == "ahead":
        cells["starts_at"] = ahead()

    result = load([file(**cells)])

    assert rejected(result) == {}
    mark = "present" if status == "held" else "unmarked"
    assert Event.objects.get().status == status
    assert Registration.objects.get().attendance == mark


@pytest.mark.parametrize("status", ["cancelled", "postponed", "planned"])
def test_a_later_file_does_not_deny_a_meeting_with_marks(centre, status):
    load([file()])

    result = load([file(status=status)])

    assert rejected(result) == {2: "status"}
    assert "1 person is marked as present." in result.rejected[0].reason
    assert Event.objects.get().status == "held"


def test_what_was_called_off_meanwhile_imported_again_changes_nothing(centre):
    row = file(attendance="unmarked", status="planned")
    load([row])
    Event.objects.update(status="cancelled")

    result = load([file(attendance="unmarked")])

    assert rejected(result) == {}
    assert result.counts["registrations"] == {"created": 0, "updated": 0, "unchanged": 1}
    assert Event.objects.get().status == "cancelled"


def test_beyond_the_places_of_an_event_a_file_lets_people_wait(centre):
    load([file(status="planned", person="a")])
    Event.objects.update(capacity=2)
    expected = [file(person=key, first_name=key, attendance="unmarked") for key in ("Bea", "Cen")]

    load([row | {"status": "planned"} for row in expected])

    assert sorted(Registration.objects.values_list("status", flat=True)) == [
        "registered",
        "registered",
        "waitlisted",
    ]


@pytest.mark.parametrize("mark", ["absent", "excused"])
def test_who_only_waits_is_not_marked_as_missing(centre, mark):
    load([file(attendance="unmarked")])
    Registration.objects.update(status="waitlisted", waitlisted_at=NOON)

    result = load([file(attendance=mark)])

    assert rejected(result) == {2: "attendance"}
    assert Registration.objects.get().attendance == "unmarked"


def test_across_midnight_a_meeting_is_of_its_first_day(centre):
    load([file(starts_at="2021-10-06 22:00", ends_at="2021-10-07 02:00")])

    event = Event.objects.get()
    assert event.starts_on.isoformat() == "2021-10-06"
    assert event.ends_at - event.starts_at == timedelta(hours=4)


# The same meeting in a file and on the screen


def test_a_file_asks_about_a_meeting_that_is_logged(centre):
    logged = EventFactory(title_sq="Takim me prindërit", starts_at=NOON)
    RegistrationFactory(event=logged, present=True)
    rows = [file("1", "2021-10-05 16:00", title_sq="Takim me prindër")]

    result = load(rows)

    assert rejected(result) == {2: "event"}
    assert "“Takim me prindërit”" in result.rejected[0].reason
    assert "1 person" in result.rejected[0].reason
    assert Event.objects.get() == logged

    assert rejected(load(rows, other_meetings=True)) == {}
    assert Event.objects.count() == 2
    # Remembered: nobody asks about the pair, nor about the file again.
    assert pairs_among(Event.objects.all()) == []
    assert rejected(load(rows)) == {}


def test_two_meetings_of_one_file_are_two(centre):
    rows = [file("Lexim paradite"), file("Lexim", "2021-10-06 15:00")]

    assert rejected(load(rows)) == {}
    assert rejected(load(rows)) == {}
    assert Event.objects.count() == 2


def test_shared_people_at_one_hour_are_asked_about(centre):
    load([file("Lexim", person="7")])

    result = load([file("Futboll", "2021-10-06 10:30", person="7")])

    assert rejected(result) == {2: "event"}


def test_the_command_asks_too_and_takes_the_word(centre, tmp_path):
    EventFactory(title_sq="Takim", starts_at=NOON)
    path = tmp_path / "file.csv"
    path.write_bytes(csv_file([file("Takim", "2021-10-05 16:00")]))

    with pytest.raises(CommandError):
        call_command("import_attendance", str(path))
    assert Event.objects.count() == 1

    call_command("import_attendance", str(path), "--other-meetings")
    assert Event.objects.count() == 2

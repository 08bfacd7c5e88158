"""What rows say of their event, and what an import does to events that are there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import AccessLog
from events.models import Event, Headcount, Registration
from partners.models import Organisation, Project
from shkej.lib.dates import today
from tests.events.factories import CentreFactory
from tests.events.importing.import_files import attendance, load, rejected, state
from tests.events.inviting.helping import (
    change,
    empty_outbox,
    invite_all,
    organisation_with_address,
    subjects,
)
from tests.often import MORE_ON_POSTGRESQL
from tests.partners.factories import OrganisationFactory, ProjectFactory

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]


def rows_of_event(*said):
    """Rows of different people at one event, which say different things of it."""
    return [attendance(**{"person": f"p{n}"} | cells) for n, cells in enumerate(said)]


def test_one_row_speaks_for_all_rows_of_the_event():
    load(rows_of_event({}, {"title_en": "Awareness", "venue": "Salla"}, {"kind": "training"}))

    event = Event.objects.get()
    assert (event.title_sq, event.title_en, event.venue_sq, event.kind) == (
        None,
        "Awareness",
        "Salla",
        "training",
    )


@pytest.mark.parametrize(
    ("said", "bad"),
    [
        ([{"title_sq": "A"}, {"title_sq": "A"}, {"title_sq": "B"}], {4: "title_sq"}),
        ([{"title_sq": "A"}, {"title_sq": "B"}, {}], {2: "title_sq", 3: "title_sq"}),
        ([{"status": "held"}, {"status": "cancelled"}, {"status": "u zhvillua"}], {3: "status"}),
        ([{"kind": "training"}, {"kind": "trajnim"}], {}),
        (
            [{}, {}, {"starts_at": "2021-10-06 11:00"}, {"starts_at": "2021-10-06"}],
            {4: "starts_at"},
        ),
        (
            [{"ends_at": "2021-10-06 12:00"}, {"ends_at": "2021-10-06 13:00"}],
            {2: "ends_at", 3: "ends_at"},
        ),
        ([{"title_sq": "A"}, {"starts_at": "2021-10-07 10:00", "title_sq": "B"}], {}),
    ],
)
def test_what_most_rows_say_of_an_event_stands(said, bad):
    assert rejected(load(rows_of_event(*said))) == bad


def test_the_same_name_on_another_day_is_another_event():
    load([attendance(), attendance(starts_at="2021-10-07 10:00")])

    assert Event.objects.count() == 2


def test_an_event_of_another_centre_is_another_event():
    load([attendance()])
    load([attendance()], centre=CentreFactory())

    assert Event.objects.count() == 2


def test_an_end_that_only_other_rows_contradict_is_bad():
    rows = rows_of_event(
        {"starts_at": "2021-10-06", "ends_at": "2021-10-06 09:00"},
        {"starts_at": "2021-10-06 10:00"},
    )

    assert rejected(load(rows)) == {2: "ends_at"}


def test_a_later_file_updates_what_it_says_and_leaves_the_rest():
    load([attendance(title_sq="Titulli", venue="Salla", status="planned", attendance="unmarked")])
    before = Event.objects.get().updated_at

    result = load([attendance(title_en="Title", ends_at="2021-10-06 12:00")])

    event = Event.objects.get()
    assert result.counts["events"] == {"created": 0, "updated": 1}
    assert (event.title_sq, event.title_en, event.venue_sq, event.status) == (
        "Titulli",
        "Title",
        "Salla",
        "held",
    )
    assert event.search_title == "titulli title"
    assert event.updated_at > before
    assert event.history.count() == 2
    assert event.created_at == event.history.earliest().created_at


@pytest.mark.parametrize(
    ("said", "subject"),
    [({"venue": "Biblioteka"}, "Changed"), ({"status": "cancelled"}, "Cancelled")],
)
def test_whoever_is_invited_is_told_what_a_file_changes(coordinator, said, subject):
    day = today() + timedelta(days=10)
    row = {"starts_at": f"{day} 10:00", "status": "planned", "attendance": "unmarked"}
    load([attendance(**row)])
    event = change(Event.objects.get(), coordinator, visibility="all_partners")
    event.parts.create(organisation=organisation_with_address(), part="invited")
    invite_all(event, coordinator)
    empty_outbox()

    load([attendance(**row | said)])

    assert [line.split(":")[0] for line in subjects()] == [subject]


def test_the_hour_that_comes_twice_in_autumn_is_no_change():
    rows = [attendance(starts_at="2021-10-31 02:30", ends_at="2021-10-31 02:45")]
    load(rows)

    assert load(rows).counts["events"] == {"created": 0, "updated": 0}


def test_a_day_without_a_time_leaves_the_recorded_time():
    load([attendance()])

    assert load([attendance(starts_at="2021-10-06")]).counts["events"]["updated"] == 0
    assert Event.objects.get().starts_at == datetime(2021, 10, 6, 8, tzinfo=UTC)


def test_a_new_start_after_the_recorded_end_is_bad():
    load([attendance(ends_at="2021-10-06 11:00")])

    assert rejected(load([attendance(starts_at="2021-10-06 12:00")])) == {2: "starts_at"}


def test_registrations_that_differ_are_updated_and_empty_cells_change_nothing():
    load([attendance(category="parent", organisation="Bashkia")])

    assert load([attendance()]).counts["registrations"]["unchanged"] == 1
    result = load([attendance(attendance="late", category="teacher", organisation="Shkolla")])

    registration = Registration.objects.get()
    assert result.counts["registrations"] == {"created": 0, "updated": 1, "unchanged": 0}
    assert (
        registration.attendance,
        registration.category.code,
        str(registration.organisation),
    ) == (
        "late",
        "teacher",
        "Shkolla",
    )
    assert registration.history.count() == 2
    assert registration.participant.category.code == "parent"


@pytest.mark.parametrize(
    ("recorded", "said", "now"),
    [
        ("absent", "", "absent"),
        ("late", "", "late"),
        ("unmarked", "", "unmarked"),
        ("absent", "present", "present"),
        ("late", "unmarked", "unmarked"),
    ],
)
def test_an_empty_attendance_leaves_somebody_as_they_were_marked(recorded, said, now):
    load([attendance()])
    moment = None if recorded == "unmarked" else timezone.now()
    Registration.objects.update(attendance=recorded, marked_at=moment)

    result = load([attendance(attendance=said)])

    assert Registration.objects.get().attendance == now
    assert result.counts["registrations"]["unchanged"] == (recorded == now)


@pytest.mark.parametrize("turn", [1, -1])
def test_of_rows_that_say_the_same_the_one_that_gives_the_attendance_stands(turn):
    load([attendance(attendance="absent")])

    rows = [attendance(), attendance(attendance="present")][::turn]
    load(rows, skip_bad_rows=True)

    assert Registration.objects.get().attendance == "present"


def test_somebody_whose_place_was_cancelled_came_after_all():
    load([attendance()])
    Registration.objects.update(status="cancelled", attendance="unmarked", marked_at=None)

    assert load([attendance()], afresh=True).counts["registrations"]["updated"] == 1
    assert Registration.objects.get().status == "registered"


def test_somebody_on_the_waiting_list_came_and_so_took_a_place():
    load([attendance()])
    Registration.objects.update(
        status="waitlisted",
        waitlisted_at=datetime(2021, 10, 1, tzinfo=UTC),
        attendance="unmarked",
        marked_at=None,
    )

    assert load([attendance()], afresh=True).counts["registrations"]["updated"] == 1
    registration = Registration.objects.get()
    assert (registration.status, registration.waitlisted_at) == ("registered", None)


def test_an_empty_category_is_what_the_person_usually_attends_as():
    load([attendance(person="7", category="police"), attendance("B", person="7")])
    load([attendance("C", person="7")])

    assert {row.category.code for row in Registration.objects.all()} == {"police"}


# A closed register


@pytest.fixture
def closed(centre):
    """An imported event whose register was closed."""
    load(
        [
            attendance(person="7"),
            attendance(headcount="5"),
            attendance("Tjetër", person="9", first_name="Cen"),
        ]
    )
    event = Event.objects.get(import_key="Takimi")
    event.register_closed_at = datetime(2021, 10, 6, 18, tzinfo=UTC)
    event.save()
    return event


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"person": "7", "attendance": "absent"}, "event"),
        ({"person": "8", "first_name": "Ben"}, "event"),
        ({"headcount": "6"}, "event"),
        ({"headcount": "5", "sex": "F"}, "event"),
        ({"person": "7", "status": "cancelled"}, "status"),
        ({"person": "7", "starts_at": "2021-10-06 11:00"}, "starts_at"),
    ],
)
def test_a_closed_register_is_not_changed(closed, cells, column):
    before = state()
    good = attendance("Tjetër", person="10", first_name="Dea")

    result = load([good, attendance(**cells)])

    assert rejected(result) == {3: column}
    assert "closed" in result.rejected[0].reason
    assert state() == before


def test_what_a_closed_register_says_already_is_no_fault(closed):
    result = load([attendance(person="7"), attendance(headcount="5")])

    assert rejected(result) == {}
    assert result.counts["registrations"]["unchanged"] == 1


def test_somebody_at_a_closed_register_only_is_not_made(closed):
    load([attendance(person="8", first_name="Ben"), attendance("C")], skip_bad_rows=True)

    assert not Event.objects.get(import_key="Takimi").registrations.filter(
        participant__first_name="Ben"
    )


# Projects and organisations


def test_projects_are_joined_by_code_and_nothing_is_taken_away():
    for code in ("P1", "P2", "P3"):
        ProjectFactory(code=code)

    load([attendance(project="p1; P2")])
    load([attendance(project="P3")])

    assert [project.code for project in Event.objects.get().projects.order_by("code")] == [
        "P1",
        "P2",
        "P3",
    ]


def test_the_project_asked_for_is_for_events_that_name_none():
    ProjectFactory(code="P1")
    ProjectFactory(code="P2")

    load(
        [
            attendance(project="P1"),
            attendance(first_name="Ben"),
            attendance("B"),
        ],
        project_code="P2",
    )

    assert {
        event.import_key: [project.code for project in event.projects.all()]
        for event in Event.objects.all()
    } == {"Takimi": ["P1"], "B": ["P2"]}


def test_unknown_projects_are_made_by_choice_and_marked():
    assert rejected(load([attendance(project="new;Other")])) == {2: "project"}

    load([attendance(project="new;Other")], create_projects=True, project_code="third")

    assert sorted(Project.objects.values_list("code", "title_sq", "needs_completion")) == [
        ("Other", "Other", True),
        ("new", "new", True),
        ("third", "third", True),
    ]


def test_a_project_asked_for_is_not_made_by_an_import_that_is_refused():
    load([attendance(sex="x")], create_projects=True, project_code="P9")

    assert not Project.objects.exists()


def test_organisations_are_known_in_either_language_and_spelling():
    known = OrganisationFactory(name_sq="Bashkia Tiranë", name_en="Municipality of Tirana")

    load(
        [
            attendance(organisation="BASHKIA TIRANE"),
            attendance("B", organisation="municipality of Tirana"),
            attendance("C", organisation="E re"),
        ]
    )

    assert Registration.objects.filter(organisation=known).count() == 2
    assert Organisation.objects.get(needs_completion=True).name_sq == "E re"


# Traces


def test_everything_leaves_its_history_and_one_line_in_the_log(staff, centre):
    load([attendance(organisation="E re"), attendance(headcount="5")], user=staff)

    for model in (Event, Registration, Headcount, Organisation):
        assert model.history.get().history_user == staff
    entry = AccessLog.objects.get()
    assert (entry.action, entry.user, entry.object_id) == ("import", staff, str(centre.pk))
    assert "Ana" not in str(entry.detail)
    assert entry.detail["registrations"] == {"created": 1, "updated": 0, "unchanged": 0}
    assert Registration.objects.get().marked_by == staff


@pytest.mark.parametrize("how", [{"dry_run": True}, {}])
def test_an_import_that_does_nothing_leaves_no_trace(how):
    load([attendance(), attendance("B", sex="x" if not how else "F")], **how)

    assert not AccessLog.objects.exists()
    assert not Event.history.exists()

"""On the screen it is asked whether a meeting of a list is one that is logged already."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.lib.twins.finding import pairs_among
from events.models import Event, Registration
from participants.models import Participant
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.importing.import_files import attendance, csv_file
from tests.partners.factories import ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
IMPORT, ANSWER = reverse("events:import"), reverse("events:import_answer")
APPLY = reverse("events:import_apply")
ROWS = [
    attendance("Takim me prindër", "2021-10-06 16:00", first_name=name, last_name="Deda")
    for name in ("Ana", "Beni")
]


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def logged(centre):
    """The same meeting as whoever logged it wrote it down, with somebody who came."""
    event = EventFactory(
        centre=centre,
        title_sq="Takim me prindërit",
        venue_sq="Salla e madhe",
        starts_at=datetime(2021, 10, 6, 12, tzinfo=UTC),
    )
    RegistrationFactory(event=event, present=True)
    return event


def send(desk, rows):
    return desk.post(IMPORT, {"file": SimpleUploadedFile("list.csv", csv_file(rows))})


def reply(desk, page, **answers):
    sent = {"upload": page.context["token"], "asked": page.context["asked"], **answers}
    return desk.post(ANSWER, sent)


def do_import(desk, page):
    return desk.post(APPLY, {"upload": page.context["token"]}, follow=True)


def test_the_question_names_the_meeting_and_who_came(desk, logged):
    page = send(desk, ROWS)

    [field] = page.context["form"].fields.values()
    assert str(field.label) == (
        "Is “Takim me prindër”, 06/10/2021, a meeting that is logged already?"
    )
    [(key, words), (other, another)] = field.choices
    assert (key, other) == (str(logged.pk), "another")
    assert words.startswith("“Takim me prindërit”, 6 October 2021")
    assert words.endswith(": 1 person")
    assert another == "No, it is another meeting"


def test_left_open_it_is_asked_again(desk, logged):
    page = reply(desk, send(desk, ROWS))

    assert page.context["form"].errors == {"q0": ["Choose one of these answers."]}
    do_import(desk, page)
    assert Event.objects.get() == logged
    assert Participant.objects.count() == 1


def test_the_rows_of_the_same_meeting_go_onto_its_register(desk, logged):
    checked = reply(desk, send(desk, ROWS), q0=str(logged.pk))
    assert checked.context["result"].good_rows == 2

    do_import(desk, checked)

    event = Event.objects.get()
    assert event.registrations.count() == 3
    told = (event.title_sq, event.venue_sq, event.starts_at)
    assert told == (logged.title_sq, logged.venue_sq, logged.starts_at)


def test_the_same_file_again_asks_nothing_and_changes_nothing(desk, logged):
    do_import(desk, reply(desk, send(desk, ROWS), q0=str(logged.pk)))

    again = send(desk, ROWS)
    do_import(desk, again)

    assert again.context["result"].good_rows == 2
    assert Event.objects.get().starts_at == logged.starts_at
    assert Registration.objects.count() == 3


def test_another_meeting_is_made_and_remembered_as_another(desk, logged):
    do_import(desk, reply(desk, send(desk, ROWS), q0="another"))

    assert Event.objects.count() == 2
    assert logged.registrations.count() == 1
    assert pairs_among(Event.objects.all()) == []
    assert "form" not in send(desk, ROWS).context


def test_each_meeting_of_a_file_is_asked_about(desk, centre, logged):
    other = EventFactory(
        centre=centre, title_sq="Lexim", starts_at=datetime(2021, 10, 12, 12, tzinfo=UTC)
    )
    rows = [*ROWS, attendance("Lexim", "2021-10-12 16:00", last_name="Leka")]

    page = send(desk, rows)
    half = reply(desk, page, q0=str(logged.pk))
    checked = reply(desk, half, q0=str(other.pk))
    do_import(desk, checked)

    assert len(page.context["form"].fields) == 2
    assert len(half.context["form"].fields) == 1
    assert (logged.registrations.count(), other.registrations.count()) == (3, 1)
    assert Event.objects.count() == 2


@pytest.mark.parametrize("answer", ["0", "999999", "²", "-1", "another one", "9" * 100])
def test_no_other_answer_is_taken(desk, logged, answer):
    page = reply(desk, send(desk, ROWS), q0=answer)

    assert "form" in page.context


def test_meeting_of_another_centre_is_no_answer(desk, logged):
    elsewhere = EventFactory(centre=CentreFactory(), starts_at=logged.starts_at)

    page = reply(desk, send(desk, ROWS), q0=str(elsewhere.pk))

    assert "form" in page.context
    assert not elsewhere.registrations.exists()


def test_meeting_logged_since_the_check_is_asked_about_before_anything_is_imported(desk, centre):
    checked = send(desk, ROWS)
    event = EventFactory(
        centre=centre,
        title_sq="Takim me prindërit",
        starts_at=datetime(2021, 10, 6, 12, tzinfo=UTC),
    )
    RegistrationFactory(event=event, present=True)

    page = do_import(desk, checked)

    assert "form" in page.context
    assert [str(message) for message in page.context["messages"]] == [
        "Nothing was imported: answer first what is asked here."
    ]
    assert Event.objects.get() == event


def test_closed_register_refuses_the_rows(desk, logged):
    logged.register_closed_at = datetime(2021, 10, 7, tzinfo=UTC)
    logged.save()

    checked = reply(desk, send(desk, ROWS), q0=str(logged.pk))

    assert checked.context["result"].good_rows == 0
    assert logged.registrations.count() == 1


def test_sensitive_meeting_takes_no_names_from_whom_it_tells_none(desk, logged):
    logged.is_sensitive = True
    logged.save()

    checked = reply(desk, send(desk, ROWS), q0=str(logged.pk))
    do_import(desk, checked)

    assert checked.context["result"].good_rows == 0
    assert logged.registrations.count() == 1


def test_planned_meeting_was_held_once_somebody_came(desk, logged):
    logged.registrations.all().delete()
    Event.objects.filter(pk=logged.pk).update(status="planned")

    do_import(desk, reply(desk, send(desk, ROWS), q0=str(logged.pk)))

    event = Event.objects.get()
    assert (event.status, event.title_sq, event.registrations.count()) == (
        "held",
        logged.title_sq,
        2,
    )


def test_project_of_a_list_is_added_to_those_of_the_meeting(desk, logged):
    own, project = ProjectFactory(), ProjectFactory()
    logged.projects.add(own)
    rows = [row | {"project": project.code, "venue": "Shkolla"} for row in ROWS]

    do_import(desk, reply(desk, send(desk, rows), q0=str(logged.pk)))

    event = Event.objects.get()
    assert (event.registrations.count(), event.venue_sq) == (3, logged.venue_sq)
    assert set(event.projects.all()) == {own, project}

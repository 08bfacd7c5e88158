"""Importing on the screen: a file is checked first, then imported; what cannot be is said."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.models import Event, Registration
from participants.models import Participant
from partners.models import Project
from shkej.lib.pages import saved_url
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory
from tests.events.importing.import_files import attendance, csv_file, xlsx_file
from tests.partners.factories import ProjectFactory

pytestmark = pytest.mark.django_db
IMPORT, APPLY = reverse("events:import"), reverse("events:import_apply")
GOOD, BAD = attendance(person="1"), attendance(person="2", last_name="Gjoni", age="-4")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def send(client, content, name="list.csv", **answers):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content), **answers})


def text(response):
    return response.content.decode()


def test_a_file_is_checked_before_anything_is_changed(desk):
    checked = send(desk, csv_file([GOOD]))

    assert checked.context["result"].good_rows == 1
    assert not Event.objects.exists()

    desk.post(APPLY, {"upload": checked.context["token"]})
    assert Registration.objects.get().participant.full_name == "Ana Hoxha"


def test_bad_rows_are_named_and_the_good_ones_imported_on_request(desk):
    checked = send(desk, csv_file([GOOD, BAD]))
    token = checked.context["token"]
    [(row, column, reason)] = checked.context["problems"]

    assert (row, str(column)) == (3, "Age")
    assert reason in text(checked)
    assert "Rows left out" not in text(checked)
    assert "Left out, and why" not in text(checked)  # a bad row is none of those
    desk.post(APPLY, {"upload": token})
    assert not Participant.objects.exists()
    desk.post(APPLY, {"upload": token, "rows": "good"})
    assert Participant.objects.get().last_name == "Hoxha"


def test_what_was_imported_is_one_sentence_without_what_is_zero(desk):
    def said(rows):
        checked = send(desk, csv_file(rows))
        done = desk.post(APPLY, {"upload": checked.context["token"]}, follow=True)
        return [str(message) for message in done.context["messages"]]

    first = "The import of 1 row added 1 event, 1 person and 1 registration."
    assert said([GOOD]) == [first]
    other = attendance(person="7", first_name="Zef", last_name="Prela")
    assert said([GOOD, other]) == [
        "The import of 2 rows added 1 person and 1 registration and found 1 person and "
        "1 registration in SHKEJ already."
    ]


def test_what_was_imported_leads_to_its_event_where_it_is_about_one(desk):
    def led_to(rows):
        checked = send(desk, csv_file(rows))
        done = desk.post(APPLY, {"upload": checked.context["token"]}, follow=True)
        [message] = done.context["messages"]
        return saved_url(message)

    first = led_to([GOOD])
    event = Event.objects.get()
    assert first == reverse("events:event_detail", args=[event.pk])
    assert led_to([GOOD]) == ""  # which changed nothing
    others = [attendance(name, f"2021-10-{day} 10:00") for name, day in [("B", "11"), ("C", "12")]]
    assert led_to(others) == ""


def test_a_file_cannot_be_imported_twice_by_a_second_tap(desk):
    token = send(desk, csv_file([GOOD])).context["token"]

    for _tap in range(2):
        desk.post(APPLY, {"upload": token})

    assert Registration.objects.count() == 1


def test_the_file_of_another_session_is_not_imported(client, desk, centre):
    token = send(desk, csv_file([GOOD])).context["token"]
    client.force_login(user_with("staff", centre=centre))

    client.post(APPLY, {"upload": token})

    assert not Event.objects.exists()


def test_a_discarded_file_is_not_imported(desk):
    token = send(desk, csv_file([GOOD])).context["token"]

    desk.post(reverse("events:import_discard"))
    desk.post(APPLY, {"upload": token})

    assert not Event.objects.exists()


def test_no_file_goes_into_another_centre(desk):
    other = CentreFactory()

    refused = send(desk, csv_file([GOOD]), centre=other.pk)

    assert refused.context["form"].errors.keys() == {"centre"}
    assert not Event.objects.exists()


def test_staff_cannot_make_projects(desk):
    checked = send(desk, csv_file([GOOD | {"project": "NEW"}]), create_projects="on")

    assert [str(column) for _row, column, _reason in checked.context["problems"]] == ["Project"]
    assert not Project.objects.exists()


@pytest.mark.parametrize("language", ["sq", "en"])
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", {"sq": "bosh", "en": "empty"}),
        ("picture.csv", PICTURE, {"sq": "tabelë", "en": "table"}),
        ("list.csv", b"a\x00b;c\x00\x00\nd", {"sq": "tabelë", "en": "table"}),
        ("list.csv", b"one,two\n1,2", {"sq": "tituj", "en": "headings"}),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    desk, staff, language, name, content, words
):
    User.objects.filter(pk=staff.pk).update(language=language)
    project = ProjectFactory()

    refused = send(desk, content, name, project=project.pk)

    [sentence] = refused.context["form"].errors["file"]
    assert words[language] in sentence
    assert sentence in text(refused).replace("&quot;", '"').replace("&#x27;", "'")
    assert refused.context["form"]["project"].value() == str(project.pk)  # what was chosen stays
    assert not Event.objects.exists()


def test_a_windows_list_and_a_utf_16_one_are_read(desk):
    for encoding in ("cp1252", "utf-16"):
        rows = [GOOD | {"first_name": "Çlirim", "last_name": "Përmeti"}]
        assert send(desk, csv_file(rows, encoding)).context["result"].good_rows == 1


def test_a_formula_is_a_bad_row_that_is_named(desk):
    table = [list(GOOD), [*list(GOOD.values())[:-1], "=1+1"]]

    checked = send(desk, xlsx_file(table), "list.xlsx")

    [(row, column, _reason)] = checked.context["problems"]
    assert (row, str(column)) == (2, "Person")


ANSWER = reverse("events:import_answer")
NAMES = "Lista per neser 🙏\n1. Elira Gjoni\n2. Gjon Shehu\n3) Çlirim Përmeti\n"


def reply(client, page, **answers):
    given = {"upload": page.context["token"], "asked": page.context["asked"], **answers}
    return client.post(ANSWER, given)


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("sq", "06.10.2021 10:00"),
        ("sq", "6 tetor 2021 10:00"),
        ("en", "2021-10-06T10:00"),
        ("en", "6.10.2021 10.00"),
    ],
)
def test_a_pasted_list_of_names_is_asked_about_and_taken_in(desk, staff, language, typed):
    User.objects.filter(pk=staff.pk).update(language=language)
    page = desk.post(IMPORT, {"pasted": NAMES})
    labels = [str(field.label) for field in page.context["form"]]
    assert labels[0] == {"sq": "Si quhet aktiviteti?", "en": "What is the event called?"}[language]

    again = reply(desk, page)
    said = {
        "sq": "zgjidhni një që është regjistruar tashmë",
        "en": "when it started, or choose one logged already.",
    }
    assert said[language] in text(again)
    assert "field-optional" not in text(again)
    assert 'type="datetime-local"' not in text(again)  # a browser's own is not in Albanian
    checked = reply(desk, again, q0="Takim", q1=typed)
    desk.post(APPLY, {"upload": checked.context["token"]})

    assert Event.objects.get().starts_at == datetime(2021, 10, 6, 8, 0, tzinfo=UTC)
    assert not Participant.objects.filter(first_name__startswith="Lista").exists()
    assert sorted(Registration.objects.values_list("participant__last_name", "attendance")) == [
        ("Gjoni", "present"),
        ("Përmeti", "present"),
        ("Shehu", "present"),
    ]
    assert "Lista per neser" in text(checked)


def test_a_pasted_list_goes_into_a_meeting_that_is_logged_already(desk, centre):
    event = EventFactory(centre=centre, title_sq="Ora e leximit", title_en="")
    other = EventFactory(centre=CentreFactory())
    page = desk.post(IMPORT, {"pasted": NAMES})
    offered = [value for value, _label in page.context["form"].fields["chosen"].choices]
    assert offered == ["", event.pk]

    assert reply(desk, page, chosen=str(other.pk)).context["form"]  # asked again
    checked = reply(desk, page, chosen=str(event.pk))
    desk.post(APPLY, {"upload": checked.context["token"]})

    assert event.registrations.count() == 3
    assert Event.objects.count() == 2


def test_of_logged_meetings_those_that_were_are_offered_before_those_ahead(desk, centre):
    now = timezone.now()
    rows = {
        days: EventFactory(centre=centre, starts_at=now + timedelta(days))
        for days in (9, -8, 3, -2)
    }

    page = desk.post(IMPORT, {"pasted": NAMES})

    offered = [value for value, _label in page.context["form"].fields["chosen"].choices]
    assert offered == ["", *(rows[days].pk for days in (-2, -8, 3, 9))]


def test_a_column_that_nobody_knows_is_asked_about_and_can_be_left_out(desk):
    page = send(desk, csv_file([GOOD | {"Shënime": "pa letër"}]))

    assert "Shënime" in text(page)
    assert "pa letër" in text(page)
    checked = reply(desk, page, q0="")
    assert checked.context["result"].good_rows == 1
    checked = reply(desk, page, q0="venue")
    desk.post(APPLY, {"upload": checked.context["token"]})
    assert Event.objects.get().venue_sq == "pa letër"


def test_an_empty_mark_among_others_is_asked_about_and_never_present(desk):
    rows = [GOOD | {"attendance": "present"}, BAD | {"age": "30", "attendance": ""}]

    page = send(desk, csv_file(rows))
    checked = reply(desk, page, q0="absent")
    desk.post(APPLY, {"upload": checked.context["token"]})

    marks = Registration.objects.values_list("participant__last_name", "attendance")
    assert dict(marks) == {"Hoxha": "present", "Gjoni": "absent"}


def test_answers_of_another_session_or_forged_ones_are_not_taken(client, desk, centre):
    page = desk.post(IMPORT, {"pasted": NAMES})
    forged = desk.post(ANSWER, {"upload": page.context["token"], "asked": "event", "q0": "x"})
    client.force_login(user_with("staff", centre=centre))
    strange = reply(client, page, q0="Takim", q1="2021-10-06T10:00")

    assert forged.status_code == strange.status_code == 302
    assert not Event.objects.exists()


def test_a_file_over_ten_megabytes_is_refused(desk):
    refused = send(desk, b"x" * (10 * 1024 * 1024 + 1))

    assert "10 MB" in refused.context["form"].errors["file"][0]

"""Answers about a list that can be none are refused at their field, and nothing typed is lost."""

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from events.importing.files import reading
from events.models import Event
from tests.events.factories import EventFactory
from tests.events.importing.import_files import xlsx_file
from tests.events.importing.test_import_tasks import outcome

pytestmark = pytest.mark.django_db
IMPORT, ANSWER = reverse("events:import"), reverse("events:import_answer")
NAMES = "Elira Gjoni\nGjon Shehu\n"
GRID = [
    ["Aktiviteti: Klubi"],
    ["Emri", "Mbiemri", 4, 5, 11],
    ["Ana", "Deda", "po", "po", "po"],
    ["Beni", "Leka", "po", "jo", "po"],
]

BESIDE = [
    ["Nr", "Emri", "Mbiemri", "", "Nr", "Emri", "Mbiemri"],
    [1, "Ana", "Deda", "", 3, "Mira", "Çela"],
    [2, "Beni", "Leka"],
]


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def reply(client, page, **answers):
    given = {"upload": page.context["token"], "asked": page.context["asked"], **answers}
    return client.post(ANSWER, given)


def asked_by(page):
    """The names of the questions of a page."""
    return signing.loads(page.context["asked"], salt=f"import.{page.context['token']}")


def errors(page):
    return {name: list(found) for name, found in page.context["form"].errors.items()}


@pytest.mark.parametrize(
    ("language", "words"),
    [("sq", "Shkruani datën dhe orën"), ("en", "Enter a day and a time")],
)
@pytest.mark.parametrize("typed", ["së shpejti", "31.02.2021 10:00", "06.10.2021 25:00"])
def test_start_that_is_no_day_is_refused_at_its_field(desk, staff, language, words, typed):
    User.objects.filter(pk=staff.pk).update(language=language)
    page = desk.post(IMPORT, {"pasted": NAMES})

    refused = reply(desk, page, q0="Takim me prindërit", q1=typed)

    assert errors(refused).keys() == {"q1"}
    assert words in errors(refused)["q1"][0]
    html = refused.content.decode()
    assert f'value="{typed}"' in html
    assert 'value="Takim me prindërit"' in html
    assert "error-summary" in html
    checked = reply(desk, refused, q0="Takim me prindërit", q1="06.10.2021 10:00")
    assert checked.context["result"].good_rows == 2


def test_hour_that_no_clock_shows_is_refused(desk):
    page = desk.post(IMPORT, {"pasted": NAMES})

    refused = reply(desk, page, q0="Takim", q1="28.03.2021 02:30")

    assert errors(refused).keys() == {"q1"}


def test_name_of_an_event_that_is_none_is_refused(desk):
    page = desk.post(IMPORT, {"pasted": NAMES})

    long = reply(desk, page, q0="x" * 101, q1="06.10.2021")
    number = reply(desk, page, q0="Takim A12345678B", q1="06.10.2021")

    assert errors(long).keys() == errors(number).keys() == {"q0"}


def test_start_that_reads_both_ways_is_asked_about(desk):
    page = desk.post(IMPORT, {"pasted": NAMES})

    asked = reply(desk, page, q0="Takim", q1="06/10/2021 10:00")

    assert asked_by(asked) == ["dates"]
    checked = reply(desk, asked, q0="day_first")
    desk.post(reverse("events:import_apply"), {"upload": checked.context["token"]})
    assert str(Event.objects.get().starts_on) == "2021-10-06"


def test_start_is_read_as_it_is_meant_whatever_the_list_has(desk):
    rows = b"Emri,Mbiemri,Datelindja\nAna,Deda,05/13/2010\nBeni,Leka,05/06/2010\n"
    page = desk.post(IMPORT, {"file": SimpleUploadedFile("list.csv", rows)})
    names = asked_by(page)
    answers = {"event": "Takim", "starts_at": "25/12/2021 10:00", "dates": "month_first"}

    checked = reply(desk, page, **{f"q{names.index(name)}": answers[name] for name in names})

    assert checked.context["result"].rejected == []


def test_meeting_that_was_chosen_needs_no_start(desk, centre):
    event = EventFactory(centre=centre)
    page = desk.post(IMPORT, {"pasted": NAMES})

    checked = reply(desk, page, chosen=str(event.pk), q1="së shpejti")

    assert checked.context["result"].good_rows == 2


@pytest.mark.parametrize("typed", ["dje", "13.13"])
def test_month_that_is_none_is_refused_at_its_field(desk, typed):
    page = desk.post(IMPORT, {"file": SimpleUploadedFile("list.xlsx", xlsx_file(GRID))})

    refused = reply(desk, page, q0=typed)

    assert "10.2021" in errors(refused)["q0"][0]
    assert f'value="{typed}"' in refused.content.decode()
    checked = reply(desk, refused, q0="10.2021")
    assert checked.context["result"].good_rows == 6


@pytest.mark.parametrize("name", ["dates", "letters", "empty"])
def test_choice_that_was_not_offered_is_refused(desk, name):
    rows = b"Emri,Mbiemri,Datelindja,Prezenca\nAna,Deda,05/06/2010,A\nBeni,Leka,05/06/2010,\n"
    page = desk.post(IMPORT, {"file": SimpleUploadedFile("list.csv", rows)})
    names = asked_by(page)

    refused = reply(desk, page, **{f"q{names.index(name)}": "forged"})

    assert f"q{names.index(name)}" in errors(refused)


def test_worker_refuses_as_well(desk, monkeypatch):
    monkeypatch.setattr(reading, "FEW_ROWS", 0)
    page = outcome(desk, desk.post(IMPORT, {"pasted": NAMES}))

    refused = outcome(desk, reply(desk, page, q0="Takim", q1="së shpejti"))

    assert errors(refused).keys() == {"q1"}
    assert 'value="së shpejti"' in refused.content.decode()
    checked = outcome(desk, reply(desk, refused, q0="Takim", q1="06.10.2021"))
    assert checked.context["result"].good_rows == 2


def test_each_question_left_open_is_told_so_at_its_field_the_event_first(desk):
    file = SimpleUploadedFile("lista.xlsx", xlsx_file(BESIDE))
    page = desk.post(IMPORT, {"file": file})
    assert asked_by(page) == ["beside", "event", "starts_at"]

    refused = reply(desk, page)

    assert list(refused.context["form"].fields) == ["q1", "q2", "chosen", "q0"]
    assert errors(refused).keys() == {"q0", "q1", "q2"}
    assert not list(refused.context["messages"])
    half = reply(desk, refused, q0="all", q2="06.10.2021 10:00")
    [open_still] = errors(half)
    assert asked_by(half)[int(open_still[1:])] == "event"
    checked = reply(desk, half, **{open_still: "Lojë"})
    assert checked.context["result"].counts["participants"]["created"] == 3


def test_what_is_asked_for_the_first_time_was_not_left_open(desk):
    file = SimpleUploadedFile("lista.xlsx", xlsx_file(GRID))
    page = desk.post(IMPORT, {"file": file})
    [month] = asked_by(page)

    asked = reply(desk, page, q0="")

    assert month not in asked_by(asked)
    assert errors(asked) == {}


def test_worker_tells_at_its_field_what_was_left_open(desk, monkeypatch):
    monkeypatch.setattr(reading, "FEW_ROWS", 0)
    file = SimpleUploadedFile("lista.xlsx", xlsx_file(BESIDE))
    page = outcome(desk, desk.post(IMPORT, {"file": file}))
    assert errors(page) == {}

    open_still = outcome(desk, reply(desk, page, q2="06.10.2021 10:00"))

    names = asked_by(open_still)
    assert names == ["beside", "event"]
    assert errors(open_still).keys() == {"q0", "q1"}
    assert "error-summary" in open_still.content.decode()
    asked = outcome(desk, reply(desk, open_still, q0="all", q1="Lojë"))
    assert asked.context["result"].counts["participants"]["created"] == 3


def test_worker_marks_nothing_that_is_asked_for_the_first_time(desk, monkeypatch):
    monkeypatch.setattr(reading, "FEW_ROWS", 0)
    file = SimpleUploadedFile("lista.xlsx", xlsx_file(GRID))
    page = outcome(desk, desk.post(IMPORT, {"file": file}))

    asked = outcome(desk, reply(desk, page, q0=""))

    assert errors(asked) == {}


def test_another_file_is_not_told_what_was_left_open_of_the_last(desk):
    reply(desk, desk.post(IMPORT, {"pasted": NAMES}))

    assert errors(desk.post(IMPORT, {"pasted": NAMES})) == {}

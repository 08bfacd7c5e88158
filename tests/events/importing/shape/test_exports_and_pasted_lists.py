"""Exports of programmes for meetings and forms, and lists that people paste."""

import pytest
from django.utils import timezone

from events.importing.shape.questions import Answers
from events.models import Event, Registration
from participants.models import Participant
from tests.events.importing.import_files import load

pytestmark = pytest.mark.django_db
ZOOM = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
123,Takim online,10/06/2021 03:00:12 PM,10/06/2021 04:00:00 PM,a@example.org,60,2

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Elira Gjoni,a@example.org,10/06/2021 03:00:12 PM,10/06/2021 04:00:00 PM,60,No
Gjon Shehu,,10/06/2021 03:01:12 PM,10/06/2021 03:20:00 PM,19,Yes
Gjon Shehu,,10/06/2021 03:21:12 PM,10/06/2021 04:00:00 PM,39,Yes
"""
TEAMS = """\
1. Summary
Meeting title\tTakim online
Attended participants\t2
Start time\t10/6/21, 3:00:12 PM

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Elira Gjoni\t10/6/21, 3:00:12 PM\t10/6/21, 4:00:00 PM\t59m\ta@example.org\t\tOrganizer
Gjon Shehu\t10/6/21, 3:01:12 PM\t10/6/21, 4:00:00 PM\t58m\t\t\tPresenter

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Gjon Shehu\t10/6/21, 3:01:12 PM\t10/6/21, 4:00:00 PM\t58m\t\tPresenter
"""
GOOGLE = """\
Timestamp,Email Address,Emri,Mbiemri,Mosha,Takimi,Data e takimit
2021/10/06 3:00:12 PM,a@example.org,Elira,Gjoni,46,Takim online,06.10.2021
2021/10/06 3:10:12 PM,b@example.org,Gjon,Shehu,44,Takim online,06.10.2021
"""


@pytest.mark.parametrize(
    ("content", "dates"),
    [
        (ZOOM.encode(), "month_first"),
        (TEAMS.encode("utf-16"), "month_first"),
        (GOOGLE.encode(), ""),
    ],
)
def test_an_export_comes_in_with_each_person_once(content, dates):
    result = load(content, answers=Answers(asks=True, dates=dates))

    assert (result.questions, result.rejected) == ([], [])
    event = Event.objects.get()
    assert (event.title, str(event.starts_on)) == ("Takim online", "2021-10-06")
    assert sorted(Participant.objects.values_list("first_name", "last_name")) == [
        ("Elira", "Gjoni"),
        ("Gjon", "Shehu"),
    ]
    if dates:
        assert f"{timezone.localtime(event.starts_at):%H:%M}" == "15:00"


@pytest.mark.parametrize(
    "pasted",
    [
        "Ana Deda\nBeni Leka",
        "1) Ana Deda 069 123 4567\n2) Beni Leka, 12 vjeç",
        "- Ana Deda ✅\n- Beni Leka ✅",
        "Emri\nAna Deda\nBeni Leka",
        "Emri\tMbiemri\nAna\tDeda\nBeni\tLeka\n",
        "Nr\tEmër Mbiemër\tNënshkrimi\n1\tANA DEDA\t\n2\tBENI LEKA\t\nTotali\t2\t\n",
        "Takimi: Lojë\nPjesëmarrësit\nAna Deda\nBeni Leka",
    ],
)
def test_a_pasted_list_is_these_two_people(pasted):
    answers = Answers(asks=True, event="Lojë", starts_at="2021-10-06 10:00")

    result = load(pasted.encode(), answers=answers)

    assert (result.questions, result.rejected) == ([], [])
    people = Registration.objects.values_list("participant__first_name", "participant__last_name")
    assert sorted(people) == [("Ana", "Deda"), ("Beni", "Leka")]


def test_a_phone_and_an_age_beside_a_name_are_kept_as_such():
    answers = Answers(asks=True, event="Lojë", starts_at="2021-10-06 10:00")

    load("1. Ana Deda, 12 vjeç 069 123 4567\n2. Beni Leka".encode(), answers=answers)

    ana = Participant.objects.get(first_name="Ana")
    assert (ana.last_name, ana.told_age, ana.phone) == ("Deda", 12, "+355691234567")


@pytest.mark.parametrize("hour", ["0:30 PM", "13:00 PM"])
def test_a_clock_of_twelve_hours_has_no_such_hour(hour):
    answers = Answers(asks=True, event="Lojë", starts_at=f"2021-10-06 {hour}")

    result = load(b"Ana Deda\nBeni Leka", answers=answers)

    assert {problem.column for problem in result.rejected} == {"starts_at"}

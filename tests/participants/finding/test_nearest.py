"""Who is meant though a letter is wrong: after those who have each word, never instead of them."""

import pytest
from django.urls import reverse

from participants.finding.nearest import nearest
from participants.models import Participant, PossibleDuplicate
from participants.tasks import search_all_duplicates
from shkej.rounds import COMING_ROUND
from tests.participants.factories import ParticipantFactory
from tests.searching import search_on
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db


def person(first="Xhoana", last="Çela", **facts):
    return ParticipantFactory(first_name=first, last_name=last, **facts)


def near(text, limit=9, **how):
    return nearest(Participant.objects.order_by("sort_name", "pk"), text, limit, **how)


@pytest.mark.parametrize(
    "text",
    [
        "Xhona Cela",
        "Xhoanna Çella",
        "Xhoena Çela",
        "Xhoana Çlea",
        "Cela Xhoena",
        "Xhoana Maria Çela",
        "Xhoana Çela-Kola",
        "Xhoama",
    ],
)
def test_somebody_is_found_with_a_slip_of_the_pen(text):
    xhoana = person()
    person("Gjergj", "Hoxha")
    person("Drita", "Çela")

    assert near(text)[0] == xhoana


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Kristian", "Christian Çela"),
        ("Xhovana", "Giovanna Çela"),
        ("Xhevahire", "Gjevahire Çela"),
        ("Uendi", "Wendy Çela"),
        ("Klaudia", "Claudia Çela"),
    ],
)
def test_somebody_is_found_whose_name_begins_with_another_letter_abroad(name, text):
    known = person(name)
    person("Drita", "Çela")

    assert near(text)[0] == known


@pytest.mark.parametrize("text", ["", "%", "Gjergj Kola", "Drita Hoxha", "Zamira", "xy", "Çe Ho"])
def test_nobody_is_found_whose_names_are_others(text):
    person()

    assert near(text) == []


def test_nobody_is_offered_below_those_whose_name_it_is_without_being_near():
    gjon = person("Gjon", "Deda")
    person("Agron", "Hoxha")
    person("Elira", "Gjoni")

    assert {one.plain_name for one in near("Gjon")} == {"Gjon Deda", "Elira Gjoni"}
    assert near("Gjon Deda") == [gjon]


def test_those_with_each_word_come_first_and_leave_no_room_for_others():
    anila, ana, arta = person("Anila", "Hoxha"), person("Ana", "Hoxha"), person("Ama", "Hoxha")

    assert near("Ana Hoxha") == [ana, arta] or near("Ana Hoxha")[0] == ana
    assert near("Ana Hoxha", 1) == [ana]
    assert anila not in near("Ana Hoxha", 1)


def test_nobody_outside_the_given_rows_is_found():
    person()
    others = Participant.objects.filter(first_name="Gjergj")

    assert nearest(others, "Xhona Cela", 9) == []
    assert nearest(others, "Xhoana Çela", 9) == []


def test_a_guardian_is_found_though_the_name_is_written_otherwise(client, coordinator, centre):
    child = person("Ana", "Hoxha", centre=centre)
    drita = person("Drita", "Hoxha", centre=centre)
    client.force_login(coordinator)

    page = search_on(
        client, reverse("participants:guardian_create", args=[child.pk]), "Dritta Hoxa"
    )

    assert page.context["found"] == [drita]
    chosen = f'id="other-{drita.pk}" checked'
    assert chosen not in squeezed(page.content.decode())  # whose name is another is chosen by hand
    page = search_on(
        client, reverse("participants:guardian_create", args=[child.pk]), "Drita Hoxha"
    )
    assert chosen in squeezed(page.content.decode())


def test_everybody_is_compared_once_a_night():
    ana, twin = person("Ana", "Hoxha"), person("Anna", "Hoxha")
    merged = person("Ana", "Hoxha", merged_into=ana)

    search_all_duplicates.func()

    pair = PossibleDuplicate.objects.get()
    assert (pair.first, pair.second) == (ana, twin)
    assert merged not in (pair.first, pair.second)
    assert search_all_duplicates in [line.task for line in COMING_ROUND]

"""Cards by which people are found at the door."""

import re

import pytest
import segno
from django.urls import reverse

from accounts.models import AccessLog
from accounts.models.access_log import Action
from participants.finding.nearest import nearest
from participants.merging.services import merge_participants, undo_merge
from participants.models import Merge, Participant
from tests.events.factories import CentreFactory, SeriesFactory, SeriesMemberFactory
from tests.participants.factories import ParticipantFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db


def drawn(code):
    return segno.make(code, error="m", micro=False).svg_inline(border=2, omitsize=True)


@pytest.fixture
def elira(centre):
    return ParticipantFactory(
        first_name="Elira", last_name="Gjoni", centre=centre, phone="+355692345678"
    )


def test_a_card_has_short_name_and_code_and_says_nothing_else(client, staff, elira):
    client.force_login(staff)

    page = client.get(reverse("participants:participant_card", args=[elira.pk])).text

    cards = page[page.index('<ul class="id-cards">') : page.index("</main>")]
    assert "Elira G." in cards
    assert drawn(elira.code) in cards
    assert elira.code in cards
    for said in ("Gjoni", "2345678", "http", elira.centre.name):
        assert said not in cards.replace("http://www.w3.org/2000/svg", "")
    assert AccessLog.objects.of(elira).filter(action=Action.VIEW_PARTICIPANTS).count() == 1


def test_a_group_has_a_sheet_of_the_cards_of_its_members(client, staff, elira, centre):
    series = SeriesFactory(centre=centre)
    SeriesMemberFactory(series=series, participant=elira)
    gone = SeriesMemberFactory(series=series, left_on=series.starts_on)
    bystander = ParticipantFactory(centre=centre)
    client.force_login(staff)

    page = client.get(reverse("events:series_cards", args=[series.pk])).text

    assert page.count('<li class="id-card">') == 1
    assert drawn(elira.code) in page
    assert gone.participant.code not in page
    assert bystander.code not in page
    members = client.get(reverse("events:series_members", args=[series.pk])).text
    assert reverse("events:series_cards", args=[series.pk]) in members


def names_on(page):
    """What each card of the sheet bears, and what the screen alone says beside it."""
    cards = re.findall(r'<span class="id-card-name"[^>]*>(.*?)</span></li>', squeezed(page))
    shown = [re.findall(r'no-print small">([^<]*)<', card) for card in cards]
    return [card.partition("<br>")[0] for card in cards], shown


def test_cards_of_one_name_are_told_apart_by_a_letter_of_the_fathers(client, staff, centre):
    series = SeriesFactory(centre=centre)
    for last_name, father_name in [
        ("Beqiri", "Genti"),
        ("Beqiri", "Pal"),
        ("Beqiri", "Petrit"),
        ("Beqiri", ""),
        ("Blloshmi", "Genti"),
    ]:
        facts = {"last_name": last_name, "father_name": father_name, "birth_year": 2012}
        ajla = ParticipantFactory(first_name="Ajla", centre=centre, **facts)
        SeriesMemberFactory(series=series, participant=ajla)
    client.force_login(staff)

    page = client.get(reverse("events:series_cards", args=[series.pk])).text

    names, shown = names_on(page)
    told = ["Ajla Be.", "Ajla Be. (G.)", "Ajla Be. (Pa.)", "Ajla Be. (Pe.)", "Ajla Bl."]
    assert sorted(names) == told
    assert not any(shown)
    assert "2012" not in page
    assert "Genti" not in page


def test_whose_cards_are_alike_the_screen_alone_says(client, staff, centre):
    series = SeriesFactory(centre=centre)
    ajlas = [
        ParticipantFactory(
            first_name="Ajla", last_name="Beqiri", centre=centre, father_name=name, birth_year=year
        )
        for name, year in (("Pal", 2012), ("pal", 2010))
    ]
    for ajla in ajlas:
        SeriesMemberFactory(series=series, participant=ajla)
    client.force_login(staff)

    page = client.get(reverse("events:series_cards", args=[series.pk])).text

    names, shown = names_on(page)
    assert names == ["Ajla B.", "Ajla B."]
    assert all(text.startswith("Ajla Beqiri (") for [text] in shown)
    assert len({text for [text] in shown}) == 2


def test_a_scanned_code_finds_the_person_in_the_search_of_people(client, staff, elira):
    ParticipantFactory(first_name="Elisa", centre=elira.centre)
    people = type(elira).objects.visible_to(staff).search(elira.code)

    assert list(people) == [elira]


def test_a_card_that_was_printed_before_merges_finds_who_stands_for_it(staff, elira):
    second, third = (ParticipantFactory(first_name="Lira", centre=elira.centre) for _n in range(2))
    stranger, gone = (ParticipantFactory(centre=CentreFactory()) for _n in range(2))
    ParticipantFactory(first_name="Lira", centre=elira.centre)
    first = merge_participants(kept=second, merged=third, merged_by=None)
    merge_participants(kept=elira, merged=second, merged_by=None)
    merge_participants(kept=stranger, merged=gone, merged_by=None)
    people = Participant.objects.visible_to(staff).current()

    for code in (elira.code, second.code, third.code.lower()):
        [found] = nearest(people, code, 9)
        assert (found, found.is_near) == (elira, False)
    [found] = nearest(people, f"Elire {third.code}", 9)
    assert (found, found.is_near) == (elira, True)
    assert not nearest(people, f"Besa {third.code}", 9)
    assert not nearest(people, gone.code, 9)
    undo_merge(merge=Merge.objects.get(kept=elira), undone_by=staff)
    undo_merge(merge=first, undone_by=staff)
    assert nearest(people, third.code, 9) == [third]


@pytest.mark.parametrize("name", ["volunteer", "partner", "admin", "observer"])
def test_who_may_not_see_people_gets_no_cards(client, request, elira, centre, name):
    series = SeriesFactory(centre=centre)
    client.force_login(request.getfixturevalue(name))

    for route, row in (("participants:participant_card", elira), ("events:series_cards", series)):
        assert client.get(reverse(route, args=[row.pk])).status_code == 403


def test_people_of_another_centre_have_no_card_here(client, staff):
    stranger = ParticipantFactory(centre=CentreFactory())
    client.force_login(staff)

    page = client.get(reverse("participants:participant_card", args=[stranger.pk]))

    assert page.status_code == 404

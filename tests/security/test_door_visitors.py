"""At a door neither a refusal nor what an earlier visitor left behind tells of anybody."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from drafts.models import KeptForm
from events.models import DoorNote, Registration
from participants.models import Participant
from tests.conftest import user_with
from tests.events.factories import EventFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.security.at_door import HTMX, TRIED, address, arrived

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["known", "expected"])
def test_r20_a_refusal_about_somebody_known_is_for_the_staff(client, centre, event, kind):
    """By what is recorded they were not yet born: nobody at the door is told so."""
    client.force_login(user_with("staff", centre=centre))
    client.post(address(event, "hand_over"))
    known = Participant.objects.filter(last_name=TRIED[kind][1])
    later = timezone.now().date() + timedelta(days=3)
    known.update(birth_date=later, birth_year=None, told_age=None, age_told_on=None)

    for headers in (HTMX, {}):
        of_known = arrived(client, event, TRIED[kind], headers)
        unknown = ("Tomor", "Balata" if kind == "known" else "Salita")
        assert of_known == arrived(client, event, unknown, headers)

    place = Registration.objects.filter(event=event, participant__in=known)
    assert not place.filter(attendance="present").exists()
    assert DoorNote.objects.get().text == " ".join(TRIED[kind])


def test_r20_no_answer_sets_another_cookie(door, event):
    answers = {"category": CategoryFactory().code}
    cookies = {}
    for kind, (first, last) in TRIED.items():
        names = {"first_name": first, "last_name": last}
        answer = door.post(address(event, "add_new_person"), answers | names, headers=HTMX)
        cookies[kind] = sorted(answer.cookies)

    assert set(map(tuple, cookies.values())) == {tuple(cookies["unknown"])}


def test_r20_as_what_most_attend_is_not_told_anew_at_the_door(client, centre):
    """Else who writes a child down as a parent sees by what is chosen next that they are known."""
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(minutes=5))
    child, parent = CategoryFactory(code="child"), CategoryFactory(code="parent")
    first, last = TRIED["known"]
    ParticipantFactory(first_name=first, last_name=last, centre=centre, category=child)
    client.force_login(user_with("staff", centre=centre))
    client.post(address(event, "hand_over"))

    def chosen():
        page = client.post(address(event, "register_search"), {"q": "Zana Zogani"}, headers=HTMX)
        return page.context["person_form"]["category"].value()

    before = chosen()
    answers = {"first_name": first, "last_name": last, "category": parent.code}
    client.post(address(event, "add_new_person"), answers, headers=HTMX)
    client.post(address(event, "hand_over"))  # a visitor may send this again
    assert event.registrations.get().category == child
    assert chosen() == before == ""


def test_r20_the_next_one_sees_nothing_of_what_was_typed_before(client, centre, event):
    client.force_login(user_with("staff", centre=centre))
    client.post(address(event, "hand_over"))
    page = client.post(address(event, "register_search"), {"q": "Elira Gjonaj"}).url
    assert "Gjonaj" in client.get(page).content.decode()  # whoever typed it

    arrived(client, event, TRIED["present"], {})
    assert "Gjonaj" not in client.get(page).content.decode()  # Back

    page = client.post(address(event, "register_search"), {"q": "Drita Kodrat"}).url
    client.post(address(event, "register_search"), {"q": "Thoma Saliaj"})
    assert "Kodrat" not in client.get(page).content.decode()


def test_r20_a_form_kept_at_the_door_is_shown_once_and_no_other(client, centre, event):
    """The other language brings back what was typed; nobody calls it up later by its number."""
    client.force_login(user_with("staff", centre=centre))
    client.post(address(event, "hand_over"))
    door = address(event, "door")
    page = client.post(address(event, "register_search"), {"q": "Elira Gjonaj"}, follow=True)
    mark = re.search(r'name="form_mark"\s+value="([^"]*)"', page.content.decode())[1]
    back = page.redirect_chain[-1][0]
    asked = {"language": "sq", "action": address(event, "add_new_person"), "next": back}
    switch = f"{reverse('accounts:set_language')}?{urlencode(asked)}"
    typed = {"first_name": "Elira", "last_name": "Kastrati", "form_mark": mark}

    filled = client.post(switch, typed).url

    assert filled.startswith(door)
    assert "kept=" in filled
    assert "Kastrati" in client.get(filled).content.decode()
    assert "Kastrati" not in client.get(filled).content.decode()
    own = client.post(address(event, "register_search"), {"q": "Zana Zogani"}).url
    number = KeptForm.objects.get().pk
    assert "Kastrati" not in client.get(f"{own}&kept={number}").content.decode()


@pytest.mark.parametrize(
    ("language", "box", "offered"),
    [("sq", "Shkruani emrin tuaj", "Gjeni"), ("en", "Write your name", "Find")],
)
def test_the_box_asks_for_a_name_and_calls_nothing_optional_that_is_demanded(
    door, event, language, box, offered
):
    User.objects.update(language=language)
    page = door.get(address(event, "door")).content.decode()
    search = address(event, "register_search")
    form = door.post(search, {"q": "mira doda"}, headers=HTMX).content.decode()
    assert f'placeholder="{box}"' in page
    assert f'placeholder="{offered}' not in page
    label = re.search(r'<label[^>]*for="[^"]*last_name"[^>]*>(.*?)</label>', form, re.DOTALL)
    assert label
    assert "field-optional" not in label[1]

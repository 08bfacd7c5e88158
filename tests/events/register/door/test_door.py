"""The device in other hands: only the search of one register, until the password comes."""

import re
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import access_table
from drafts.models import KeptForm
from drafts.typed import may_be_kept
from events.models import DoorNote, RegisterAct, Registration
from events.register.door.session import ALWAYS, OF_THE_EVENT
from participants.merging.services import merge_participants
from participants.models import Participant
from tests.accounts.signing_in import PASSWORD
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.routes import all_routes

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ROUTES = access_table()["routes"]
ALLOWED = ALWAYS | OF_THE_EVENT
ELSEWHERE = [
    (name, arguments)
    for name, arguments in all_routes()
    if name in ROUTES and name not in ALLOWED and name != "account_reset_password_from_key"
]
HIDDEN = ("Zamira", "Zogaj", "Shpresa", "Spahiu")


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()


@pytest.fixture
def event(centre):
    """Of today; two people are on its register whose names nobody at the door may read."""
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(minutes=5))
    for first, last in (HIDDEN[:2], HIDDEN[2:]):
        person = ParticipantFactory(first_name=first, last_name=last, centre=centre)
        RegistrationFactory(event=event, participant=person, present=True)
    return event


@pytest.fixture
def elira(centre):
    """Known at the centre, not on the register."""
    return ParticipantFactory(first_name="Elira", last_name="Gjoni", centre=centre)


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre, user__with_password=True)


@pytest.fixture
def door(client, staff, event):
    """A device of staff, handed over at the door of `event`."""
    client.force_login(staff)
    door = Door(client, event)
    assert door.post("hand_over").url == door.url("door")
    return door


class Door:
    def __init__(self, client, event):
        self.client, self.event = client, event

    def url(self, route, *arguments):
        return reverse(f"events:{route}", args=[self.event.pk, *arguments])

    def get(self, route="door", data=None, **options):
        return self.client.get(self.url(route), data, **options)

    def post(self, route, *arguments, data=None, **options):
        return self.client.post(self.url(route, *arguments), data or {}, **options)

    def new(self, **answers):
        category = CategoryFactory().code
        answers = {"first_name": "Ana", "last_name": "Kola", "sex": "female", "age": "30"} | answers
        return self.post("add_new_person", data={"category": category, **answers}, headers=HTMX)

    def takes_back(self, password=PASSWORD, **data):
        return self.post("take_back", data={"password": password, **data})


def text_of(response):
    return response.content.decode()


def assert_no_hidden_name(response):
    assert not [name for name in HIDDEN if name in text_of(response)]


def test_the_register_offers_to_hand_the_device_over(client, staff, event):
    client.force_login(staff)

    page = text_of(client.get(reverse("events:register", args=[event.pk])))

    assert reverse("events:hand_over", args=[event.pk]) in page
    assert 'data-lock-after="120"' in page


@pytest.mark.parametrize(
    "facts",
    [{"register_closed_at": timezone.now()}, {"status": "cancelled"}],
    ids=["closed", "cancelled"],
)
def test_a_register_on_which_nobody_can_be_put_is_neither_handed_over_nor_locked(
    client, staff, event, facts
):
    type(event).objects.filter(pk=event.pk).update(**facts)
    client.force_login(staff)

    page = text_of(client.get(reverse("events:register", args=[event.pk])))

    assert reverse("events:hand_over", args=[event.pk]) not in page
    assert "data-lock-after" not in page


def test_the_door_shows_the_search_and_nobody(door):
    response = door.get()

    page = text_of(response)
    assert response.status_code == 200
    assert 'id="q"' in page
    assert "2 participants" not in page
    assert_no_hidden_name(response)
    assert "no-store" in response["Cache-Control"]


def test_the_door_leads_nowhere_else(door):
    page = text_of(door.get())

    assert not re.search(r"<a [^>]*href=\"(?!#)", page)
    for route in ("home", "events:event_list", "accounts:profile"):
        assert f'"{reverse(route)}"' not in page


def test_the_door_opens_only_while_the_device_is_handed_over(client, staff, event):
    client.force_login(staff)

    response = client.get(reverse("events:door", args=[event.pk]))

    assert response.url == reverse("events:register", args=[event.pk])


def area_of(route):
    return route.rpartition(":")[0] or "frame"


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("area", sorted({area_of(name) for name, _arguments in ELSEWHERE}))
@pytest.mark.more
def test_every_other_route_leads_back_to_the_door(client, world, area):
    client.force_login(world.users["coordinator"])
    event_id = world.arguments["event_id"]
    client.post(reverse("events:hand_over", args=[event_id]))
    door, at_the_door, wrong = reverse("events:door", args=[event_id]), client.cookies, []

    for route, arguments in ELSEWHERE:
        if area_of(route) != area:
            continue
        address = world.address(route, arguments)
        told = "kept" if may_be_kept(address) else "not-done"  # tests/drafts/test_secrets.py
        expected = [
            (302, door),
            (302, f"{door}?told={told}"),
            (204, door),
            (204, door),
            (200, None),
        ]
        client.cookies = deepcopy(at_the_door)
        with transaction.atomic():
            answers = [
                client.get(address),
                client.post(address, {"title": "typed"}),
                client.get(address, headers=HTMX),
                client.post(address, headers=HTMX),
                client.get(door),
            ]
            transaction.set_rollback(True)
        found = [
            (each.status_code, each.get("Location", each.get("HX-Redirect"))) for each in answers
        ]
        if found != expected:
            wrong.append((route, found))
    assert not wrong


@pytest.mark.parametrize("route", sorted(OF_THE_EVENT))
def test_the_door_of_one_event_is_not_that_of_another(door, route):
    other = EventFactory(centre=door.event.centre, starts_at=timezone.now())
    address = reverse(route, args=[other.pk])

    for method in ROUTES[route]["methods"]:
        response = door.client.generic(method, address)
        if method == "GET":
            assert response.url == door.url("door")
        else:
            assert response.url == f"{door.url('door')}?told=not-done"


def test_a_register_that_was_open_in_another_tab_marks_nobody(door):
    place = door.event.registrations.first()

    response = door.post("mark", place.pk, data={"attendance": "absent"}, headers=HTMX)

    assert response.headers["HX-Redirect"] == door.url("door")
    place.refresh_from_db()
    assert place.attendance == "present"


def test_somebody_new_is_added_and_the_answer_names_nobody_else(door):
    response = door.new()

    assert Participant.objects.get(last_name="Kola").registrations.get().attendance == "present"
    assert "Ana" not in text_of(response)
    assert_no_hidden_name(response)


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_a_refused_new_person_is_asked_about_on_the_door(door, headers):
    response = door.post("add_new_person", data={"first_name": "Ana"}, headers=headers)

    assert response.status_code == (422 if headers else 200)
    assert 'value="Ana"' in text_of(response)
    assert_no_hidden_name(response)


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_an_act_that_is_refused_says_why_and_shows_no_list(door, headers):
    type(door.event).objects.filter(pk=door.event.pk).update(register_closed_at=timezone.now())

    data = {"first_name": "Ana", "last_name": "Kola", "sex": "female", "age": "30"}
    data["category"] = CategoryFactory().code
    response = door.post("add_new_person", data=data, headers=headers, follow=True)

    assert "closed" in text_of(response)
    assert_no_hidden_name(response)
    assert door.event.registrations.count() == 2


KEY = "0b3d1d4e-9d3f-4f1c-9a70-6f4bd6a4a111"


def test_an_act_that_is_sent_again_shows_no_list(door, elira):
    data = {"first_name": "Elira", "last_name": "Gjoni", "key": KEY}
    data["category"] = CategoryFactory().code
    door.post("add_new_person", data=data, headers=HTMX)

    again = door.post("add_new_person", data=data, headers=HTMX)
    other = door.post("add_new_person", data={**data, "last_name": "Gjon"}, headers=HTMX)

    assert again.status_code == 200
    for response in (again, other):
        assert_no_hidden_name(response)
    assert Registration.objects.filter(participant=elira).count() == 1


def test_nothing_is_undone_at_the_door(door):
    door.new()
    other = door.event.registrations.first()
    RegisterAct.objects.create(
        event=door.event,
        registration=other,
        by=other.marked_by or door.event.acts.get().by,
        kind="mark",
        before={"attendance": "absent"},
        after={"attendance": "present"},
        body_hash="x",
    )

    assert door.post("remove_registration", other.pk).url.endswith("?told=not-done")
    for act in door.event.acts.all():
        assert door.post("undo_act", act.pk).url.endswith("?told=not-done")
    other.refresh_from_db()
    assert (other.status, other.attendance) == ("registered", "present")


def test_what_was_said_on_the_register_is_not_said_at_the_door(client, staff, event):
    client.force_login(staff)
    place = event.registrations.first()
    client.post(reverse("events:mark", args=[event.pk, place.pk]), {"attendance": "late"})

    client.post(reverse("events:hand_over", args=[event.pk]))

    assert_no_hidden_name(client.get(reverse("events:door", args=[event.pk])))


def test_the_password_opens_the_list_again(door):
    response = door.takes_back()

    assert response.url == door.url("register")
    page = text_of(door.get("register"))
    assert "Zamira" in page
    assert door.client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("password", ["wrong words entirely", ""])
def test_a_wrong_password_is_said_and_changes_nothing(door, password):
    response = door.takes_back(password)

    assert response.status_code == 422
    assert_no_hidden_name(response)
    if password:
        assert "This is not your password." in text_of(response)
        assert password not in text_of(response)
    assert door.get("register").url == door.url("door")


def test_a_wrong_password_is_said_in_albanian(door, staff):
    staff.language = "sq"
    staff.save()

    assert "Ky nuk është fjalëkalimi juaj" in text_of(door.takes_back("wrong words entirely"))


@pytest.mark.parametrize("attempts", [5, 11])
def test_passwords_cannot_be_tried_for_ever(door, attempts):
    for _attempt in range(attempts):
        door.takes_back("wrong words entirely")

    response = door.takes_back()

    assert response.status_code == 422
    assert "15 minutes" in text_of(response)
    assert door.get("register").url == door.url("door")


def test_nobody_takes_back_with_the_password_of_another(door, centre):
    other = user_with("coordinator", centre=centre)
    other.set_password("another quiet password")
    other.save()

    assert door.takes_back("another quiet password").status_code == 422


def test_an_idle_door_holds_nothing_but_the_way_back(door):
    response = door.get(data={"locked": "", "q": "elira"})

    page = text_of(response)
    assert "The screen is locked" in page
    assert 'id="q"' not in page
    assert_no_hidden_name(response)
    address = f"{door.url('take_back')}?locked"
    assert address in page
    wrong = door.client.post(address, {"password": "wrong words entirely"})
    assert "The screen is locked" in text_of(wrong)
    assert f'value="{door.url("door")}?locked"' in text_of(wrong)  # where the language leads


def test_a_pin_takes_the_device_back(door):
    door.takes_back(new_pin="271828")
    door.post("hand_over")

    assert door.post("take_back", data={"pin": "314159"}).status_code == 422
    assert door.post("take_back", data={"pin": "271828"}).url == door.url("register")
    assert "Zamira" in text_of(door.get("register"))


def test_what_another_tab_sends_is_not_done_at_the_door_but_kept_for_its_user(door, centre):
    address = reverse("events:event_create")
    response = door.client.post(address, {"title_sq": "Takim i typed", "centre": centre.pk})

    assert response.url == f"{door.url('door')}?told=kept"
    page = door.client.get(response.url)
    assert "is not saved yet" in text_of(page)
    assert "Takim i typed" not in text_of(page)
    assert door.takes_back().url == reverse("drafts:kept_forms")
    assert "Takim i typed" in text_of(door.client.get(reverse("drafts:kept_forms")))
    assert KeptForm.objects.get().path == address


def test_a_locked_session_is_not_handed_over(client, staff, event):
    client.force_login(staff)
    client.post(reverse("accounts:lock"))

    client.post(reverse("events:hand_over", args=[event.pk]))

    assert "handed_over" not in client.session
    assert client.get(reverse("events:door", args=[event.pk])).url.startswith("/accounts/locked/")


def test_signing_out_and_the_language_stay_possible(door):
    language = {"language": "sq", "next": door.url("door")}
    assert door.client.post(reverse("accounts:set_language"), language).url == door.url("door")
    assert "Merr përsëri pajisjen" in text_of(door.get())

    door.client.post(reverse("account_logout"))

    assert reverse("account_login") in door.get().url
    assert "handed_over" not in door.client.session


def test_a_session_of_the_same_user_elsewhere_is_not_handed_over(door, staff):
    other = Client()
    other.force_login(staff)

    assert other.get(door.url("register")).status_code == 200


def test_a_volunteer_who_is_not_assigned_hands_nothing_over(client, volunteer, event):
    client.force_login(volunteer)

    assert client.post(reverse("events:hand_over", args=[event.pk])).status_code == 404
    assert "handed_over" not in client.session


def test_the_door_asks_as_much_for_many_people_as_for_one(door, django_assert_max_num_queries):
    for _person in range(10):
        RegistrationFactory(event=door.event)

    with django_assert_max_num_queries(14):
        door.get()


def test_a_card_that_was_printed_before_a_merge_marks_its_person(door, event, elira):
    second = ParticipantFactory(first_name="Lira", centre=elira.centre)
    merge_participants(kept=elira, merged=second, merged_by=None)

    door.new(first_name=second.code, last_name="")

    assert event.registrations.get(participant=elira).attendance == "present"
    assert not DoorNote.objects.exists()

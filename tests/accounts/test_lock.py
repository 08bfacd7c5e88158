"""A locked screen: it shows nothing, takes what was typed, and opens for its user alone."""

import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import cache
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse

from accounts.locking import devices, store
from accounts.middleware import go_to
from accounts.models import AccessLog, Device, User
from accounts.models.access_log import LOOKED, Action
from accounts.models.devices import TRIES
from drafts.models import KeptForm
from events.calendar.links.services import make_feed
from events.models import Event
from participants.models import Participant
from partners.models import CalendarFeed
from tests.accounts.signing_in import NEW_PASSWORD, PASSWORD, sign_in
from tests.conftest import user_with
from tests.drafts.pages import fields_of, form_of, open_form
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
PIN = "271828"
NOW = datetime(2021, 10, 6, 8, tzinfo=UTC)
NAMES = ("Zamira", "Zogaj")


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()


@pytest.fixture
def staff(centre):
    user = user_with("staff", centre=centre)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def person(centre):
    return ParticipantFactory(first_name=NAMES[0], last_name=NAMES[1], centre=centre)


@pytest.fixture
def event(centre, person):
    event = EventFactory(centre=centre)
    RegistrationFactory(event=event, participant=person, present=True)
    return event


@pytest.fixture
def screen(client, staff):
    client.force_login(staff)
    return Screen(client)


class Screen:
    """The browser of somebody signed in."""

    def __init__(self, client):
        self.client = client

    def locks(self):
        return self.client.post(reverse("accounts:lock"), headers=HTMX)

    def opens_with(self, **data):
        return self.client.post(reverse("accounts:unlock"), data)

    def has_pin(self, pin=PIN):
        data = {"what": "pin", "new_pin": pin, "proof": PASSWORD}
        response = self.client.post(reverse("accounts:device"), data)
        assert response.status_code == 302, response.content.decode()
        return Device.objects.get()

    def is_open(self):
        return self.client.get(reverse("home")).status_code == 200


def assert_says_nothing(response):
    page = response.content.decode()
    assert not [name for name in NAMES if name in page]


def test_every_page_of_a_locked_screen_is_the_lock(screen, event, person):
    screen.locks()
    for route, arguments in [
        ("home", []),
        ("events:register", [event.pk]),
        ("participants:participant_detail", [person.pk]),
        ("accounts:profile", []),
        ("accounts:device", []),
        ("drafts:kept_forms", []),
    ]:
        address = reverse(route, args=arguments)
        response = screen.client.get(address, follow=True)

        assert response.redirect_chain == [
            (f"{reverse('accounts:locked')}?next={address.replace('/', '%2F')}", 302)
        ]
        assert "The screen is locked" in response.content.decode()
        assert_says_nothing(response)
        assert "no-store" in response["Cache-Control"]


def test_what_was_searched_for_does_not_stand_in_the_address_of_the_lock(screen):
    screen.locks()

    response = screen.client.get(f"{reverse('participants:participant_list')}?q=zamira&page=2")

    assert "zamira" not in response.url
    assert "page%3D2" in response.url


@pytest.mark.parametrize("headers", [HTMX, {"Sec-Fetch-Mode": "cors"}], ids=["htmx", "fetch"])
def test_a_script_is_told_that_the_screen_is_locked_and_stays_where_it_is(screen, event, headers):
    screen.locks()

    response = screen.client.get(
        reverse("events:register_changes", args=[event.pk]), headers=headers
    )

    assert (response.status_code, response["X-Closed"]) == (423, "locked")
    assert "HX-Redirect" not in response.headers
    assert not response.content


def test_the_key_of_the_device_is_for_an_open_screen_alone(screen):
    first = screen.client.get(reverse("accounts:device_key")).json()
    assert screen.client.get(reverse("accounts:device_key")).json() == first
    assert len(first["keys"][0]) == 44

    screen.locks()

    response = screen.client.get(reverse("accounts:device_key"), headers={"Sec-Fetch-Mode": "cors"})
    assert response.status_code == 423


def test_another_user_and_another_browser_have_other_keys(screen, staff, centre):
    token = "a" * 43
    mine = devices.keys_for(staff, token)

    assert mine != devices.keys_for(user_with("staff", centre=centre), token)
    assert mine != devices.keys_for(staff, "b" * 43)


def test_a_form_from_another_tab_is_saved_and_the_answer_shows_nothing(screen):
    screen.locks()
    address = reverse("participants:participant_create")

    response = screen.client.post(
        address,
        {
            "first_name": "Besa",
            "last_name": "Leka",
            "sex": "female",
            "category": CategoryFactory(code="child").pk,
            "birth_year": "2009",
            "language": "sq",
        },
        follow=True,
    )

    page = response.content.decode()
    made = Participant.objects.get(last_name="Leka")
    assert "What you sent is saved." in page
    assert "Leka" not in page
    assert reverse("participants:participant_detail", args=[made.pk]) in page  # where it leads on
    screen.opens_with(password=PASSWORD)
    assert (
        "Leka"
        in screen.client.get(
            reverse("participants:participant_detail", args=[made.pk])
        ).content.decode()
    )


def test_a_form_that_is_refused_is_kept_and_sent_once_more_by_its_user(screen, centre):
    screen.locks()
    address = reverse("events:event_create")

    response = screen.client.post(address, {"title_sq": "Takim i madh"}, follow=True)

    assert "is not saved yet" in response.content.decode()
    assert "Takim i madh" not in response.content.decode()
    assert not Event.objects.exists()
    assert screen.opens_with(password=PASSWORD).url == reverse("drafts:kept_forms")
    listed = screen.client.get(reverse("drafts:kept_forms")).content.decode()
    assert "Takim i madh" in listed
    page = screen.client.get(f"{address}?kept={KeptForm.objects.get().pk}")
    assert fields_of(form_of(page))["title_sq"] == "Takim i madh"
    assert not Event.objects.exists()
    assert screen.opens_with(password=PASSWORD).url == reverse("home")  # said once


def test_what_is_kept_cannot_be_read_in_the_database(screen):
    screen.locks()
    screen.client.post(reverse("events:event_create"), {"title_sq": "Takim i madh"})

    assert "Takim" not in str(dict(screen.client.session))
    [row] = KeptForm.objects.values()
    assert "Takim" not in str(row)


def test_no_password_is_kept_and_who_may_get_in_does_not_change(screen, staff):
    screen.locks()
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    response = screen.client.post(reverse("account_change_password"), data)

    assert "told=not-done" in response.url
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize("what", ["new", "renewed"])
def test_a_calendar_link_that_is_shown_once_is_not_made_on_a_locked_screen(client, staff, what):
    sign_in(client, staff.email)  # the password was just given
    screen = Screen(client)
    made, token = make_feed(scope="shared", language="sq", made_by=staff)
    screen.locks()
    new, renew = reverse("events:feeds"), reverse("events:feed_renew", args=[made.pk])

    response = screen.client.post(
        renew if what == "renewed" else new, {"scope": "shared", "language": "sq"}
    )

    assert response.url.startswith(reverse("accounts:locked"))
    assert "told=saved" not in response.url
    assert list(CalendarFeed.objects.open()) == [made]
    assert Client().get(reverse("calendar_feed", args=[token])).status_code == 200


def test_no_list_is_printed_for_a_locked_screen(screen, event):
    address = reverse("events:sheet", args=[event.pk])
    screen.locks()

    response = screen.client.post(
        address, {"names": "full", "blank": 10}, headers={"Referer": f"http://testserver{address}"}
    )

    told = {"next": address, "told": "ask-again"}
    assert response.url == f"{reverse('accounts:locked')}?{urlencode(told)}"
    assert not AccessLog.objects.filter(action="print_list").exists()
    screen.opens_with(password=PASSWORD)
    printed = screen.client.post(address, {"names": "full", "blank": 10})
    assert printed["Content-Type"] == "application/pdf"
    assert AccessLog.objects.filter(action="print_list").count() == 1


ASKED_FOR = {
    "contacts": ("participants:reveal_contacts", "person", {}),
    "alike": (
        "participants:family_alike",
        None,
        {"line": "adults-0", "adults-0-first_name": NAMES[0], "adults-0-last_name": NAMES[1]},
    ),
    "search": ("events:register_search", "event", {"q": NAMES[0]}),
}


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "form"])
@pytest.mark.parametrize("what", ASKED_FOR)
def test_nobody_is_looked_up_for_a_locked_screen(request, screen, event, person, what, headers):
    route, row, data = ASKED_FOR[what]
    address = reverse(route, args=[request.getfixturevalue(row).pk] if row else [])
    screen.locks()

    response = screen.client.post(address, data, headers=headers)

    if headers:
        assert (response.status_code, response["X-Closed"]) == (423, "locked")
        assert "HX-Redirect" not in response.headers
    else:
        assert "told=ask-again" in response.url
    assert_says_nothing(response)
    assert not AccessLog.objects.filter(action__in=[*LOOKED, Action.SEARCH]).exists()
    screen.opens_with(password=PASSWORD)
    screen.client.post(address, data, headers=HTMX)
    assert AccessLog.objects.filter(action__in=LOOKED).count() == 1


def test_the_log_names_nobody_whom_a_refused_form_would_have_shown(screen, person):
    data = {"first_name": NAMES[0], "last_name": NAMES[1], "sex": person.sex, "language": "sq"}
    data |= {"category": person.category_id, "birth_year": "2009"}
    correct = reverse("participants:participant_update", args=[person.pk])
    screen.locks()

    for address in (reverse("participants:participant_create"), correct):
        refused = screen.client.post(address, data | {"birth_date": "31.31.2009"})
        assert "told=kept" in refused.url
    alike = screen.client.post(reverse("participants:participant_create"), data)

    assert "told=kept" in alike.url
    assert not AccessLog.objects.filter(action__in=LOOKED).exists()
    assert screen.opens_with(password=PASSWORD).status_code == 302
    screen.client.post(correct, data | {"birth_date": "31.31.2009"})
    assert AccessLog.objects.of(person).get().detail["contacts"] is True


def test_a_mark_that_waited_on_the_device_is_taken(screen, event, staff):
    screen.locks()
    place = event.registrations.get()

    response = screen.client.post(
        reverse("events:mark", args=[event.pk, place.pk]),
        {"attendance": "late", "seen": "present"},
        headers={**HTMX, "X-User": str(staff.pk)},
    )

    place.refresh_from_db()
    assert place.attendance == "late"
    assert (response.status_code, response["X-Closed"]) == (204, "locked")
    assert not response.content


def test_a_mark_that_is_refused_stays_on_the_device(screen, event, staff):
    type(event).objects.filter(pk=event.pk).update(register_closed_at=NOW)
    screen.locks()
    place = event.registrations.get()

    response = screen.client.post(
        reverse("events:mark", args=[event.pk, place.pk]),
        {"attendance": "late"},
        headers={**HTMX, "X-User": str(staff.pk)},
    )

    place.refresh_from_db()
    assert place.attendance == "present"
    assert (response.status_code, response.content) == (423, b"")


def test_the_password_opens_the_screen(screen):
    screen.locks()

    wrong = screen.opens_with(password="wrong words entirely", next="/more/")
    assert wrong.status_code == 422
    assert "This is not your password." in wrong.content.decode()
    assert not screen.is_open()

    assert screen.opens_with(password=PASSWORD, next="/more/").url == "/more/"
    assert screen.is_open()


def test_the_lock_leads_to_no_other_site(screen):
    screen.locks()

    assert screen.opens_with(password=PASSWORD, next="//evil.example/").url == reverse("home")


def test_the_pin_of_this_device_opens_the_screen(screen):
    screen.has_pin()
    screen.locks()
    page = screen.client.get(reverse("accounts:locked")).content.decode()
    assert 'inputmode="numeric"' in page

    assert screen.opens_with(pin="27 18 28").status_code == 302
    assert screen.is_open()


def test_a_pin_opens_no_other_device_and_nobody_elses_session(screen, staff, centre):
    screen.has_pin()
    elsewhere = Screen(Client())
    elsewhere.client.force_login(staff)
    elsewhere.locks()
    assert "no PIN" in elsewhere.opens_with(pin=PIN).content.decode()

    colleague = Screen(Client())
    colleague.client.force_login(user_with("staff", centre=centre))
    colleague.client.cookies[settings.DEVICE_COOKIE_NAME] = screen.client.cookies[
        settings.DEVICE_COOKIE_NAME
    ].value
    colleague.locks()
    assert "no PIN" in colleague.opens_with(pin=PIN).content.decode()
    assert not colleague.is_open()


def test_five_wrong_pins_close_the_door_and_not_the_account(screen, staff):
    screen.has_pin()
    screen.locks()
    for left in (4, 3, 2, 1):
        assert f"{left} " in screen.opens_with(pin="314159").content.decode()
    assert "only the password" in screen.opens_with(pin="314159").content.decode()

    refused = screen.opens_with(pin=PIN)
    assert refused.status_code == 422
    assert not screen.is_open()
    assert 'name="pin"' not in screen.client.get(reverse("accounts:locked")).content.decode()
    assert AccessLog.objects.filter(action="sign_in_failed", user=staff).count() == 6

    elsewhere = Client()
    data = {"login": staff.email, "password": PASSWORD}
    assert elsewhere.post(reverse("account_login"), data).status_code == 302
    assert screen.opens_with(password=PASSWORD).status_code == 302
    screen.locks()
    assert screen.opens_with(pin=PIN).status_code == 302  # the tries are forgotten


def test_who_forgot_the_pin_chooses_another_with_the_password(screen):
    screen.has_pin()
    screen.locks()
    for _try in range(TRIES):
        screen.opens_with(pin="314159")
    assert 'name="new_pin"' in screen.client.get(reverse("accounts:locked")).content.decode()

    assert screen.opens_with(password=PASSWORD, new_pin="161803").status_code == 302
    screen.locks()
    assert screen.opens_with(pin=PIN).status_code == 422
    assert screen.opens_with(pin="161803").status_code == 302


def test_wrong_passwords_wait_here_alone(screen, staff):
    screen.locks()
    for _try in range(5):
        screen.opens_with(password="wrong words entirely")

    assert "15 minutes" in screen.opens_with(password=PASSWORD).content.decode()
    elsewhere = Screen(Client())
    elsewhere.client.force_login(staff)
    elsewhere.locks()
    assert elsewhere.opens_with(password=PASSWORD).status_code == 302


def test_a_pin_can_be_chosen_while_the_password_opens_the_screen(screen):
    screen.locks()
    page = screen.client.get(reverse("accounts:locked")).content.decode()
    assert 'name="new_pin"' in page

    assert screen.opens_with(password=PASSWORD, new_pin="1234").status_code == 422
    assert screen.opens_with(password=PASSWORD, new_pin=PIN).status_code == 302
    screen.locks()
    assert screen.opens_with(pin=PIN).status_code == 302


@pytest.mark.parametrize("pin", ["123", "1234567", "12a4", "0000", "1234", "9876", "٣١٤١"])
def test_what_is_no_good_pin_is_refused(screen, pin):
    data = {"what": "pin", "new_pin": pin, "proof": PASSWORD}

    response = screen.client.post(reverse("accounts:device"), data)

    assert response.status_code == 200
    assert not Device.objects.exists()


def test_a_pin_is_changed_by_the_password_or_the_pin_so_far_alone(screen):
    device = screen.has_pin()
    address = reverse("accounts:device")
    for proof in ("314159", "wrong words entirely", ""):
        screen.client.post(address, {"what": "pin", "new_pin": "161803", "proof": proof})
        device.refresh_from_db()
        assert devices.is_right_pin(device, PIN)

    screen.client.post(address, {"what": "pin", "new_pin": "161803", "proof": PIN})
    device.refresh_from_db()
    assert devices.is_right_pin(device, "161803")


def test_a_pin_stands_nowhere_in_clear(screen):
    device = screen.has_pin()

    assert PIN not in str(vars(device))
    assert PIN not in str(dict(screen.client.session))


def test_another_password_ends_the_pins(screen, staff):
    screen.has_pin()
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    assert screen.client.post(reverse("account_change_password"), data).status_code == 302

    assert Device.objects.get().pin == ""


def test_a_desk_locks_later(screen, event):
    screen.client.post(reverse("accounts:device"), {"what": "minutes", "lock_minutes": "15"})
    assert Device.objects.get().lock_minutes == 15

    screen.client.post(reverse("accounts:device"), {"what": "minutes", "lock_minutes": "60"})
    assert Device.objects.get().lock_minutes == 15


@pytest.fixture
def at(time_machine):
    def move(**later):
        time_machine.move_to(NOW + timedelta(**later), tick=False)

    move()
    return move


@pytest.fixture
def todays(at, centre, person):
    event = EventFactory(centre=centre, starts_at=NOW)
    RegistrationFactory(event=event, participant=person, present=True)
    return event


def test_without_a_script_the_server_locks_an_idle_register(at, client, staff, todays):
    client.force_login(staff)
    register = reverse("events:register", args=[todays.pk])
    assert "Zamira" in client.get(register).content.decode()
    at(seconds=119)
    assert client.get(register).status_code == 200

    at(seconds=119 + 121)
    response = client.get(register, follow=True)

    assert "The screen is locked" in response.content.decode()
    assert_says_nothing(response)


def test_what_is_typed_into_an_idle_register_without_a_script_is_taken(at, client, staff, todays):
    client.force_login(staff)
    client.get(reverse("events:register", args=[todays.pk]))
    place = todays.registrations.get()

    at(minutes=3)
    address = reverse("events:mark", args=[todays.pk, place.pk])
    response = client.post(address, {"attendance": "late", "seen": "present"}, follow=True)

    place.refresh_from_db()
    assert place.attendance == "late"
    assert "What you sent is saved." in response.content.decode()
    assert_says_nothing(response)


@pytest.mark.parametrize("after", ["script", "page"])
def test_the_server_leaves_the_lock_to_a_script_and_other_pages_alone(
    at, client, staff, todays, after
):
    client.force_login(staff)
    client.get(reverse("events:register", args=[todays.pk]))
    if after == "script":
        client.get(reverse("events:register_changes", args=[todays.pk]), headers=HTMX)
    else:
        client.get(reverse("more"))

    at(minutes=3)

    assert client.get(reverse("home")).status_code == 200


def test_signing_out_and_the_language_stay_possible(screen):
    screen.locks()
    data = {"language": "sq", "next": reverse("accounts:locked")}
    assert screen.client.post(reverse("accounts:set_language"), data).status_code == 302
    assert "Ekrani është i kyçur" in screen.client.get(reverse("accounts:locked")).content.decode()

    screen.client.post(reverse("account_logout"))

    assert reverse("account_login") in screen.client.get(reverse("home")).url


def test_a_page_asked_for_before_the_lock_does_not_open_it(screen):
    slow = store.SessionStore(screen.client.session.session_key)
    slow["noted"] = 1

    screen.locks()
    slow.save()

    assert screen.client.session["noted"] == 1
    assert not screen.is_open()


def test_a_session_that_ended_meanwhile_is_not_made_again(screen):
    slow = store.SessionStore(screen.client.session.session_key)
    slow["noted"] = 1
    screen.client.post(reverse("account_logout"))

    with pytest.raises(UpdateError):
        slow.save()


@pytest.mark.django_db(transaction=True)
def test_pins_tried_at_once_are_five_at_most(screen):
    device = screen.has_pin()
    checked, ready = [], threading.Barrier(TRIES + 3)

    def check(_typed, _hash):
        checked.append(1)
        return False

    def attempt():
        ready.wait()
        try:
            devices.is_right_pin(Device.objects.get(pk=device.pk), "314159")
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(devices, "check_password", check)
        attempts = [threading.Thread(target=attempt) for _number in range(TRIES + 3)]
        for each in attempts:
            each.start()
        for each in attempts:
            each.join()

    assert len(checked) == TRIES
    device.refresh_from_db()
    assert device.wrong_tries == TRIES


def test_the_page_of_signing_out_does_not_say_what_a_form_has_done(screen, person):
    fields = open_form(screen.client, reverse("participants:participant_update", args=[person.pk]))
    screen.locks()
    address = reverse("participants:participant_update", args=[person.pk])
    assert "told=saved" in screen.client.post(address, fields).url

    response = screen.client.get(reverse("account_logout"), follow=True)

    assert "The screen is locked" in response.content.decode()
    assert_says_nothing(response)


@pytest.mark.parametrize("field", ["code", "project_code", "opinion", "typing_sq"])
def test_a_form_with_a_code_of_its_own_is_kept_as_any_other(screen, field):
    screen.locks()

    response = screen.client.post(reverse("events:event_create"), {field: "UNICEF-7"})

    assert "told=kept" in response.url
    assert KeptForm.objects.get().values() == {field: ["UNICEF-7"]}


@pytest.mark.parametrize(
    ("route", "data"),
    [
        ("accounts:device", {"what": "pin", "new_pin": PIN, "proof": PASSWORD}),
        ("mfa_activate_totp", {"code": "123456"}),
        ("account_login", {"login": "a@example.org", "password": PASSWORD}),
    ],
)
def test_what_lets_somebody_in_is_not_kept(screen, route, data):
    screen.locks()

    assert "told=not-done" in screen.client.post(reverse(route), data).url
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize("closing", ["lock", "door"])
def test_a_draft_outlives_a_form_that_a_closed_screen_puts_off(screen, event, closing):
    address = reverse("events:event_create")
    fields = open_form(screen.client, address) | {"title_sq": "Takim i madh", "date": ""}
    draft = f"{reverse('drafts:save_draft')}?{urlencode({'page': address, 'action': address})}"
    assert screen.client.post(draft, fields, headers=HTMX).status_code == 204
    if closing == "lock":
        screen.locks()
    else:
        screen.client.post(reverse("events:hand_over", args=[event.pk]))

    response = screen.client.post(address, fields)

    assert "told=kept" in response.url
    assert KeptForm.objects.get().values()["title_sq"] == ["Takim i madh"]


def test_nobody_is_invited_from_a_locked_screen(screen, organisation):
    screen.locks()
    data = {"name": "Dikush", "email": "somebody@example.org"}

    response = screen.client.post(reverse("partners:user_invite", args=[organisation.pk]), data)

    assert "told=kept" in response.url
    assert not User.objects.filter(email=data["email"]).exists()


def led_on(words, address="/more/", level="success"):
    """A view that says something and leads on, as htmx is led on."""

    def view(request, **_arguments):
        getattr(messages, level)(request, words)
        return go_to(request, address)

    return view


@pytest.mark.parametrize(
    ("level", "address", "status"),
    [
        ("success", "/more/", 204),
        ("error", "/more/", 423),
        ("warning", "/more/", 423),
        ("success", "account_reauthenticate", 423),
        ("success", "mfa_reauthenticate", 423),
    ],
)
@pytest.mark.parametrize("is_act", [True, False])
def test_a_request_of_a_script_that_is_led_on_says_whether_it_was_done(
    screen, event, staff, monkeypatch, level, address, status, is_act
):
    screen.locks()
    address = address if "/" in address else reverse(address)
    place = event.registrations.get()
    route = reverse("events:mark", args=[event.pk, place.pk])
    match = resolve(route)
    view = led_on("x", address, level)
    monkeypatch.setattr(
        BaseHandler, "resolve_request", lambda _self, asked: _to(asked, view, match)
    )
    headers = {**HTMX, "X-User": str(staff.pk)} if is_act else HTMX

    response = screen.client.post(route, {"attendance": "late"}, headers=headers)

    assert (response.status_code, response["X-Closed"], response.content) == (status, "locked", b"")
    leads = response.headers.get("HX-Redirect", "")
    assert bool(leads) == (status == 204 and not is_act)
    assert not leads or leads == f"{reverse('accounts:locked')}?next=%2Fmore%2F&told=saved"


def _to(request, view, match):
    request.resolver_match = match
    return view, (), {}

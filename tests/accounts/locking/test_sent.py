"""What is sent from a locked screen: taken or kept, and never what lets somebody in."""

from urllib.parse import urlencode

import pytest
from django.contrib import messages
from django.core.handlers.base import BaseHandler
from django.urls import resolve, reverse

from accounts.middleware import go_to
from accounts.models import User
from drafts.models import KeptForm
from events.models import Event
from participants.models import Participant
from tests.accounts.locking.screens import HTMX, NOW, PIN
from tests.accounts.signing_in import NEW_PASSWORD, PASSWORD
from tests.drafts.pages import fields_of, form_of, open_form
from tests.participants.factories import CategoryFactory

pytestmark = pytest.mark.django_db


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


def _to(request, view, match):
    request.resolver_match = match
    return view, (), {}


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

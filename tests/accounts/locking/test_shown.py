"""What a locked screen shows: nothing, to pages, scripts and whoever asks for names."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from accounts.locking import devices
from accounts.models import AccessLog
from accounts.models.access_log import LOOKED, Action
from events.calendar.links.services import make_feed
from partners.models import CalendarFeed
from tests.accounts.locking.screens import HTMX, NAMES, Screen, assert_says_nothing
from tests.accounts.signing_in import PASSWORD, sign_in
from tests.conftest import user_with
from tests.drafts.pages import open_form

pytestmark = pytest.mark.django_db

ASKED_FOR = {
    "contacts": ("participants:reveal_contacts", "person", {}),
    "alike": (
        "participants:family_alike",
        None,
        {"line": "adults-0", "adults-0-first_name": NAMES[0], "adults-0-last_name": NAMES[1]},
    ),
    "search": ("events:register_search", "event", {"q": NAMES[0]}),
}


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


def test_the_lock_leads_to_no_other_site(screen):
    screen.locks()

    assert screen.opens_with(password=PASSWORD, next="//evil.example/").url == reverse("home")


def test_signing_out_and_the_language_stay_possible(screen):
    screen.locks()
    data = {"language": "sq", "next": reverse("accounts:locked")}
    assert screen.client.post(reverse("accounts:set_language"), data).status_code == 302
    assert "Ekrani është i kyçur" in screen.client.get(reverse("accounts:locked")).content.decode()

    screen.client.post(reverse("account_logout"))

    assert reverse("account_login") in screen.client.get(reverse("home")).url


def test_the_page_of_signing_out_does_not_say_what_a_form_has_done(screen, person):
    fields = open_form(screen.client, reverse("participants:participant_update", args=[person.pk]))
    screen.locks()
    address = reverse("participants:participant_update", args=[person.pk])
    assert "told=saved" in screen.client.post(address, fields).url

    response = screen.client.get(reverse("account_logout"), follow=True)

    assert "The screen is locked" in response.content.decode()
    assert_says_nothing(response)

"""One's own passkeys: made, listed, removed; asked again by one; a locked screen opened by one."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import second_factor
from accounts.models import AccessLog, Role
from accounts.outbox import send_due_mails
from accounts.passkeys.keys import MOST
from tests.accounts.factories import GrantFactory
from tests.accounts.passkeys.device import (
    PRESENT,
    SITE,
    Device,
    add_passkey,
    at_site,
    options_of,
    sign_in_with,
)
from tests.accounts.signing_in import PASSWORD, is_signed_in, sign_in, user_with_password
from tests.often import MORE_ON_POSTGRESQL

pytestmark = MORE_ON_POSTGRESQL

LIST, ADD = reverse("mfa_list_webauthn"), reverse("mfa_add_webauthn")


@pytest.fixture(autouse=True)
def _asked_for(settings):
    settings.SITE_URL = SITE
    second_factor.in_demonstration.cache_clear()
    yield
    second_factor.in_demonstration.cache_clear()


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-10-06T10:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture
def user(centre):
    """Staff of a centre, with a password."""
    return GrantFactory(user=user_with_password(), role=Role.STAFF, centre=centre).user


@pytest.fixture
def other(centre):
    """A colleague of theirs, with the same password."""
    return GrantFactory(user=user_with_password(), role=Role.STAFF, centre=centre).user


@pytest.fixture
def client(user):
    """A browser in which `user` has just signed in by password."""
    client = at_site(Client())
    sign_in(client, user.email)
    return client


def passkeys():
    return Authenticator.objects.filter(type="webauthn").order_by("pk")


def text(response):
    return response.content.decode()


# Adding


def test_passkeys_are_added_listed_and_told_of(client, user):
    response = add_passkey(client, Device(), "my phone")
    assert response.url == reverse("mfa_view_recovery_codes")
    assert len(client.get(response.url).context["unused_codes"]) == 10
    assert add_passkey(client, Device(), "the key on my keys").url == LIST

    page = text(client.get(LIST))
    assert "my phone" in page
    assert "the key on my keys" in page
    assert "not used yet" in page
    send_due_mails()
    told = [message for message in mail.outbox if "passkey" in message.subject]
    assert [message.to for message in told] == [[user.email]] * 2
    assert "tell the administration" in told[0].body
    lines = AccessLog.objects.filter(action="second_factor_changed", detail__kind="webauthn")
    assert [line.detail["change"] for line in lines] == ["added", "added"]
    assert {line.user for line in lines} == {user}


def test_others_do_not_see_mine_and_do_not_remove_it(client, other):
    add_passkey(client, Device(), "my phone")
    sign_in(theirs := at_site(Client()), other.email)
    address = reverse("mfa_remove_webauthn", args=[passkeys().get().pk])

    assert "my phone" not in text(theirs.get(LIST))
    assert theirs.get(address).status_code == 404
    assert theirs.post(address).status_code == 404
    assert passkeys().count() == 1


def test_r10_adding_and_removing_ask_again_after_a_while(user, clock):
    sign_in(client := at_site(Client()), user.email)
    add_passkey(client, Device())
    clock.shift(timedelta(minutes=11))
    remove = reverse("mfa_remove_webauthn", args=[passkeys().get().pk])

    for address in (ADD, remove):
        assert client.get(address).url.startswith(reverse("account_reauthenticate"))
        assert client.post(address).url.startswith(reverse("account_reauthenticate"))
    options = client.post(reverse("mfa_own_options", args=["add"]))

    assert options.status_code == 302
    assert passkeys().count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
    ],
)
def test_what_is_not_proven_is_not_kept(client, wrong):
    response = add_passkey(client, Device(**wrong), "my phone")

    assert "cannot be kept" in text(response)
    assert 'value="my phone"' in text(response)
    assert not passkeys().exists()
    send_due_mails()
    assert not mail.outbox


def test_a_challenge_makes_one_passkey(client):
    device = Device()
    options = options_of(client, "mfa_own_options", "add")
    data = {"name": "x", "credential": json.dumps(device.make(options))}
    client.post(ADD, data)

    response = client.post(ADD, data)

    assert "took too long, or it was sent twice" in text(response)
    assert passkeys().count() == 1


def test_a_passkey_is_added_to_one_account_alone(client, user, other):
    add_passkey(client, device := Device())
    sign_in(theirs := at_site(Client()), other.email)

    response = add_passkey(theirs, device)

    assert "cannot be kept" in text(response)
    assert passkeys().get().user == user


@pytest.mark.parametrize("sent", ["", "x", "[]", "{}", '{"id": 1}'])
def test_without_a_script_it_says_so_and_keeps_the_name(client, sent):
    options_of(client, "mfa_own_options", "add")

    response = client.post(ADD, {"name": "my phone", "credential": sent})

    assert response.status_code == 200
    assert 'value="my phone"' in text(response)
    assert not passkeys().exists()


def test_a_name_is_asked_for_and_the_challenge_not_lost_by_it(client):
    device = Device()
    answer = json.dumps(device.make(options_of(client, "mfa_own_options", "add")))
    assert "This field is required" in text(client.post(ADD, {"credential": answer}))

    client.post(ADD, {"name": "my phone", "credential": answer})

    assert passkeys().count() == 1


def test_nobody_has_more_than_ten(client):
    for number in range(MOST):
        add_passkey(client, Device(), f"key {number}")

    assert "cannot be kept" in text(add_passkey(client, Device()))
    assert passkeys().count() == MOST
    assert ADD not in text(client.get(LIST))


@pytest.mark.django_db(transaction=True)
def test_r14_adding_and_removing_end_the_other_sessions(client, user):
    sign_in(old := at_site(Client()), user.email)
    add_passkey(client, device := Device())
    assert not is_signed_in(old)
    assert is_signed_in(client)
    sign_in_with(lost := at_site(Client()), device)

    client.post(reverse("mfa_remove_webauthn", args=[passkeys().get().pk]))

    assert not is_signed_in(lost)
    assert is_signed_in(client)


def test_where_passkeys_do_not_work_the_page_says_why(client, settings):
    elsewhere = Client()
    elsewhere.cookies = client.cookies
    assert "work at http://localhost:8000 alone" in text(elsewhere.get(LIST))
    assert elsewhere.get(ADD).url == LIST

    settings.SITE_URL = "http://shkej.example"

    assert "This installation has none" in text(client.get(LIST))
    assert client.post(reverse("mfa_own_options", args=["add"])).status_code == 404


# Removing


def test_a_passkey_is_removed_after_a_question_and_told_of(client, user):
    add_passkey(client, Device(), "my phone")
    address = reverse("mfa_remove_webauthn", args=[passkeys().get().pk])
    assert "my phone" in text(client.get(address))
    assert passkeys().exists()

    client.post(address)

    assert not Authenticator.objects.exists()
    send_due_mails()
    assert "removed" in mail.outbox[-1].subject
    assert mail.outbox[-1].to == [user.email]


def test_the_last_second_step_of_a_role_that_needs_one_stays(client, user, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user.grants.update(sees_sensitive=True)
    add_passkey(client, Device(), "first")
    add_passkey(client, Device(), "second")
    first, second = passkeys()

    client.post(reverse("mfa_remove_webauthn", args=[first.pk]))
    assert passkeys().get() == second
    response = client.post(reverse("mfa_remove_webauthn", args=[second.pk]), follow=True)

    assert "Your role needs a second step" in text(response)
    assert passkeys().get() == second


def test_the_last_way_in_stays(client, user):
    add_passkey(client, device := Device())
    user.set_unusable_password()
    user.save()
    sign_in_with(again := at_site(Client()), device)

    address = reverse("mfa_remove_webauthn", args=[passkeys().get().pk])
    response = again.post(address, follow=True)

    assert "This is your last way in" in text(response)
    assert passkeys().count() == 1


# What else it does


def test_r4_a_passkey_is_a_second_factor_for_roles_that_need_one(client, user, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user.grants.update(sees_sensitive=True)
    enrol = reverse("mfa_activate_totp")
    assert client.get(reverse("more")).url == enrol
    assert ADD in text(client.get(enrol))

    add_passkey(client, Device())

    assert is_signed_in(client)


def test_asked_again_by_a_passkey(user, clock):
    sign_in(client := at_site(Client()), user.email)
    add_passkey(client, device := Device())
    clock.shift(timedelta(minutes=11))
    asked = client.get(ADD).url
    assert "Use a passkey" in text(client.get(asked))
    again = reverse("mfa_reauthenticate_webauthn")
    assert 'data-passkey="use"' in text(client.get(again, {"next": ADD}))
    answer = json.dumps(device.use(options_of(client, "mfa_own_options", "again")))
    before = client.session.session_key

    response = client.post(again, {"next": ADD, "credential": answer})

    assert response.url == ADD
    assert client.get(ADD).status_code == 200
    assert client.session.session_key != before


def test_what_waited_is_done_when_a_passkey_answered(user, clock):
    sign_in(client := at_site(Client()), user.email)
    add_passkey(client, device := Device())
    add_passkey(client, Device(), "to be removed")
    remove = reverse("mfa_remove_webauthn", args=[passkeys().last().pk])
    clock.shift(timedelta(minutes=11))
    client.post(remove)
    answer = json.dumps(device.use(options_of(client, "mfa_own_options", "again")))

    client.post(reverse("mfa_reauthenticate_webauthn"), {"next": remove, "credential": answer})

    assert [str(key) for key in passkeys()] == ["my phone"]


def test_asked_again_takes_no_passkey_of_somebody_else(user, other, clock):
    sign_in(theirs := at_site(Client()), other.email)
    add_passkey(theirs, foreign := Device())
    sign_in(client := at_site(Client()), user.email)
    add_passkey(client, Device())
    clock.shift(timedelta(minutes=11))
    answer = json.dumps(foreign.use(options_of(client, "mfa_own_options", "again")))

    response = client.post(
        reverse("mfa_reauthenticate_webauthn"), {"next": ADD, "credential": answer}
    )

    assert "does not open your account here" in text(response)
    assert client.get(ADD).status_code == 302
    line = AccessLog.objects.filter(action="sign_in_failed").last()
    assert line.user == user


def test_a_locked_screen_opens_by_a_passkey_of_its_user(client, user):
    add_passkey(client, device := Device())
    client.post(reverse("accounts:lock"))
    locked = client.get(reverse("accounts:locked"))
    assert 'data-passkey="use"' in text(locked)
    assert client.post(reverse("mfa_own_options", args=["again"])).status_code == 404
    options = options_of(client, "mfa_own_options", "unlock")
    stranger = Device()
    stranger.handle = device.handle
    wrong = {"credential": json.dumps(stranger.use(options)), "next": "/more/"}
    response = client.post(reverse("accounts:unlock"), wrong)
    assert response.status_code == 422
    assert "does not open your account here" in text(response)
    assert not is_signed_in(client)

    options = options_of(client, "mfa_own_options", "unlock")
    right = {"credential": json.dumps(device.use(options)), "next": "/more/"}
    response = client.post(reverse("accounts:unlock"), right)

    assert response.url == "/more/"
    assert is_signed_in(client)


def test_what_covers_a_page_leads_to_the_passkey_of_whoever_has_one(client, user):
    link = f'href="{reverse("accounts:locked")}" target="_blank"'
    assert link not in text(client.get(LIST))

    add_passkey(client, device := Device())
    assert link in text(client.get(LIST))
    again = at_site(Client())
    sign_in_with(again, device)
    assert link in text(again.get(LIST))

    again.post(reverse("mfa_remove_webauthn", args=[passkeys().get().pk]))
    assert not passkeys().exists()
    assert link not in text(again.get(LIST))


def test_a_screen_without_a_passkey_of_its_user_asks_for_none(client):
    client.post(reverse("accounts:lock"))

    assert "data-passkey" not in text(client.get(reverse("accounts:locked")))


def test_signing_a_device_out_for_good_leaves_the_passkey_to_its_page(client):
    """The browser forgets what it keeps of the site; a passkey is the device's, not the site's."""
    add_passkey(client, device := Device())

    response = client.post(reverse("accounts:sign_out_for_good"))

    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_signed_in(client)
    sign_in_with(client, device)
    assert is_signed_in(client)


# Recovery


def test_a_recovery_code_opens_for_whoever_has_lost_the_device(client, user):
    response = add_passkey(client, Device())
    code = client.get(response.url).context["unused_codes"][0]
    other = at_site(Client())
    other.cookies["language"] = "en"
    assert sign_in(other, user.email).url == reverse("mfa_authenticate")
    assert "use your passkey, or write one of your recovery codes" in text(
        other.get(reverse("mfa_authenticate"))
    )

    nothing = other.post(reverse("mfa_authenticate"), {})
    assert nothing.status_code == 200
    other.post(reverse("mfa_authenticate"), {"code": code})

    assert is_signed_in(other)


@pytest.mark.django_db(transaction=True)
def test_an_administrator_removes_the_passkeys_of_somebody_who_lost_the_phone(client, user, admin):
    add_passkey(client, device := Device())
    boss = at_site(Client())
    boss.force_login(admin)
    assert "Remove app and passkeys" in text(
        boss.get(reverse("accounts:user_detail", args=[user.pk]))
    )
    admin.set_password(PASSWORD)
    admin.save()
    sign_in(boss := at_site(Client()), admin.email)

    boss.post(reverse("accounts:user_remove_second_factor", args=[user.pk]))

    assert not Authenticator.objects.exists()
    assert not is_signed_in(client)
    sign_in_with(other := at_site(Client()), device)
    assert not is_signed_in(other)
    sign_in(other, user.email)
    assert is_signed_in(other)

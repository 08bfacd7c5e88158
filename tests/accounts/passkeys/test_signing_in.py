"""Signing in with a passkey: what opens, and all that must not."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.locking.store import SessionStore
from accounts.models import AccessLog, Role
from accounts.passkeys.relying_party import LIFE, origin
from accounts.services import change_account, take_grant
from tests.accounts.factories import GrantFactory
from tests.accounts.passkeys.device import (
    PRESENT,
    SITE,
    Device,
    add_passkey,
    at_site,
    options_of,
    send_proof,
    sign_in_with,
)
from tests.accounts.signing_in import PASSWORD, is_signed_in, sign_in, user_with_password
from tests.often import MORE_ON_POSTGRESQL

pytestmark = MORE_ON_POSTGRESQL

OPENS_NOTHING = "This passkey opens nothing here."
TOO_LATE = "That took too long, or it was sent twice."


@pytest.fixture(autouse=True)
def _asked_for(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def user(centre):
    """Staff of a centre, with a password."""
    return GrantFactory(user=user_with_password(), role=Role.STAFF, centre=centre).user


@pytest.fixture
def device(user):
    """A device with a passkey of `user`."""
    return device_of(user)


def device_of(user, **facts):
    device = Device(**facts)
    sign_in(client := at_site(Client()), user.email)
    assert add_passkey(client, device).status_code == 302
    return device


@pytest.fixture
def visitor(db):
    """A browser in which nobody is signed in, and which reads English."""
    client = at_site(Client())
    client.cookies["language"] = "en"
    return client


def said(client):
    """What the sign-in page says after a refusal."""
    return client.get(reverse("account_login")).content.decode()


def last_failure():
    return AccessLog.objects.filter(action="sign_in_failed").order_by("-pk").first()


# What opens


def test_a_passkey_is_both_factors(visitor, user, device, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user.grants.update(sees_sensitive=True)

    response = sign_in_with(visitor, device)

    assert response.url == reverse("home")
    assert is_signed_in(visitor)
    line = AccessLog.objects.filter(action="sign_in").order_by("-pk")[0]
    assert (line.user, line.detail["by"]) == (user, "passkey")
    assert line.detail["device"]
    assert Authenticator.objects.get(type="webauthn").last_used_at


def test_the_session_has_another_key_then(visitor, device):
    options = options_of(visitor, "mfa_login_options")
    before = visitor.session.session_key

    send_proof(visitor, device.use(options))

    assert visitor.session.session_key != before
    assert not SessionStore().exists(before)


def test_it_leads_on_to_the_page_that_was_asked_for_and_to_no_other_site(visitor, device):
    response = sign_in_with(visitor, device, next="/more/")
    assert response.url == "/more/"

    other = at_site(Client())
    response = sign_in_with(other, device, next="//evil.example/")

    assert response.url == reverse("home")


def test_after_the_password_it_stands_for_the_code(visitor, user, device):
    assert sign_in(visitor, user.email).url == reverse("mfa_authenticate")
    page = visitor.get(reverse("mfa_authenticate")).content.decode()
    assert "use your passkey" in page
    assert reverse("mfa_login_webauthn") in page
    assert not is_signed_in(visitor)

    sign_in_with(visitor, device)

    assert is_signed_in(visitor)


def test_after_five_wrong_passwords_it_still_opens(visitor, user, device):
    for _attempt in range(6):
        sign_in(visitor, user.email, "wrong")

    sign_in_with(visitor, device)

    assert is_signed_in(visitor)


# What must not


@pytest.mark.parametrize(
    "forged",
    [
        "https://evil.example",
        "http://localhost:8001",
        "https://localhost:8000",
        "http://a.localhost:8000",
        "http://127.0.0.1:8000",
        "",
    ],
)
def test_a_forged_origin_opens_nothing(visitor, device, forged):
    device.origin = forged

    assert sign_in_with(visitor, device).url == reverse("account_login")

    assert not is_signed_in(visitor)
    assert OPENS_NOTHING in said(visitor)
    assert last_failure().detail["reason"] == "passkey"


def test_an_answer_for_another_site_opens_nothing(visitor, device):
    device.rp_id = "evil.example"

    sign_in_with(visitor, device)

    assert not is_signed_in(visitor)


def test_without_finger_face_or_code_it_opens_nothing(visitor, device):
    device.flags = PRESENT

    sign_in_with(visitor, device)

    assert not is_signed_in(visitor)
    assert OPENS_NOTHING in said(visitor)


def test_a_challenge_opens_once(visitor, device):
    answer = device.use(options_of(visitor, "mfa_login_options"))
    send_proof(visitor, answer)
    visitor.post(reverse("account_logout"))

    send_proof(visitor, answer)

    assert not is_signed_in(visitor)


def test_a_refused_challenge_is_gone_too(visitor, device):
    options = options_of(visitor, "mfa_login_options")
    wrong = device.use(options)
    wrong["response"]["signature"] = websafe_encode(b"x" * 70)
    send_proof(visitor, wrong)

    send_proof(visitor, device.use(options))

    assert not is_signed_in(visitor)
    assert TOO_LATE in said(visitor)


def test_a_challenge_of_two_requests_at_once_opens_one(visitor, device):
    """Both read the session before either has written it."""
    answer = device.use(options_of(visitor, "mfa_login_options"))
    first = dict(visitor.session.items())
    send_proof(visitor, answer)
    visitor.post(reverse("account_logout"))
    session = SessionStore()
    session.update(first)
    session.save()
    visitor.cookies["sessionid"] = session.session_key

    send_proof(visitor, answer)

    assert not is_signed_in(visitor)


def test_a_challenge_of_another_browser_opens_nothing(visitor, device):
    answer = device.use(options_of(at_site(Client()), "mfa_login_options"))

    send_proof(visitor, answer)
    assert not is_signed_in(visitor)

    options_of(visitor, "mfa_login_options")
    send_proof(visitor, answer)
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(("seconds", "opens"), [(LIFE - 1, True), (LIFE + 1, False)])
def test_a_challenge_lives_five_minutes(visitor, device, time_machine, seconds, opens):
    time_machine.move_to("2026-10-06T10:00:00+00:00", tick=False)
    answer = device.use(options_of(visitor, "mfa_login_options"))
    time_machine.shift(timedelta(seconds=seconds))

    send_proof(visitor, answer)

    assert is_signed_in(visitor) is opens


def test_a_challenge_for_something_else_opens_nothing(user, device):
    sign_in_with(client := at_site(Client()), device)
    answer = device.use(options_of(client, "mfa_own_options", "again"))
    client.post(reverse("account_logout"))

    send_proof(client, answer)

    assert not is_signed_in(client)


def test_a_passkey_of_somebody_else_opens_neither_account(visitor, user, device, centre):
    other = GrantFactory(user=user_with_password(), role=Role.STAFF, centre=centre).user
    device.handle, own = device_of(other).handle, device.handle
    assert device.handle != own

    sign_in_with(visitor, device)

    assert not is_signed_in(visitor)


@pytest.mark.parametrize("handle", [None, "", "MTIzNDU2", websafe_encode(b"z" * 60), "ÿÿ", 7])
def test_a_handle_of_nobody_gets_the_answer_that_others_get(visitor, device, handle):
    device.handle = handle

    response = sign_in_with(visitor, device)

    assert response.url == reverse("account_login")
    assert OPENS_NOTHING in said(visitor)


def test_a_passkey_that_is_unknown_here_gets_the_same_answer(visitor, user, device):
    stranger = Device()
    stranger.handle = device.handle

    response = sign_in_with(visitor, stranger)

    assert response.url == reverse("account_login")
    assert OPENS_NOTHING in said(visitor)


def test_what_the_browser_is_asked_names_no_account_and_no_passkey(visitor, device):
    options = options_of(visitor, "mfa_login_options")

    assert set(options["publicKey"]) == {"challenge", "rpId", "timeout", "userVerification"}
    assert options["publicKey"]["userVerification"] == "required"
    assert options["publicKey"]["rpId"] == "localhost"


@pytest.mark.parametrize(("first", "then", "opens"), [(5, 6, True), (5, 5, False), (5, 4, False)])
def test_a_counter_that_goes_back_tells_of_a_copy(visitor, user, first, then, opens):
    device = device_of(user, counter=first)
    device.counter = then

    sign_in_with(visitor, device)

    assert is_signed_in(visitor) is opens
    if not opens:
        assert last_failure().detail["reason"] == "passkey_copied"
        assert last_failure().user == user


def test_a_copy_that_says_nothing_of_its_count_is_refused_after_one_that_did(visitor, user):
    device = device_of(user, counter=3)
    device.counter = 0

    sign_in_with(visitor, device)

    assert not is_signed_in(visitor)


def test_the_counter_is_kept_from_one_sign_in_to_the_next(visitor, user):
    device = device_of(user, counter=1)
    device.counter = 9
    sign_in_with(visitor, device)
    visitor.post(reverse("account_logout"))
    device.counter = 8

    sign_in_with(visitor, device)

    assert not is_signed_in(visitor)


def test_a_removed_passkey_opens_nothing(visitor, device):
    Authenticator.objects.filter(type="webauthn").delete()

    sign_in_with(visitor, device)

    assert not is_signed_in(visitor)
    assert OPENS_NOTHING in said(visitor)


def test_r14_a_passkey_of_a_closed_account_opens_nothing_until_it_is_opened(
    visitor, user, device, admin
):
    user.is_active = False
    change_account(user=user, changed_by=admin)

    sign_in_with(visitor, device)
    assert not is_signed_in(visitor)
    assert OPENS_NOTHING in said(visitor)

    user.is_active = True
    change_account(user=user, changed_by=admin)
    sign_in_with(visitor, device)
    assert is_signed_in(visitor)


def test_r14_closing_an_account_ends_what_a_passkey_has_opened(visitor, user, device, admin):
    sign_in_with(visitor, device)
    user.is_active = False

    change_account(user=user, changed_by=admin)

    assert not is_signed_in(visitor)


def test_r14_with_the_role_goes_what_a_passkey_opened(visitor, user, device, admin):
    sign_in_with(visitor, device)
    people = reverse("participants:participant_list")
    assert visitor.get(people).status_code == 200

    take_grant(grant=user.grants.get(), taken_by=admin)
    assert visitor.get(people).status_code == 403

    visitor.post(reverse("account_logout"))
    sign_in_with(visitor, device)
    assert visitor.get(people).status_code == 403


@pytest.mark.parametrize(
    "sent", ["", "x", "null", "[]", "{}", "7", '{"id": "AA"}', '{"rawId": {}, "response": []}']
)
def test_what_no_browser_sends_is_refused_in_words(visitor, sent):
    options_of(visitor, "mfa_login_options")

    response = visitor.post(reverse("mfa_login_webauthn"), {"credential": sent})

    assert response.url == reverse("account_login")


NAMES = ["id", "rawId", "type", "response", "clientDataJSON", "authenticatorData", "signature"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("AB-_=0", max_size=60),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.sampled_from(NAMES), some),
    max_leaves=8,
)


@pytest.mark.more
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(field=st.sampled_from([*NAMES, "userHandle"]), value=JSON)
def test_no_answer_that_was_meddled_with_is_a_fault(visitor, device, settings, field, value):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "1000/m/ip"}
    answer = device.use(options_of(visitor, "mfa_login_options"))
    (answer if field in answer else answer["response"])[field] = value

    response = send_proof(visitor, answer)

    # Its own "id" and "type" say nothing that is signed.
    assert field in ("id", "type") or response.url == reverse("account_login")
    visitor.post(reverse("account_logout"))


def test_requests_are_counted_as_sign_ins_are(visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip"}
    answers = [visitor.post(reverse("mfa_login_options")).status_code for _each in range(4)]

    assert answers == [200, 200, 200, 429]
    assert visitor.post(reverse("mfa_login_webauthn"), {"credential": "{}"}).status_code == 429


def test_r23_without_a_token_nothing_is_given_out(device):
    client = at_site(Client(enforce_csrf_checks=True))

    assert client.post(reverse("mfa_login_options")).status_code == 403
    assert client.get(reverse("mfa_login_options")).status_code == 405


def test_whoever_is_signed_in_already_stays_who_they_are(user, device, admin):
    client = at_site(Client())
    client.force_login(admin)

    sign_in_with(client, device)

    assert client.session["_auth_user_id"] == str(admin.pk)


# Where


@pytest.mark.parametrize(
    ("site", "asked"),
    [
        ("https://shkej.example", "https://shkej.example"),
        ("https://shkej.example:443", "https://shkej.example"),
        ("https://Shkej.Example:8443", "https://shkej.example:8443"),
        ("http://shkej.example", ""),
        ("https://192.168.1.4", ""),
        ("http://127.0.0.1:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://localhost:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://", ""),
    ],
)
def test_passkeys_work_at_one_address(settings, site, asked):
    settings.SITE_URL = site

    assert origin() == asked


def test_at_another_address_no_passkey_is_asked_for(db, device):
    elsewhere = Client()  # testserver

    assert reverse("mfa_login_webauthn") not in said(elsewhere)
    assert elsewhere.post(reverse("mfa_login_options")).status_code == 404


def test_another_address_of_the_same_site_opens_nothing(visitor, device, settings):
    answer = device.use(options_of(visitor, "mfa_login_options"))
    settings.SITE_URL = "https://shkej.example"

    send_proof(visitor, answer)

    assert not is_signed_in(visitor)


def test_without_a_script_the_password_is_the_way_as_ever(visitor, user):
    page = said(visitor)
    form = page[page.index("data-passkey=") :]
    assert "hidden" in form[: form.index(">")]

    sign_in(visitor, user.email, PASSWORD)

    assert is_signed_in(visitor)

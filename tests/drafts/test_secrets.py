"""One rule of what is secret, for whatever keeps a form: nothing of it gets into the database."""

import json

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.access import ANYBODY, access_table
from accounts.encryption import decrypt, encrypt
from drafts.form_marks import FIELD, make_mark
from drafts.keeping import MOST_SIGNS, keep_fields
from drafts.kinds import SIGN_IN
from drafts.models import KeptForm
from drafts.typed import may_be_kept, own_path, typed_fields
from tests.conftest import user_with
from tests.drafts.every_page import ARGUMENTS, OPENED, opened
from tests.drafts.pages import page_of

CREATE = reverse("events:event_create")
TABLE = access_table()["routes"]
HIDDEN = "Fshehtësi 31415"
SECRETS = [
    "password", "oldpassword", "password1", "new_pin", "pin", "pin2", "proof", "otp", "login_otp",
    "totp", "recovery_code", "access_code", "one_time_code", "verification-code", "token",
    "reset_token", "csrfmiddlewaretoken", "client_secret", "form_mark",
]  # fmt: skip
PLAIN = ["code", "project_code", "opinion", "typing_sq", "footprint", "secretary", "upload"]


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def by_an_ended_session(desk, data):
    desk.logout()
    return desk.post(CREATE, data)


def by_a_locked_screen(desk, data):
    desk.post(reverse("accounts:lock"))
    return desk.post(CREATE, data)


def by_a_draft(desk, data):
    page = {"page": CREATE, "action": CREATE}
    url = reverse("drafts:save_draft")
    return desk.post(url, data, query_params=page, headers={"hx-request": "true"})


def by_the_other_language(desk, data):
    asked = {"language": "sq", "action": CREATE, "next": CREATE}
    return desk.post(reverse("accounts:set_language"), data, query_params=asked)


WAYS = [by_an_ended_session, by_a_locked_screen, by_a_draft, by_the_other_language]


@pytest.mark.parametrize("way", WAYS)
def test_nothing_secret_stands_in_what_is_kept_on_whatever_way(desk, staff, way):
    hidden = dict.fromkeys(SECRETS, HIDDEN)
    data = hidden | {FIELD: make_mark(staff.pk)} | {name: f"{name} stays" for name in PLAIN}
    data["upload"] = SimpleUploadedFile("lista.txt", HIDDEN.encode())

    way(desk, data)

    kept = KeptForm.objects.get()
    typed = decrypt(kept.content)
    assert HIDDEN.encode() not in typed.encode()
    assert HIDDEN not in json.loads(typed).values()
    assert {name for name, _value in json.loads(typed)["fields"]} == set(PLAIN) - {"upload"}
    assert "stays" not in str(KeptForm.objects.values())


@pytest.mark.parametrize("way", WAYS)
def test_what_is_kept_on_whatever_way_stands_in_one_list_and_is_nobody_elses(
    desk, staff, centre, way
):
    way(desk, {FIELD: make_mark(staff.pk), "aim_sq": "Një qëllim i gjatë"})
    kept = KeptForm.objects.get()
    assert kept.user == staff
    own, other = Client(), Client()
    own.force_login(staff)
    other.force_login(user_with("coordinator", centre=centre))

    for browser, is_seen in ((own, True), (other, False)):
        pages = [
            browser.get(reverse("drafts:kept_forms")),
            browser.get(f"{CREATE}?kept={kept.pk}"),
            browser.get(reverse("drafts:kept_form", args=[kept.pk])),
        ]
        for page in pages:
            assert ("qëllim i gjatë" in page.content.decode()) == is_seen
    other.post(reverse("drafts:forget_kept_form", args=[kept.pk]))
    assert KeptForm.objects.get() == kept


def test_one_limit_holds_for_a_closed_screen_too(desk, staff):
    response = by_a_locked_screen(desk, {"aim_sq": "x" * (MOST_SIGNS + 1)})

    assert "told=not-done" in response.url
    assert not KeptForm.objects.exists()


def test_no_form_and_no_page_of_signing_in_is_kept(world):
    for route, rule in TABLE.items():
        if route not in ARGUMENTS:
            continue
        names = ARGUMENTS[route]
        address = (
            reverse(route, args=["1", "a-b"])
            if "uidb36" in names  # of a link in a mail
            else world.address(route, names)
        )
        is_secret = route.startswith(SIGN_IN) or rule["permission"] == ANYBODY
        assert may_be_kept(address) != (
            is_secret or route in ("accounts:device", "accounts:unlock")
        ), route


@pytest.mark.more
def test_every_field_that_hides_what_is_typed_is_known_as_secret(world):
    seen = set()
    for route in OPENED:
        _browser, _user, address, response = opened(world, route)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code != 200 or response.streaming or not is_page:
            continue
        if not response.content.strip():
            continue
        for field in page_of(response).xpath("//input[@type='password']"):
            asked = QueryDict(mutable=True)
            asked[field.name] = "x"
            assert not typed_fields(asked), (route, field.name)
            seen.add(field.name)
    assert {"password", "proof", "pin"} <= seen


def test_secrets_in_an_address_are_left_out():
    assert own_path("/events/add/?token=x&day=3&password=") == "/events/add/?day=3"
    assert own_path("https://elsewhere.example/x/?a=1") == "/x/?a=1"


def test_whoever_calls_the_store_keeps_no_secret(staff):
    about = {"user_id": staff.pk, "key": "a" * 24, "action": CREATE}
    assert keep_fields(**about, page=CREATE, fields=[("password", HIDDEN)]) is None
    kept = keep_fields(
        **about, page=f"{CREATE}?token={HIDDEN}", fields=[("proof", HIDDEN), ("aim_sq", "x")]
    )

    assert HIDDEN not in decrypt(kept.content)


@pytest.mark.more
def test_what_sessions_kept_so_far_moves_into_the_store(migrator):
    old = migrator.apply_initial_migration(("drafts", "0001_kept_forms_and_keys"))
    user = old.apps.get_model("accounts", "User").objects.create(email="a@example.org", name="A")
    kept_form = old.apps.get_model("drafts", "KeptForm")
    before = {"page": "/", "action": "/", "files": [], "fields": [["proof", HIDDEN], ["a", "b"]]}
    kept_form.objects.create(user=user, key="k", path="/", content=encrypt(json.dumps(before)))
    sending = [CREATE, 1, [["title_sq", "Takim"], ["form_mark", "x"]], False]
    sealed = [encrypt(json.dumps(sending)), "unreadable"]
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    data = store.encode({"_auth_user_id": str(user.pk), "kept_sendings": sealed, "stays": 1})
    other = store.encode({"stays": 2})
    for key, content in (("a" * 32, data), ("b" * 32, other)):
        Session.objects.create(
            session_key=key, session_data=content, expire_date="2099-01-01T00:00:00Z"
        )

    new = migrator.apply_tested_migration(("drafts", "0002_one_store"))

    rows = new.apps.get_model("drafts", "KeptForm").objects.order_by("pk")
    cleaned, moved = (json.loads(decrypt(row.content)) for row in rows)
    assert cleaned["fields"] == [["a", "b"]]
    assert (moved["fields"], moved["action"]) == ([["title_sq", "Takim"]], CREATE)
    assert rows[1].path == CREATE
    first, second = Session.objects.order_by("session_key")
    assert store.decode(first.session_data) == {
        "_auth_user_id": str(user.pk), "stays": 1, "kept_while_closed": True
    }  # fmt: skip
    assert store.decode(second.session_data) == {"stays": 2}

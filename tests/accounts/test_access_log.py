"""The access log: what is written, from which address, and who reads it."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts.addresses import client_address
from accounts.middleware import AccessLogMiddleware
from accounts.models import AccessLog
from accounts.services import log_access
from tests.accounts.factories import UserFactory
from tests.accounts.signing_in import PASSWORD, sign_in, user_with_password

APPS = "accounts drafts background partners participants events reports shkej".split()


@pytest.fixture
def user(db):
    return user_with_password(email="ana@example.org")


def lines():
    return [(e.action, e.user, e.detail) for e in AccessLog.objects.order_by("pk")]


def test_signing_in_and_out_are_logged(client, user):
    sign_in(client, user.email)
    client.post(reverse("account_logout"))

    [(_in, _user, where), *_more] = found = lines()
    assert found == [("sign_in", user, where), ("sign_out", user, {})]
    assert set(where) == {"device"}  # a code: tests/accounts/alerts/test_alerts.py
    assert {entry.address for entry in AccessLog.objects.all()} == {"127.0.0.1"}


def test_every_refused_attempt_is_logged_with_its_reason(user):
    for _attempt in range(5):
        sign_in(Client(), user.email, "wrong")
    sign_in(Client(), user.email)

    assert lines() == [("sign_in_failed", user, {"reason": "refused"})] * 5 + [
        ("sign_in_failed", user, {"reason": "locked"})
    ]


def test_what_was_typed_is_never_logged(user):
    sign_in(Client(), "my-password-in-the-wrong-field@example.org", "secret")

    entry = AccessLog.objects.get()
    assert (entry.user, entry.detail) == (None, {"reason": "refused"})
    assert "secret" not in str(vars(entry))


def test_a_closed_account_is_logged_as_refused(user):
    user.is_active = False
    user.save()
    sign_in(Client(), user.email, PASSWORD)

    assert lines() == [("sign_in_failed", user, {"reason": "refused"})]


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (0, "192.0.2.1", "", "192.0.2.1"),
        (1, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "10.0.0.1", "203.0.113.9", "10.0.0.1"),
        (1, "10.0.0.1", "nonsense", None),
        (1, "10.0.0.1", "", None),
        (0, "", "203.0.113.9", None),
        (0, "fe80::1%eth0", "", "fe80::1"),
        (0, "2001:DB8::1", "", "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_our_own_proxies_saw(
    rf, settings, proxies, remote, forwarded, address
):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})

    assert client_address(request) == address


def test_a_forged_header_changes_neither_log_nor_session(client, user):
    sign_in(client, user.email, headers={"x-forwarded-for": "203.0.113.9"})

    assert AccessLog.objects.get().address == "127.0.0.1"
    assert user.usersession_set.get().ip == "127.0.0.1"


def test_the_log_is_shown_newest_first_in_words(client, admin, staff):
    log_access(action="sign_in", user=staff)
    log_access(
        action="grant_changed", user=admin, target=staff, change="given", role="staff", centre=None
    )
    client.force_login(admin)

    response = client.get(reverse("accounts:access_log"))

    assert [entry.action for entry in response.context["page_obj"]] == ["grant_changed", "sign_in"]
    page = response.content.decode()
    assert "role: Centre staff" in page
    assert f"user {staff.pk}" in page
    assert "centre:" not in page


def test_the_log_is_filtered_by_what_happened_and_by_user(client, admin, staff):
    for user in (admin, staff):
        log_access(action="sign_in", user=user)
        log_access(action="sign_out", user=user)
    client.force_login(admin)

    def shown(**filters):
        page = client.get(reverse("accounts:access_log"), filters)
        return {(entry.action, entry.user) for entry in page.context["page_obj"]}

    assert shown(action="sign_in") == {("sign_in", admin), ("sign_in", staff)}
    assert shown(user=staff.pk) == {("sign_in", staff), ("sign_out", staff)}
    assert shown(user=staff.pk, action="sign_out") == {("sign_out", staff)}


@pytest.mark.parametrize("query", ["action=x", "user=x", "user=0", "page=x", "user=%00", "page=-1"])
def test_odd_addresses_show_the_log(client, admin, query):
    client.force_login(admin)

    assert client.get(f"{reverse('accounts:access_log')}?{query}").status_code == 200


def test_a_line_about_something_unknown_is_shown_all_the_same(client, admin):
    AccessLog.objects.create(
        action="gone", object_type="gone.Gone", object_id="7", detail={"a": {"b": [1]}, "c": True}
    )
    client.force_login(admin)

    assert "gone.Gone 7" in client.get(reverse("accounts:access_log")).content.decode()


def test_the_log_comes_in_pages_with_as_many_queries_for_many_lines(
    client, admin, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(admin)
    client.get(reverse("accounts:access_log"))

    def write(number):
        for user in UserFactory.create_batch(number):
            log_access(action="sign_in", user=user, target=user)

    write(2)
    with django_assert_max_num_queries(10) as few:
        client.get(reverse("accounts:access_log"))
    write(58)
    with django_assert_num_queries(len(few)):
        response = client.get(reverse("accounts:access_log"))
    assert len(response.context["page_obj"]) == 50
    second = client.get(reverse("accounts:access_log"), {"page": 2})
    assert len(second.context["page_obj"]) == 10


def test_nothing_changes_the_log_by_the_pages(client, admin):
    entry = log_access(action="sign_in", user=admin)
    client.force_login(admin)

    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(reverse("accounts:access_log")).status_code == 405
    assert AccessLog.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("named", [{}, {"user": None}])
def test_a_line_of_a_request_names_who_asks_and_from_where(rf, user, named):
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")
    request.user = user
    AccessLogMiddleware(lambda request: request.log("export", user, format="csv", **named))(request)
    asker = {"user": user, **named}
    log_access("export", user, address="192.0.2.7", format="csv", **asker)

    first, second = AccessLog.objects.order_by("pk").values(
        "user", "action", "object_type", "object_id", "detail", "address"
    )

    assert first == second
    assert first == {
        "user": asker["user"] and user.pk,
        "action": "export",
        "object_type": "accounts.User",
        "object_id": str(user.pk),
        "detail": {"format": "csv"},
        "address": "192.0.2.7",
    }


def test_whoever_is_not_signed_in_is_nobody_in_the_log(rf, db):
    request = rf.get("/")
    request.user = AnonymousUser()
    AccessLogMiddleware(lambda request: request.log("sign_in_failed"))(request)

    assert AccessLog.objects.get().user is None


def test_nothing_in_a_request_logs_in_another_way():
    """Services are given `request.log`; only commands, which have no request, leave it out."""
    found = set()
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if re.search(r"\blog_access\(|\bAccessLog(\(|\.objects\.(bulk_)?create\()", text):
                found.add(path.relative_to(settings.BASE_DIR).as_posix())

    assert {
        place for place in found if "/models/" not in place and "/migrations/" not in place
    } == {
        "accounts/services.py",
        "reports/management/commands/fill_prp_template.py",
    }

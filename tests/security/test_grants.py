"""Who may take data away, and who asks for the password again before what others could misuse."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from accounts.access import exporting
from accounts.models import Grant, OutgoingMail, Role, User
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import PASSWORD, is_signed_in, sign_in, user_with_password
from tests.conftest import user_with
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36"}


def test_r21_coordinator_without_the_grant_exports_nothing(client, world):
    coordinator = world.users[Role.COORDINATOR]
    client.force_login(coordinator)
    address = reverse("reports:download")
    question = {"as": "xlsx"}
    assert client.get(address, question).status_code != 403

    coordinator.grants.update(exports=False, exports_names=False)

    assert client.get(address, question).status_code == 403
    page = client.get(reverse("reports:attendance"), question).content.decode()
    assert address not in page
    reader = User.objects.get(pk=coordinator.pk)
    assert not any(reader.has_perm(permission) for permission in exporting())
    assert reader.has_perm("reports.view_report")


@pytest.mark.parametrize("role", ["staff", "volunteer", "observer", "admin"])
def test_r21_nobody_else_is_given_it(client, admin, centre, role):
    user = user_with(role, **({"centre": centre} if role in ("staff", "volunteer") else {}))
    client.force_login(admin)

    refused = client.post(
        reverse("accounts:grant_create", args=[user.pk]),
        {"role": role, "centre": centre.pk if role == "staff" else "", "exports": "on"},
    )

    assert refused.context["form"].errors["exports"]
    assert not Grant.objects.filter(exports=True).exists()


def test_r29_whoever_exports_today_still_does(centre):
    rows = [GrantFactory(role=Role.COORDINATOR), GrantFactory(role=Role.STAFF, centre=centre)]
    Grant.objects.update(exports=False)

    import_module("accounts.migrations.0019_fill_exports").fill(apps, None)

    for row in rows:
        row.refresh_from_db()
    assert [row.exports for row in rows] == [True, False]


def test_r4_who_may_export_needs_a_second_factor():
    user = GrantFactory(role=Role.COORDINATOR).user
    assert user.needs_second_factor


@pytest.fixture
def boss(client):
    """An administrator who signed in eleven minutes ago; the name of their account."""
    user = user_with_password(email="boss@shkej.example")
    GrantFactory(user=user, role=Role.ADMIN)
    sign_in(client, user.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        yield user


def asks(answer):
    return answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))


def test_r10_closing_an_account_asks_for_the_password(client, boss, staff):
    url = reverse("accounts:user_update", args=[staff.pk])
    data = {"name": staff.name, "language": "en"}

    asked = client.post(url, data)
    assert asks(asked)
    assert User.objects.get(pk=staff.pk).is_active
    client.post(asked.url, {"password": PASSWORD})

    assert not User.objects.get(pk=staff.pk).is_active


def test_r10_another_name_asks_for_nothing(client, boss, staff):
    url = reverse("accounts:user_update", args=[staff.pk])

    client.post(url, {"name": "Ana", "language": "en", "is_active": "on"})

    assert User.objects.get(pk=staff.pk).name == "Ana"


def test_r10_reset_link_asks_for_the_password(client, boss, staff):
    asked = client.post(reverse("accounts:user_send_reset", args=[staff.pk]))
    assert asks(asked)
    assert not OutgoingMail.objects.filter(to=staff.email).exists()

    client.post(asked.url, {"password": PASSWORD})

    assert OutgoingMail.objects.filter(to=staff.email).count() == 1


def test_r10_a_wrong_password_does_nothing(client, boss, staff):
    asked = client.post(reverse("accounts:user_send_reset", args=[staff.pk]))

    client.post(asked.url, {"password": "wrong"})

    assert not OutgoingMail.objects.filter(to=staff.email).exists()


def test_r10_new_invitation_link_asks_for_the_password(client):
    user = user_with_password(email="c@shkej.example")
    GrantFactory(user=user, role=Role.COORDINATOR)
    sign_in(client, user.email)
    invited = user_with("partner", organisation=OrganisationFactory())
    organisation = invited.grants.get().organisation
    again = reverse("partners:user_invite_again", args=[organisation.pk, invited.pk])

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert asks(client.post(again))
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("headers", "minutes", "asked"),
    [
        (PHONE, 9, False),
        (PHONE, 11, True),
        ({"User-Agent": "x", "Sec-CH-UA-Mobile": "?1"}, 11, True),
        ({"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/120.0"}, 11, False),
    ],
)
def test_p18_contacts_are_asked_for_again_on_a_phone(client, centre, headers, minutes, asked):
    user = user_with_password(email="staff@shkej.example")
    GrantFactory(user=user, role=Role.STAFF, centre=centre)
    person = ParticipantFactory(centre=centre, phone="069 212 3456")
    sign_in(client, user.email)
    reveal = reverse("participants:reveal_contacts", args=[person.pk])

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        answer = client.post(reveal, headers=headers)
        assert asks(answer) is asked
        if asked:
            answer = client.post(answer.url, {"password": PASSWORD}, headers=headers)

    assert answer.status_code == 200
    assert "212 3456" in answer.content.decode()


def test_r16_device_that_is_signed_out_for_good_forgets_everything(client, staff):
    client.force_login(staff)
    client.post(reverse("accounts:device"), {"what": "minutes", "lock_minutes": "5"})
    assert staff.devices.exists()

    answer = client.post(reverse("accounts:sign_out_for_good"))

    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_signed_in(client)
    assert not staff.devices.exists()


def test_r16_signing_out_as_usual_keeps_what_others_have_not_sent(client, staff):
    client.force_login(staff)

    assert "Clear-Site-Data" not in client.post(reverse("account_logout")).headers

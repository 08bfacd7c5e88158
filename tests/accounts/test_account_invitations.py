"""Accounts of partners: invited by a coordinator, opened once within 72 hours."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.account_invitations import invite_user, read_token, revoke_invitations, token_of
from accounts.models import AccessLog, AccountInvitation, Grant, OutgoingMail, Role, User
from accounts.outbox import send_due_mails
from tests.accounts.factories import GrantFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
PASSWORD = "katër fjalë që mbahen mend"  # pragma: allowlist secret


@pytest.fixture
def invited(organisation, coordinator):
    """An invitation of somebody at the partner `organisation`."""
    return invite_user(
        user=User(name="Hana", email="hana@tirana.example", language="en"),
        grant=Grant(role=Role.PARTNER, organisation=organisation),
        invited_by=coordinator,
        organisation=organisation,
    )


def address(invitation):
    return reverse("accounts:open_account", args=[token_of(invitation)])


def typed(**more):
    return {"name": "Hana Kola", "language": "sq", "password": PASSWORD} | more


def test_coordinator_invites_and_the_mail_leads_to_the_account(client, coordinator, organisation):
    client.force_login(coordinator)
    invite = reverse("partners:user_invite", args=[organisation.pk])
    client.post(invite, {"name": "Hana", "email": "Hana@Tirana.example", "language": "sq"})

    assert not mail.outbox  # nobody waits for the mail server
    send_due_mails()
    (message,) = mail.outbox
    assert message.to == ["hana@tirana.example"]
    (link,) = re.findall(r"http://\S+", message.body)
    client.logout()
    client.post(link.removeprefix("http://127.0.0.1:8000"), typed())

    user = User.objects.get(email="hana@tirana.example")
    assert user.check_password(PASSWORD)
    assert (user.name, user.roles) == ("Hana Kola", {Role.PARTNER})
    (grant,) = user.grants.all()
    assert grant.organisation == organisation


def test_link_works_once(client, invited):
    url = address(invited)
    client.post(url, typed())

    again = client.post(url, typed(password="another password of mine"))

    assert again.status_code == 404
    assert User.objects.get(pk=invited.user_id).check_password(PASSWORD)


def test_link_works_for_72_hours(client, invited):
    url = address(invited)
    with time_machine.travel(timezone.now() + timedelta(hours=71, minutes=59)):
        assert client.get(url).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=72, minutes=1)):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("end", ["revoked", "closed", "password"])
def test_link_is_dead(client, invited, end):
    url, user = address(invited), invited.user
    if end == "revoked":
        AccountInvitation.objects.update(revoked_at=timezone.now())
    elif end == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        user.set_password("set by a reset link meanwhile")
        user.save()

    assert client.get(url).status_code == 404
    assert client.post(url, typed()).status_code == 404


def body(response, url):
    """The answer without the address that was asked for, and without its secrets."""
    text = response.content.decode().replace(url, "").replace(quote(url, safe=""), "")
    text = re.sub(r'nonce="[^"]*"|value="[^"]{64}"', "", text)
    return text.replace(escape(url), "")


def test_altered_links_are_answered_like_unknown_ones(client, invited):
    unknown = reverse("accounts:open_account", args=["999-:abc"])
    expected = body(client.get(unknown), unknown)
    token = token_of(invited)
    for altered in (token[:-1] + "!", token.replace("-", "-x", 1), "x", "9" * 40 + "-:a", "²-:a"):
        assert read_token(altered) is None
        url = reverse("accounts:open_account", args=[altered])
        response = client.get(url)
        assert response.status_code == 404
        assert body(response, url) == expected


def test_weak_password_is_refused_and_what_was_typed_stays(client, invited):
    response = client.post(address(invited), typed(name="Hana e re", password="12345678"))

    assert response.context["form"].errors["password"]
    assert "Hana e re" in response.content.decode()
    assert not User.objects.get(pk=invited.user_id).has_usable_password()


def test_other_fields_change_nothing(client, invited):
    client.post(address(invited), typed(email="x@y.example", role="admin", is_active=""))

    user = User.objects.get(pk=invited.user_id)
    assert (user.email, user.roles, user.is_active) == (
        "hana@tirana.example",
        {Role.PARTNER},
        True,
    )


def test_nothing_in_the_database_is_enough_to_make_the_link(invited):
    token = token_of(invited)
    for model in (AccountInvitation, OutgoingMail, AccessLog, User):
        for row in model.objects.values():
            assert token not in str(row)
            assert token.rpartition(":")[2] not in str(row)


def test_coordinator_sends_a_new_link_and_the_old_one_is_dead(
    client, coordinator, organisation, invited
):
    client.force_login(coordinator)
    again = reverse("partners:user_invite_again", args=[organisation.pk, invited.user_id])

    client.post(again)

    assert read_token(token_of(invited)) is None
    newest = AccountInvitation.objects.latest("pk")
    assert newest != invited
    assert read_token(token_of(newest)) == newest


def test_coordinator_revokes(client, coordinator, organisation, invited):
    client.force_login(coordinator)
    client.post(reverse("partners:user_revoke", args=[organisation.pk, invited.user_id]))

    assert read_token(token_of(invited)) is None
    page = client.get(reverse("partners:organisation_detail", args=[organisation.pk]))
    assert "the link works no longer" in page.content.decode()


def test_only_accounts_of_that_organisation_that_are_not_open_can_be_invited_again(
    client, coordinator, organisation, invited, staff
):
    client.force_login(coordinator)
    other = OrganisationFactory()
    open_one = GrantFactory(role=Role.PARTNER, organisation=organisation).user
    open_one.set_password(PASSWORD)
    open_one.save()

    for organisation_id, user_id in [
        (other.pk, invited.user_id),
        (organisation.pk, staff.pk),
        (organisation.pk, open_one.pk),
    ]:
        url = reverse("partners:user_invite_again", args=[organisation_id, user_id])
        assert client.post(url).status_code == 404


def test_address_of_an_account_is_refused(client, coordinator, organisation, staff):
    client.force_login(coordinator)
    invite = reverse("partners:user_invite", args=[organisation.pk])

    response = client.post(invite, {"name": "x", "email": staff.email, "language": "sq"})

    assert response.context["form"].errors["email"]
    assert not AccountInvitation.objects.exists()


def test_staff_see_no_accounts_of_an_organisation(client, staff, organisation, invited):
    client.force_login(staff)

    page = client.get(reverse("partners:organisation_detail", args=[organisation.pk]))

    assert "hana@tirana.example" not in page.content.decode()


@pytest.mark.parametrize("state", ["open", "revoked"])
def test_forgotten_password_is_no_second_way_into_an_invited_account(client, invited, state):
    if state == "revoked":
        revoke_invitations(user=invited.user)

    before = OutgoingMail.objects.count()

    client.post(reverse("account_reset_password"), {"email": invited.user.email})

    assert OutgoingMail.objects.count() == before


def test_account_that_is_open_gets_its_link_to_a_new_password(client, invited):
    client.post(address(invited), typed())
    before = OutgoingMail.objects.count()

    client.post(reverse("account_reset_password"), {"email": invited.user.email})

    assert OutgoingMail.objects.count() == before + 1

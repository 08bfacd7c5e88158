"""A role that opens people's data is not for one administrator to give."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.encryption import decrypt
from accounts.granting.deciding import confirm_grant, refuse_grant
from accounts.models import AccessLog, Grant, OutgoingMail, Role, User
from accounts.services import change_account, give_grant
from tests.accounts.factories import GrantFactory, UserFactory
from tests.conftest import user_with
from tests.events.factories import CentreFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
PEOPLE = "participants.view_participant"


def give(to, by, role=Role.STAFF, **more):
    return give_grant(grant=Grant(user=to, role=role, **more), given_by=by)


def sees_people(user):
    return User.objects.get(pk=user.pk).has_perm(PEOPLE)


def mails():
    """{address: what the mails say that wait for it}."""
    return {mail.to: decrypt(mail.content) for mail in OutgoingMail.objects.all()}


@pytest.fixture
def newcomer(db):
    return UserFactory(name="Newcomer", language="en")


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.STAFF, {}),
        (Role.STAFF, {"sees_sensitive": True}),
        (Role.COORDINATOR, {"exports": True}),
    ],
)
def test_r29_role_that_opens_people_waits_for_a_coordinator(
    admin, coordinator, centre, newcomer, role, more
):
    grant = give(newcomer, admin, role, centre=centre, **more)
    assert not sees_people(newcomer)

    confirm_grant(grant=grant, confirmed_by=coordinator)

    assert sees_people(newcomer)
    lines = AccessLog.objects.filter(action="grant_changed").order_by("pk")
    assert [(line.user, line.detail["change"]) for line in lines] == [
        (admin, "given"),
        (coordinator, "confirmed"),
    ]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OBSERVER, Role.VOLUNTEER])
def test_r29_role_that_opens_nobody_counts_at_once(admin, coordinator, centre, newcomer, role):
    give(newcomer, admin, role, centre=centre if role == Role.VOLUNTEER else None)

    assert User.objects.get(pk=newcomer.pk).roles == {role}
    assert not OutgoingMail.objects.exists()


def test_r56_all_other_coordinators_are_told(admin, coordinator, centre, newcomer):
    elsewhere = user_with("coordinator", centre=CentreFactory(), user__email="b@shkej.example")

    give(newcomer, admin, centre=centre)

    told = mails()
    assert set(told) == {coordinator.email, elsewhere.email}
    for text in told.values():
        assert newcomer.name in text
        assert admin.name in text
        assert reverse("accounts:waiting_grants") in text


def test_r29_administrator_confirms_nothing_not_even_by_a_second_account(
    client, admin, coordinator, centre, newcomer
):
    grant = give(newcomer, admin, centre=centre)
    puppet = UserFactory()
    give(puppet, admin, Role.ADMIN)
    give(puppet, admin, Role.COORDINATOR, centre=centre)

    for user in (admin, puppet, newcomer):
        client.force_login(user)
        answer = client.post(reverse("accounts:grant_decide", args=[grant.pk]))
        assert answer.status_code in (403, 404)
        with pytest.raises(ValidationError):
            confirm_grant(grant=grant, confirmed_by=User.objects.get(pk=user.pk))
    assert not sees_people(newcomer)
    assert not sees_people(puppet)


def test_r29_who_gave_it_does_not_confirm_it_in_another_role(centre, coordinator, newcomer):
    both = GrantFactory(role=Role.ADMIN).user
    GrantFactory(user=both, role=Role.COORDINATOR, centre=centre)
    grant = give(newcomer, both, centre=centre)

    with pytest.raises(ValidationError):
        confirm_grant(grant=grant, confirmed_by=User.objects.get(pk=both.pk))
    assert not sees_people(newcomer)


def test_r18_coordinator_of_another_centre_neither_sees_nor_decides_it(
    client, admin, coordinator, centre, newcomer
):
    grant = give(newcomer, admin, centre=centre)
    client.force_login(user_with("coordinator", centre=CentreFactory()))

    page = client.get(reverse("accounts:waiting_grants"))
    assert newcomer.name not in page.content.decode()
    decide = reverse("accounts:grant_decide", args=[grant.pk])
    for data in ({}, {"refuse": "1"}):
        assert client.post(decide, data).status_code == 404

    assert Grant.objects.get(pk=grant.pk).waits


def test_r29_role_for_all_centres_is_confirmed_by_who_has_all(admin, centre, newcomer):
    here = user_with("coordinator", centre=centre)
    everywhere = user_with("coordinator")
    grant = give(newcomer, admin, Role.COORDINATOR)

    with pytest.raises(ValidationError):
        confirm_grant(grant=grant, confirmed_by=here)
    confirm_grant(grant=grant, confirmed_by=everywhere)

    assert sees_people(newcomer)


def test_r29_refused_role_is_gone(client, admin, coordinator, centre, newcomer):
    grant = give(newcomer, admin, centre=centre)
    client.force_login(coordinator)
    page = client.get(reverse("accounts:waiting_grants")).content.decode()
    assert newcomer.name in page

    client.post(reverse("accounts:grant_decide", args=[grant.pk]), {"refuse": "1"})

    assert not newcomer.grants.exists()
    assert AccessLog.objects.filter(detail__change="refused", user=coordinator).exists()


def test_r29_role_that_was_taken_back_is_confirmed_by_nobody(admin, coordinator, centre, newcomer):
    grant = give(newcomer, admin, centre=centre)
    Grant.objects.filter(pk=grant.pk).delete()

    for decide, who in ((confirm_grant, "confirmed_by"), (refuse_grant, "refused_by")):
        with pytest.raises(ValidationError):
            decide(grant=grant, **{who: coordinator})
    assert not sees_people(newcomer)


def test_r29_first_coordinator_of_an_empty_installation_counts_at_once(admin, newcomer):
    give(newcomer, admin, Role.COORDINATOR)

    assert sees_people(newcomer)


def test_r29_coordinator_is_not_the_first_where_people_are_known(admin, centre, newcomer):
    ParticipantFactory(centre=centre)

    give(newcomer, admin, Role.COORDINATOR)

    assert not sees_people(newcomer)


@pytest.mark.parametrize("who", ["nobody", "closed"])
def test_r29_where_nobody_could_confirm_it_begins_after_a_day(admin, centre, newcomer, who):
    ParticipantFactory(centre=centre)
    if who == "closed":
        user_with("coordinator", centre=centre, user__is_active=False)
    boss = GrantFactory(role=Role.ADMIN, user__email="boss@shkej.example").user

    give(newcomer, admin, centre=centre)

    now = timezone.now()
    with time_machine.travel(now + timedelta(hours=23, minutes=59)):
        assert not sees_people(newcomer)
    with time_machine.travel(now + timedelta(hours=24, minutes=1)):
        assert sees_people(newcomer)
    assert boss.email in mails()


def test_r29_opened_again_an_account_waits_again(admin, coordinator, staff):
    user = User.objects.get(pk=staff.pk)
    user.is_active = False
    change_account(user=user, changed_by=admin)
    user = User.objects.get(pk=staff.pk)
    user.is_active = True

    change_account(user=user, changed_by=admin)

    assert not sees_people(staff)
    assert staff.name in mails()[coordinator.email]
    confirm_grant(grant=staff.grants.get(), confirmed_by=coordinator)
    assert sees_people(staff)


def test_r29_pages_say_that_a_role_waits(client, admin, coordinator, centre, newcomer):
    client.force_login(admin)

    page = client.post(
        reverse("accounts:grant_create", args=[newcomer.pk]),
        {"role": "staff", "centre": centre.pk},
        follow=True,
    ).content.decode()

    assert "once a coordinator has confirmed it" in page
    assert "waits for a coordinator" in page

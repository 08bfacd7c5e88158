"""Access ends with the person: with the account, the role or the organisation, and for good."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.account_invitations import invite_user, token_of
from accounts.models import AccessLog, Grant, Role, User
from accounts.password_links import set_password_path
from accounts.services import change_account, take_grant
from events.calendar.links.services import make_feed, renew_feed
from partners.models import CalendarFeed
from tests.accounts.factories import GrantFactory, somebody_at
from tests.accounts.signing_in import is_signed_in, sign_in, user_with_password
from tests.events.inviting.helping import token_for_contact
from tests.leaks.sharing import invited, shared_event
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
NEW = {"name": "Hana", "language": "sq", "password": "katër fjalë që mbahen mend"}


def close(user, by):
    """As an administrator does."""
    user = User.objects.get(pk=user.pk)
    user.is_active = False
    change_account(user=user, changed_by=by)


def reopen(user, by):
    user = User.objects.get(pk=user.pk)
    user.is_active = True
    change_account(user=user, changed_by=by)


def take_roles(user, by):
    for grant in user.grants.all():
        take_grant(grant=grant, taken_by=by)


def give_back(user, organisation):
    GrantFactory(user=user, role=Role.PARTNER, organisation=organisation)


@pytest.fixture
def hana(organisation):
    """Somebody at the organisation, beside a colleague who stays."""
    somebody_at(organisation)
    return somebody_at(organisation)


@pytest.mark.parametrize("owner", ["organisation", "person"])
@pytest.mark.parametrize("end", ["account", "role", "organisation"])
def test_r51_calendar_link_ends_with_whoever_made_it(client, admin, organisation, hana, owner, end):
    its = {"organisation": organisation} if owner == "organisation" else {}
    _feed, token = make_feed(made_by=hana, language="en", scope="shared", **its)
    url = reverse("calendar_feed", args=[token])
    assert client.get(url).status_code == 200

    if end == "account":
        close(hana, admin)
    elif end == "role":
        take_roles(hana, admin)
    else:
        organisation.is_active = False
        organisation.save()

    unknown = client.get(reverse("calendar_feed", args=["x" * len(token)]))
    dead = client.get(url)
    assert (dead.status_code, len(dead.content)) == (404, len(unknown.content))


def test_r51_link_of_a_colleague_stays(client, admin, organisation, hana):
    colleague = somebody_at(organisation)
    _feed, token = make_feed(
        made_by=colleague, organisation=organisation, language="en", scope="shared"
    )

    close(hana, admin)

    assert client.get(reverse("calendar_feed", args=[token])).status_code == 200


def test_r51_link_ends_with_a_role_for_its_organisation_though_another_stays(
    client, admin, organisation, hana
):
    GrantFactory(user=hana, role=Role.PARTNER, organisation=OrganisationFactory())
    feed, token = make_feed(made_by=hana, organisation=organisation, language="en", scope="shared")
    own, own_token = make_feed(made_by=hana, language="en", scope="shared")

    take_grant(grant=hana.grants.get(organisation=organisation), taken_by=admin)

    assert client.get(reverse("calendar_feed", args=[token])).status_code == 404
    assert client.get(reverse("calendar_feed", args=[own_token])).status_code == 200


@pytest.mark.parametrize("end", ["account", "role"])
def test_r51_link_that_ended_stays_dead_when_its_maker_is_back(
    client, admin, organisation, hana, end
):
    _feed, token = make_feed(made_by=hana, organisation=organisation, language="en", scope="shared")
    if end == "account":
        close(hana, admin)
        reopen(hana, admin)
    else:
        take_roles(hana, admin)
        give_back(hana, organisation)

    assert client.get(reverse("calendar_feed", args=[token])).status_code == 404


def test_r51_renewed_link_belongs_to_who_renewed_it(client, admin, organisation, hana):
    colleague = somebody_at(organisation)
    feed, _token = make_feed(made_by=hana, organisation=organisation, language="en", scope="shared")
    made, token = renew_feed(feed=feed, made_by=colleague)

    close(hana, admin)

    assert made.made_by == colleague
    assert client.get(reverse("calendar_feed", args=[token])).status_code == 200


def test_r51_who_made_older_links_is_read_from_the_log(organisation, hana, admin):
    rows = [
        CalendarFeed.objects.create(language="en", scope="shared", token_hash=str(number), **owner)
        for number, owner in enumerate(
            [{"user": hana}, {"organisation": organisation}, {"organisation": organisation}]
        )
    ]
    for change, user in (("made", hana), ("revoked", admin)):
        AccessLog.objects.create(
            action="feed",
            user=user,
            object_type="partners.CalendarFeed",
            object_id=str(rows[1].pk),
            detail={"change": change},
        )

    import_module("partners.migrations.0010_fill_who_made_a_feed").fill(apps, None)

    for row in rows:
        row.refresh_from_db()
    assert [row.made_by for row in rows] == [hana, hana, None]
    assert [row.revoked_at is None for row in rows] == [True, True, False]


@pytest.mark.parametrize("whose", ["inviter's account", "inviter's role", "role", "organisation"])
def test_r7_invitation_to_an_account_ends(client, admin, coordinator, organisation, whose):
    invitation = invite_user(
        user=User(name="Hana", email="hana@tirana.example", language="en"),
        grant=Grant(role=Role.PARTNER, organisation=organisation),
        invited_by=coordinator,
        organisation=organisation,
    )
    url = reverse("accounts:open_account", args=[token_of(invitation)])
    assert client.get(url).status_code == 200

    if whose == "inviter's account":
        close(coordinator, admin)
        reopen(coordinator, admin)
    elif whose == "inviter's role":
        take_roles(coordinator, admin)
    elif whose == "role":
        take_roles(invitation.user, admin)
        give_back(invitation.user, organisation)
    else:
        organisation.is_active = False
        organisation.save()

    assert client.post(url, NEW).status_code == 404
    assert not User.objects.get(pk=invitation.user_id).has_usable_password()


@pytest.mark.parametrize("end", ["account", "role"])
def test_r7_link_to_set_a_password_ends(client, admin, organisation, end):
    user = user_with_password(email="hana@tirana.example")
    give_back(user, organisation)
    url = set_password_path(user)
    assert client.get(url).status_code == 302  # to the form

    (close if end == "account" else take_roles)(user, admin)

    dead = client.get(url)
    assert dead.status_code == 200
    assert "password1" not in dead.content.decode()


def test_r14_closed_account_is_not_signed_in_again_by_opening_it(client, admin, organisation):
    user = user_with_password(email="hana@tirana.example")
    give_back(user, organisation)
    sign_in(client, user.email)
    assert is_signed_in(client)

    close(user, admin)
    assert not is_signed_in(client)
    reopen(user, admin)

    assert not is_signed_in(client)


def test_r51_answer_links_end_with_who_they_were_written_to(client, admin, organisation):
    organisation.contact_email = "hana@tirana.example"
    organisation.save()
    token = token_for_contact(invited(shared_event(organisation), organisation))
    pages = [reverse(route, args=[token]) for route in ("answer_by_link", "calendar_by_link")]
    assert {client.get(page).status_code for page in pages} == {200}

    organisation.contact_email = "new@tirana.example"
    organisation.save()

    assert {client.get(page).status_code for page in pages} == {404}


def test_r51_page_says_who_of_the_organisation_made_a_link(client, organisation, hana):
    make_feed(made_by=hana, organisation=organisation, language="en", scope="shared")
    reader = user_with_password(email="ben@tirana.example")
    give_back(reader, organisation)
    client.force_login(reader)

    page = client.get(reverse("events:feeds")).content.decode()

    assert re.search(rf"made .* by .*{hana.name}", page)

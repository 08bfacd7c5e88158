"""Users and roles, as those who run the system keep them."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.demonstration import DOMAIN
from accounts.models import AccessLog, Grant, Role, User
from accounts.outbox import send_due_mails
from tests.accounts.factories import GrantFactory, UserFactory
from tests.accounts.signing_in import is_signed_in, sign_in, user_with_password
from tests.drafts.pages import open_form
from tests.events.factories import CentreFactory
from tests.searching import search_on

NEW = {"name": "Çela Hoxha", "email": "Cela@Example.org", "language": "en", "role": Role.OBSERVER}


@pytest.fixture
def boss(client, admin):
    """A client of the administrator `admin`."""
    client.force_login(admin)
    return client


def add(client, **answers):
    return client.post(reverse("accounts:user_create"), NEW | answers)


def give(client, user, **answers):
    return client.post(reverse("accounts:grant_create", args=[user.pk]), answers)


def take(client, grant):
    return client.post(reverse("accounts:grant_delete", args=[grant.user_id, grant.pk]))


def edit(client, user, **answers):
    form = {"name": user.name, "language": user.language, "is_active": "on"} | answers
    form = {field: value for field, value in form.items() if value is not None}
    return client.post(reverse("accounts:user_update", args=[user.pk]), form)


# The list


def test_users_stand_in_albanian_order_and_are_found_without_diacritics(boss, admin):
    for name in ("Dhurata", "Çela", "Drita", "Cane", "Ëngjëll", "Zef", "Eda"):
        UserFactory(name=name)
    admin.name = "Zzz"
    admin.save()

    page = boss.get(reverse("accounts:user_list"))
    found = search_on(boss, reverse("accounts:user_list"), "cela")

    names = [account.name for account in page.context["page_obj"]]
    assert names == ["Cane", "Çela", "Drita", "Dhurata", "Eda", "Ëngjëll", "Zef", "Zzz"]
    assert [account.name for account in found.context["page_obj"]] == ["Çela"]


def test_users_are_filtered_by_role_and_state(boss, admin, centre):
    closed = UserFactory(is_active=False)
    staff = GrantFactory(role=Role.STAFF, centre=centre).user
    GrantFactory(user=staff, role=Role.STAFF, centre=CentreFactory())

    def shown(**filters):
        page = boss.get(reverse("accounts:user_list"), filters)
        return list(page.context["page_obj"])

    assert shown(role="staff") == [staff]
    assert shown(state="inactive") == [closed]
    assert set(shown(state="active")) == {admin, staff}
    found = search_on(boss, reverse("accounts:user_list"), "nobody here")
    assert list(found.context["page_obj"]) == []


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=x", "page=999", "sort=x", "role=x", "state=x", "q=%00", "q=" + "x" * 500],
)
def test_odd_addresses_show_a_list(boss, query):
    assert boss.get(f"{reverse('accounts:user_list')}?{query}").status_code == 200


def test_the_list_needs_as_many_queries_for_many_users(
    boss, centre, django_assert_max_num_queries, django_assert_num_queries
):
    def users(number):
        for _user in range(number):
            GrantFactory(role=Role.STAFF, centre=centre)

    boss.get(reverse("accounts:user_list"))
    users(2)
    with django_assert_max_num_queries(12) as few:
        boss.get(reverse("accounts:user_list"))
    users(20)
    with django_assert_num_queries(len(few)):
        boss.get(reverse("accounts:user_list"))


# Adding


def test_a_new_user_gets_a_role_and_a_mail_to_set_a_password(boss, admin):
    response = add(boss)

    user = User.objects.get(email="cela@example.org")
    assert response.url == reverse("accounts:user_detail", args=[user.pk])
    assert not user.has_usable_password()
    assert [(grant.role, grant.centre) for grant in user.grants.all()] == [("observer", None)]
    assert not mail.outbox  # nobody waits for the mail server
    send_due_mails()
    assert mail.outbox[0].to == [user.email]
    log = AccessLog.objects.filter(user=admin, object_id=str(user.pk)).order_by("pk")
    assert [(entry.action, entry.detail["change"]) for entry in log] == [
        ("user_changed", "created"),
        ("grant_changed", "given"),
    ]

    link = re.search(r"http://127.0.0.1:8000(\S+)", mail.outbox[0].body)[1]
    visitor = Client()
    page = visitor.get(link, follow=True)
    new = {"password1": "three white horses", "password2": "three white horses"}
    visitor.post(page.redirect_chain[-1][0], new)
    sign_in(visitor, user.email, "three white horses")
    assert is_signed_in(visitor)


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"role": Role.STAFF}, "centre", "need a centre"),
        ({"role": Role.VOLUNTEER}, "centre", "need a centre"),
        ({"role": Role.PARTNER}, "organisation", "needs an organisation"),
        ({"role": Role.ADMIN, "sees_sensitive": "on"}, "sees_sensitive", "Only coordinators"),
        ({"role": Role.PARTNER, "name": ""}, "organisation", "needs an organisation"),
        ({"role": "king"}, "role", "no longer on offer"),
        ({"role": ""}, "role", "required"),
        ({"name": "x" * 151}, "name", "150"),
        ({"email": "not an address"}, "email", "valid email"),
        ({"email": f"x@{DOMAIN}"}, "email", "demonstration"),
        ({"language": "de"}, "language", "no longer on offer"),
        ({"centre": "x"}, "centre", "no longer on offer"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_adds_nobody(boss, answers, field, words):
    response = add(boss, **answers)

    assert response.status_code == 200
    assert words in str(response.context["form"].errors[field])
    assert not response.context["form"].non_field_errors()
    assert not User.objects.filter(email="cela@example.org").exists()
    assert mail.outbox == []


def test_an_administrator_in_a_centre_is_told_at_the_centre(boss, centre):
    response = add(boss, role=Role.ADMIN, centre=centre.pk)

    assert list(response.context["form"].errors) == ["centre"]


def test_an_email_is_given_once_whatever_its_case(boss):
    add(boss)
    response = add(boss, email="CELA@example.org")

    assert "already exists" in str(response.context["form"].errors["email"])


def test_an_account_that_is_not_made_after_all_sends_no_mail(boss, monkeypatch):
    fields = open_form(boss, reverse("accounts:user_create")) | NEW
    monkeypatch.setattr("accounts.views.users.messages.success", lambda *_words, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        boss.post(reverse("accounts:user_create"), fields)
    monkeypatch.undo()

    send_due_mails()
    assert NEW["email"].lower() not in [to for one in mail.outbox for to in one.to]
    boss.post(reverse("accounts:user_create"), fields)
    boss.post(reverse("accounts:user_create"), fields)
    assert send_due_mails().sent == 1


def test_a_link_that_has_expired_is_not_sent_any_more(boss, staff, time_machine):
    time_machine.move_to("2021-10-06 08:00Z", tick=False)
    boss.post(reverse("accounts:user_send_reset", args=[staff.pk]))
    time_machine.shift(61 * 60)

    assert send_due_mails().sent == 0


def test_no_form_sets_a_password(boss, staff):
    add(boss, password="chosen by another", password1="chosen by another")
    edit(boss, staff, password="chosen by another", email="other@example.org")

    user = User.objects.get(email="cela@example.org")
    assert not user.has_usable_password()
    before = staff.email, staff.password
    staff.refresh_from_db()
    assert (staff.email, staff.password) == before


# Changing


def test_a_closed_account_is_felt_at_once_and_logged(boss, admin):
    user = user_with_password()
    sign_in(visitor := Client(), user.email)

    edit(boss, user, is_active=None)

    assert not is_signed_in(visitor)
    assert AccessLog.objects.get(action="user_changed").detail == {"change": "deactivated"}
    assert AccessLog.objects.get(action="user_changed").user == admin


def test_the_last_active_administrator_stays(boss, admin):
    closed = GrantFactory(role=Role.ADMIN, user__is_active=False)

    response = edit(boss, admin, is_active=None)

    assert response.context["form"].errors["is_active"]
    admin.refresh_from_db()
    assert admin.is_active
    assert take(boss, closed).status_code == 302
    assert list(Grant.objects.all()) == [admin.grants.get()]


def test_two_administrators_cannot_both_go(boss, admin):
    other = GrantFactory(role=Role.ADMIN)
    take(boss, other)
    assert not Grant.objects.filter(pk=other.pk).exists()

    mine = admin.grants.get()
    take(boss, mine)

    assert Grant.objects.filter(pk=mine.pk).exists()


def test_an_edit_that_somebody_overtook_is_refused_once(boss, staff):
    form = boss.get(reverse("accounts:user_update", args=[staff.pk])).context["form"]
    staff.name = "Changed meanwhile"
    staff.save()

    response = edit(boss, staff, name="Mine", seen_at=form["seen_at"].value())

    assert response.status_code == 409
    staff.refresh_from_db()
    assert staff.name == "Changed meanwhile"


# Roles


def test_a_role_is_given_and_taken_back_and_both_are_logged(boss, admin, staff, centre):
    bystander = staff.grants.get()
    give(boss, staff, role=Role.COORDINATOR, sees_sensitive="on")
    grant = staff.grants.get(role=Role.COORDINATOR)
    assert (grant.centre, grant.sees_sensitive) == (None, True)
    take(boss, grant)

    assert list(staff.grants.all()) == [bystander]
    log = AccessLog.objects.filter(action="grant_changed").order_by("pk")
    assert [(e.user, e.object_id, e.detail["change"], e.detail["role"]) for e in log] == [
        (admin, str(staff.pk), "given", "coordinator"),
        (admin, str(staff.pk), "taken", "coordinator"),
    ]
    assert {entry.address for entry in log} == {"127.0.0.1"}


def test_the_same_role_twice_is_told_at_the_role(boss, staff, centre):
    response = give(boss, staff, role=Role.STAFF, centre=centre.pk)

    assert list(response.context["form"].errors) == ["role"]
    assert staff.grants.count() == 1


def test_nobody_changes_their_own_roles(boss, admin, centre):
    response = give(boss, admin, role=Role.COORDINATOR)
    assert "their own roles" in str(response.context["form"].non_field_errors())
    GrantFactory(role=Role.ADMIN)
    take(boss, admin.grants.get())

    assert [grant.role for grant in admin.grants.all()] == ["admin"]
    page = boss.get(reverse("accounts:user_detail", args=[admin.pk])).content.decode()
    assert reverse("accounts:grant_create", args=[admin.pk]) not in page


def test_a_role_is_taken_back_only_at_its_user(boss, staff, volunteer):
    grant = staff.grants.get()

    response = boss.post(reverse("accounts:grant_delete", args=[volunteer.pk, grant.pk]))

    assert response.status_code == 404
    assert Grant.objects.filter(pk=grant.pk).exists()


def test_asking_takes_nothing_back(boss, staff):
    grant = staff.grants.get()
    address = reverse("accounts:grant_delete", args=[staff.pk, grant.pk])

    assert boss.get(address).status_code == 200
    assert Grant.objects.filter(pk=grant.pk).exists()


@pytest.mark.parametrize("role", ["coordinator", "staff", "volunteer", "partner", "observer"])
def test_no_other_role_reaches_users(client, request, admin, role):
    user = request.getfixturevalue(role)
    client.force_login(user)

    assert client.get(reverse("accounts:user_list")).status_code == 403
    assert add(client).status_code == 403
    assert give(client, user, role=Role.ADMIN).status_code == 403
    assert take(client, admin.grants.get()).status_code == 403
    assert edit(client, user, name="x").status_code == 403
    assert user.roles == {role}


def test_changing_roles_asks_for_the_password_after_ten_minutes(client, staff, time_machine):
    time_machine.move_to("2021-10-06T12:00:00+00:00", tick=False)
    boss = GrantFactory(user=user_with_password(), role=Role.ADMIN).user
    sign_in(client, boss.email)
    assert give(client, staff, role=Role.OBSERVER).url.startswith("/accounts/users/")
    time_machine.move_to("2021-10-06T12:11:00+00:00", tick=False)

    response = give(client, staff, role=Role.COORDINATOR)
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not staff.grants.filter(role=Role.COORDINATOR).exists()
    address = reverse("accounts:grant_create", args=[staff.pk])
    client.post(
        reverse("account_reauthenticate"), {"password": "a quiet long password", "next": address}
    )

    assert staff.grants.filter(role=Role.COORDINATOR).exists()


# Ways in


def test_a_link_is_sent_to_the_user_and_nobody_else(boss, staff):
    boss.post(reverse("accounts:user_send_reset", args=[staff.pk]))
    send_due_mails()

    assert [message.to for message in mail.outbox] == [[staff.email]]


def test_no_link_is_sent_to_a_closed_account(boss, staff):
    staff.is_active = False
    staff.save()

    boss.post(reverse("accounts:user_send_reset", args=[staff.pk]))
    send_due_mails()

    assert mail.outbox == []


def test_an_administrator_ends_the_sessions_of_a_user(boss, admin):
    user = user_with_password()
    sign_in(visitor := Client(), user.email)
    sign_in(bystander := Client(), user_with_password().email)

    boss.post(reverse("accounts:user_sign_out", args=[user.pk]))

    assert not is_signed_in(visitor)
    assert is_signed_in(bystander)
    assert is_signed_in(boss)


def test_a_user_who_is_not_there_is_not_found(boss):
    for name in ("user_detail", "user_update", "grant_create"):
        for number in (0, 999_999, 10**25):
            assert boss.get(reverse(f"accounts:{name}", args=[number])).status_code == 404

"""Where an organisation's mail goes is not for one person to say, nor for a centre without it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.encryption import decrypt
from accounts.models import AccessLog, OutgoingMail, User
from accounts.services import take_grant
from partners.contacts.services import (
    ask_for_contact,
    confirm_contact,
    read_refusal_token,
    read_token,
    refusal_token_of,
    refuse_contact,
    token_of,
)
from partners.models import NewContact, Organisation
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import PASSWORD, sign_in, user_with_password
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.inviting.helping import token_for_contact
from tests.leaks.sharing import invited, shared_event
from tests.partners.factories import OrganisationFactory, ProgrammeFactory, ProjectFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "info@ministry.example", "thief@elsewhere.example"


@pytest.fixture
def ministry(centre):
    """An organisation that the centre works with."""
    ministry = OrganisationFactory(name_sq="Ministria", contact_email=OLD, language="en")
    EventFactory(centre=centre).parts.create(organisation=ministry, part="partner")
    return ministry


@pytest.fixture
def elsewhere(db):
    return CentreFactory(code="elsewhere")


def typed(organisation, **more):
    return {
        "name_sq": organisation.name_sq,
        "kind": organisation.kind,
        "language": "en",
        "is_active": "on",
        "contact_email": organisation.contact_email,
    } | more


def update(organisation):
    return reverse("partners:organisation_update", args=[organisation.pk])


def written_to(address):
    """What the mails say that wait for an address."""
    return "".join(decrypt(mail.content) for mail in OutgoingMail.objects.filter(to=address))


def links_in(address):
    """The paths of the links in the mails that wait for an address."""
    return re.findall(r"http://127.0.0.1:8000(/[^\\\s]+)", written_to(address))


def now_at(organisation):
    return Organisation.objects.get(pk=organisation.pk).contact_email


@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_r18_another_centre_changes_no_shared_row(client, ministry, centre, elsewhere, role):
    project = ProjectFactory(programme=ProgrammeFactory())
    EventFactory(centre=centre).projects.add(project)
    client.force_login(user_with(role, centre=elsewhere))
    rows = {"organisation": ministry}
    if role == "coordinator":
        rows |= {"project": project, "programme": project.programme}

    for name, row in rows.items():
        url = reverse(f"partners:{name}_update", args=[row.pk])
        assert client.get(url).status_code == 404
        assert client.post(url, typed(ministry, contact_email=NEW)).status_code == 404
        page = client.get(reverse(f"partners:{name}_detail", args=[row.pk]))
        assert page.status_code == 200
        assert url not in page.content.decode()

    assert not NewContact.objects.exists()
    assert now_at(ministry) == OLD


@pytest.mark.parametrize("use", ["event", "invitation", "registration", "project"])
def test_r18_a_centre_that_uses_it_changes_it_however_it_does(client, centre, elsewhere, use):
    organisation = OrganisationFactory()
    for where in (centre, elsewhere):
        start = timezone.now() + timedelta(days=3)
        times = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
        event = EventFactory(centre=where, visibility="all_partners", **times)
        if use == "event":
            event.parts.create(organisation=organisation, part="partner")
        elif use == "invitation":
            invited(event, organisation)
        elif use == "registration":
            RegistrationFactory(event=event, organisation=organisation)
        else:
            project = ProjectFactory()
            event.projects.add(project)
            project.parts.create(organisation=organisation, part="partner")
    third = CentreFactory(code="third")

    answers = []
    for where in (centre, elsewhere, third):
        client.force_login(user_with("staff", centre=where))
        answers.append(client.get(update(organisation)).status_code)

    assert answers == [200, 200, 404]


def test_r18_a_row_that_no_centre_uses_yet_is_completed_by_anybody(client, staff):
    client.force_login(staff)

    assert client.get(update(OrganisationFactory())).status_code == 200


def test_r18_coordinator_of_all_centres_changes_all(client, ministry):
    client.force_login(user_with("coordinator"))

    assert client.get(update(ministry)).status_code == 200


def test_r18_people_are_invited_for_organisations_of_the_own_centres_alone(
    client, ministry, elsewhere
):
    invited_user = user_with("partner", organisation=ministry)
    User.objects.filter(pk=invited_user.pk).update(password="!")
    client.force_login(user_with("coordinator", centre=elsewhere))
    page = client.get(reverse("partners:organisation_detail", args=[ministry.pk]))
    assert invited_user.email not in page.content.decode()

    for route, more in (
        ("user_invite", []),
        ("user_invite_again", [invited_user.pk]),
        ("user_revoke", [invited_user.pk]),
    ):
        address = reverse(f"partners:{route}", args=[ministry.pk, *more])
        assert client.post(address, {"name": "x", "email": "x@x.example"}).status_code == 404
    assert not OutgoingMail.objects.exists()


def test_r10_new_address_waits_until_it_is_confirmed_there(client, staff, ministry):
    coordinator = user_with("coordinator", user__email="coordinator@shkej.example")
    client.force_login(staff)
    client.post(update(ministry), typed(ministry, contact_email=NEW, contact_name="Agim"))

    assert now_at(ministry) == OLD
    assert Organisation.objects.get().contact_name == "Agim"  # the rest is saved
    assert (
        NEW
        in client.get(reverse("partners:organisation_detail", args=[ministry.pk])).content.decode()
    )
    for told in (OLD, coordinator.email):
        assert NEW in written_to(told)
        assert staff.name in written_to(told)
    (path,) = links_in(NEW)
    client.logout()
    assert client.get(path).status_code == 200
    assert now_at(ministry) == OLD  # a look confirms nothing

    assert client.post(path).status_code == 200

    assert now_at(ministry) == NEW
    lines = AccessLog.objects.filter(action="contact_changed").order_by("pk")
    assert [(line.user, line.detail["change"]) for line in lines] == [
        (staff, "asked"),
        (None, "confirmed"),
    ]
    assert lines.last().detail["asked_by"] == staff.pk
    assert NEW not in str(list(lines.values()))
    assert client.post(path).status_code == 404


def test_r10_new_address_asks_for_the_password(client, centre, ministry):
    user = user_with_password(email="staff@shkej.example")
    GrantFactory(user=user, role="staff", centre=centre)
    sign_in(client, user.email)
    data = typed(ministry, contact_email=NEW)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        name_alone = client.post(update(ministry), typed(ministry, contact_name="Agim"))
        assert name_alone.url == reverse("partners:organisation_detail", args=[ministry.pk])
        asked = client.post(update(ministry), data)
        assert asked.url.startswith(reverse("account_reauthenticate"))
        assert not NewContact.objects.exists()

        client.post(asked.url, {"password": PASSWORD})

    assert NewContact.objects.get().email == NEW


def test_r10_role_lost_before_the_password_was_given_changes_nothing(client, centre, ministry):
    user = user_with_password(email="staff@shkej.example")
    GrantFactory(user=user, role="staff", centre=centre)
    sign_in(client, user.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        asked = client.post(update(ministry), typed(ministry, contact_email=NEW))
        user.grants.all().delete()

        client.post(asked.url, {"password": PASSWORD})

    assert not NewContact.objects.exists()


def test_r10_removed_address_is_told_to_where_the_mail_went(client, staff, ministry):
    client.force_login(staff)

    client.post(update(ministry), typed(ministry, contact_email=""))

    assert now_at(ministry) == ""
    assert OLD in written_to(OLD)


def test_r10_no_mail_and_no_answer_by_an_address_that_waits(staff, organisation):
    invitation = invited(shared_event(organisation), organisation)
    token = token_for_contact(invitation)
    ask_for_contact(organisation=organisation, email=NEW, asked_by=staff)

    assert token_for_contact(invitation) == token
    assert OutgoingMail.objects.filter(to=NEW).count() == 1  # the question itself


@pytest.mark.parametrize("end", ["another", "kept", "late", "role", "inactive"])
def test_r10_link_of_an_address_that_is_wanted_no_more_is_dead(client, admin, staff, ministry, end):
    ask_for_contact(organisation=ministry, email=NEW, asked_by=staff)
    new = NewContact.objects.get()
    url = reverse("partners:contact_confirm", args=[token_of(new)])
    moment = timezone.now()
    if end == "another":
        ask_for_contact(organisation=ministry, email="third@ministry.example", asked_by=staff)
    elif end == "kept":
        client.force_login(staff)
        client.post(reverse("partners:contact_keep", args=[ministry.pk]))
    elif end == "role":
        take_grant(grant=staff.grants.get(), taken_by=admin)
    elif end == "inactive":
        Organisation.objects.update(is_active=False)
    else:
        moment += timedelta(days=7, minutes=1)

    with time_machine.travel(moment):
        assert client.post(url).status_code == 404
        with pytest.raises(ValidationError):
            confirm_contact(new=new)
    assert now_at(ministry) == OLD


def test_r10_altered_link_confirms_nothing(client, staff, ministry):
    ask_for_contact(organisation=ministry, email=NEW, asked_by=staff)
    token = token_of(NewContact.objects.get())

    for altered in (token[:-1] + "!", token.replace("-", "-x", 1), "x", "9" * 40 + "-:a"):
        assert read_token(altered) is None
        url = reverse("partners:contact_confirm", args=[altered])
        assert client.post(url).status_code == 404


def test_r18_another_centre_does_not_keep_the_address(client, staff, ministry, elsewhere):
    ask_for_contact(organisation=ministry, email=NEW, asked_by=staff)
    client.force_login(user_with("staff", centre=elsewhere))

    answer = client.post(reverse("partners:contact_keep", args=[ministry.pk]))

    assert answer.status_code == 404
    assert NewContact.objects.waiting().exists()


def test_r10_old_address_refuses_the_change_without_signing_in(client, staff, ministry):
    coordinator = user_with("coordinator", user__email="coordinator@shkej.example")
    ask_for_contact(organisation=ministry, email=NEW, asked_by=staff)
    confirm = links_in(NEW)
    (path,) = links_in(OLD)
    assert links_in(coordinator.email) == []  # they have a page for it
    assert path not in written_to(NEW)
    OutgoingMail.objects.all().delete()

    page = client.get(path)
    assert page.status_code == 200
    assert "csrfmiddlewaretoken" in page.content.decode()
    assert NewContact.objects.waiting().exists()  # a look refuses nothing
    assert client.post(path).status_code == 200

    assert now_at(ministry) == OLD
    assert not NewContact.objects.waiting().exists()
    line = AccessLog.objects.filter(action="contact_changed").latest("pk")
    assert (line.user, line.detail) == (None, {"change": "refused", "asked_by": staff.pk})
    for told in (coordinator.email, staff.email):
        assert NEW in written_to(told)
        assert staff.name in written_to(told)
    assert OutgoingMail.objects.count() == 2  # neither address is written to again
    client.cookies["language"] = "en"
    again = client.post(path).content.decode()
    assert "nothing left to refuse" in again
    assert NEW not in again
    assert OutgoingMail.objects.count() == 2
    assert client.post(confirm[0]).status_code == 404


@pytest.mark.parametrize("end", ["another", "kept", "late"])
def test_r10_refusal_ends_with_what_it_refuses(client, staff, ministry, end):
    ask_for_contact(organisation=ministry, email=NEW, asked_by=staff)
    new = NewContact.objects.get()
    (path,) = links_in(OLD)
    client.cookies["language"] = "en"
    moment = timezone.now()
    if end == "another":
        ask_for_contact(organisation=ministry, email="third@ministry.example", asked_by=staff)
    elif end == "kept":
        client.force_login(staff)
        client.post(reverse("partners:contact_keep", args=[ministry.pk]))
    else:
        moment += timedelta(days=7, minutes=1)

    with time_machine.travel(moment):
        for answer in (client.get(path), client.post(path)):
            page = answer.content.decode()
            assert answer.status_code == 200
            assert "nothing left to refuse" in page
            assert "call the centre" in page
            assert NEW not in page
            assert OLD not in page
        with pytest.raises(ValidationError):
            refuse_contact(new=new)
    assert now_at(ministry) == OLD
    assert not AccessLog.objects.filter(detail__change="refused_late").exists()
    assert ministry.new_contacts.filter(ended_at=None, confirmed_at=None).exists() is (
        end in ("another", "late")
    )


def test_r10_refusal_after_the_thief_confirmed_says_so_and_tells_once(client, staff, ministry):
    coordinator = user_with("coordinator", user__email="coordinator@shkej.example")
    ask_for_contact(organisation=ministry, email=NEW, asked_by=staff)
    (path,) = links_in(OLD)
    confirm_contact(new=NewContact.objects.get())
    OutgoingMail.objects.all().delete()
    client.cookies["language"] = "en"

    page = client.get(path)
    assert page.status_code == 200
    assert "too late to refuse" in page.content.decode()
    assert "call the centre" in page.content.decode()
    assert not OutgoingMail.objects.exists()  # a look tells nobody

    for _number in range(2):
        told = client.post(path)
        assert "The coordinators are told" in told.content.decode()
    for shown in (page, told):
        assert NEW not in shown.content.decode()
        assert OLD not in shown.content.decode()
    assert {mail.to for mail in OutgoingMail.objects.all()} == {coordinator.email, staff.email}
    assert OutgoingMail.objects.count() == 2
    assert NEW in written_to(coordinator.email)
    line = AccessLog.objects.get(detail__change="refused_late")
    assert (line.user, line.object_id) == (None, str(ministry.pk))
    assert NEW not in str(line.detail)
    assert now_at(ministry) == NEW  # who has an old link changes nothing


def test_r10_link_that_confirms_refuses_nothing_and_the_other_way_round(client, staff, ministry):
    ask_for_contact(organisation=ministry, email=NEW, asked_by=staff)
    new = NewContact.objects.get()
    refusal = refusal_token_of(new)

    for wrong in (token_of(new), refusal[:-1] + "!", "x", "9" * 40 + "-:a"):
        assert read_refusal_token(wrong) is None
        url = reverse("partners:contact_refuse", args=[wrong])
        assert client.post(url).status_code == 404
    assert read_token(refusal) is None
    assert client.post(reverse("partners:contact_confirm", args=[refusal])).status_code == 404
    assert read_refusal_token(refusal) == new
    assert now_at(ministry) == OLD


def test_r10_first_address_of_an_organisation_has_nobody_to_refuse_it(staff):
    coordinator = user_with("coordinator", user__email="coordinator@shkej.example")
    ask_for_contact(organisation=OrganisationFactory(), email=NEW, asked_by=staff)

    assert links_in(coordinator.email) == []
    assert NEW in written_to(coordinator.email)

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.access import access_table
from accounts.models import AccessLog, Grant, Role, User
from accounts.services import log_access
from events.models import Centre, Event, Registration
from participants.models import Participant
from partners.models import Organisation, Project
from tests.accounts.factories import GrantFactory, UserFactory
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProjectFactory

NOW = datetime(2021, 10, 6, 12, tzinfo=UTC)


def test_a_user_without_a_grant_may_do_nothing(db):
    user = UserFactory()

    assert not any(user.has_perm(permission) for permission in access_table()["permissions"])
    assert not user.has_module_perms("events")
    assert list(Event.objects.visible_to(user)) == []


def test_a_deactivated_user_loses_every_permission(staff):
    staff.is_active = False
    staff.save()

    assert not User.objects.get(pk=staff.pk).has_perm("events.view_event")


def test_emails_are_unique_whatever_their_case(db):
    User.objects.create_user("Ana@example.org", name="Ana")

    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="ANA@example.org")


def test_sensitive_details_need_a_grant_of_their_own(centre):
    plain = GrantFactory(role=Role.STAFF, centre=centre).user
    trusted = GrantFactory(role=Role.STAFF, centre=centre, sees_sensitive=True).user

    assert not plain.has_perm("participants.view_sensitive")
    assert trusted.has_perm("participants.view_sensitive")


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.PARTNER, {}),
        (Role.STAFF, {}),
        (Role.VOLUNTEER, {}),
        (Role.COORDINATOR, {"organisation": True}),
        (Role.ADMIN, {"centre": True}),
        (Role.OBSERVER, {"sees_sensitive": True}),
    ],
)
def test_a_grant_with_the_wrong_scope_is_refused_by_the_database(centre, role, scope):
    values = {"centre": centre, "organisation": OrganisationFactory(), "sees_sensitive": True}
    grant = Grant(user=UserFactory(), role=role, **{key: values[key] for key in scope})

    with pytest.raises(ValidationError):
        grant.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        grant.save()


def test_the_same_grant_is_given_once(coordinator, centre):
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantFactory(user=coordinator, role=Role.COORDINATOR, centre=centre)


def test_staff_see_the_events_people_and_registers_of_their_centre_only(staff, centre):
    here, elsewhere = RegistrationFactory(), RegistrationFactory(event__centre=CentreFactory())
    here.participant.centre = centre
    here.participant.save()

    assert list(Event.objects.visible_to(staff)) == [here.event]
    assert list(Registration.objects.visible_to(staff)) == [here]
    assert list(Participant.objects.visible_to(staff)) == [here.participant]
    assert list(Centre.objects.visible_to(staff)) == [centre]
    assert elsewhere.event.centre != centre


def test_a_person_is_seen_where_they_were_first_registered_and_where_they_came(staff, centre):
    newcomer = ParticipantFactory(centre=centre)
    guest = RegistrationFactory(participant__centre=CentreFactory()).participant
    ParticipantFactory(centre=CentreFactory())

    assert set(Participant.objects.visible_to(staff)) == {newcomer, guest}


@pytest.mark.parametrize("most_named", [5_000, 1])
def test_a_search_for_few_sees_the_same_people(staff, centre, monkeypatch, most_named):
    monkeypatch.setattr("participants.models.participant_queryset.MOST_NAMED", most_named)
    events = EventFactory.create_batch(2, centre=centre)
    came = [RegistrationFactory(event=event).participant for event in events]
    seen = {ParticipantFactory(centre=centre), *came}
    ParticipantFactory(centre=CentreFactory())
    RegistrationFactory(event__centre=CentreFactory())

    assert set(Participant.objects.visible_to(staff, few=True)) == seen
    assert set(Participant.objects.visible_to(staff)) == seen


def test_a_role_in_one_centre_opens_nothing_in_another(staff):
    other = EventFactory(centre=CentreFactory())
    GrantFactory(user=staff, role=Role.OBSERVER, centre=other.centre)
    user = User.objects.get(pk=staff.pk)

    assert other in Event.objects.visible_to(user)
    assert other not in Event.objects.visible_to(user, "events.change_event")


def test_a_coordinator_of_all_centres_sees_all(db):
    user = GrantFactory(role=Role.COORDINATOR).user
    EventFactory(), EventFactory(centre=CentreFactory())

    assert Event.objects.visible_to(user).count() == 2


def test_an_administrator_sees_events_but_no_people(admin):
    RegistrationFactory()

    assert Event.objects.visible_to(admin).count() == 1
    assert not Participant.objects.visible_to(admin).exists()
    assert not Registration.objects.visible_to(admin).exists()


@pytest.mark.parametrize(
    ("hours", "reached"), [(25, False), (24, True), (-1, True), (-48, True), (-49, False)]
)
def test_a_volunteer_reaches_an_assigned_event_for_three_days(
    volunteer, time_machine, hours, reached
):
    event = EventFactory(starts_at=NOW + timedelta(hours=hours))
    event.volunteers.add(volunteer)
    EventFactory(starts_at=NOW)
    time_machine.move_to(NOW, tick=False)

    assert list(Event.objects.visible_to(volunteer)) == [event] * reached
    assert list(Event.objects.visible_to(volunteer, "events.change_registration")) == (
        [event] * reached
    )


def test_a_partner_sees_what_is_shared_with_its_organisation(partner, organisation):
    EventFactory(visibility="centre")
    EventFactory(visibility="partners").parts.create(organisation=OrganisationFactory())
    named = EventFactory(visibility="partners")
    named.parts.create(organisation=organisation, part="invited")
    named.parts.create(organisation=organisation, part="funder")
    everybody, public = EventFactory(visibility="all_partners"), EventFactory(visibility="public")

    assert set(Event.objects.visible_to(partner)) == {named, everybody, public}
    assert Event.objects.visible_to(partner).count() == 3


def test_a_partner_sees_only_its_own_organisation_and_projects(partner, organisation):
    ProjectFactory()
    own = ProjectFactory()
    own.parts.create(organisation=organisation, part="partner")

    assert list(Organisation.objects.visible_to(partner)) == [organisation]
    assert list(Project.objects.visible_to(partner)) == [own]


def test_the_access_log_only_grows(staff, centre):
    entry = log_access(action="view_participants", user=staff, target=centre, rows=3)

    assert (entry.object_type, entry.object_id) == ("events.Centre", str(centre.pk))
    with pytest.raises(PermissionDenied):
        entry.save()
    with pytest.raises(PermissionDenied):
        entry.delete()
    with pytest.raises(PermissionDenied):
        AccessLog.objects.update(action="export")
    with pytest.raises(PermissionDenied):
        AccessLog.objects.all().delete()
    assert AccessLog.objects.get().detail == {"rows": 3}

"""Objects to call every route with, and users of every role who reach them."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.account_invitations import invite_user
from accounts.account_invitations import token_of as token_of_account
from accounts.models import Alert, Breach, Grant, Role, User
from accounts.models.access_log import Action
from accounts.services import log_access
from background.services import start_task
from backups.exporting.tasks import export_everything
from drafts.keeping import keep_fields
from events.calendar.links.services import make_feed
from events.importing.downloads.views import make_register
from events.importing.tasks import check_file
from events.inviting.services import invitable, invite
from events.models import (
    Centre,
    ChangeRequest,
    DoorNote,
    Import,
    RegisterAct,
    ReopeningRequest,
)
from events.partner.proposals.changing import ask_change
from events.partner.representatives.services import name_representative
from participants.merging.services import merge_participants
from participants.models import Category, Consent, Guardianship, Nickname, PossibleDuplicate
from participants.tasks import search_duplicates
from partners.contacts.services import ask_for_contact, refusal_token_of
from partners.contacts.services import token_of as token_of_contact
from reports.models import PrpMapping, TextToReview
from reports.people.named import names_file
from retention.models import AccessRequest, Erasure, Hold, Rule, Run
from tests.accounts.factories import GrantFactory, UserFactory
from tests.events.factories import (
    AttachmentFactory,
    CentreFactory,
    EventFactory,
    EventProposalFactory,
    HeadcountFactory,
    RegistrationFactory,
    SeriesFactory,
    SeriesMemberFactory,
)
from tests.events.inviting.helping import token_for_contact
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import (
    MunicipalityFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ProjectFactory,
)
from tests.reports.factories_unicef import (
    IndicatorFactory,
    ManualSourceFactory,
    OutputFactory,
    ReportFactory,
    ReportingPeriodFactory,
    frozen_report,
    sex_of,
)
from tests.reports.unicef.sample import sample_figures
from tests.routes import World

# What a partner does for an event that is still ahead.
PARTNER_ROUTES = (
    "invite",
    "partner_event",
    "answer_invitation",
    "add_representative",
    "remove_representative",
)
# What a partner asks about an event of its own, where nothing waits for an answer.
ABOUT_ITS_OWN = ("ask_to_move", "ask_to_cancel")


@pytest.fixture
def world(centre):
    """The world of one test, which may change it."""
    return build_world(centre)


@pytest.fixture(scope="module")
def world_of_module(django_db_setup, django_db_blocker):
    """The world that the tests of a module begin with, in a transaction around theirs."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("sq"):
        yield build_world(Centre.objects.get(code="engjejt-e-vegjel"))
        transaction.set_rollback(True)


@pytest.fixture
def shared_world(world_of_module, db):
    """For a module all of whose tests begin with a world: as each would make it, but made once."""
    return deepcopy(world_of_module)


def build_world(centre):
    """One event of today that is shared with everybody, and what hangs on it."""
    organisation, project = OrganisationFactory(), ProjectFactory(programme=ProgrammeFactory())
    project.parts.create(organisation=organisation, part="partner")
    event = EventFactory(
        starts_at=timezone.now() - timedelta(minutes=5),
        visibility="all_partners",
        projects=[project],
        capacity=1,
    )
    here = {"event": event, "participant__centre": centre}
    registration, cancelled = RegistrationFactory(**here), RegistrationFactory(**here)
    cancelled.status = "cancelled"
    cancelled.save()
    waiting = RegistrationFactory(
        **here, status="waitlisted", waitlisted_at=timezone.now() - timedelta(days=1)
    )
    series = SeriesFactory(centre=centre, starts_on=event.starts_on, ends_on=event.starts_on)
    event.series, event.series_day = series, event.starts_on
    event.save()
    people = [ParticipantFactory(centre=centre) for _person in range(6)]
    guardianship = Guardianship.objects.create(
        adult=people[0], child=registration.participant, relation="mother"
    )
    users = _users(centre, organisation, sees_sensitive=True)
    event.volunteers.add(users[Role.VOLUNTEER])
    merge = merge_participants(kept=people[2], merged=people[3], merged_by=users["coordinator"])
    somebody = GrantFactory(role=Role.OBSERVER)
    ahead = EventFactory(
        starts_at=timezone.now() + timedelta(days=2), status="planned", visibility="all_partners"
    )
    ahead.parts.create(organisation=organisation, part="invited")
    (invitation,) = invite(
        event=ahead, organisations=invitable(ahead), invited_by=users["coordinator"]
    )
    named = name_representative(
        event=ahead,
        organisation=organisation,
        named_by=users["partner"],
        first_name="Hana",
        last_name="Kola",
        category=Category.objects.get(code="institution"),
    )
    opening = invite_user(
        user=UserFactory.build(email="invited@world.example"),
        grant=Grant(role=Role.PARTNER, organisation=organisation),
        invited_by=users["coordinator"],
        organisation=organisation,
    )
    own, unasked = EventProposalFactory.create_batch(
        2,
        accepted=True,
        organisation=organisation,
        proposed_by=users["partner"],
        event__centre=centre,
        decided_by=users["coordinator"],
    )
    asked = ask_change(
        change=ChangeRequest(proposal=own, asks="cancel", reason="Salla është e zënë"),
        by=users["partner"],
    )
    feed, token = make_feed(made_by=users["coordinator"], language="sq", scope="shared")
    new_contact = _new_contact(organisation, users)
    arguments = _reporting(project, users["coordinator"]) | {
        "event_id": event.pk,
        "registration_id": registration.pk,
        "events:place.registration_id": waiting.pk,
        "headcount_id": HeadcountFactory(event=event, category=registration.category).pk,
        "attachment_id": AttachmentFactory(event=event, added_by=users["staff"]).pk,
        "request_id": ReopeningRequest.objects.create(
            event=event, reason="Mungon një emër", asked_by=users["staff"]
        ).pk,
        "act_id": RegisterAct.objects.create(
            event=event,
            registration=cancelled,
            by=users["staff"],
            kind=RegisterAct.Kind.REMOVE,
            before={"attendance": "present"},
            after={"status": "cancelled"},
            body_hash="-",
        ).pk,
        "series_id": series.pk,
        "member_id": SeriesMemberFactory(
            series=series, participant=registration.participant, joined_on=event.starts_on
        ).pk,
        "centre_id": centre.pk,
        "year": 2021,
        "month": 10,
        "participant_id": registration.participant.pk,
        "guardianship_id": guardianship.pk,
        "duplicate_id": PossibleDuplicate.objects.create(first=people[4], second=people[5]).pk,
        "merge_id": merge.pk,
        "consent_id": _consent(registration.participant, people[0], users["staff"]).pk,
        "category_id": registration.category.pk,
        "first_day_step.name": "centre",
        "nickname_id": Nickname.objects.first().pk,
        "organisation_id": organisation.pk,
        "programme_id": project.programme.pk,
        "project_id": project.pk,
        "user_id": somebody.user.pk,
        "grant_id": somebody.pk,
        **_prp(project),
        "feed_id": feed.pk,
        "import_id": Import.objects.create(centre=centre, digest="0" * 64).pk,
        "events:import_outcome.task_id": start_task(
            check_file,
            "token",
            {},
            None,
            started_by=users["coordinator"],
            url=lambda key: reverse("events:import_outcome", args=[key]),
        ).result_id,
        "task_id": start_task(
            search_duplicates,
            users["coordinator"].pk,
            started_by=users["coordinator"],
            url=reverse("participants:duplicate_list"),
        ).result_id,
        **{
            f"{route}.task_id": start_task(
                names_file,
                *("", "agreement", "sq", ""),
                started_by=users["coordinator"],
                url=lambda key: reverse("reports:export_names_file", args=[key]),
            ).result_id
            for route in ("reports:export_names_file", "background:password")
        },
        "events:register_download_file.task_id": start_task(
            make_register,
            *(event.pk, "correct", "sq", ""),
            started_by=users["coordinator"],
            url=reverse("events:register_download", args=[event.pk]),
        ).result_id,
        **{
            f"backups:{route}.task_id": start_task(
                export_everything,
                "keeping",
                started_by=users["admin"],
                url=reverse("backups:backup_list"),
            ).result_id
            for route in ("export_made", "export_take")
        },
        "breach_id": Breach.objects.create(
            what="A phone was lost",
            noticed_at=timezone.now() - timedelta(hours=3),
            centre=centre,
            begins_on=timezone.localdate() - timedelta(days=3),
            ends_on=timezone.localdate(),
        ).pk,
        "text_id": TextToReview.objects.create(
            event=event, place=f"events.event.{event.pk}.results_sq", kind="phone", digest="0" * 64
        ).pk,
        "alert_id": Alert.objects.create(
            kind="many_opened",
            key="many_opened:1",
            user=users["staff"],
            line=log_access(Action.MANY_OPENED, user=users["staff"], reason="call"),
        ).pk,
        "kept_id": keep_fields(
            user_id=users["coordinator"].pk,
            key="b" * 24,
            action=reverse("events:event_create"),
            page=reverse("events:event_create"),
            fields=[("title_sq", "6.10.2021")],
        ).pk,
        "proposal_id": EventProposalFactory(
            organisation=organisation,
            proposed_by=users[Role.PARTNER],
            note="Një shënim",
        ).pk,
        "change_id": asked.pk,
        "events:change_withdraw.event_id": own.event_id,
        **{f"events:{route}.event_id": unasked.event_id for route in ABOUT_ITS_OWN},
        "note_id": DoorNote.objects.create(event=event, text="99ZZ99").pk,
        "token": token,
        "slug": "register",
        "accounts:open_account.token": token_of_account(opening),
        "accounts:grant_decide.grant_id": _waiting_grant(centre, users).pk,
        # Of a passkey, which is made by its device: tests/accounts/passkeys.
        "mfa_remove_webauthn.key_id": 1,
        "mfa_own_options.use": "again",
        "partners:contact_confirm.token": token_of_contact(new_contact),
        "partners:contact_refuse.token": refusal_token_of(new_contact),
        "partners:user_invite_again.user_id": opening.user_id,
        "partners:user_revoke.user_id": opening.user_id,
        **{
            f"{route}.token": token_for_contact(invitation, "sq")
            for route in ("answer_by_link", "name_by_link", "calendar_by_link")
        },
        "invitation_id": invitation.pk,
        **{f"events:{route}.event_id": ahead.pk for route in PARTNER_ROUTES},
        "events:remove_representative.registration_id": named.pk,
        **_ends(people[0], users),
        "format": "xlsx",
        "figure": "attendances",
    }
    strangers = _users(CentreFactory(), OrganisationFactory())
    return World(arguments, users, strangers)


def _consent(child, mother, user):
    """A mother's answer about her child, on a form that was attached."""
    consent = Consent(
        participant=child,
        purpose="photo",
        answer="given",
        given_by="guardian",
        guardian=mother,
        relation="mother",
        assent="given",
        method="signed",
        given_on=date(2021, 10, 1),
        recorded_by=user,
        evidence_name="form.pdf",
    )
    consent.evidence.save("form.pdf", ContentFile(b"%PDF-1.4"), save=False)
    consent.save()
    return consent


def _waiting_grant(centre, users):
    """A role that waits for the word of the coordinator."""
    return GrantFactory(role=Role.STAFF, centre=centre, waits=True, given_by=users[Role.ADMIN])


def _ends(person, users):
    """A request to erase somebody that waits for a second person, and a hold."""
    erasure = Erasure.objects.create(participant=person, why="asked", asked_by=users[Role.STAFF])
    hold = Hold.objects.create(
        participant=person, reason="Gjykata e Tiranës", set_by=users["coordinator"]
    )
    asked = AccessRequest.objects.create(
        participant=person,
        asked_by="self",
        received_on=timezone.localdate(),
        recorded_by=users["coordinator"],
    )
    routes = ("access", "access_file", "access_answered")
    rule = Rule.objects.create(
        kind="photos",
        months=36,
        wanted_months=24,
        wanted_by=users[Role.ADMIN],
        wanted_at=timezone.now(),
    )
    run = Run.objects.create(
        centre=person.centre, as_of=timezone.localdate(), asked_by=users[Role.ADMIN]
    )
    return {
        "retention:rule.kind": "photos",
        "rule_id": rule.pk,
        "run_id": run.pk,
        "erasure_id": erasure.pk,
        "hold_id": hold.pk,
        **{f"retention:{route}.request_id": asked.pk for route in routes},
    }


def _new_contact(organisation, users):
    """An address that somebody there has still to confirm."""
    ask_for_contact(
        organisation=organisation, email="new@world.example", asked_by=users["coordinator"]
    )
    return organisation.new_contacts.get()


def _reporting(project, user):
    """What is reported of `project`: one row of each kind, and a draft with typed figures."""
    output = OutputFactory(project=project)
    dimension = sex_of(project)
    indicator = IndicatorFactory(output=output)
    typed = IndicatorFactory(output=output, rule="manual", dimensions=[dimension])
    report = ReportFactory(period=ReportingPeriodFactory(project=project), drafted_by=user)
    source = ManualSourceFactory(report=report, indicator=typed, typed_by=user)
    return {
        "output_id": output.pk,
        "indicator_id": indicator.pk,
        "reports:manual_figures.indicator_id": typed.pk,
        "dimension_id": dimension.pk,
        "period_id": report.period.pk,
        "report_id": report.pk,
        "source_id": source.pk,
        "code": "zero",
        "kind": "xlsx",
    }


def _prp(project):
    """A frozen report, and a meaning of PRP's words that was confirmed for it."""
    project.unicef_reference = "ALB/PCA1/PD1"
    project.save()
    period = ReportingPeriodFactory(project=project, number=9)
    report = frozen_report(period, sample_figures())
    place = MunicipalityFactory()
    meaning = PrpMapping.objects.create(
        project=project, key="location:Tirana", label="Tirana", location=place
    )
    routes = ("prp", "prp_meanings", "prp_file", "prp_forget")
    return {f"reports:{name}.report_id": report.pk for name in routes} | {"mapping_id": meaning.pk}


def _users(centre, organisation, sees_sensitive=False):
    users = {}
    for role in Role.values:
        may = role == Role.COORDINATOR
        grant = Grant(user=UserFactory(), role=role, exports=may, exports_names=may)
        if role in (Role.COORDINATOR, Role.STAFF, Role.VOLUNTEER):
            grant.centre = centre
        if role == Role.PARTNER:
            grant.organisation = organisation
        grant.sees_sensitive = sees_sensitive and role in (Role.COORDINATOR, Role.STAFF)
        grant.save()
        users[role] = User.objects.get(pk=grant.user_id)
    return users

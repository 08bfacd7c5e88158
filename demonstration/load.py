"""Fill an empty database with the demonstration."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.utils import timezone

from demonstration import texts
from demonstration.consents import make_consents, publish_texts
from demonstration.counselling import make_counselling
from demonstration.group import make_weekly_group
from demonstration.invitations import make_invitations
from demonstration.keeping import make_requests
from demonstration.people import make_accounts, make_families, make_person
from demonstration.proposals import make_proposals
from demonstration.reporting import make_club, make_reporting
from demonstration.story import make_story
from events.models import (
    Centre,
    Event,
    Headcount,
    Quote,
    Registration,
    ReopeningRequest,
    Topic,
)
from participants.models import Category, Participant
from partners.models import Municipality, Organisation, Programme, Project
from shkej.lib.dates import local_moment

# The invented quarter: what was planned from October to December 2021, and how it ended.
SESSIONS = Path(__file__).with_name("sessions.csv")
# How many more children than places there are next week.
WAITING = 3


@transaction.atomic
def load_demonstration(*, password):
    """Add the seed's programme, project and meeting, and the invented quarter around it."""
    chance = Random(20211006)
    centre = Centre.objects.get(code="engjejt-e-vegjel")
    _reachable(centre)
    organisations = _organisations()
    project = _project(organisations)
    users = make_accounts(
        centre=centre, organisation=organisations["municipality"], password=password
    )
    parents, children = make_families(chance, centre=centre, number=9)
    _meeting(chance, centre, project, organisations, parents, users["staff"])
    _quarter(chance, centre, project, organisations, parents, children, users)
    _this_week(chance, centre, project, users)
    make_weekly_group(chance, centre=centre, users=users)
    make_proposals(centre=centre, organisation=organisations["municipality"], users=users)
    make_invitations(centre=centre, organisations=organisations, users=users)
    _report_to_unicef(chance, centre, project, users)
    make_counselling(centre=centre, staff=users["staff"])
    make_requests(parents=parents, users=users)


def _reachable(centre):
    """Whom partners write to who answer a mail, and call who have a question."""
    for name, value in texts.CENTRE.items():
        setattr(centre, name, value)
    centre.save()


def _organisations():
    tirana = Municipality.objects.get(name="Tiranë")
    return {
        key: Organisation.objects.create(
            name_sq=albanian, name_en=english, kind=kind, municipality=tirana
        )
        for key, (albanian, english, kind) in texts.ORGANISATIONS.items()
    }


def _project(organisations):
    programme = Programme.objects.create(
        lead_organisation=organisations["unicef"], **texts.PROGRAMME
    )
    programme.funders.add(organisations["uk"])
    project = Project.objects.create(
        code="AKSES-2021",
        programme=programme,
        starts_on=datetime(2021, 7, 1).date(),
        ends_on=datetime(2022, 9, 30).date(),
        unicef_reference="ALB/PCA2020118/PD202104",
        **texts.PROJECT,
    )
    for key, part in [("shkej", "implementer"), ("unicef", "partner"), ("uk", "donor")]:
        project.parts.create(organisation=organisations[key], part=part)
    return project


def _meeting(chance, centre, project, organisations, parents, staff):
    """The meeting of 6 October 2021: twelve participants, seven of them named."""
    event = Event.objects.create(
        centre=centre,
        kind=Event.Kind.AWARENESS_MEETING,
        starts_at=_moment("2021-10-06", 10),
        ends_at=_moment("2021-10-06", 12),
        status=Event.Status.HELD,
        visibility=Event.Visibility.PUBLIC,
        **texts.MEETING,
    )
    event.projects.add(project)
    event.topics.set(Topic.objects.filter(code__in=["human-trafficking", "child-protection"]))
    event.parts.create(organisation=organisations["shkej"], part="host")
    for key in ("municipality", "police", "protection", "services"):
        event.parts.create(organisation=organisations[key], part="invited")
    Quote.objects.create(event=event, **texts.QUOTE)
    guests = [
        ("institution", "municipality"),
        ("institution", "protection"),
        ("police", "police"),
        ("service_provider", "services"),
    ]
    for category, key in guests:
        person = make_person(
            chance, category, centre=centre, ages=(28, 55), organisation=organisations[key]
        )
        _attend(event, person, "present", staff)
    for parent in parents[:3]:
        _attend(event, parent, "present", staff)
    _count(event, "parent", "female", 25, 59, 3)
    _count(event, "parent", "male", 25, 59, 2)
    _close(event, staff)
    make_story(event=event, user=staff)


def _quarter(chance, centre, project, organisations, parents, children, users):
    """Weekly groups, a training and meetings from October to December 2021."""
    young = [make_person(chance, "young_person", centre=centre, ages=(18, 23)) for _n in range(5)]
    newcomer = make_person(chance, "parent", centre=centre)
    groups = {
        "group_session": children,
        "training": young,
        "workshop": children + young,
        "coordination_meeting": [],
        "awareness_meeting": [*parents, newcomer],
        "community_event": parents + children + young,
    }
    for number, session in enumerate(_sessions()):
        kind, status = session["kind"], session["status"]
        event = Event.objects.create(
            centre=centre,
            kind=kind,
            title_sq=session["title_sq"],
            title_en=session["title_en"],
            starts_at=_moment(session["day"], int(session["hour"])),
            ends_at=_moment(session["day"], int(session["hour"]) + int(session["hours"])),
            status=status,
            visibility="all_partners" if kind == "coordination_meeting" else "centre",
        )
        event.projects.add(project)
        if kind == "coordination_meeting":
            event.parts.create(organisation=organisations["municipality"], part="invited")
        for person in groups[kind]:
            _attend(event, person, _drawn(chance, status), users["staff"])
        if kind == "community_event":
            _count(event, "child", "unknown", 5, 9, 8)
            _count(event, "community_member", "female", None, None, 6)
        if status == "held" and number not in (8, 11):
            _close(event, users["staff"])
            last = event
    ReopeningRequest.objects.create(
        event=last, asked_by=users["staff"], reason="Mungon një fëmijë që erdhi më vonë"
    )


def _this_week(chance, centre, project, users):
    """One meeting today and one next week, so that a register can be tried.

    In the two weeks before, parents came with their children: today these are offered with them.
    Next week there are fewer places than children: the last ones wait.
    """
    today = timezone.localdate()
    parents, children = make_families(chance, centre=centre, number=10, year=today.year)
    before = ("Takim me prindër e fëmijë", "Meeting with parents and children")
    plans = [
        (-14, 16, *before),
        (-7, 16, *before),
        (0, 16, "Siguria online: takimi i sotëm", "Online safety: today’s meeting"),
        (7, 16, "Aftësi digjitale: takimi i javës tjetër", "Digital skills: next week’s meeting"),
    ]
    for days, hour, albanian, english in plans:
        day = (today + timedelta(days=days)).isoformat()
        event = Event.objects.create(
            centre=centre,
            kind=Event.Kind.GROUP_SESSION,
            title_sq=albanian,
            title_en=english,
            starts_at=_moment(day, hour),
            ends_at=_moment(day, hour + 2),
            visibility=Event.Visibility.ALL_PARTNERS,
            status=Event.Status.HELD if days < 0 else Event.Status.PLANNED,
            capacity=len(children) - WAITING if days > 0 else None,
        )
        event.projects.add(project)
        event.volunteers.add(users["volunteer"])
        for person in [*parents, *children] if days < 0 else children:
            _attend(event, person, "present" if days < 0 else "unmarked", users["staff"])
        if days < 0:
            _close(event, users["staff"])
        elif days > 0:
            _let_wait(event, children[-WAITING:])


def _report_to_unicef(chance, centre, project, users):
    """A club in Kamëz, and what is promised for it and for the rest; most people have agreed."""
    parents, children = make_families(chance, centre=centre, number=7)
    staff = users["staff"]
    make_club(
        centre=centre,
        project=project,
        parents=parents,
        children=children,
        attend=lambda event, person: _attend(event, person, _drawn(chance, event.status), staff),
        close=lambda event: _close(event, staff),
    )
    make_reporting(project=project, made_by=users["coordinator"])
    publish_texts(by=users["coordinator"], on=project.starts_on)
    make_consents(
        Participant.objects.select_related("category").order_by("pk"),
        chance=chance,
        given_on=project.starts_on,
        recorded_by=staff,
    )


def _let_wait(event, children):
    """Put `children` on the waiting list, one after the other."""
    for number, child in enumerate(children):
        event.registrations.filter(participant=child).update(
            status=Registration.Status.WAITLISTED,
            waitlisted_at=timezone.now() - timedelta(hours=len(children) - number),
        )


def _sessions():
    with SESSIONS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _moment(day, hour):
    return local_moment(datetime.fromisoformat(day).date(), datetime.min.replace(hour=hour).time())


def _drawn(chance, status):
    if status != "held":
        return "unmarked"
    return chance.choices(["present", "late", "excused", "absent"], [14, 2, 2, 3])[0]


def _attend(event, person, attendance, user):
    marked = attendance != "unmarked"
    Registration.objects.create(
        event=event,
        participant=person,
        category=person.category,
        organisation=person.organisation,
        attendance=attendance,
        marked_at=event.starts_at if marked else None,
        marked_by=user if marked else None,
        age=person.age_on(event.local_date) if marked else None,
    )


def _count(event, category, sex, age_from, age_to, count):
    Headcount.objects.create(
        event=event,
        category=Category.objects.get(code=category),
        sex=sex,
        age_from=age_from,
        age_to=age_to,
        count=count,
    )


def _close(event, user):
    event.register_closed_at = event.ends_at + timedelta(hours=1)
    event.register_closed_by = user
    event.save(update_fields=["register_closed_at", "register_closed_by", "updated_at"])

"""The project that has ended: the meeting of 6 October 2021 and its quarter."""

import csv
from datetime import date
from pathlib import Path

from demonstration.meetings import log_meeting
from demonstration.registers import drawn, take
from demonstration.story import make_story
from demonstration.words import texts
from events.models import Event, Quote, Topic
from partners.models import Municipality, Project

# What was planned from October to December 2021, and how it ended.
SESSIONS, CLUBS = (Path(__file__).with_name(f"{name}.csv") for name in ("sessions", "clubs"))
UNNAMED = [("child", "unknown", (5, 9), 8), ("community_member", "female", None, 6)]
CODE, REFERENCE = "AKSES-2021", "ALB/PCA2020118/PD202104"


def make_ended_project(*, programme, organisations):
    """The project of the seed, as it ran from July 2021 to September 2022."""
    project = Project.objects.create(
        code=CODE,
        programme=programme,
        starts_on=date(2021, 7, 1),
        ends_on=date(2022, 9, 30),
        unicef_reference=REFERENCE,
        **texts.PROJECT,
    )
    for key, part in texts.PARTS:
        project.parts.create(organisation=organisations[key], part=part)
    return project


def make_meeting(*, centre, project, organisations, cast, by):
    """The meeting of 6 October 2021: twelve participants, seven of them named."""
    event = log_meeting(
        centre=centre,
        day=date(2021, 10, 6),
        hour=10,
        hours=2,
        by=by,
        project=project,
        kind=Event.Kind.AWARENESS_MEETING,
        status=Event.Status.HELD,
        visibility=Event.Visibility.PUBLIC,
        **texts.MEETING,
    )
    event.topics.set(Topic.objects.filter(code__in=["human-trafficking", "child-protection"]))
    event.parts.create(organisation=organisations["shkej"], part="host")
    for key in ("municipality", "police", "protection", "services"):
        event.parts.create(organisation=organisations[key], part="invited")
    Quote.objects.create(event=event, **texts.QUOTE)
    named = [*cast.guests, *(family.adult for family in cast.then[:3])]
    unnamed = [("parent", "female", (25, 59), 3), ("parent", "male", (25, 59), 2)]
    take(event, dict.fromkeys(named, "present"), by=by, counted=unnamed)
    make_story(event=event, user=by)


def make_quarter(*, chance, centre, project, organisations, cast, by):
    """Weekly groups, a training and meetings in Tirana, and a club in Kamëz."""
    children = [child for family in cast.then for child in family.children]
    parents = [family.adult for family in cast.then]
    groups = {
        "group_session": children,
        "training": cast.then_young,
        "workshop": children + cast.then_young,
        "coordination_meeting": [],
        "awareness_meeting": [*parents, cast.newcomer],
        "community_event": parents + children + cast.then_young,
    }
    for row in read(SESSIONS):
        event = _session(row, centre, project, by)
        if row["kind"] == "coordination_meeting":
            event.parts.create(organisation=organisations["municipality"], part="invited")
        _take(chance, event, groups[row["kind"]], by)
    kamez = {
        "municipality": Municipality.objects.get(name="Kamëz"),
        "venue_sq": "Biblioteka publike, Kamëz",
        "venue_en": "Public library, Kamëz",
    }
    club = [child for family in cast.then_in_kamez for child in family.children]
    for row in read(CLUBS):
        event = _session(row, centre, project, by, **kamez)
        adults = [family.adult for family in cast.then_in_kamez]
        _take(chance, event, club if row["kind"] == "group_session" else adults, by)


def read(path):
    """The lines of a table of meetings."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _session(row, centre, project, by, **place):
    is_shared = row["kind"] == "coordination_meeting"
    return log_meeting(
        centre=centre,
        day=date.fromisoformat(row["day"]),
        hour=int(row["hour"]),
        hours=int(row["hours"]),
        by=by,
        project=project,
        visibility="all_partners" if is_shared else "centre",
        **{name: row[name] for name in ("kind", "title_sq", "title_en", "status")},
        **place,
    )


def _take(chance, event, people, by):
    if event.status != Event.Status.HELD:
        return
    is_large = event.kind == Event.Kind.COMMUNITY_EVENT
    take(event, drawn(chance, people), by=by, counted=UNNAMED if is_large else ())

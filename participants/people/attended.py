"""Where somebody came: squares by series and project, and the projects they count for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min

from participants.models.categories import counted_category
from partners.models import Project

READ = 200  # of the newest places, from which the strips are made
STRIPS, SQUARES = 12, 24


@dataclass(frozen=True)
class Strip:
    """`of`: a series or a project; None for meetings of neither. `places`: the oldest first."""

    of: object
    places: list


@dataclass(frozen=True)
class ProjectAttendance:
    """A project that somebody counts for: how many attendances, and the days of first and last."""

    project: Project
    times: int
    first: date
    last: date


def strips(registrations):
    """The newest places of held events, by series and else by project; the newest strip first.

    `registrations`: those of one person that the reader may see. An event of several projects
    is in the strip of each.
    """
    places = registrations.filter(event__status="held").select_related("event__series")
    places = places.prefetch_related("event__projects").order_by("-event__starts_at", "-pk")
    found = {}
    for place in places[:READ]:
        event = place.event
        for of in [event.series] if event.series else event.projects.all() or [None]:
            found.setdefault(of, []).append(place)
    return [Strip(of, newest[:SQUARES][::-1]) for of, newest in list(found.items())[:STRIPS]]


def projects_counted_for(registrations):
    """The projects whose reports count the person, by the places that the reader may see."""
    counted = registrations.filter(event__status="held", event__projects__isnull=False).attended()
    counted = counted.filter(counted_category("event__starts_on")).order_by()
    day = "event__starts_on"
    facts = {"times": Count("pk", distinct=True), "first": Min(day), "last": Max(day)}
    rows = {
        row.pop("event__projects"): row
        for row in counted.values("event__projects").annotate(**facts)
    }
    projects = Project.objects.filter(pk__in=rows)
    found = [ProjectAttendance(project=project, **rows[project.pk]) for project in projects]
    return sorted(found, key=lambda row: (row.last, row.project.code), reverse=True)

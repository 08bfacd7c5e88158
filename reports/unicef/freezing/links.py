"""Which events belong to the projects that a report counts: when it was frozen, and now."""

from events.models import Event
from reports.models import Indicator

Link = Event.projects.through


def projects_counted(project):
    """Ids of a project and of those from which its indicators take events too."""
    found = {project.pk}
    indicators = Indicator.objects.for_counting().filter(output__project=project)
    for indicator in indicators.reported():
        for part in indicator.parts:
            found |= {row.pk for row in part.other_projects.all()}
    return found


def links_of(period):
    """{project's id: ids of its events} of all that a report on `period` counts, until its end.

    With texts as keys, as a snapshot keeps it.
    """
    links = Link.objects.filter(project__in=projects_counted(period.project))
    links = links.filter(event__starts_on__lte=period.ends_on).order_by("project", "event")
    found = {}
    for project, event in links.values_list("project", "event"):
        found.setdefault(str(project), []).append(event)
    return found


class Links:
    """The events of `projects` (ids) as a frozen report knew them, and as they are.

    Reports of older versions know only how far the links went then: one that was taken away and
    made again seems new to them.
    """

    def __init__(self, report, projects):
        self.projects = set(projects)
        kept = report.snapshot.records.get("links")
        self.then = None
        if kept is not None:
            self.then = {event for key in self.projects for event in kept.get(str(key), ())}
        self.highest = report.snapshot.high_water.get("links")

    def changed(self, ids):
        """Those of the events `ids` that came to the projects since, or left them."""
        links = list(
            Link.objects.filter(event__in=ids, project__in=self.projects).values_list("event", "pk")
        )
        now = {event for event, _pk in links}
        if self.then is not None:
            return (set(ids) & self.then) ^ now
        old = {event for event, pk in links if self.highest is None or pk <= self.highest}
        return set(ids) - now | now - old


def events_behind(report):
    """Ids of all events that the figures of a frozen report rest on: then, or now."""
    then = {row["id"] for row in report.snapshot.data["events"]}
    then |= {event for ids in report.snapshot.records.get("links", {}).values() for event in ids}
    links = Link.objects.filter(project__in=projects_counted(report.period.project))
    links = links.filter(event__starts_on__lte=report.period.ends_on)
    return then | set(links.values_list("event", flat=True))

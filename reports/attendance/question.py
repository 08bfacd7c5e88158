"""What a report asks: which project, which centre, which days; and its address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from events.models import Centre
from partners.models import Project
from reports.counting import VIEW, Period, scope_for


@dataclass(frozen=True)
class ReportQuestion:
    """One project or all, one centre or all, from one day to another."""

    project: Project | None
    centre: Centre | None
    period: Period

    def scope(self, reader, permission=VIEW):
        """What is counted for a reader with `permission`."""
        return scope_for(reader, project=self.project, centre=self.centre, permission=permission)

    def centres(self, reader, permission=VIEW):
        """The centres whose work the answer holds."""
        centres = Centre.objects.visible_to(reader, permission)
        return centres.filter(pk=self.centre.pk) if self.centre else centres

    def is_covered(self, reader, permission):
        """Whether `permission` reaches each centre that the reader sees figures of."""
        reached = Centre.objects.visible_to(reader, permission).values("pk")
        return not self.centres(reader).exclude(pk__in=reached).exists()

    def address(self, **more):
        """The query string that asks this again, on whatever day, with `more` beside it."""
        return urlencode(self.facts(**more))

    def facts_in_name(self):
        """What the name of a file says of it: AKSES-2021, 2021-10-01, 2021-12-31."""
        chosen = [row.code for row in (self.project, self.centre) if row]
        return [*chosen, self.period.start.isoformat(), self.period.end.isoformat()]

    def facts(self, **more):
        """[(field, value)] by which this is asked again."""
        asked = {
            "project": self.project.code if self.project else None,
            "centre": self.centre.code if self.centre else None,
            "period": "custom",
            "start": self.period.start.isoformat(),
            "end": self.period.end.isoformat(),
            **more,
        }
        return [(name, value) for name, value in asked.items() if value]

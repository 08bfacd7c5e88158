"""Of which part of the work figures are asked, and for which days."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from events.models import Centre, Event, Headcount, Registration
from events.models.event_queryset import EventQuerySet
from events.models.registration_queryset import HeadcountQuerySet, RegistrationQuerySet
from events.models.scope import names_disclosed, scope_of_centres
from partners.models import Project
from reports.counting.bands import AgeBands

VIEW = "reports.view_attendance"


@dataclass(frozen=True)
class Period:
    """Local days of Tirana, both inclusive; without a start, everything up to the end."""

    start: date | None
    end: date

    def days(self, path: str) -> Q:
        """The condition that the day at `path` lies in the period."""
        until = Q(**{f"{path}__lte": self.end})
        return until if self.start is None else until & Q(**{f"{path}__gte": self.start})


@dataclass(frozen=True)
class Scope:
    """One project or all, one centre or all, and of these what the reader may see.

    An event linked to the project is in the project, whatever the project's own dates. *First ever*
    means: first in the scope. So newly reached adds up over periods to cumulative in every scope.
    """

    events: EventQuerySet
    registrations: RegistrationQuerySet
    headcounts: HeadcountQuerySet
    project: Project | None = None
    centre: Centre | None = None

    @property
    def bands(self) -> AgeBands:
        """The project's age bands, else those of docs/counting.md."""
        return AgeBands(self.project.age_band_starts) if self.project else AgeBands()

    def attendances(self, period: Period) -> RegistrationQuerySet:
        """Registrations that count as attended in the period."""
        return self._attended(period.days("event__starts_on"))

    def attendances_before(self, period: Period) -> RegistrationQuerySet:
        """Registrations that count as attended before the period's first day."""
        return self._attended(Q(event__starts_on__lt=period.start))

    def _attended(self, days: Q) -> RegistrationQuerySet:
        return self.registrations.counted().filter(days).order_by()

    def unnamed(self, period: Period) -> HeadcountQuerySet:
        """Headcounts that count in the period."""
        return self.headcounts.counted().filter(period.days("event__starts_on")).order_by()


def scope_for(
    reader: User | None = None,
    *,
    project: Project | None = None,
    centre: Centre | None = None,
    permission: str = VIEW,
) -> Scope:
    """The scope of `project` and `centre` for a user with `permission`; for nobody, everything.

    Who has a permission on reports has it in centres (accounts/access.toml); their ids are in the
    queries, because SQLite would work a subquery of visible events out for each person again.
    """
    chosen = {"projects": project, "centre": centre}
    chosen = {name: row for name, row in chosen.items() if row is not None}
    of_event = {f"event__{name}": row for name, row in chosen.items()}
    in_centres = Q() if reader is None else scope_of_centres(reader, permission)
    of_centres = Q() if reader is None else scope_of_centres(reader, permission, "event__")
    return Scope(
        events=Event.objects.filter(in_centres, **chosen),
        registrations=Registration.objects.filter(of_centres, **of_event),
        headcounts=Headcount.objects.filter(of_centres, **of_event),
        project=project,
        centre=centre,
    )


def keeps_names_back(
    events: EventQuerySet, reader: User, until: date, permission: str = "reports.view_people"
) -> bool:
    """Whether names of some of `events`, up to the day `until`, are kept back from `reader`.

    Who is new, and whose first time it is, hangs on all events before: a list that leaves some out
    would tell by whom it lists.
    """
    told = names_disclosed(reader, permission)
    return bool(told) and events.filter(starts_on__lte=until).exclude(told).exists()

"""Which events and rows an indicator takes, and where each took place."""

from collections.abc import Iterable

from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from events.models import Event, Headcount, Registration
from events.models.event_queryset import EventQuerySet
from events.models.registration_queryset import HeadcountQuerySet, RegistrationQuerySet
from partners.models import Project
from reports.models import Indicator


def place_of(prefix: str) -> Coalesce:
    """Where an event took place: its own municipality, else its centre's."""
    return Coalesce(f"{prefix}municipality_id", f"{prefix}centre__municipality_id")


def _linked_to(projects: list[int]) -> Q:
    links = Event.projects.through.objects.filter(project__in=projects)
    return Q(pk__in=links.values("event"))


def selected_events(indicator: Indicator) -> EventQuerySet:
    """The events that the indicator takes once they are held, wherever they are."""
    projects = [indicator.output.project_id, *(row.pk for row in indicator.other_projects.all())]
    events = Event.objects.filter(_linked_to(projects))
    kinds = indicator.event_kinds
    return events.filter(kind__in=kinds) if kinds else events


def events_of(indicator: Indicator) -> EventQuerySet:
    """The held events that the indicator's selection takes, wherever they were."""
    return selected_events(indicator).held()


def events_asked_for(project: Project, indicators: Iterable[Indicator]) -> EventQuerySet:
    """All events of `project`, and those of others that `indicators` take once they are held."""
    wanted = _linked_to([project.pk])
    for indicator in indicators:
        for part in indicator.parts:
            wanted |= Q(pk__in=selected_events(part).order_by().values("pk"))
    return Event.objects.filter(wanted)


def counted_rows(
    indicator: Indicator,
    locations: list[int] | None = None,
    *,
    elsewhere: bool = False,
    any_age: bool = False,
) -> RegistrationQuerySet:
    """The attendances that the indicator's selection takes, with `place`.

    `locations`: ids of municipalities, by default the indicator's; `elsewhere` gives those outside
    them, `any_age` those of any age, known or not.
    """
    rows = Registration.objects.counted().filter(event__in=events_of(indicator).order_by())
    categories = [row.pk for row in indicator.categories.all()]
    if categories:
        rows = rows.filter(category__in=categories)
    if not any_age:
        rows = rows.filter(_ages(indicator))
    return _in_places(rows, locations_of(indicator, locations), "event__", elsewhere)


def counted_headcounts(
    indicator: Indicator, locations: list[int] | None = None
) -> HeadcountQuerySet:
    """The headcounts that the selection takes; with age limits those that lie in them whole."""
    rows = Headcount.objects.counted().filter(event__in=events_of(indicator).order_by())
    categories = [row.pk for row in indicator.categories.all()]
    if categories:
        rows = rows.filter(category__in=categories)
    if indicator.age_from is not None:
        rows = rows.filter(age_from__gte=indicator.age_from)
    if indicator.age_to is not None:
        rows = rows.filter(age_to__lte=indicator.age_to)
    return _in_places(rows, locations_of(indicator, locations), "event__", False)


def counted_events(indicator: Indicator, locations: list[int] | None = None) -> EventQuerySet:
    """The held events that the selection takes, with `place`."""
    return _in_places(events_of(indicator), locations_of(indicator, locations), "", False)


def _ages(indicator: Indicator) -> Q:
    limits = Q()
    if indicator.age_from is not None:
        limits &= Q(age__gte=indicator.age_from)
    if indicator.age_to is not None:
        limits &= Q(age__lte=indicator.age_to)
    return limits


def locations_of(indicator: Indicator, locations: list[int] | None) -> list[int]:
    """The ids that are given, else those of the indicator's own places."""
    return [row.pk for row in indicator.locations.all()] if locations is None else locations


def _in_places(rows: QuerySet, locations: list[int], prefix: str, elsewhere: bool) -> QuerySet:
    if not locations:
        return rows.none() if elsewhere else with_place(rows, locations, prefix)
    rows = with_place(rows, locations, prefix)
    if elsewhere:
        return rows.filter(Q(place=None) | ~Q(place__in=locations))
    return rows.filter(place__in=locations)


def with_place(rows: QuerySet, locations: list[int], prefix: str) -> QuerySet:
    """`rows` with `place`, None where the indicator does not ask for places."""
    none = Value(None, output_field=IntegerField())
    return rows.annotate(place=place_of(prefix) if locations else none)

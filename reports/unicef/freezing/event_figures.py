"""The events and the people of a project's period: what reports list beside the indicators."""

from collections.abc import Mapping
from typing import TypedDict

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import Coalesce, RowNumber

from events.models import Attachment, Headcount, Registration
from events.models.registration_queryset import HeadcountQuerySet, RegistrationQuerySet
from partners.models import Project
from reports.counting.order import IN_TIME
from reports.models import ReportingPeriod
from reports.models.report_data import EventData, EventNumbers, PeopleData
from shkej.lib.bilingual import texts_of

NEITHER = {"sq": "Aktivitet", "en": "Activity"}  # what outsiders read of a sensitive event


class TotalsEvidence(TypedDict):
    """Which rows the totals are made of, by texts as keys: a snapshot keeps it as JSON.

    `people`: {person's id: ids of their registrations}; `unnamed`: {headcount's id: people}.
    """

    people: dict[str, list[int]]
    unnamed: dict[str, int]


def _place_name() -> Coalesce:
    """The name of the municipality in which an event took place, in SQL."""
    return Coalesce("municipality__name", "centre__municipality__name")


def event_rows(
    project: Project, period: ReportingPeriod, codes: Mapping[int, list[str]]
) -> list[EventData]:
    """The held events of a project in a period, with numbers and never a name.

    `codes`: {event's id: codes of the indicators that count it}. Of sensitive events outsiders read
    neither title nor topic nor place.
    """
    events = list(
        project.events.held()
        .between(period.starts_on, period.ends_on)
        .select_related("centre")
        .prefetch_related("topics")
        .annotate(place_name=_place_name())
        .order_by("starts_at", "pk")
    )
    people = _per_event(project, period)
    sheets = set(
        Attachment.objects.filter(
            event__in=[event.pk for event in events], kind=Attachment.Kind.SIGNED_SHEET
        ).values_list("event", flat=True)
    )
    return [
        {
            "id": event.pk,
            "date": event.starts_on.isoformat(),
            "title": NEITHER if event.is_sensitive else texts_of(event, "title"),
            "kind": event.kind,
            "topics": []
            if event.is_sensitive
            else [texts_of(topic, "name") for topic in event.topics.all()],
            "municipality": None if event.is_sensitive else event.place_name,
            "centre": texts_of(event.centre, "name"),
            "indicators": codes.get(event.pk, []),
            **people.get(event.pk, _nobody()),
            "has_sheet": event.pk in sheets,
        }
        for event in events
    ]


def _attended(project: Project, period: ReportingPeriod) -> RegistrationQuerySet:
    rows = Registration.objects.counted().filter(event__projects=project)
    return rows.filter(event__starts_on__range=(period.starts_on, period.ends_on)).order_by()


def people_of(project: Project, period: ReportingPeriod) -> PeopleData:
    """How many people the project reached in the period, and who of them counts elsewhere too."""
    people = _attended(project, period).values("participant_id")
    others = Registration.objects.counted().filter(
        event__starts_on__range=(period.starts_on, period.ends_on), participant__in=people
    )
    others = others.exclude(event__projects=None).order_by()
    shared = (
        others.values(code=F("event__projects__code"))
        .exclude(code=project.code)
        .annotate(people=Count("participant_id", distinct=True))
        .order_by("code")
    )
    return {
        "people": people.distinct().count(),
        "shared": [{"project": row["code"], "people": row["people"]} for row in shared],
    }


def evidence_of(project: Project, period: ReportingPeriod) -> TotalsEvidence:
    """Which rows the totals of a period are made of."""
    people: dict[str, list[int]] = {}
    rows = _attended(project, period).order_by("pk")
    for person, key in rows.values_list("participant_id", "pk"):
        people.setdefault(str(person), []).append(key)
    crowds = _unnamed(project, period).order_by("pk").values_list("pk", "count")
    return {"people": people, "unnamed": {str(key): count for key, count in crowds}}


def _unnamed(project: Project, period: ReportingPeriod) -> HeadcountQuerySet:
    return Headcount.objects.counted().filter(
        event__projects=project, event__starts_on__range=(period.starts_on, period.ends_on)
    )


def _per_event(project: Project, period: ReportingPeriod) -> dict[int, EventNumbers]:
    rows = _attended(project, period)
    first = Registration.objects.counted().filter(event__projects=project)
    counts = rows.values("event_id").annotate(
        female=Count("pk", filter=Q(participant__sex="female")),
        male=Count("pk", filter=Q(participant__sex="male")),
        unknown=Count("pk", filter=Q(participant__sex="unknown")),
    )
    found: dict[int, EventNumbers] = {}
    for row in counts:
        found[row["event_id"]] = {
            "female": row["female"],
            "male": row["male"],
            "unknown": row["unknown"],
            "unnamed": 0,
            "new_people": 0,
        }
    for row in (
        _unnamed(project, period).order_by().values("event_id").annotate(number=Sum("count"))
    ):
        found.setdefault(row["event_id"], _nobody())["unnamed"] = row["number"]
    for event, number in _first_events(first, period).items():
        found.setdefault(event, _nobody())["new_people"] = number
    return found


def _nobody() -> EventNumbers:
    return {"female": 0, "male": 0, "unknown": 0, "unnamed": 0, "new_people": 0}


def _first_events(rows: RegistrationQuerySet, period: ReportingPeriod) -> dict[int, int]:
    """{event's id: how many people's first attendance in the project it was}, in the period."""
    turns = rows.order_by().annotate(
        turn=Window(RowNumber(), partition_by="participant_id", order_by=list(IN_TIME))
    )
    firsts = Registration.objects.filter(
        pk__in=turns.filter(turn=1).values("pk"),
        event__starts_on__range=(period.starts_on, period.ends_on),
    )
    counted = firsts.order_by().values("event_id").annotate(number=Count("pk"))
    return {row["event_id"]: row["number"] for row in counted}

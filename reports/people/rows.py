"""Who came to the events of a project in a period, one row for each of those who agreed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min

from participants.models import Participant
from reports.people.agreed import who_agreed
from shkej.lib.dates import today


@dataclass(frozen=True)
class PersonRow:
    """One person: who it is, and the first and last day and the number of their attendances."""

    person: Participant
    first: date
    last: date
    times: int


@dataclass(frozen=True)
class AgreedPeople:
    """The rows, and how many more came who did not agree or whose consent is over."""

    rows: list
    kept_back: int


def people_for(question, recipient, reader, permission):
    """`AgreedPeople` who came, as far as `reader` reaches them by `permission`.

    Events with a sensitive topic are left out for everybody: that somebody came there is no news
    for others.
    """
    scope = question.scope(reader, permission)
    came = scope.attendances(question.period).filter(event__is_sensitive=False)
    by_person = came.values("participant").annotate(
        first=Min("event__starts_on"), last=Max("event__starts_on"), times=Count("pk")
    )
    all_who_came = came.aggregate(number=Count("participant", distinct=True))["number"]
    agreed = who_agreed(recipient, today())
    found = {row["participant"]: row for row in by_person.filter(participant__in=agreed)}
    people = agreed.select_related("municipality").filter(pk__in=by_person.values("participant"))
    rows = [
        PersonRow(person, *(found[person.pk][name] for name in ("first", "last", "times")))
        for person in people.order_by("pk")
        if person.pk in found
    ]
    return AgreedPeople(rows, all_who_came - len(rows))

"""Who came to single events, named and counted together (docs/counting.md)."""

from collections.abc import Iterable

from django.db.models import Count, F, Sum

from events.models import Event, Headcount, Registration


def attended(events: Iterable[Event]) -> dict[int, dict[tuple[str, str], int]]:
    """{event's id: {(category's code, sex): people}} of a list of events, in two queries."""
    found: dict[int, dict[tuple[str, str], int]] = {event.pk: {} for event in events}
    named = Registration.objects.counted().filter(event__in=found).order_by()
    unnamed = Headcount.objects.counted().filter(event__in=found).order_by()
    place = {"code": F("category__code")}
    for rows in (
        named.values("event_id", **place, of=F("participant__sex")).annotate(number=Count("pk")),
        unnamed.values("event_id", **place, of=F("sex")).annotate(number=Sum("count")),
    ):
        for row in rows:
            cells, key = found[row["event_id"]], (row["code"], row["of"])
            cells[key] = cells.get(key, 0) + row["number"]
    return found

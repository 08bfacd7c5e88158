"""The rows of events, locked while something that hangs on them is decided."""

from events.models import Event


def lock_event(event):
    """The row of `event` as it stands now, locked until the transaction ends."""
    return Event.objects.select_for_update(no_key=True).get(pk=event.pk)


def lock_events(events):
    """The rows of `events` as they stand now, locked in one order until the transaction ends."""
    pks = events.order_by().values("pk")
    rows = Event.objects.filter(pk__in=pks).order_by("pk")
    return list(rows.select_for_update(no_key=True))

"""What colleagues changed: the open register asks for it every few seconds."""

from django.http import HttpResponse
from django.shortcuts import render

from events.register.live.changes import State, rows_changed_since, state_of
from events.register.lookups import event_with_state
from events.register.parts import list_context


def changes(request, event_id):
    """The rows that changed after `?since=` with the figures beside them; 204 where none did."""
    event = event_with_state(request, event_id)
    now, since = state_of(event), State.read(request.GET.get("since", ""))
    if now == since:
        return HttpResponse(status=204)
    is_whole = since is None or since.event != now.event
    changed = None if is_whole else rows_changed_since(event, since)
    context = list_context(request, event, only=changed) | {"state": now, "is_whole": is_whole}
    rows, waiting = context["registrations"], context["places"].waiting
    if not is_whole:
        waiting = [row for row in waiting if row.pk in changed]
        there = event.registrations.active().filter(pk__in=changed) if context["is_paged"] else rows
        context["gone"] = sorted(changed.difference(row.pk for row in there))
    request.shows(event)
    return render(request, "events/register/live/partials/answer_changes.html", context)

"""What colleagues changed: the open register asks for it every few seconds."""

from django.http import HttpResponse
from django.shortcuts import render

from events.register.live.changes import State, rows_changed_since, state_of
from events.register.parts import event_with_state, list_context, log_names_seen


def changes(request, event_id):
    """The rows that changed after `?since=` with the figures beside them; 204 where none did."""
    event = event_with_state(request, event_id)
    now, since = state_of(event), State.read(request.GET.get("since", ""))
    if now == since:
        return HttpResponse(status=204)
    context = list_context(request, event) | {"state": now, "is_whole": True}
    rows, waiting = context["registrations"], context["places"].waiting
    if since is not None and since.of_event == now.of_event:
        changed = rows_changed_since(event, since)
        rows, waiting = ([row for row in of if row.pk in changed] for of in (rows, waiting))
        context["changed"] = rows
        context["gone"] = sorted(changed.difference(row.pk for row in rows))
        context["is_whole"] = False
    if shown := len(rows) + len(waiting):
        log_names_seen(request, event, shown)
    return render(request, "events/register/live/partials/answer_changes.html", context)

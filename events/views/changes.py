"""What colleagues changed: the open register asks for it every few seconds."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.changes import State, rows_changed_since, state_of
from events.views.register_parts import event_for, list_context

PERMISSION = "events.view_registration"


@require_safe
@permission_required(PERMISSION, raise_exception=True)
def changes(request, event_id):
    """The rows that changed after `?since=` with the figures beside them; 204 where none did."""
    event = event_for(request, event_id, PERMISSION, knows_state=True)
    now, since = state_of(event), State.read(request.GET.get("since", ""))
    if now == since:
        return HttpResponse(status=204)
    context = list_context(request, event) | {"state": now, "is_whole": True}
    if since is not None and since.rest.split(".")[0] == now.rest.split(".")[0]:
        changed = rows_changed_since(event, since) | _asked(context["registrations"])
        here = {registration.pk: registration for registration in context["registrations"]}
        context["changed"] = [row for key, row in here.items() if key in changed]
        context["gone"] = changed - here.keys()
        context["is_whole"] = False
    return render(request, "events/partials/answer_changes.html", context)


def _asked(registrations):
    """Those about whom a question is open: it may be new."""
    return {registration.pk for registration in registrations if registration.asked_mark}

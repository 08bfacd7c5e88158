"""The register on one screen."""

from events.register.headcounts.forms import HeadcountForm
from events.register.live.changes import state_of
from events.register.lookups import event_with_state
from events.register.parts import render_register
from participants.models import Category
from shkej.lib.searches import searched


def register(request, event_id):
    """Who is expected, who came, who was counted; with `?find=`, who is found."""
    event = event_with_state(request, event_id)
    return render_register(
        request,
        event,
        query=searched(request),
        headcount_form=_asked_headcount(request),
        state=state_of(event),
    )


def _asked_headcount(request):
    """The form for a number of people to count, where `?count=` brings one from a typed list."""
    count = request.GET.get("count", "")
    if not (count.isascii() and count.isdigit() and len(count) < 6):
        return None
    return HeadcountForm(categories=Category.objects.all(), initial={"count": int(count)})

"""What a device shows of a register that is opened again without a connection."""

from django.shortcuts import render

from accounts.locking.devices import facts_of
from accounts.middleware import MINUTE
from events.models import Event
from events.register.forms import RegisterPersonForm
from events.register.totals import RegisterTotals
from participants.models import Category
from shkej.lib.dates import today
from shkej.lib.queries.ordering import in_shown_order


def register_offline(request):
    """The register's page without any event or person: the device fills in what it keeps."""
    event = Event(pk=0, starts_on=today())
    categories = in_shown_order(Category.objects.on(today()))
    context = {
        "is_shell": True,
        "event": event,
        "lock_after": facts_of(request)["minutes"] * MINUTE,
        "categories": categories,
        "totals": RegisterTotals(),
        # The device keeps the registers of those alone who may do this.
        "access": {"can_mark": True, "can_change_places": True, "can_add_people": True},
        "counts_people": True,
        "day_has_come": True,
        "person_blank": RegisterPersonForm(event=event, categories=categories, organisations=None),
    }
    return render(request, "events/register/register_offline.html", context)

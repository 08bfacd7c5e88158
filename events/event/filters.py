"""What the list of events can be narrowed down to; kept in the address."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.lib.filters import EventsFilter, RowField, kinds
from events.models import Event
from shkej.lib.forms.filters import choices
from shkej.lib.forms.inputs import DayField

# What still waits to be done with an event: the method of the queryset, and what people call it.
WAITING = {
    "register_not_taken": _("Registers not taken"),
    "register_not_closed": _("Registers not closed"),
    "publicity_unanswered": _("Public events with children: who may see them?"),
    "untranslated": _("Missing translations"),
    "without_project": _("No project: no project’s report counts them"),
}


class EventFilter(EventsFilter):
    """The filter of the list of events."""

    text = forms.CharField(label=_("Words in the title"), required=False, max_length=200)
    centre = RowField(_("Centre"))
    project = RowField(_("Project"))
    organisation = RowField(_("Organisation"))
    kind = forms.ChoiceField(label=_("Event type"), required=False, choices=kinds)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=lambda: choices(Event.Status.choices),
    )
    waiting = forms.ChoiceField(
        label=_("Waits for"),
        required=False,
        choices=lambda: choices(WAITING.items()),
    )
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def filter_waiting(self, events, rows):
        return getattr(events, rows)()

    def filter_text(self, events, text):
        shown = events.details_shown_to(self.user) | Q(is_sensitive=False)
        return events.filter(shown).search(text)

    def filter_first(self, events, day):
        return events.filter(starts_on__gte=day)

    def filter_last(self, events, day):
        return events.filter(starts_on__lte=day)

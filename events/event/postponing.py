"""The form that asks to which day an event is postponed."""

from copy import copy

from crispy_forms.layout import Div
from django.utils.translation import gettext_lazy as _

from events.event.moments import MomentsMixin, times_of
from shkej.lib.forms.editing import GuardedRowForm
from shkej.lib.forms.inputs import ClockField, DayField
from shkej.lib.forms.layout import inner_helper


class PostponeForm(MomentsMixin, GuardedRowForm):
    """The new date and times; without a date it is only known that the old one does not hold."""

    date = DayField(
        label=_("New date"),
        required=False,
        help_text=_("Leave empty while it is not known. Then the event waits as postponed."),
    )
    start_time = ClockField(label=_("Start time"), required=False)
    end_time = ClockField(label=_("End time"), required=False)
    last_day = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Only where it goes on for more than one day."),
    )

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance = copy(event)  # what is typed changes nothing yet
        times = times_of(event)
        self.initial |= {name: times.get(name) for name in ("start_time", "end_time")}
        self.guard(event)
        self.helper = inner_helper(
            "seen_at",
            Div("date", "last_day", css_class="form-row"),
            Div("start_time", "end_time", css_class="form-row"),
        )

    def clean(self):
        """Work out the moments where a date was given."""
        data = super().clean()
        if data.get("date") and not self.errors:
            self.clean_moments(data)
        elif data.get("last_day") and not self.errors:
            self.add_error("date", _("Enter the first day too."))
        return data

    def as_stored(self):
        """The day on which the event is now is in no field otherwise."""
        fresh = PostponeForm(event=self.row)
        fresh.initial |= times_of(self.row)
        return fresh

    def times(self):
        """{"starts_at", "ends_at", "is_all_day"} of the new day; None where none is known."""
        if not self.cleaned_data["date"]:
            return None
        return {
            name: getattr(self.instance, name) for name in ("starts_at", "ends_at", "is_all_day")
        }

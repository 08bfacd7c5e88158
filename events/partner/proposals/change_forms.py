"""The forms by which a partner asks about its own event, and the coordinator's answer."""

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from events.event.moments import MomentsMixin, times_of
from events.models import ChangeRequest
from events.models.proposals import LONGEST_NOTE
from shkej.lib.bilingual import sides
from shkej.lib.forms.editing import Guard
from shkej.lib.forms.inputs import DAY_TYPED, ClockField, DayField, prepare_bilingual, say_too_long
from shkej.lib.forms.layout import Bilingual, inner_helper


class _AskForm(Guard, forms.ModelForm):
    """Refused once where the event changed while the form was open, like every edit."""

    seen_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        self.guard(event)
        say_too_long(self)

    def clean(self):
        """Refuse where the event changed since the page was opened."""
        data = super().clean()
        self.refuse_if_changed()
        return data

    def as_stored(self):
        """The form as it would be opened now."""
        return type(self)(event=self.row)


class AskToMoveForm(MomentsMixin, _AskForm):
    """Another day, time or place; of a sensitive event, whose place is not told, no place."""

    date = DayField(label=_("Date"), help_text=DAY_TYPED)
    start_time = ClockField(
        label=_("Start time"), required=False, help_text=_("Leave empty when it is not known.")
    )
    end_time = ClockField(label=_("End time"), required=False)
    last_day = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Only where it goes on for more than one day."),
    )

    class Meta:
        model = ChangeRequest
        fields = [*sides("venue"), "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        self.instance.asks = ChangeRequest.Asks.MOVE
        self.initial |= times_of(event)
        if event.is_sensitive:
            for name in sides("venue"):
                del self.fields[name]
        else:
            prepare_bilingual(self, "venue")
            self.initial |= {name: getattr(event, name) for name in sides("venue")}
        self.helper = inner_helper(
            "seen_at",
            Div("date", "start_time", "end_time", css_class="form-row three"),
            "last_day",
            *([] if event.is_sensitive else [Bilingual("venue")]),
            "reason",
        )

    def clean(self):
        """Work out the moments, and say at the field what cannot be."""
        data = super().clean()
        if not self.errors.keys() & {"date", "start_time", "end_time", "last_day"}:
            self.clean_moments(data)
        return data


class CancelForm(_AskForm):
    """That the event does not take place, and why."""

    class Meta:
        model = ChangeRequest
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        self.instance.asks = ChangeRequest.Asks.CANCEL
        field = self.fields["reason"]
        field.required = True
        field.error_messages["required"] = _("Say why the event is to be cancelled.")
        self.helper = inner_helper("seen_at", "reason")


class StayForm(forms.Form):
    """Why the event stays as it is."""

    answer = forms.CharField(
        label=_("Why does it stay as it is?"),
        help_text=_("The organisation reads this. No names of children or families."),
        max_length=LONGEST_NOTE,
        error_messages={"required": _("Say why it stays as it is.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_too_long(self)

"""The form that says from which day a category counts, or no longer does."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from shkej.lib.forms.inputs import DayField
from shkej.lib.forms.layout import PlainForm

EARLIEST = 1990
CHOICES = [
    ("yes", capfirst(_("counted in reports"))),
    ("no", capfirst(_("not counted in reports"))),
]


class CountingForm(PlainForm):
    """Whether a category counts, from which event's day on, and why."""

    is_counted = forms.ChoiceField(
        label=_("In reports"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        help_text=_("Staff are in the room, but they are not people reached."),
    )
    starts_on = DayField(
        label=_("At events from this day on"),
        help_text=_("Earlier events keep counting as they did."),
    )
    reason = forms.CharField(
        label=_("Why does this change?"),
        help_text=_("It is shown where a report would differ from what was frozen."),
        max_length=300,
    )

    def clean_starts_on(self):
        """Refuse a day on which nobody met yet: it is a slip of the finger."""
        day = self.cleaned_data["starts_on"]
        if day.year < EARLIEST:
            raise forms.ValidationError(
                _("Enter a day from %(year)s on.") % {"year": EARLIEST}, code="too_early"
            )
        return day

    @property
    def asked(self):
        """What was asked for, in one word: the page shows what exactly this would do."""
        data = self.cleaned_data
        return f"{data['is_counted']} {data['starts_on']:%Y-%m-%d}"

    @property
    def change(self):
        """As `change_counting` takes it."""
        data = self.cleaned_data
        return {
            "is_counted": data["is_counted"] == "yes",
            "starts_on": data["starts_on"],
            "reason": data["reason"],
        }

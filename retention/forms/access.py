"""The form on which it is recorded that somebody asks for their data."""

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from retention.models import AccessRequest
from shkej.lib.dates import today
from shkej.lib.forms.inputs import DayField
from shkej.lib.forms.layout import inner_helper

EARLIEST_YEAR = 2020


class AccessRequestForm(forms.ModelForm):
    """Who asks, and since when the month runs."""

    received_on = DayField(label=_("Received on"))

    class Meta:
        model = AccessRequest
        fields = ("asked_by", "received_on")
        widgets = {"asked_by": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = today
        self.fields["asked_by"].choices = AccessRequest.By.choices
        self.helper = inner_helper("asked_by", Div("received_on", css_class="form-row"))

    def clean_received_on(self):
        """A day that has come."""
        day = self.cleaned_data["received_on"]
        if day.year < EARLIEST_YEAR or day > today():
            raise ValidationError(_("Enter the day on which the request came."))
        return day

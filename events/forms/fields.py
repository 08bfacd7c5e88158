"""Days and times as people type them; static/js/dates.js gives a phone its own picker."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from shkej.labels import LANGUAGES

LONGEST_TEXT = 10_000


class DayField(forms.DateField):
    """A day, typed as 06.10.2021, 06/10/2021 or 6.10.2021; a picker's 2021-10-06 too."""

    default_error_messages = {
        "required": _("Enter the date."),
        "invalid": _("Enter a date that exists, as day, month and year, for example 06.10.2021."),
    }

    def __init__(self, **kwargs):
        attributes = {"data-day": "", "autocomplete": "off"}
        super().__init__(widget=forms.DateInput(attrs=attributes), **kwargs)


class ClockField(forms.TimeField):
    """A time of day, typed as 14:30, 14.30, 1430 or 14."""

    default_error_messages = {
        "invalid": _("Enter a time from 00:00 to 23:59, for example 14:30."),
    }

    def __init__(self, **kwargs):
        widget = forms.TimeInput(format="%H:%M", attrs={"data-time": "", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value):
        """Read the usual ways first, then an hour alone and four digits without a sign."""
        self.input_formats = [*get_format("TIME_INPUT_FORMATS"), "%H", "%H%M"]
        return super().to_python(value)


def prepare_bilingual(form, names, *, rows=4):
    """Give both fields of each pair its language, and room for what is typed.

    A browser cuts off at `maxlength` without a word; we say that a text is too long instead.
    """
    for name in names:
        for code in LANGUAGES:
            field = form.fields[f"{name}_{code}"]
            field.required = False
            field.widget.attrs["lang"] = code
            field.widget.attrs.pop("maxlength", None)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = rows
                limit_length(field)


def limit_length(field, longest=LONGEST_TEXT):
    """Refuse texts that no report could hold."""
    field.max_length = longest
    field.validators.append(MaxLengthValidator(longest))

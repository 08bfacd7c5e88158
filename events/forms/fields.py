"""Days and times as people type them, at a desk and on the figures of a phone's keyboard.

Not the browser's own picker: where it does not know Albanian it shows the month first.
"""

import re

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from shkej.labels import LANGUAGES

LONGEST_TEXT = 10_000
FIGURES = {"inputmode": "decimal", "autocomplete": "off"}
EIGHT_FIGURES = re.compile(r"(\d\d)(\d\d)(\d{4})")


def _typed(value):
    """What was typed without spaces; a comma, which some phones have alone, is a point."""
    return re.sub(r"\s", "", value).replace(",", ".") if isinstance(value, str) else value


class DayField(forms.DateField):
    """A day, typed as 06.10.2021, 06/10/2021, 6.10.2021 or 06102021; also as 2021-10-06."""

    default_error_messages = {
        "required": _("Enter the date."),
        "invalid": _("Enter a date that exists, as day, month and year, for example 06.10.2021."),
    }

    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(attrs=FIGURES), **kwargs)

    def to_python(self, value):
        """Read the usual ways, and eight figures without a sign between them."""
        value = _typed(value)
        if isinstance(value, str):
            value = EIGHT_FIGURES.sub(r"\1.\2.\3", value) if len(value) == 8 else value
        return super().to_python(value)


class ClockField(forms.TimeField):
    """A time of day, typed as 14:30, 14.30, 1430 or 14."""

    default_error_messages = {
        "invalid": _("Enter a time from 00:00 to 23:59, for example 14.30."),
    }

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs=FIGURES), **kwargs)

    def to_python(self, value):
        """Read the usual ways first, then an hour alone and figures without a sign."""
        self.input_formats = [*get_format("TIME_INPUT_FORMATS"), "%H", "%H%M"]
        return super().to_python(_typed(value))


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

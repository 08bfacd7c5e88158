"""Fields that every app's forms use: days and times as people type them, texts in two languages."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.formats import date_format, get_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from shkej.lib.bilingual import FIRST, LANGUAGES, sides, typed_in
from shkej.lib.dates import today

LONGEST_TEXT = 10_000
FIGURES = {"inputmode": "decimal", "autocomplete": "off"}
EIGHT_FIGURES = re.compile(r"^(\d\d)(\d\d)(\d{4})$", re.ASCII)


def _typed(value):
    """What was typed without spaces; a comma, which some phones have alone, is a point."""
    return re.sub(r"\s", "", value).replace(",", ".") if isinstance(value, str) else value


def with_a_day(words, written="SHORT_DATE_FORMAT"):
    """The lazy text `words` with a day of this year as its %(day)s, written as fields show one."""

    def shown():
        day = date(today().year, 10, 6)
        return words % {"day": date_format(day, written)}

    return lazy(shown, str)()


DAY_TYPED = with_a_day(_("Day, month and year: %(day)s"))


class DayField(forms.DateField):
    """A day, typed as 06.10.2021, 06/10/2021, 6.10.2021 or 06102021; also as 2021-10-06.

    Not the browser's own picker: where it does not know Albanian it shows the month first.
    """

    default_error_messages = {
        "required": _("Enter the date."),
        "invalid": with_a_day(
            _("Enter a date that exists, as day, month and year, for example %(day)s.")
        ),
    }

    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(attrs=FIGURES), **kwargs)

    def to_python(self, value):
        """Read the usual ways, and eight figures without a sign between them."""
        value = _typed(value)
        if isinstance(value, str):
            value = EIGHT_FIGURES.sub(r"\1.\2.\3", value)
        return super().to_python(value)


class ClockField(forms.TimeField):
    """A time of day, typed as 14:30, 14.30, 1430 or 14."""

    default_error_messages = {
        "invalid": _("Enter a time from 00:00 to 23:59, for example 14:30."),
    }

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs=FIGURES), **kwargs)

    def to_python(self, value):
        """Read the usual ways first, then an hour alone and figures without a sign."""
        self.input_formats = [*get_format("TIME_INPUT_FORMATS"), "%H", "%H%M"]
        return super().to_python(_typed(value))


class RowsField(forms.ModelMultipleChoiceField):
    """A choice of several rows.

    A key beyond the whole numbers of the database is no choice, where SQLite would fail.
    """

    def clean(self, value):
        """Refuse such a key like any other that is not on offer."""
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(
                self.error_messages["invalid_list"], code="invalid_list"
            ) from None


class IdsField(forms.CharField):
    """Keys of rows that a page sends back, hidden, in one text; what is no key is passed over."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def clean(self, value):
        """The set of the keys."""
        return {int(key) for key in re.findall(r"\b\d{1,15}\b", super().clean(value), re.ASCII)}


def long_title(form, name):
    """Two lines for each title of a pair; what is typed stays one line when it is kept."""
    for side in sides(name):
        field = form.fields[side]
        field.widget = forms.Textarea(attrs={**field.widget.attrs, "rows": 2})
        field.clean = lambda value, clean=field.clean: clean(" ".join((value or "").split()))


def prepare_bilingual(form, *names, needed=(), rows=4):
    """Give both fields of each pair its language, and room for what is typed; one may stay empty.

    `needed`: the pairs that `clean` refuses where both are empty; they say so at both fields,
    instead of calling them optional.
    A browser cuts off at `maxlength` without a word; we say that a text is too long instead.
    """
    for name in names:
        for code in LANGUAGES:
            field = form.fields[f"{name}_{code}"]
            field.required = False
            if name in needed:
                field.is_needed_once = True
                field.help_text = _("Needed in at least one language.")
            field.widget.attrs["lang"] = code
            field.widget.attrs.pop("maxlength", None)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = rows
                field.validators.append(MaxLengthValidator(LONGEST_TEXT))


def say_too_long(form):
    """Take `maxlength` off the fields: what is too long is told, not cut off while typing."""
    for field in form.fields.values():
        field.widget.attrs.pop("maxlength", None)


def ask_for_one_language(form, name, message):
    """Refuse a pair of which both sides are empty, at its Albanian field."""
    if not typed_in(form.cleaned_data, name) and not set(sides(name)) & form.errors.keys():
        form.add_error(f"{name}_{FIRST}", message)

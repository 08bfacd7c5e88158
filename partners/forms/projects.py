"""The form of a project; who has which part in it: `parts.py`."""

import re

from crispy_forms.layout import HTML, Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.age_bands import band_labels, read_starts
from partners.models import Programme, Project
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.inputs import (
    DayField,
    ask_for_one_language,
    long_title,
    prepare_bilingual,
    say_too_long,
)
from shkej.lib.forms.layout import Bilingual, Fold, inner_helper

CODE = re.compile(r"[\w./-]+( [\w./-]+)*")
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100


class ProjectForm(GuardedForm):
    """A project: its code, titles and time first; what UNICEF and reports need one fold away."""

    starts_on = DayField(label=_("Project start"), required=False)
    ends_on = DayField(label=_("Project end"), required=False)
    age_bands = forms.CharField(
        label=_("First ages of the age bands"),
        max_length=200,
        help_text=_("From 0 upwards, with commas. Each band ends where the next begins."),
    )

    class Meta:
        model = Project
        fields = (
            "code",
            "title_sq",
            "title_en",
            "programme",
            "starts_on",
            "ends_on",
            "unicef_reference",
            "credit_line_sq",
            "credit_line_en",
        )
        error_messages = {"code": {"unique": _("A project with this code exists already.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "title", "credit_line", needed=["title"])
        long_title(self, "title")
        say_too_long(self)
        self.fields["programme"].queryset = Programme.objects.all()
        self.fields["programme"].empty_label = _("None")
        self.fields["code"].help_text = _(
            "Short and unique. Imported files name the project by it."
        )
        self.initial["age_bands"] = ", ".join(map(str, self.instance.age_band_starts))
        self.helper = inner_helper(
            "seen_at",
            Field("code", wrapper_class="width-20"),
            Bilingual("title"),
            Div("starts_on", "ends_on", css_class="form-row"),
            "programme",
            Fold(
                _("For reports"),
                Field("unicef_reference", wrapper_class="width-20"),
                Bilingual("credit_line"),
                "age_bands",
                HTML('{% include "partners/partials/age_bands.html" with bands=form.bands %}'),
            ),
        )

    @property
    def bands(self):
        """The bands that the first ages make, as typed; none while they are wrong."""
        try:
            return band_labels(read_starts(str(self["age_bands"].value() or "")))
        except ValidationError:
            return []

    def clean_code(self):
        """A code that files and lists can name: no semicolon, no other punctuation."""
        code = " ".join(self.cleaned_data["code"].split())
        if "code" in self.changed_data and not CODE.fullmatch(code):
            raise ValidationError(
                _("Use letters, figures, spaces, hyphens, full stops and slashes only.")
            )
        return code

    def clean_age_bands(self):
        """The first ages as a list."""
        return read_starts(self.cleaned_data["age_bands"])

    def clean(self):
        """A title; years that projects have; an end after the start."""
        cleaned = super().clean()
        ask_for_one_language(self, "title", _("Give the title in at least one language."))
        for name in ("starts_on", "ends_on"):
            day = cleaned.get(name)
            if day and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                self.add_error(name, _("Enter a year from 1990 to 2100."))
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end cannot be before the start."))
        return cleaned

    def save(self, commit=True):
        """Save; somebody has now looked at it, so it is complete."""
        self.instance.needs_completion = False
        self.instance.age_band_starts = self.cleaned_data["age_bands"]
        return super().save(commit)

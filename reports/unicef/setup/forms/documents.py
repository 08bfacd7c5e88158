"""The forms of the programme document, its outputs and its reporting periods."""

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.models import Output, ProgrammeDocument, ReportingPeriod
from reports.unicef.setup.forms.shared import SetupForm
from shkej.lib.bilingual import sides
from shkej.lib.dates import YEARS
from shkej.lib.forms.inputs import DayField, long_title, prepare_bilingual
from shkej.lib.forms.layout import Bilingual, Fold


def check_years(form, *names):
    """Refuse days of years that cannot be meant."""
    for name in names:
        day = form.cleaned_data.get(name)
        if day and day.year not in YEARS:
            form.add_error(
                name,
                ValidationError(
                    _("Enter a year from %(first)s to %(last)s."),
                    params={"first": YEARS[0], "last": YEARS[-1]},
                ),
            )


class ProgrammeDocumentForm(SetupForm):
    """What the first page of a report says of the agreement; what is not known stays empty."""

    places = {"programme_document_ends_after_start": "ends_on"}
    starts_on = DayField(label=_("First day of the document"), required=False)
    ends_on = DayField(label=_("Last day of the document"), required=False)

    class Meta:
        model = ProgrammeDocument
        fields = [
            "kind",
            "unicef_office",
            "unicef_focal_point",
            "starts_on",
            "ends_on",
            "official_name",
            "official_title",
            "official_email",
            "official_phone",
            "focal_name",
            "focal_title",
            "focal_email",
            "focal_phone",
            "currency",
            "budget",
            "unicef_contribution",
            "funds_received",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["currency"].help_text = _("Three letters: ALL, EUR or USD.")
        for name in ("budget", "unicef_contribution", "funds_received"):
            self.fields[name].min_value = 0
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        self.helper.layout = Layout(
            "seen_at",
            Field("kind", wrapper_class="width-20"),
            Div("starts_on", "ends_on", css_class="form-row"),
            "unicef_office",
            "unicef_focal_point",
            Fold(
                _("Who signs for us"),
                "official_name",
                "official_title",
                "official_email",
                Field("official_phone", wrapper_class="width-20"),
            ),
            Fold(
                _("Whom UNICEF can ask"),
                "focal_name",
                "focal_title",
                "focal_email",
                Field("focal_phone", wrapper_class="width-20"),
            ),
            Fold(
                _("Money"),
                Field("currency", wrapper_class="width-5"),
                Field("budget", wrapper_class="width-10"),
                Field("unicef_contribution", wrapper_class="width-10"),
                Field("funds_received", wrapper_class="width-10"),
            ),
        )

    def clean_currency(self):
        """Letters only, as banks write them."""
        currency = self.cleaned_data["currency"].strip().upper()
        if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise ValidationError(_("Three letters: ALL, EUR or USD."))
        return currency

    def clean(self):
        """Years that agreements have; no sum below 0."""
        cleaned = super().clean()
        check_years(self, "starts_on", "ends_on")
        for name in ("budget", "unicef_contribution", "funds_received"):
            if cleaned.get(name) is not None and cleaned[name] < 0:
                self.add_error(name, _("The number must be 0 or more."))
        return cleaned


class OutputForm(SetupForm):
    """A result that was promised."""

    places = {"output_code_unique": "code", "output_has_title": "title_sq"}

    class Meta:
        model = Output
        fields = ["code", "position", *sides("title")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "title", needed=["title"])
        long_title(self, "title")
        self.fields["code"].help_text = _("As in the agreement, for example 1 or 1.1.")
        self.fields["title_en"].help_text = _("Word for word as in UNICEF’s portal.")
        self.helper.layout = Layout(
            "seen_at",
            Field("code", wrapper_class="width-5"),
            Bilingual("title"),
            Field("position", wrapper_class="width-5"),
        )


class ReportingPeriodForm(SetupForm):
    """The days of a report and when it is due."""

    places = {
        "reporting_period_number_unique": "number",
        "reporting_period_ends_after_start": "ends_on",
    }
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), help_text=_("This day is in the period, too."))
    due_on = DayField(label=_("Due on"), required=False)

    class Meta:
        model = ReportingPeriod
        fields = ["number", "starts_on", "ends_on", "due_on", "is_final"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "seen_at",
            Field("number", wrapper_class="width-5"),
            Div("starts_on", "ends_on", css_class="form-row"),
            Field("due_on", wrapper_class="width-10"),
            "is_final",
        )

    def clean(self):
        """Years that periods have; a period with a frozen report keeps its days."""
        cleaned = super().clean()
        check_years(self, "starts_on", "ends_on", "due_on")
        fixed = {"number", "starts_on", "ends_on"} & set(self.changed_data)
        if fixed and self.instance.pk and self.instance.reports.filter(frozen_at__isnull=False):
            for name in fixed:
                self.add_error(name, _("A report on this period is frozen: this cannot change."))
        return cleaned

"""The words of a report to UNICEF, what is said of a warning, and how a report moves on."""

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import OutputAssessment, Report
from shkej.lib.bilingual import sides
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.inputs import prepare_bilingual, say_too_long
from shkej.lib.forms.layout import Bilingual, inner_helper

TEXTS = ("challenges", "way_forward", "partner_contribution")


class ReportTextsForm(GuardedForm):
    """What the report says as a whole."""

    class Meta:
        model = Report
        fields = [*sides(*TEXTS), "financial_contribution", "currency"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, *TEXTS, rows=6)
        say_too_long(self)
        for field in self.fields.values():
            field.is_needed_once = True  # not to be saved, but the checks ask for it
        self.fields["currency"].help_text = _("Three letters: ALL, EUR or USD.")
        self.helper = inner_helper(
            "seen_at",
            *(Bilingual(name) for name in TEXTS),
            Div(
                Field("financial_contribution", wrapper_class="width-20"),
                Field("currency", wrapper_class="width-5"),
                css_class="form-row",
            ),
        )

    def clean_currency(self):
        """Letters only, as banks write them."""
        currency = self.cleaned_data["currency"].strip().upper()
        if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise forms.ValidationError(_("Three letters: ALL, EUR or USD."))
        return currency


class AssessmentForm(forms.ModelForm):
    """The rating of one output, and why."""

    class Meta:
        model = OutputAssessment
        fields = ["rating", *sides("narrative")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "narrative", rows=6)
        for field in self.fields.values():
            field.is_needed_once = True
        self.fields["rating"].choices = [
            ("", _("Not rated yet")),
            *OutputAssessment.Rating.choices,
        ]
        self.helper = inner_helper(
            Field("rating", wrapper_class="width-20"), Bilingual("narrative")
        )


class ReportStatusForm(forms.Form):
    """Where a frozen report goes next."""

    status = forms.ChoiceField(
        choices=[
            (code, code)
            for code in (
                Report.Status.ENTERED,
                Report.Status.SUBMITTED,
                Report.Status.SENT_BACK,
                Report.Status.ACCEPTED,
            )
        ]
    )
    feedback = forms.CharField(
        label=_("What UNICEF wrote"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

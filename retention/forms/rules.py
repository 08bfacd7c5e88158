"""The form on which another time is proposed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shkej.lib.forms.layout import inner_helper

LONGEST = 240  # months


class RuleForm(forms.Form):
    """For how many months a kind is kept, and why so long."""

    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=LONGEST)
    why = forms.CharField(
        label=_("Why so long"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever asks how long we keep their data reads this."),
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["months"].widget.attrs["min"] = kind.least
        self.helper = inner_helper("months", "why")

    def clean_months(self):
        """Not shorter than its kind may be kept."""
        months = self.cleaned_data["months"]
        self.kind.check(months)
        return months

"""Which children came with somebody."""

from django import forms
from django.core.validators import RegexValidator


class PresentChildrenForm(forms.Form):
    """The ids of the children, divided by commas: a button sends one of them or all."""

    participant = forms.CharField(
        max_length=400, validators=[RegexValidator(r"^[0-9]{1,18}(,[0-9]{1,18})*\Z")]
    )

    def clean_participant(self):
        """The ids as a set."""
        return {int(number) for number in self.cleaned_data["participant"].split(",")}

"""The form of a consent text."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.models import Consent, ConsentText
from shkej.lib.bilingual import sides
from shkej.lib.forms.inputs import prepare_bilingual, say_too_long
from shkej.lib.forms.layout import Bilingual, inner_helper


class ConsentTextForm(forms.ModelForm):
    """A new version, in both languages: what is said in one must be said in the other."""

    class Meta:
        model = ConsentText
        fields = ("purpose", "text_sq", "text_en")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = Consent.Purpose.choices
        prepare_bilingual(self, "text", needed=["text"])
        for side in sides("text"):
            self.fields[side].required = True
            self.fields[side].help_text = _("Needed in both languages.")
            self.fields[side].error_messages["required"] = _("Write the text in both languages.")
        say_too_long(self)
        self.helper = inner_helper("purpose", Bilingual("text"))

    def clean(self):
        """Another version says something else."""
        cleaned = super().clean()
        last = ConsentText.objects.newest().get(cleaned.get("purpose"))
        if last and not self.errors and all(cleaned[s] == getattr(last, s) for s in sides("text")):
            self.add_error("text_sq", _("This is the version in force already."))
        return cleaned

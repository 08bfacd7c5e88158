"""The word by which a holder says that they opened a backup."""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from backups.models import Backup


class OpenedForm(forms.Form):
    """Takes the word that only stands inside a backup."""

    word = forms.CharField(
        label=_("Word of the backup"),
        max_length=40,
        help_text=_("“manage.py backup --verify” prints it, on the computer of whoever has a key."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_word(self):
        """Find the backup whose word it is."""
        word = self.cleaned_data["word"]
        self.backup = Backup.of_proof(word)
        if self.backup is None:
            raise ValidationError(_("No backup that is known here has this word."))
        return word

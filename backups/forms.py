"""What administrators type about backups: the word of one, and why everything is exported."""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.forms.reasons import ReasonForm
from backups.models import Backup


class OpenedForm(forms.Form):
    """Takes the word that is only inside a backup."""

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


class ExportReason(models.TextChoices):
    """What everything is exported for; the code is kept in the access log."""

    MOVING = "moving", _("We are moving to another program.")
    KEEPING = "keeping", _("We want a copy that opens without SHKEJ.")
    AUTHORITY = "authority", _("A court or an authority asks for it in writing.")
    KNOWN = "known", _("Something else, of which the coordinators know.")


class ExportForm(ReasonForm):
    """What everything is exported for."""

    reasons, question = ExportReason, _("What is everything exported for?")

"""Why somebody takes a register away as a file."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.layout import inner_helper


class DownloadReason(models.TextChoices):
    """What the file is for; the code stands in the access log."""

    FILL_IN = "fill_in", _("To fill it in where SHKEJ cannot be opened.")
    CORRECT = "correct", _("To check or correct the whole list at once.")
    KNOWN = "known", _("Something else, of which the coordinators know.")


class DownloadForm(forms.Form):
    """One of a few reasons: no name is written into the log."""

    reason = forms.TypedChoiceField(
        label=_("What is the file for?"),
        choices=DownloadReason.choices,
        coerce=DownloadReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is for.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inner_helper("reason")

"""Why somebody takes a register away as a file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.forms.reasons import ReasonForm


class DownloadReason(models.TextChoices):
    """What the file is for; the code is in the access log."""

    FILL_IN = "fill_in", _("To fill it in where SHKEJ cannot be opened.")
    CORRECT = "correct", _("To check or correct the whole list at once.")
    KNOWN = "known", _("Something else, of which the coordinators know.")


class DownloadForm(ReasonForm):
    """What a register is taken away for."""

    reasons, question = DownloadReason, _("What is the file for?")
    unanswered = _("Choose what it is for.")

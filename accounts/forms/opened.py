"""The form on which a reason is given for opening many people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.forms.reasons import ReasonForm


class OpeningReason(models.TextChoices):
    """What people are opened for in numbers; the code is kept in the access log."""

    COMPLETE = "complete", _("I complete records.")
    DUPLICATES = "duplicates", _("I join records of one person.")
    CALL = "call", _("I call families.")
    REPORT = "report", _("I check figures before a report.")
    OTHER = "other", _("Something else, of which the coordinators know.")


class ManyOpenedForm(ReasonForm):
    """What so many are opened for."""

    reasons, question = OpeningReason, _("What do you open them for?")

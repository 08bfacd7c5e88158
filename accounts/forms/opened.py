"""The form on which a reason is given for opening many people."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.layout import inner_helper


class Reason(models.TextChoices):
    """What people are opened for in numbers; the code stands in the access log."""

    COMPLETE = "complete", _("I complete records.")
    DUPLICATES = "duplicates", _("I join records of one person.")
    CALL = "call", _("I call families.")
    REPORT = "report", _("I check figures before a report.")
    OTHER = "other", _("Something else, of which the coordinators know.")


class ReasonForm(forms.Form):
    """One of a few reasons: no name is written into the log."""

    reason = forms.TypedChoiceField(
        label=_("What do you open them for?"),
        choices=Reason.choices,
        coerce=Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inner_helper("reason")

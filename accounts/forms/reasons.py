"""Forms on which one of a few reasons is chosen: so no name gets into the log."""

from typing import Any

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shkej.lib.forms.layout import inner_helper


class ReasonForm(forms.Form):
    """One of the `reasons` to the `question`; its code is kept in the access log.

    `unanswered`: what is said where none of them is chosen.
    """

    reasons: type[models.TextChoices]
    question: str | Promise
    unanswered: str | Promise = _("Choose the reason.")

    reason = forms.TypedChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.choices, field.coerce = self.question, self.reasons.choices, self.reasons
        field.error_messages |= dict.fromkeys(("required", "invalid_choice"), self.unanswered)
        self.helper = inner_helper("reason")

"""The form on which somebody who waits is given a place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models.acts import LONGEST_REASON


class PlaceForm(forms.Form):
    """Why this person gets a place out of turn; not asked where it is their turn."""

    reason = forms.CharField(
        label=_("Why does this person get a place out of turn?"),
        help_text=_("This stays in the history of the registration."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why this person gets a place out of turn.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, asks_reason, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["reason"]

"""What the list of renewals is narrowed down by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.lib.choices import centres_for
from shkej.lib.forms.filters import ALL, FilterForm


class RenewalFilterForm(FilterForm):
    """The centre, where the reader has more than one."""

    centre = forms.ModelChoiceField(
        label=_("Centre"), queryset=None, required=False, empty_label=ALL
    )

    def offer(self, user):
        """Their own centres."""
        self.fields["centre"].queryset = centres = centres_for(
            user, "participants.change_participant"
        )
        if len(centres) < 2:
            del self.fields["centre"]

    def filter_centre(self, rows, centre):
        """Of the people whom this centre registered first."""
        return rows.filter(participant__centre=centre)

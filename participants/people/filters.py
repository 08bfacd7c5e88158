"""The filters of the list of people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.lib.choices import centres_for
from participants.models import Category
from participants.models.people import Sex
from partners.models import Organisation
from shkej.lib.forms.filters import ALL, FilterForm, choices

PERMISSION = "participants.view_participant"


class ParticipantFilterForm(FilterForm):
    """Search and filters; each is kept in the address."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    category = forms.ModelChoiceField(
        label=_("Usually attends as"),
        queryset=Category.objects.all(),
        required=False,
        empty_label=ALL,
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=choices(Sex.choices))
    centre = forms.ModelChoiceField(
        label=_("Centre"), queryset=None, required=False, empty_label=ALL
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=None, required=False, empty_label=ALL
    )
    needs_completion = forms.BooleanField(label=_("To be completed only"), required=False)

    def offer(self, user):
        self.fields["centre"].queryset = centres = centres_for(user, PERMISSION)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)
        if len(centres) < 2:
            del self.fields["centre"]

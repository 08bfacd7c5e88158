"""The filters of the list of people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.forms.choices import centres_for
from participants.models import Category
from participants.models.people import Sex
from partners.models import Organisation

PERMISSION = "participants.view_participant"


class ParticipantFilterForm(forms.Form):
    """Search and filters; each is kept in the address."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    category = forms.ModelChoiceField(
        label=_("Usually attends as"),
        queryset=Category.objects.all(),
        required=False,
        empty_label=_("All"),
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", _("All")), *Sex.choices])
    centre = forms.ModelChoiceField(
        label=_("Centre"), queryset=None, required=False, empty_label=_("All")
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=None, required=False, empty_label=_("All")
    )
    needs_completion = forms.BooleanField(label=_("To be completed only"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres = centres_for(user, PERMISSION)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)
        if len(centres) < 2:
            del self.fields["centre"]

    def filter(self, people):
        """Those of `people` that meet each filter in use; a wrong one is left out and shown."""
        self.is_valid()
        chosen = self.cleaned_data
        for field in ("category", "sex", "centre", "organisation"):
            if chosen.get(field):
                people = people.filter(**{field: chosen[field]})
        if chosen.get("needs_completion"):
            people = people.filter(needs_completion=True)
        return people.search(chosen.get("q", ""))

    @property
    def in_use(self):
        """How many filters are in use."""
        return sum(1 for value in self.cleaned_data.values() if value)

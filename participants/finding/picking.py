"""Choosing a person: found by name or code first, then chosen."""

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from participants.finding.nearest import nearest
from participants.lib.names import tell_apart
from participants.models import Participant

FOUND = 12


class FinderForm(forms.Form):
    """Find people by name or code."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=100)

    def find(self, people):
        """The first few of `people` that the search finds; nobody before a search."""
        query = self.cleaned_data.get("q") if self.is_valid() else ""
        return tell_apart(nearest(people.for_list(), query, FOUND) if query else [])


class PersonChoiceField(forms.ModelChoiceField):
    """A choice of one person, told apart by age and code, as the search found them."""

    iterator = ModelChoiceIterator

    def label_from_instance(self, person):
        """The name and the code."""
        return _("%(name)s · %(code)s") % {"name": person.listed_name, "code": person.code}


class OtherPersonForm(forms.Form):
    """The one person whom somebody is meant to be joined with."""

    other = PersonChoiceField(
        label=_("Person"), queryset=Participant.objects.none(), empty_label=None
    )

    def __init__(self, *args, person, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = people.exclude(pk=person.pk)

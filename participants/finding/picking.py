"""Choosing a person: found while a name is typed, or written down as somebody new."""

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from participants.finding.nearest import nearest
from participants.finding.telling import with_parents
from participants.lib.names import tell_apart
from participants.models import Participant

FOUND = 12
NEW = "new"  # said instead of a person: nobody of those who were shown


class FinderForm(forms.Form):
    """Find people by name or code."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=100)

    @property
    def text(self):
        """What is searched for; "" for nothing."""
        return self.cleaned_data.get("q", "") if self.is_valid() else ""

    def find(self, people, reader):
        """The first few of `people` that the search finds, told apart; nobody before a search."""
        if not self.text:
            return []
        people = people.for_list().with_times_seen(reader)
        return with_parents(tell_apart(nearest(people, self.text, FOUND)), reader)


class PersonChoiceField(forms.ModelChoiceField):
    """A choice of one person, told apart by age and code, as the search found them."""

    iterator = ModelChoiceIterator

    def label_from_instance(self, person):
        """The name and the code."""
        return _("%(name)s · %(code)s") % {"name": person.listed_name, "code": person.code}


class PickedField(PersonChoiceField):
    """One of the people found, or the one whom `new` (a `NewPersonForm`) writes down."""

    new = None

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Person"), queryset=Participant.objects.none(), empty_label=None, **kwargs
        )

    def clean(self, value):
        """The person; None where what is written of somebody new has to be corrected first."""
        if value == NEW and self.new is not None:
            return self.new.person if self.new.is_valid() else None
        return super().clean(value)


class PickForm(forms.Form):
    """The person on the other side of `person`."""

    other = PickedField()

    def __init__(self, *args, person, people, new=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = people.exclude(pk=person.pk)
        self.fields["other"].new = new

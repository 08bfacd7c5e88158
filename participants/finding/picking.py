"""Choosing a person: found while a name is typed, or written down as somebody new."""

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from participants.finding.nearest import nearest
from participants.finding.telling import with_parents
from participants.lib.names import tell_apart
from participants.models import Participant
from shkej.lib.searches import searched

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


class Pick:
    """Whom a request picks for `person` out of `people`: the part of a page that finds them."""

    new = None  # the form for somebody new, where one may be written down

    def __init__(self, request, person, people):
        self.request, self.person, self.people = request, person, people.exclude(pk=person.pk)
        self.finder = FinderForm({"q": searched(request)})
        self.is_new = request.POST.get("other") == NEW

    @property
    def of_form(self):
        """What a `PickForm` is given."""
        return {"person": self.person, "people": self.people, "new": self.new}

    def context(self, form):
        """What `participants/base_find.html` shows."""
        found = self.finder.find(self.people, self.request.user)
        if self.new and self.new.shown:
            found = self.new.shown
        elif chosen := self._chosen(form, found):
            found = [*found, chosen]
        return {
            "participant": self.person,
            "finder": self.finder,
            "form": form,
            "found": found,
            "new": self.new,
            "is_new": self.new and (self.is_new or not found) and not self.new.shown,
        }

    def _chosen(self, form, found):
        """Who was chosen before something else was refused, and is not among those found."""
        chosen = form.cleaned_data.get("other") if form.is_bound else None
        return chosen if chosen and chosen.pk and chosen not in found else None

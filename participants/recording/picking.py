"""The part of a page on which the person on the other side of somebody is found or written down."""

from functools import cached_property

from participants.finding.picking import NEW, FinderForm
from participants.recording.new_people import NewPersonForm, centre_of_new
from shkej.lib.searches import searched


class Pick:
    """Whom a request picks for `person` out of `people`, or writes down as somebody new.

    `category`: the code of what somebody new is likely to attend as; `makes`: whether somebody new
    may be meant at all.
    """

    def __init__(self, request, person, people, *, category="", makes=True):
        self.request, self.person, self.people = request, person, people.exclude(pk=person.pk)
        self.category, self.makes = category, makes
        self.finder = FinderForm({"q": searched(request)})
        self.is_new = request.POST.get("other") == NEW

    @cached_property
    def new(self):
        """The form for somebody new, once something was searched for; None where none is made."""
        if not self.makes or not (self.is_new or self.finder.text):
            return None
        user = self.request.user
        centre = centre_of_new(user, self.person.centre)
        if centre is None:
            return None
        return NewPersonForm(
            self.request.POST if self.is_new else None,
            user=user,
            centre=centre,
            people=self.people,
            text=self.finder.text,
            category=self.category,
        )

    @property
    def of_form(self):
        """What a `PickForm` is given."""
        return {"person": self.person, "people": self.people, "new": self.new}

    def asks(self):
        """Whether what is written of somebody new is wrong, or known people may be meant."""
        return self.is_new and (not self.new.is_valid() or self.new.asks_who_it_is())

    def save(self, form):
        """The person picked; somebody new is recorded. Inside a transaction."""
        return self.new.save() if self.is_new else form.cleaned_data["other"]

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

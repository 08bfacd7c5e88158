"""The part of a page on which the person on the other side of somebody is found or written down."""

from functools import cached_property

from participants.finding.picking import Pick
from participants.recording.new_people import NewPersonForm, centre_of_new


class PickOrNew(Pick):
    """Whom a request picks for `person` out of `people`, or writes down as somebody new.

    `category`: the code of what somebody new is likely to attend as.
    """

    def __init__(self, request, person, people, *, category=""):
        super().__init__(request, person, people)
        self.category = category

    @cached_property
    def new(self):
        """The form for somebody new, once something was searched for; None where none is made."""
        if not (self.is_new or self.finder.text):
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

    def asks(self):
        """Whether what is written of somebody new is wrong, or known people may be meant."""
        return self.is_new and (not self.new.is_valid() or self.new.asks_who_it_is())

    def save(self, form):
        """The person picked; somebody new is recorded. Inside a transaction."""
        return self.new.save() if self.is_new else form.cleaned_data["other"]

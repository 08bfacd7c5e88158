"""Asking before a meeting at which children are expected or came is shown to everybody.

A meeting that is public already, and to which a child comes later, is shown to nobody outside until
somebody has answered (`EventQuerySet.for_everybody`).
"""

from crispy_forms.layout import Field
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event
from participants.lib.births import ADULT_AGE
from participants.lib.younger import younger_than
from shkej.lib.dates import today
from shkej.lib.forms.layout import Fold

FIELD = "is_for_everybody"


def has_children(events):
    """Whether a child, or somebody of unknown age who attends as one, is on a register."""
    return Event.objects.filter(pk__in=[event.pk for event in events]).with_children().exists()


def is_kept_from_everybody(event):
    """Whether a public event is shown to nobody outside, for nobody has answered about it yet."""
    is_public = event.visibility == Event.Visibility.PUBLIC and not event.is_for_everybody
    return is_public and Event.objects.publicity_unanswered().filter(pk=event.pk).exists()


def children_are_members(series):
    """Whether a child is a member of the series, or on the register of one of its events."""
    members = series.members.filter(Q(category__code="child") | younger_than(ADULT_AGE, today()))
    return members.exists() or series.events.with_children().exists()


class AsksBeforePublic:
    """A form with `visibility` asks once more where everybody would see a meeting with children.

    The form says with `children_come()` whether any do; `ask_before_public` stands before the
    layout, which has `who_sees_it`, and `check_public` in `clean`: it writes the answer into the
    instance.
    """

    def ask_before_public(self, stored):
        """Add the tick where it is needed; `stored`: how the row stands, None for a new one."""
        visibility = (
            self.data.get(self.add_prefix("visibility"))
            if self.is_bound
            else stored and stored.visibility
        )
        self.was_public = stored is not None and stored.visibility == Event.Visibility.PUBLIC
        self.asks_public = (
            visibility == Event.Visibility.PUBLIC
            and stored is not None
            and not (self.was_public and stored.is_for_everybody)
            and self.children_come(stored)
        )
        if self.asks_public:
            self.fields[FIELD] = forms.BooleanField(
                label=_("Everybody may see that this meeting takes place"),
                help_text=_(
                    "Whoever has the address of the public page sees its title, day, time and "
                    "place; of a sensitive one the day alone. Nobody sees a name, who is on the "
                    "register, or how many."
                ),
                required=False,
            )

    def who_sees_it(self):
        """The fold of `visibility`, the tick below it, and who takes attendance."""
        return Fold(
            _("Who sees it and who takes attendance"),
            Field("visibility", wrapper_class="width-20"),
            *([FIELD] if self.asks_public else []),
            "is_sensitive",
            "volunteers",
            is_open=self.asks_public,
        )

    def check_public(self, data):
        """Refuse where everybody would see it and nobody has said that this is meant."""
        if self.asks_public:
            self.instance.is_for_everybody = bool(data.get(FIELD))
        elif data.get("visibility") != Event.Visibility.PUBLIC or not self.was_public:
            self.instance.is_for_everybody = False  # an answer of another time says nothing
        if self.asks_public and not data.get(FIELD):
            self.add_error(
                FIELD,
                _(
                    "Children are on the register: who knows day and place can wait for them "
                    "there. Tick this if everybody is to see it, or choose who else sees it."
                ),
            )

"""Asking before a meeting at which children are expected or came is shown to everybody."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event, Headcount, Registration
from participants.births import ADULT_AGE
from participants.querysets import younger_than
from shkej.lib.dates import today

FIELD = "is_for_everybody"


def has_children(events):
    """Whether a child, or somebody of unknown age who attends as one, is on a register."""
    children = Q(category__code="child") | younger_than(ADULT_AGE, today(), "participant__")
    counted = Q(category__code="child") | Q(age_to__lt=ADULT_AGE)
    return (
        Registration.objects.active().filter(children, event__in=events).exists()
        or Headcount.objects.filter(counted, event__in=events).exists()
    )


def children_are_members(series):
    """Whether a child is a member of the series, or on the register of one of its events."""
    members = series.members.filter(Q(category__code="child") | younger_than(ADULT_AGE, today()))
    return members.exists() or has_children(series.events.all())


class AsksBeforePublic:
    """A form with `visibility` asks once more where everybody would see a meeting with children.

    The form says with `children_come()` whether any do; `ask_before_public` stands before the
    layout, `check_public` in `clean`.
    """

    def ask_before_public(self, stored):
        """Add the tick where it is needed; `stored`: how the row stands, None for a new one."""
        public = Event.Visibility.PUBLIC
        wanted = self.is_bound and self.data.get(self.add_prefix("visibility")) == public
        self.asks_public = (
            wanted
            and stored is not None
            and stored.visibility != public
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

    @property
    def public_fields(self):
        """What stands below `visibility`."""
        return [FIELD] if self.asks_public else []

    def check_public(self, data):
        """Refuse where everybody would see it and nobody has said that this is meant."""
        if self.asks_public and not data.get(FIELD):
            self.add_error(
                FIELD,
                _(
                    "Children are on the register: who knows day and place can wait for them "
                    "there. Tick this if everybody is to see it, or choose who else sees it."
                ),
            )

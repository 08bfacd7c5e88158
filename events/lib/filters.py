"""What the filters of the list of events and of the calendar have in common."""

from django import forms
from django.db.models import Exists, OuterRef

from events.models import Centre, Event, EventOrganisation
from events.models.access import DETAILS
from partners.models import Organisation, Project
from shkej.lib.forms.filters import FilterForm, choices
from shkej.lib.queries.ordering import in_shown_order

# What only readers of the details may ask for.
INNER = {"centre", "project", "organisation", "waiting"}
# The rows that such a field offers, where events name them, and how to get from there to the event.
NAMED = {
    "centre": (Centre, Event.objects, "pk"),
    "project": (Project, Event.projects.through.objects, "event"),
    "organisation": (Organisation, EventOrganisation.objects, "event"),
}


class RowField(forms.TypedChoiceField):
    """A choice of rows, which are read once: to offer them, and to find the one that was chosen."""

    def __init__(self, label):
        super().__init__(label=label, required=False, empty_value=None)

    def offer(self, rows):
        """Let one of `rows` be chosen, or none."""
        rows = {str(row.pk): row for row in in_shown_order(rows)}
        self.choices = choices([(key, str(row)) for key, row in rows.items()])
        self.coerce = rows.get


class EventsFilter(FilterForm):
    """Only what the reader sees can be asked for: no filter tells what a page keeps back."""

    def offer(self, user):
        self.user = user
        for name in INNER & set(self.fields):
            if not user.has_perm(DETAILS):
                del self.fields[name]
            elif name in NAMED:
                self._offer(name, user)

    def _offer(self, name, user):
        """Offer what the details of the reader's events name; a choice of one centre is none."""
        model, links, event = NAMED[name]
        reached = Event.objects.visible_to(user, DETAILS)
        naming = links.filter(**{name: OuterRef("pk"), f"{event}__in": reached.values("pk")})
        rows = list(model.objects.filter(Exists(naming)))
        if len(rows) < (2 if name == "centre" else 1):
            del self.fields[name]
        else:
            self.fields[name].offer(rows)

    def filter(self, events):
        """`events` narrowed down to what was asked for."""
        if INNER & self.chosen().keys():
            events = events.filter(events.details_shown_to(self.user))
        if "kind" in self.chosen():
            events = events.filter(events.hours_known_to(self.user))
        return super().filter(events)

    def filter_project(self, events, project):
        return events.filter(projects=project)

    def filter_organisation(self, events, organisation):
        parts = EventOrganisation.objects.filter(organisation=organisation)
        return events.filter(pk__in=parts.values("event"))


def kinds():
    """The choices of a filter by the kind of event."""
    return choices(Event.Kind.choices)

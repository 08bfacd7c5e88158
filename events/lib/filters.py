"""What the filters of the list of events and of the calendar have in common."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from events.models import Centre, Event, EventOrganisation
from events.models.access import DETAILS
from partners.models import Organisation, Project

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
        rows = {str(row.pk): row for row in rows}
        self.choices = [("", _("All")), *((key, str(row)) for key, row in rows.items())]
        self.coerce = rows.get


class EventsFilter(forms.Form):
    """Only what the reader sees can be asked for: no filter tells what a page keeps back."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
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

    def chosen(self):
        """What was asked for and makes sense; the rest is marked at its field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def filter(self, events):
        """`events` narrowed down to what was asked for."""
        chosen = self.chosen()
        if INNER & chosen.keys():
            events = events.filter(events.details_shown_to(self.user))
        for name, value in chosen.items():
            events = getattr(self, f"filter_{name}")(events, value)
        return events

    def filter_centre(self, events, centre):
        return events.filter(centre=centre)

    def filter_project(self, events, project):
        return events.filter(projects=project)

    def filter_organisation(self, events, organisation):
        parts = EventOrganisation.objects.filter(organisation=organisation)
        return events.filter(pk__in=parts.values("event"))

    def filter_kind(self, events, kind):
        return events.filter(kind=kind)


def kinds():
    """The choices of a filter by the kind of event."""
    return [("", _("All")), *Event.Kind.choices]

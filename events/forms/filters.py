"""What a list or a month of events can be narrowed down to; kept in the address."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Centre, Event, EventOrganisation
from partners.models import Organisation, Project
from shkej.inputs import DayField

# What only readers of the details may ask for.
INNER = {"centre", "project", "organisation", "waiting"}

# What still waits to be done with an event: the method of the queryset, and what people call it.
WAITING = {
    "register_not_taken": _("Registers not taken"),
    "register_not_closed": _("Registers not closed"),
    "untranslated": _("Missing translations"),
}


class _Filter(forms.Form):
    """Only what the reader sees can be asked for: no filter tells what a page keeps back."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.has_perm("events.view_event_details"):
            self._offer(user)
        else:
            for name in INNER & set(self.fields):
                del self.fields[name]

    def _offer(self, user):
        centres = Centre.objects.visible_to(user, "events.view_event_details")
        self.fields["centre"].queryset = centres
        if len(centres[:2]) < 2:
            del self.fields["centre"]
        self.fields["project"].queryset = Project.objects.visible_to(user)

    def chosen(self):
        """What was asked for and makes sense; the rest is marked at its field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def filter(self, events):
        """`events` (from `with_reach`) narrowed down to what was asked for."""
        chosen = self.chosen()
        if INNER & chosen.keys():
            events = events.filter(shows_details=True)
        for name, value in chosen.items():
            events = getattr(self, f"filter_{name}")(events, value)
        return events

    def filter_centre(self, events, centre):
        return events.filter(centre=centre)

    def filter_project(self, events, project):
        return events.filter(projects=project)

    def filter_kind(self, events, kind):
        return events.filter(kind=kind)


def _kinds():
    return [("", _("All")), *Event.Kind.choices]


def _field(model, label):
    return forms.ModelChoiceField(
        model.objects.none(), label=label, required=False, empty_label=_("All")
    )


class EventFilter(_Filter):
    """The filter of the list of events."""

    text = forms.CharField(label=_("Words in the title"), required=False, max_length=200)
    centre = _field(Centre, _("Centre"))
    project = _field(Project, _("Project"))
    organisation = _field(Organisation, _("Organisation"))
    kind = forms.ChoiceField(label=_("Event type"), required=False, choices=_kinds)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=lambda: [("", _("All")), *Event.Status.choices],
    )
    waiting = forms.ChoiceField(
        label=_("Waits for"),
        required=False,
        choices=lambda: [("", _("All")), *WAITING.items()],
    )
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def _offer(self, user):
        super()._offer(user)
        taking_part = EventOrganisation.objects.values("organisation")
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user).filter(
            pk__in=taking_part
        )

    def filter_waiting(self, events, rows):
        return getattr(events, rows)()

    def filter_text(self, events, text):
        return events.filter(Q(shows_details=True) | Q(is_sensitive=False)).search(text)

    def filter_organisation(self, events, organisation):
        parts = EventOrganisation.objects.filter(organisation=organisation)
        return events.filter(pk__in=parts.values("event"))

    def filter_status(self, events, status):
        return events.filter(status=status)

    def filter_first(self, events, day):
        return events.filter(starts_on__gte=day)

    def filter_last(self, events, day):
        return events.filter(starts_on__lte=day)


class CalendarFilter(_Filter):
    """The filter of a month."""

    centre = _field(Centre, _("Centre"))
    project = _field(Project, _("Project"))
    kind = forms.ChoiceField(label=_("Event type"), required=False, choices=_kinds)

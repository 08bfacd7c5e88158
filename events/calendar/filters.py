"""What the calendar can be narrowed down to; it goes along to other months and weeks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.lib.filters import EventsFilter, RowField, kinds


class CalendarFilter(EventsFilter):
    """The filter of the calendar; it goes along to other months and weeks."""

    centre = RowField(_("Centre"))
    project = RowField(_("Project"))
    organisation = RowField(_("Organisation"))
    kind = forms.ChoiceField(label=_("Event type"), required=False, choices=kinds)

    def address(self):
        """What was asked for and makes sense, for the address of another page: {name: text}."""
        return {name: self.data[name] for name in self.chosen()}

    def in_words(self):
        """What was asked for: [(label, choice)]."""
        return [
            (self.fields[name].label, dict(self.fields[name].choices)[text])
            for name, text in self.address().items()
        ]

"""Asking whether an event that is to be added is one that is logged already."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.lib.twins.finding import twins_of
from shkej.lib.bilingual import marked_title
from shkej.lib.dates import near_date


class LooksLoggedAlready(ValidationError):
    """The event may be one that is logged; `events`: which, with `people` (how many came)."""

    def __init__(self, events):
        self.events = events
        super().__init__(" ".join(map(question_about, events)), code="logged_already")


def question_about(event):
    """ "Is it this one? “Training”, 6 October 2021 at 14:00: 14 people."."""
    return _("Is it this one? %(event)s.") % {"event": in_words(event)}


def in_words(event):
    """ "“Training”, 6 October 2021 at 14:00: 14 people"; `event.people`: how many came."""
    return _("“%(title)s”, %(when)s: %(people)s") % {
        "title": marked_title(event),
        "when": near_date(event.starts_on if event.is_all_day else event.starts_at),
        "people": people_in_words(event.people),
    }


def people_in_words(number):
    """How many came."""
    words = ngettext("%(n)s person", "%(n)s people", number)
    return words % {"n": number} if number else _("nobody marked yet")


def check_is_another(event, *, other_than=()):
    """Refuse an event that looks like one logged already; returns those it is another than.

    `other_than`: ids of events of which the user said that this is another one. LooksLoggedAlready
    names all of them, where one is new.
    """
    found = twins_of(event)
    if any(twin.pk not in other_than for twin in found):
        raise LooksLoggedAlready(found)
    return found

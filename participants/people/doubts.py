"""What is recorded of a person and cannot be, or hardly: to be asked about, on their page."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participants.lib.ages import attended_before
from participants.lib.ties import refuse_order, unlikely
from participants.lib.usual_ages import age_questions
from shkej.lib.dates import today

SHOWN = 3


def doubts(person, *, places, ties):
    """Sentences, the impossible first. `places`, `ties`: those of the person the reader may see."""
    impossible, asked = [*_birth(person, places)], []
    for tie in ties:
        try:
            refuse_order(tie.adult, tie.child)
        except ValidationError as refusal:
            impossible += refusal.messages
        else:
            asked += unlikely(tie.adult, tie.child, tie.relation)
    asked += age_questions(person.category, person.age_on(today()))
    return impossible + [question.sentence for question in asked]


def _birth(person, places):
    if person.has_age_fact and person.age_on(today()) is None:
        yield _("The age cannot be right: %(birth)s.") % {"birth": person.birth.in_words}
    for place in attended_before(person, person.birth, among=places)[:SHOWN]:
        words = {"event": place.event, "day": date_format(place.event.starts_on)}
        yield _("Marked as having come to “%(event)s” on %(day)s, before their birth.") % words

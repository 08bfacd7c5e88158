"""What a register's row carries beside the person: children to offer, and what a child lacks."""

from django.utils.translation import gettext as _

from events.register.families.companions import (
    CHILD,
    just_marked,
    name_chips,
    usual_companions,
)
from events.register.marks.conflicts import note_questions
from events.register.people.found import searchable
from events.register.people.namesakes import tell_rows_apart
from participants.lib.births import ADULT_AGE
from participants.models import Participant
from shkej.lib.dates import today
from shkej.lib.queries.prepared import Prepared


def prepare_rows(request, context, registrations):
    """Give each of `registrations` its `companions` and its `gaps`, both lists, mostly empty.

    `companions`: the children to offer under somebody marked a moment ago; `gaps`: what a child's
    record lacks, for readers who may see records. `context` is that of the row
    (`parts.row_context`). About whom a question is open, that too (`conflicts.note_questions`), and
    of people of one name what tells them apart. At most six queries, however many rows there are.
    """
    note_questions(registrations)
    tell_rows_apart(context["event"], registrations)
    for registration in registrations:
        registration.companions, registration.gaps = [], []
    marked = [row for row in just_marked(registrations) if _has_family(row)]
    if context["access"].can_mark and marked:
        people = searchable(request.user)
        offers = usual_companions(marked, event=context["event"], people=people)
        for registration in marked:
            children = offers.get(registration.participant_id, [])
            registration.companions = name_chips(children, is_short=context["is_short"])
    if not context["is_short"]:
        _note_gaps(context["event"], registrations)


def _has_family(registration):
    """Whether children can be offered; of a row that was just added nobody has asked."""
    is_guardian = getattr(registration, "is_guardian", True)
    return is_guardian or registration.participant.household_id is not None


def _note_gaps(event, registrations):
    children = {row.participant_id: row for row in registrations if _is_child(event, row)}
    if not children:
        return
    for person in _with_safeguards(list(children)):
        gaps = children[person.pk].gaps
        if not person.has_contact:
            gaps.append(_("No parent or guardian who can be reached is recorded."))
        if person.consent != "given":
            gaps.append(_("No valid consent for keeping personal data is recorded."))
        elif person.consent_until and person.consent_until < today():
            gaps.append(_("The consent for keeping personal data has expired."))


def _with_safeguards(children):
    """The people of these ids; of one alone, as at each mark, without building the query anew."""
    if len(children) == 1:
        return SAFEGUARDS.rows(children[0], on=today())
    return Participant.objects.filter(pk__in=children).with_safeguards(today())


SAFEGUARDS = Prepared(
    lambda child_id, on: Participant.objects.filter(pk=child_id).order_by().with_safeguards(on)
)


def _is_child(event, registration):
    age = registration.participant.age_on(event.local_date)
    return registration.category.code == CHILD if age is None else age < ADULT_AGE

"""Two marks for one person: the second is asked about, and both stand in the history."""

from django.db.models import Prefetch, prefetch_related_objects

from events.models import RegisterAct
from events.register.acts.services import is_in_conflict, settle_conflicts
from events.register.state import check_register_is_open


def has_conflict(act, registration, *, attendance, seen):
    """Whether the mark asked for meets another one that its sender did not see; it is noted then.

    ValidationError where the register is closed: then there is nothing to decide.
    """
    if not is_in_conflict(registration, asked=attendance, seen=seen):
        return False
    check_register_is_open(registration.event)
    act.did(
        RegisterAct.Kind.MARK,
        registration=registration,
        outcome=RegisterAct.Outcome.CONFLICT,
        attendance=attendance,
    )
    return True


def settle(registration, *, by):
    """The question about `registration` is answered, whichever way."""
    settle_conflicts(registration, by=by)
    registration.has_question = False


def note_questions(registrations):
    """Give those about whom a question is open the acts that ask: `questions`, the newest first.

    One query where there is any; none, mostly.
    """
    asked = [row for row in registrations if getattr(row, "has_question", False)]
    open_acts = RegisterAct.objects.open_conflicts().select_related("by")
    prefetch_related_objects(asked, Prefetch("acts", open_acts, to_attr="questions"))

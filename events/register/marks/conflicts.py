"""Two marks for one person: the second is asked about, and both stand in the history."""

from events.models import RegisterAct
from events.register.acts.keys import write_down
from events.register.acts.services import is_in_conflict, settle_conflicts
from events.register.putting_back import changed_meanwhile
from events.register.state import check_register_is_open


def has_conflict(request, registration, *, attendance, seen):
    """Whether the mark asked for meets another one that its sender did not see; it is noted then.

    ValidationError where the register is closed: then there is nothing to decide.
    Call it inside the transaction that would make the mark.
    """
    if not is_in_conflict(registration, asked=attendance, seen=seen):
        return False
    check_register_is_open(registration.event)
    write_down(
        request,
        registration.event,
        registration=registration,
        outcome=RegisterAct.Outcome.CONFLICT,
        attendance=attendance,
    )
    return True


def settle(registration, *, by):
    """The question about `registration` is answered, whichever way."""
    settle_conflicts(registration, by=by)
    registration.asked_mark = registration.asked_by = None


def check_made(registration, made):
    """Refuse to take back a mark that is another one by now; None where the mark is not said."""
    if made is not None and registration.attendance != made:
        raise changed_meanwhile()

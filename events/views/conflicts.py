"""Two marks for one person: the second is asked about, and both stand in the history."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.models import RegisterAct
from events.services.acts import is_in_conflict, settle_conflicts
from events.views.act_keys import write_down


def has_conflict(request, registration, *, attendance, seen):
    """Whether the mark asked for meets another one that its sender did not see; it is noted then.

    Call it inside the transaction that would make the mark.
    """
    if not is_in_conflict(registration, asked=attendance, seen=seen):
        return False
    write_down(
        request,
        registration.event,
        registration=registration,
        outcome=RegisterAct.Outcome.CONFLICT,
        attendance=attendance,
    )
    return True


def settle(registration):
    """The question about `registration` is answered, whichever way."""
    settle_conflicts(registration)
    registration.asked_mark = registration.asked_by = None


def check_made(registration, made):
    """Refuse to take back a mark that is another one by now; None where the mark is not said."""
    if made is not None and registration.attendance != made:
        raise ValidationError(
            _("This was changed meanwhile, so it cannot be undone."), code="changed_meanwhile"
        )

"""Two marks for one person: of a thumb that trembled, or of colleagues who saw something else.

Two taps on one row that come within 700 ms are one: a thumb that trembles turns no mark. A
colleague's other mark is asked about, and both are in the history.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from events.models import Attendance, RegisterAct
from shkej.lib.queries.prepared import Prepared

SLIP = timedelta(milliseconds=700)
TURNED = {Attendance.PRESENT: Attendance.ABSENT, Attendance.ABSENT: Attendance.PRESENT}
BY_TAP = (RegisterAct.Kind.MARK, RegisterAct.Kind.ADD)


def first_tap(act, attendance):
    """The act that marked this place a moment ago, where marking it as `attendance` turns that.

    None where it is no slip: another person's act, another mark, or later. By the clock of the
    device where it told the time of both: what was tapped without a connection arrives at once.
    """
    place = act.place
    if TURNED.get(place.attendance) != attendance:
        return None
    done = LAST_DONE.rows(place.pk)
    if not done:
        return None
    last = done[0]
    if last.by_id != act.by.pk or last.kind not in BY_TAP:
        return None
    if last.after.get("attendance") != place.attendance:
        return None
    here = act.told_at and last.told_at
    apart = act.told_at - last.told_at if here else timezone.now() - last.created_at
    return last if timedelta(0) <= apart < SLIP else None


LAST_DONE = Prepared(
    lambda place_id: RegisterAct.objects.filter(
        registration=place_id, outcome=RegisterAct.Outcome.DONE
    ).order_by("-pk")[:1]
)


def has_conflict(act, registration, *, attendance, seen):
    """Whether the mark asked for would overwrite one that its sender did not see; noted then.

    `seen`: the mark on their screen; None where they could not say. On a closed register there is
    nothing to decide: marking refuses it.
    """
    is_known = seen is None or registration.attendance in {seen, attendance, Attendance.UNMARKED}
    if is_known or not registration.event.register_is_open:
        return False
    act.did(
        RegisterAct.Kind.MARK,
        registration=registration,
        outcome=RegisterAct.Outcome.CONFLICT,
        attendance=attendance,
    )
    return True


@transaction.atomic
def settle(registration, *, by):
    """`by` looked at the two marks of `registration` and decided, whichever way."""
    conflicts = RegisterAct.objects.open_conflicts().filter(registration=registration)
    now = timezone.now()
    conflicts.order_by().update(settled_at=now, settled_by=by, updated_at=now)
    registration.has_question = False


def note_questions(registrations):
    """Give those about whom a question is open the acts that ask: `questions`, the newest first.

    One query where there is any; none, mostly.
    """
    asked = [row for row in registrations if getattr(row, "has_question", False)]
    if asked:
        open_acts = RegisterAct.objects.open_conflicts().select_related("by")
        prefetch_related_objects(asked, Prefetch("acts", open_acts, to_attr="questions"))

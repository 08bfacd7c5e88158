"""Two taps on one row that come within 700 ms are one: a thumb that trembles turns no mark."""

from datetime import timedelta

from django.utils import timezone

from events.models import Attendance, RegisterAct
from events.register.acts.keys import told_at

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
    done = RegisterAct.objects.filter(registration=place, outcome=RegisterAct.Outcome.DONE)
    last = done.order_by("-pk").first()
    if last is None or last.by_id != act.by.pk or last.kind not in BY_TAP:
        return None
    if last.after.get("attendance") != place.attendance:
        return None
    told = told_at(act.request)
    here = told and last.told_at
    apart = told - last.told_at if here else timezone.now() - last.created_at
    return last if timedelta(0) <= apart < SLIP else None

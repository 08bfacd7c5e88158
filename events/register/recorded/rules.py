"""A meeting at which somebody is marked or counted took place, on its day, at its centre.

The one place of that rule (docs/counting.md): whatever changes the status, the day or the centre
of an event, or deletes it, asks here first, with the event's row locked.
"""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Event
from events.models.acts import LONGEST_REASON
from events.register.recorded.figures import recorded_at
from events.register.state import check_can_be_held
from shkej.lib.dates import today


class HasMarks(ValidationError):
    """What was asked for would deny a meeting that has marks; `recorded`: how many.

    `code`: "denied", "ahead", or "is_it_a_slip" where the user can answer that the date or the
    centre was written wrongly.
    """

    def __init__(self, recorded, sentence, *, code):
        self.recorded = recorded
        super().__init__(f"{recorded.in_words} {sentence}", code=code)


def check_status(event, status):
    """Refuse a status of a saved `event` that its day or what is recorded there contradicts."""
    if status == Event.Status.HELD:
        check_can_be_held(event)
        return
    recorded = recorded_at(event)
    if recorded:
        raise HasMarks(
            recorded,
            _(
                "So the event was held. If it did not take place, take the marks back first; "
                "if it was on another day, correct the date."
            ),
            code="denied",
        )


def check_deleting(event):
    """Refuse to delete a meeting at which somebody is marked or counted."""
    recorded = recorded_at(event)
    if recorded:
        raise HasMarks(recorded, _("So the event was held and cannot be deleted."), code="denied")


def check_move(stored, moved, *, reason=None):
    """Refuse to carry the marks of `stored` to the day or the centre of `moved`.

    `reason`: why the date or the centre was written wrongly, and the meeting really was there: then
    its marks are right where they are. Nothing is marked on a day that is still ahead, whatever the
    reason. Returns whether the marks moved along.
    """
    is_same_day = stored.local_date == moved.local_date
    if is_same_day and stored.centre_id == moved.centre_id:
        return False
    recorded = recorded_at(stored)
    if not recorded:
        return False
    if not is_same_day and moved.local_date > today():
        raise HasMarks(
            recorded,
            _(
                "Nobody can have been there on %(day)s, which is still ahead. Plan a new event "
                "for that day; this one stays where it was held."
            )
            % {"day": date_format(moved.local_date)},
            code="ahead",
        )
    if reason is None:
        raise HasMarks(recorded, _slip_question(is_same_day), code="is_it_a_slip")
    if not 0 < len(reason) <= LONGEST_REASON:
        raise HasMarks(
            recorded,
            _("Say in at most %(n)s characters how you know that this is right.")
            % {"n": LONGEST_REASON},
            code="is_it_a_slip",
        )
    return True


def _slip_question(is_same_day):
    if is_same_day:
        return _(
            "Were they really at this centre? If another meeting was held there, add that one as a "
            "new event."
        )
    return _(
        "Were they really there on the new date? If another meeting was held then, add that one as "
        "a new event."
    )

"""Taking back everything that is recorded at an event that did not take place."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from accounts.models import User
from events.lib.locks import lock_event
from events.models import Attendance, Event, RegisterAct, Registration
from events.models.one_act import as_act
from events.register.marks.conflicts import settle
from events.register.marks.services import MARK_FIELDS, set_mark
from events.register.recorded.figures import Recorded, recorded_at
from events.register.state import check_register_is_open, plan_again


@as_act(RegisterAct.Kind.EVENT, by="by")
@transaction.atomic
def take_back_all(*, event: Event, seen: str, by: User) -> Recorded:
    """Unmark everybody and count nobody any more; the history keeps what was there.

    `seen`: the key of the figures that the user was shown and agreed to; ValidationError where
    there are others by now, and on a closed register. Returns what was taken back.
    """
    event = lock_event(event)
    if event.register_is_closed:
        check_register_is_open(event)
    recorded = recorded_at(event)
    if recorded.key != seen:
        raise ValidationError(
            _("Meanwhile something else is recorded: %(figures)s Look at it and try again."),
            code="number_changed",
            params={"figures": recorded.in_words},
        )
    _unmark(event, by)
    for headcount in event.headcounts.all():
        headcount._history_user = by
        headcount.delete()
    plan_again(event, by=by)
    return recorded


def _unmark(event: Event, by: User) -> None:
    marked = event.registrations.exclude(attendance=Attendance.UNMARKED)
    registrations = list(marked.select_related("participant", "event"))
    moment = timezone.now()
    for registration in registrations:
        set_mark(registration, Attendance.UNMARKED, by, moment)
        registration.updated_at = moment
        settle(registration, by=by)
    bulk_update_with_history(
        registrations, Registration, MARK_FIELDS, batch_size=200, default_user=by
    )

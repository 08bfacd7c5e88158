"""People of one event whose names read alike: told apart wherever that event's list is shown."""

from django.db.models import Q

from participants.models import Participant
from participants.names import tell_apart
from shkej.lib.albanian import fold

FEW = 10  # up to so many rows their namesakes alone are read, beyond it everybody on the list


def tell_rows_apart(event, registrations):
    """Let `registrations` show what tells each from everybody else on the list of `event`.

    They may be some of its rows; who waits for a place is on the list too. One query, none for
    rows that this request has told apart already.
    """
    rows = list(registrations)
    if all(getattr(row, "is_told_apart", False) for row in rows):
        return
    here = event.registrations.standing().order_by().values("participant")
    shown = [row.participant for row in rows]
    others = Participant.objects.filter(pk__in=here).exclude(pk__in=[one.pk for one in shown])
    if len(rows) <= FEW:
        others = others.filter(_namesakes(rows))
    tell_apart([*shown, *others.order_by()], event.local_date)
    for row in rows:
        row.is_told_apart = True


def _namesakes(rows):
    alike = Q(pk__in=[])
    for name in {fold(row.participant.first_name) for row in rows}:
        alike |= Q(search_name__startswith=name)
    return alike

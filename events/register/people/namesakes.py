"""People of one event whose names read alike: told apart wherever that event's list is shown."""

from functools import reduce
from operator import or_

from django.db.models import Q, Value
from django.db.models.functions import Left, Length

from events.models import Registration
from participants.lib.names import tell_apart
from participants.models import Participant
from shkej.lib.albanian import fold
from shkej.lib.queries.prepared import Prepared

FEW = 10  # up to so many rows their namesakes alone are read, beyond it everybody on the list


def tell_rows_apart(event, registrations):
    """Let `registrations` show what tells each from everybody else on the list of `event`.

    They may be some of its rows; who waits for a place is on the list too. One query, none for
    rows that this request has told apart already.
    """
    rows = list(registrations)
    if all(getattr(row, "is_told_apart", False) for row in rows):
        return
    shown = [row.participant for row in rows]
    tell_apart([*shown, *_others(event, shown)], event.local_date)
    for row in rows:
        row.is_told_apart = True


def _others(event, shown):
    """Whoever else on the list may be a namesake of those `shown`."""
    if len(shown) == 1:  # at each mark
        return NAMESAKES.rows(event.pk, shown[0].pk, fold(shown[0].first_name))
    others = _on_list(event.pk).exclude(pk__in=[person.pk for person in shown])
    if len(shown) > FEW:
        return others
    names = {fold(person.first_name) for person in shown}
    return others.filter(reduce(or_, (Q(search_name__startswith=name) for name in names)))


def _on_list(event_id):
    here = Registration.objects.filter(event=event_id).standing().order_by().values("participant")
    return Participant.objects.filter(pk__in=here).order_by()


NAMESAKES = Prepared(
    lambda event_id, person_id, name: (
        _on_list(event_id)
        .exclude(pk=person_id)
        .alias(beginning=Left("search_name", Length(Value(name))))
        .filter(beginning=name)
    )
)

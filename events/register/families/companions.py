"""The children who usually come with a parent or guardian, to be offered when one is marked.

The rule, kept simple so that staff can foresee it: a child of theirs (by guardianship, or a child
of the same household) who was present or late at 2 or more of the last 10 held events that the
guardian attended, in the same series where this event belongs to one, else at the same centre.
"""

from collections import Counter, defaultdict
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from events.models import Registration
from events.models.registrations import ATTENDED
from participants.lib.names import tell_apart
from participants.models import Guardianship, Participant
from shkej.lib.albanian import fold

LAST_EVENTS = 10
TIMES_TOGETHER = 2
JUST_NOW = timedelta(minutes=10)
CHILD = "child"


def just_marked(registrations, now=None):
    """Those of `registrations` who came and were marked a moment ago: rows that may get offers."""
    since = (now or timezone.now()) - JUST_NOW
    return [
        registration
        for registration in registrations
        if registration.attendance in ATTENDED
        and registration.marked_at >= since
        and registration.category.code != CHILD
    ]


def usual_companions(registrations, *, event, people):
    """The children who usually come with each of `registrations` and are not there yet.

    `people`: queryset of the participants whom the reader may put on this register.
    Returns {participant's id of the guardian: [children]}; three queries, however many rows.
    """
    adults = {row.participant_id: row.participant.household_id for row in registrations}
    if not adults:
        return {}
    pairs = _children_of(adults, event, people)
    together = _times_together(pairs, event) if pairs else {}
    usual = defaultdict(list)
    for (adult, child), person in pairs.items():
        if together.get((adult, child), 0) >= TIMES_TOGETHER:
            usual[adult].append(person)
    return dict(usual)


def name_chips(children, *, is_short):
    """Give each of `children` its `chip_name`: the first name, more where two share it.

    And `rest_of_name`, for those who listen. `is_short`: for readers who see short names alone.
    """
    often = Counter(fold(child.first_name) for child in tell_apart(children))
    for child in children:
        name = child.short_name if is_short else child.listed_name
        is_first = often[fold(child.first_name)] == 1
        child.chip_name = child.first_name if is_first else name
        child.rest_of_name = name.removeprefix(child.chip_name).strip()
    return children


def _children_of(adults, event, people):
    """{(adult's id, child's id): child} of those not marked as present here."""
    homes = {home for home in adults.values() if home}
    # Looked up by index on either side; a single condition with OR would read all people there are.
    wards = Guardianship.objects.filter(adult__in=adults).order_by().values("child")
    at_home = Participant.objects.filter(household__in=homes, category__code=CHILD)
    here = event.registrations.filter(participant=OuterRef("pk"), attendance__in=ATTENDED)
    children = (
        people.filter(pk__in=wards.union(at_home.order_by().values("pk")))
        .exclude(pk__in=adults)
        .exclude(Exists(here))
        .annotate(guardian=F("guardianships__adult"))
        .order_by("sort_name", "pk")
    )
    pairs = {}
    for child in children:
        if child.guardian in adults:
            pairs[child.guardian, child.pk] = child
        if child.category.code != CHILD:
            continue
        for adult, home in adults.items():
            if home and home == child.household_id:
                pairs[adult, child.pk] = child
    return pairs


def _times_together(pairs, event):
    """{(adult's id, child's id): how many of the adult's last events the child attended too}."""
    adults, children = ({pair[side] for pair in pairs} for side in (0, 1))
    attended = Registration.objects.attended().active().filter(event__status="held")
    scope = {"event__series": event.series_id} if event.series_id else {}
    newest_first = [F("event__starts_at").desc(), F("event").desc()]
    last = (
        attended.filter(participant__in=adults, event__centre=event.centre_id, **scope)
        .filter(event__starts_at__lt=event.starts_at)
        .annotate(number=Window(RowNumber(), partition_by=F("participant"), order_by=newest_first))
        .filter(number__lte=LAST_EVENTS)
        .order_by()
        .values_list("event", "participant")
    )
    adults_at = defaultdict(list)
    for event_id, adult in last:
        adults_at[event_id].append(adult)
    came = attended.filter(participant__in=children, event__in=list(adults_at)).order_by()
    return Counter(
        (adult, child)
        for event_id, child in came.values_list("event", "participant")
        for adult in adults_at[event_id]
        if (adult, child) in pairs
    )

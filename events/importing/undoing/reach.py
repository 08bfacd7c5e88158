"""What is not, or no longer, for whoever undoes an import: it stays.

Who imported a file may no longer see its events and people, once they were moved to another centre.
"""

from collections.abc import Collection, Iterable

from accounts.models import User
from accounts.querysets import centre_scope
from events.models import Event, Registration
from participants.models import Participant
from shkej.lib.queries.ids import Ids

EVENT, PERSON = "events.change_event", "participants.change_participant"


def events_kept_back(keys: Iterable[int], by: User | None, *permissions: str) -> set[int]:
    """The ids, of `keys`, of events that `by` does not reach by each of `permissions`."""
    kept_back: set[int] = set()
    if by is None:
        return kept_back
    ids = Ids(keys)
    for permission in permissions:
        reached = Event.objects.visible_to(by, permission).filter(pk__in=ids)
        kept_back |= set(ids.keys) - set(reached.values_list("pk", flat=True))
    return kept_back


def people_kept_back(keys: Iterable[int], by: User | None, going: Collection[int]) -> set[int]:
    """The ids, of `keys`, of people whom `by` may not change, once the places
    that are `going` are gone.

    As `Participant.objects.visible_to`, but for places that go with the import: by these alone
    nobody belongs to a centre.
    """
    if by is None:
        return set()
    own = centre_scope(by, PERSON, with_volunteers=False)
    ids = Ids(keys)
    people = Participant.objects.filter(own, pk__in=ids)
    met = Registration.objects.visible_to(by, PERSON).filter(participant__in=ids).order_by()
    reached = set(people.values_list("pk", flat=True)) | {
        person for place, person in met.values_list("pk", "participant") if place not in going
    }
    return set(ids.keys) - reached

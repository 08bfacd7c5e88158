"""What all that work left behind: versions, acts, and lines of the access log."""

import uuid
from datetime import timedelta

from accounts.models import AccessLog
from accounts.models.access_log import Action
from benchmarks.country.bulk import fill, write_history
from events.models import Event, Headcount, RegisterAct, Registration

DAYS_WITH_ACTS = 365  # before, what was done was not kept as acts
CONFLICTS = 3  # two marks for one person that nobody has settled yet, on a register of today
SEEN = [Action.VIEW_PARTICIPANTS] * 8 + [Action.VIEW_PARTICIPANT] * 3 + [Action.EXPORT]


def make_traces(plan, places, meetings):
    """Write them; the first version of a place is that before its mark."""
    unmarked = {
        "attendance": "'unmarked'",
        "marked_at": "NULL",
        "marked_by_id": "NULL",
        "age": "NULL",
        "updated_at": "created_at",
        "status": "CASE WHEN status = 'cancelled' THEN 'registered' ELSE status END",
    }
    write_history(Registration, "+", at="created_at", by="marked_by_id", **unmarked)
    changed = "attendance <> 'unmarked' OR status = 'cancelled'"
    write_history(Registration, "~", at="updated_at", by="marked_by_id", where=changed)
    open_again = {"register_closed_at": "NULL", "register_closed_by_id": "NULL"}
    planned = open_again | {"status": "'planned'"}
    by = "register_closed_by_id"
    write_history(Event, "+", at="created_at", by="NULL", **planned)
    changed = "status <> 'planned'"
    write_history(Event, "~", at="starts_at", by=by, where=changed, **open_again)
    closed = "register_closed_at IS NOT NULL"
    write_history(Event, "~", at="register_closed_at", by=by, where=closed)
    write_history(Headcount, "+", at="created_at", by="NULL")
    fill(RegisterAct, _acts(plan, meetings))
    fill(AccessLog, _log(plan, places, meetings))


def _acts(plan, meetings):
    """One for each mark of the last year."""
    chance = plan.chance("acts")
    began = plan.today - timedelta(days=DAYS_WITH_ACTS)
    columns = "pk", "attendance", "marked_by_id", "marked_at"
    for meeting in meetings:
        if meeting.day < began:
            continue
        places = Registration.objects.filter(event=meeting.id).exclude(attendance="unmarked")
        for number, (pk, mark, by, at) in enumerate(places.order_by("pk").values_list(*columns)):
            is_asked = meeting.day == plan.today and number < CONFLICTS and mark == "present"
            yield {
                "created_at": at,
                "key": uuid.UUID(int=chance.getrandbits(128)),
                "event_id": meeting.id,
                "registration_id": pk,
                "by_id": by,
                "kind": "mark",
                "before": {} if is_asked else {"attendance": "unmarked"},
                "after": {} if is_asked else {"attendance": mark},
                "body_hash": f"{chance.getrandbits(256):064x}",
                "told_at": at,
                "outcome": "conflict" if is_asked else "done",
                "attendance": "absent" if is_asked else "",
            }


def _log(plan, places, meetings):
    """Who looked at names, as the days went by."""
    chance, lines = plan.chance("log"), plan.part(200_000)
    past = [meeting for meeting in meetings if meeting.day < plan.today]
    for number in range(lines):
        meeting = past[number * len(past) // lines]
        action = chance.choice(SEEN)
        yield {
            "at": meeting.starts_at + timedelta(minutes=number % 60),
            "user_id": chance.choice(places.staff[meeting.centre]),
            "action": action.value,
            "object_type": "" if action == Action.EXPORT else "events.Event",
            "object_id": "" if action == Action.EXPORT else str(meeting.id),
            "detail": {"shown": meeting.size},
            "address": "192.0.2.1",
        }

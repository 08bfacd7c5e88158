"""What a merge of two records does on registers: places move, and of two in one event one stays."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.lib.locks import lock_events
from events.models import Attendance, Event, Registration
from events.models.registrations import ATTENDED
from participants.lib.births import age_after
from participants.merging.parts import Group, MergePart

Status = Registration.Status
WITHOUT_PLACE = (Status.CANCELLED, Status.WAITLISTED)
PLACE = ("status", "waitlisted_at", "placed", "placed_through_id")
MARK = ("attendance", "marked_at", "marked_by_id", "arrived_at")
CONTENT = (*PLACE, *MARK, "age", "source", "category_id", "organisation_id")
# A second place in the same event: off the register, it counts nowhere.
CLEARED = {
    "status": Status.CANCELLED,
    "waitlisted_at": None,
    "attendance": Attendance.UNMARKED,
    "marked_at": None,
    "marked_by_id": None,
    "arrived_at": None,
    "age": None,
}


class RegistrationsPart(MergePart):
    """Places on registers. The events are locked, as for any other change of a register."""

    model = Registration
    people = ("participant",)
    together = (Group((*PLACE, *MARK), along=("age",)),)

    def hangs_on(self, people):
        """The events in which somebody has a place."""
        rows = Registration.objects.filter(participant__in=people).order_by()
        return set(rows.values_list("event", flat=True))

    def lock(self, ids):
        """Lock these events."""
        lock_events(Event.objects.filter(pk__in=ids))

    def rows(self, field, person):
        """With their events, on whose register they are."""
        return super().rows(field, person).select_related("event")

    def move(self, joining):
        """Move each place; where both records have one, the one that says more stays."""
        kept, merged = joining.kept, joining.merged
        own = {row.event_id: row for row in self.rows("participant", kept)}
        for row in self.rows("participant", merged):
            if mine := own.pop(row.event_id, None):
                _join(joining, mine, row)
            else:
                age = _age(joining, row, merged)
                joining.journal.change(row, participant_id=kept.pk, age=age)
        for row in own.values():
            joining.journal.change(row, age=_age(joining, row, kept))

    def reason(self, row, *, undone):
        """On a closed register nothing changes without a reason."""
        if not row.event.register_is_closed:
            return ""
        if undone:
            return _("Two records that had been joined are two people again")
        return _("Two records of one person were joined")


def _join(joining, mine, row):
    """Of two places in one event let `mine` say what says more, and clear the other one."""
    stays, owner = (row, joining.merged) if _rank(row) > _rank(mine) else (mine, joining.kept)
    content = {name: getattr(stays, name) for name in CONTENT}
    content["age"] = _age(joining, stays, owner)
    joining.journal.change(row, **CLEARED)
    joining.journal.change(mine, **content)


def _rank(row):
    """How much a place says: attended, marked otherwise, standing, waiting, cancelled."""
    if row.status in WITHOUT_PLACE:
        return WITHOUT_PLACE.index(row.status)
    if row.attendance == Attendance.UNMARKED:
        return 2
    return 4 if row.attendance in ATTENDED else 3


def _title_of(event):
    """The title; whoever merges may not know who came to what is sensitive."""
    return _("Activity") if event.is_sensitive else event.title


def _age(joining, row, owner):
    """The age at the event: as recorded, unless the merge says something else of `owner`'s birth.

    On a closed register it stays in any case. ValidationError where somebody came before they
    were born, by what the merge says.
    """
    before, after = joining.births.get(owner.pk), joining.kept.birth
    if before is None or row.attendance == Attendance.UNMARKED:
        return row.age
    day = row.event.local_date
    if row.attendance in ATTENDED and after.is_after(day):
        raise ValidationError(
            _(
                "By the age that you chose this person was not born yet on %(day)s, when they "
                "came to “%(event)s”. Choose the other age, or correct it first."
            ),
            code="unborn",
            params={"day": date_format(day), "event": _title_of(row.event)},
        )
    if row.event.register_is_closed:
        return row.age
    return age_after(row.age, day=day, before=before, after=after)

"""Who did what on a register and when, read from the change history: acts, never whole rows."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import F
from django.utils.translation import gettext as _

from events.models import Attachment, Attendance, Event, Headcount, RegisterAct, Registration
from events.register.words import group_name
from shkej.lib.dates import near_date

MARKS = dict(Attendance.choices)
SENT_LATER = timedelta(minutes=2)


@dataclass(frozen=True)
class Act:
    """One line of the history. `before` and `after` are words; `person` is None for other acts."""

    at: datetime
    by: object
    what: str
    person: object = None
    before: str = ""
    after: str = ""
    reason: str = ""
    order: int = 0


def register_history(event):
    """Every act on the register of `event`, the newest first. Six queries, however long it is."""
    acts = [*_on_places(event), *_on_event(event), *_on_headcounts(event), *_on_files(event)]
    acts += _sent_by_devices(RegisterAct.objects.filter(event=event))
    return sorted(acts, key=lambda act: (act.at, act.order), reverse=True)


def history_of(registration):
    """The acts on one place, the newest first. Three queries."""
    acts = [*_acts_on_place(list(_by_row(_places().filter(id=registration.pk))))]
    acts += _sent_by_devices(RegisterAct.objects.filter(registration=registration))
    return sorted(
        acts,
        key=lambda act: (act.at, act.order),
        reverse=True,
    )


def later_corrections(event):
    """What was corrected or opened again after closing, each with its reason, newest first.

    Without the names of those whom it is about. Two queries.
    """
    with_reason = _rows(Registration).filter(event=event.pk, history_change_reason__gt="")
    places = _places().filter(id__in=with_reason.order_by().values("id"))
    acts = [
        replace(act, what=_("One person corrected after closing"), person=None, before="")
        for act in _acts_on_place(_by_row(places))
        if act.reason and act.after
    ]
    opened = _rows(Event).filter(id=event.pk, history_change_reason__gt="", register_closed_at=None)
    acts += [_opened(row) for row in opened]
    return sorted(acts, key=lambda act: act.at, reverse=True)


def _rows(model):
    return model.history.select_related("history_user").order_by("id", "history_date", "history_id")


def _places():
    return _rows(Registration).select_related("history_user", "participant", "category")


def _by_row(rows):
    """The rows of a history with the one before each: (before or None, row)."""
    for _key, versions in groupby(rows, key=lambda row: row.id):
        before = None
        for row in versions:
            yield before, row
            before = row


def _act(row, what, **more):
    return Act(at=row.history_date, by=row.history_user, what=what, order=row.history_id, **more)


def _on_places(event):
    return _acts_on_place(_by_row(_places().filter(event=event.pk)))


def _acts_on_place(pairs):
    for before, row in pairs:
        person, reason = row.participant, row.history_change_reason or ""
        if before is None or before.status != row.status:
            why = reason if row.attendance == (before.attendance if before else "") else ""
            yield _act(row, _words_of_status(before, row), person=person, reason=why)
        was = before.attendance if before else Attendance.UNMARKED
        if row.attendance != was:
            yield _act(
                row,
                _("Corrected after closing") if reason else _("Marked"),
                person=person,
                before=str(MARKS.get(was, "")),
                after=str(MARKS.get(row.attendance, "")),
                reason=reason,
            )
        if before and before.category_id != row.category_id:
            yield _act(
                row,
                _("Attends as something else"),
                person=person,
                before=before.category.label,
                after=row.category.label,
            )


def _sent_by_devices(acts):
    """Marks that met another one, and what was noted well before it arrived."""
    acts = acts.select_related("by", "settled_by", "registration__participant")
    for act in acts.conflicts():
        person = act.registration.participant
        yield Act(
            at=act.created_at,
            by=act.by,
            what=_("Other mark asked for"),
            person=person,
            after=str(MARKS[act.attendance]),
        )
        if act.settled_at:
            yield Act(
                at=act.settled_at,
                by=act.settled_by,
                what=_("Decided between the two marks"),
                person=person,
            )
    for act in acts.filter(told_at__lt=F("created_at") - SENT_LATER):
        when = {"when": near_date(act.told_at)}
        yield Act(
            at=act.created_at,
            by=act.by,
            what=_("Noted on the device: %(when)s. Sent later.") % when,
            person=act.registration.participant if act.registration else None,
        )


def _words_of_status(before, row):
    if row.status == Registration.Status.CANCELLED:
        return _("Taken off the register")
    if row.status == Registration.Status.WAITLISTED:
        return _("Put on the waiting list")
    return _("Put back on the register") if before else _("Put on the register")


def _on_event(event):
    for before, row in _by_row(_rows(Event).filter(id=event.pk)):
        if before is None:
            continue
        if row.register_closed_at and not before.register_closed_at:
            yield _act(row, _("Register closed"))
        elif before.register_closed_at and not row.register_closed_at:
            yield _opened(row)


def _opened(row):
    return _act(row, _("Register opened again"), reason=row.history_change_reason or "")


def _on_headcounts(event):
    rows = _rows(Headcount).select_related("history_user", "category").filter(event=event.pk)
    for before, row in _by_row(rows):
        is_gone = row.history_type == "-"
        if before is not None and not is_gone and before.count == row.count:
            continue
        yield _act(
            row,
            _("Counted without names: %(group)s") % {"group": group_name(row)},
            before=str(before.count) if before else "",
            after="0" if is_gone else str(row.count),
        )


def _on_files(event):
    for before, row in _by_row(_rows(Attachment).filter(event=event.pk)):
        if before is None:
            yield _act(row, _("File attached: %(name)s") % {"name": row.original_name})
        elif row.history_type == "-":
            yield _act(row, _("File deleted: %(name)s") % {"name": row.original_name})

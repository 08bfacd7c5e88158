"""Who did what on a register and when: acts, each with the versions that it wrote.

A version in the change history says by its `work` of which act it is; the act says what it was and
why. Versions without a work are older than acts (docs/decisions/0008) and read by themselves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _

from events.lib.figure_facts import in_words
from events.models import Attachment, Attendance, Headcount, RegisterAct, Registration
from events.register.words import group_name
from participants.lib.names import tell_apart
from shkej.lib.dates import near_date

Kind = RegisterAct.Kind
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
    """Every act on the register of `event`, the newest first. Four queries, however long it is."""
    acts = list(_acts(event))
    lines = [*_on_places(_places().filter(event=event.pk), acts)]
    lines += [*_on_event(acts), *_on_headcounts(event), *_on_files(event), *_sent_by_devices(acts)]
    tell_apart((line.person for line in lines if line.person), event.local_date)
    return _newest_first(lines)


def history_of(registration):
    """The acts on one place, the newest first. Two queries."""
    acts = list(_acts(registration.event))
    lines = [*_on_places(_places().filter(id=registration.pk), acts)]
    own = [act for act in acts if act.registration_id == registration.pk]
    return _newest_first(lines + [*_sent_by_devices(own)])


def later_corrections(event):
    """What was corrected or opened again after closing, each with its reason, newest first.

    Without the names of those whom it is about. One query.
    """
    acts = _acts(event).filter(Q(after_closing=True) | Q(kind=Kind.REOPEN))
    return _newest_first(_correction(act) for act in acts)


def corrections_since(events, since):
    """[(event, line)] of what was corrected or opened again on `events` since, newest first.

    `events`: a set of their ids, however many. Without the names of those whom it is about. One
    query, and what the lines name.
    """
    acts = RegisterAct.objects.filter(Q(after_closing=True) | Q(kind=Kind.REOPEN))
    acts = acts.filter(created_at__gt=since).order_by("-created_at", "-pk")
    acts = acts.select_related("event", "by")
    return [(act.event, _correction(act)) for act in acts if act.event_id in events]


def _acts(event):
    acts = event.acts.select_related("by", "settled_by", "undoes", "registration__participant")
    return acts.order_by("pk")


def _newest_first(lines):
    return sorted(lines, key=lambda line: (line.at, line.order), reverse=True)


def _correction(act):
    if act.kind == Kind.REOPEN:
        return _line(act, _("Register opened again"), reason=act.reason)
    if act.kind == Kind.FACTS:
        return _of_facts(act)
    after = str(MARKS.get(act.after.get("attendance"), ""))
    return _line(act, _("One person corrected after closing"), after=after, reason=act.reason)


def _of_facts(act):
    return _line(
        act,
        _("Event corrected after closing"),
        before=in_words(act.before),
        after=in_words(act.after),
        reason=act.reason,
    )


def _line(act, what, **more):
    return Act(at=act.created_at, by=act.by, what=what, order=act.pk, **more)


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


def _on_places(rows, acts):
    """The lines of the versions `rows`; what they are, and why, say `acts` of the same work."""
    by_work = {act.work: act for act in reversed(acts) if act.work}
    for before, row in _by_row(rows):
        act = by_work.get(row.work) if row.work else None
        yield from _of_version(before, row, act)


def _of_version(before, row, act):
    person = row.participant  # None where they went with the import that had brought them
    if row.history_type == "-":
        yield _act(row, _("Taken off the register"), person=person)
        return
    is_correction = act is not None and act.after_closing
    if before is None or before.status != row.status:
        why = "" if is_correction else _why(before, row, act)
        yield _act(row, _words_of_status(before, row), person=person, reason=why)
    was = before.attendance if before else Attendance.UNMARKED
    if row.attendance != was:
        yield _act(
            row,
            _("Corrected after closing") if is_correction else _("Marked"),
            person=person,
            before=str(MARKS.get(was, "")),
            after=str(MARKS.get(row.attendance, "")),
            reason=act.reason if is_correction else "",
        )
    if before and before.category_id != row.category_id:
        yield _act(
            row,
            _("Attends as something else"),
            person=person,
            before=before.category.of_one,
            after=row.category.of_one,
        )


def _why(before, row, act):
    """The reason of a change of the place: of whom the act is about, in words somebody typed."""
    if act is not None:
        return act.reason if act.registration_id == row.id else ""
    is_same_mark = row.attendance == (before.attendance if before else "")
    return (row.history_change_reason or "") if is_same_mark else ""


def _sent_by_devices(acts):
    """Marks that met another one, and what was noted well before it arrived."""
    for act in acts:
        person = act.registration.participant if act.registration else None
        if act.outcome == RegisterAct.Outcome.CONFLICT:
            yield from _of_conflict(act, person)
        if act.told_at and act.told_at < act.created_at - SENT_LATER:
            when = {"when": near_date(act.told_at)}
            what = _("Noted on the device: %(when)s. Sent later.") % when
            yield Act(at=act.created_at, by=act.by, what=what, person=person)


def _of_conflict(act, person):
    yield Act(
        at=act.created_at,
        by=act.by,
        what=_("Other mark asked for"),
        person=person,
        after=str(MARKS[act.attendance]),
    )
    if act.settled_at:
        what = _("Decided between the two marks")
        yield Act(at=act.settled_at, by=act.settled_by, what=what, person=person)


def _words_of_status(before, row):
    if row.status == Registration.Status.CANCELLED:
        return _("Taken off the register")
    if row.status == Registration.Status.WAITLISTED:
        return _("Put on the waiting list")
    return _("Put back on the register") if before else _("Put on the register")


def _on_event(acts):
    """Closings, reopenings, and what was corrected of the event after closing."""
    words = {Kind.CLOSE: _("Register closed"), Kind.REOPEN: _("Register opened again")}
    for act in acts:
        if act.kind in words:
            yield _line(act, words[act.kind], reason=act.reason)
        elif act.kind == Kind.FACTS:
            yield _of_facts(act)
        elif act.undoes_id and act.undoes.kind == Kind.CLOSE:
            yield _line(act, _("Closing undone"))


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

"""Closings, reopenings and corrections of the past become acts, which tell them from marks.

Until now a mark with a reason was a correction. Marks, headcounts and places of the past stay where
they are, in the change history: there is nothing about them that an act would say better.
"""

import uuid
from itertools import groupby

from django.db import migrations

BATCH = 500
NEW = ["close", "reopen", "correct", "sheet", "grid", "series", "event", "import", "merge"]
NEW += ["ages", "file"]


def write_acts(apps, schema_editor):
    """An act for each; a version of a mark that was corrected belongs to its act."""
    waiting = []
    for act in [*_of_events(apps), *_of_marks(apps)]:
        waiting.append(act)
        if len(waiting) == BATCH:
            _write(apps, waiting)
            waiting = []
    _write(apps, waiting)


def _write(apps, acts):
    moments = [act.created_at for act in acts]
    Act = apps.get_model("events", "RegisterAct")
    Act.objects.bulk_create(acts)  # this takes the moment of now
    for act, moment in zip(acts, moments, strict=True):
        act.created_at = moment
    Act.objects.bulk_update(acts, ["created_at"])


def _of_events(apps):
    History = apps.get_model("events", "HistoricalEvent")
    closed = History.objects.exclude(register_closed_at=None).order_by()
    there = apps.get_model("events", "Event").objects.filter(pk__in=closed.values("id"))
    rows = History.objects.filter(id__in=there.order_by().values("pk"))
    for before, row in _pairs(rows):
        was, now = before and before.register_closed_at, row.register_closed_at
        if now and not was and before:
            yield _act(apps, row, "close", event_id=row.id)
        elif was and not now:
            reason = row.history_change_reason or ""
            yield _act(apps, row, "reopen", event_id=row.id, reason=reason)


def _of_marks(apps):
    History = apps.get_model("events", "HistoricalRegistration")
    explained = History.objects.exclude(history_change_reason=None).order_by()
    there = apps.get_model("events", "Registration").objects.filter(pk__in=explained.values("id"))
    rows = History.objects.filter(id__in=there.order_by().values("pk"))
    for before, row in _pairs(rows):
        was = before.attendance if before else "unmarked"
        if not row.history_change_reason or was == row.attendance:
            continue
        act = _act(
            apps,
            row,
            "correct",
            event_id=row.event_id,
            registration_id=row.id,
            reason=row.history_change_reason,
            after_closing=True,
            before={"attendance": was},
            after={"attendance": row.attendance},
        )
        History.objects.filter(pk=row.pk).update(work=act.work)
        yield act


def _pairs(rows):
    rows = rows.order_by("id", "history_date", "history_id")
    for _key, versions in groupby(rows.iterator(), key=lambda row: row.id):
        before = None
        for row in versions:
            yield before, row
            before = row


def _act(apps, row, kind, **facts):
    Act = apps.get_model("events", "RegisterAct")
    moment, by = row.history_date, row.history_user_id
    return Act(kind=kind, created_at=moment, by_id=by, work=uuid.uuid4(), **facts)


def forget_acts(apps, schema_editor):
    """What only whole acts say stands in the change history as well."""
    apps.get_model("events", "RegisterAct").objects.filter(kind__in=NEW).delete()


class Migration(migrations.Migration):
    dependencies = [("events", "0027_whole_acts")]

    operations = [migrations.RunPython(write_acts, forget_acts)]

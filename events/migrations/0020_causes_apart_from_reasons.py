"""Why a place was got and an event held, in columns of their own.

Until now the program wrote its causes where people type their reasons: in the change history. What
it wrote goes into the columns, and out of the history; what somebody typed stays, also where it
reads the same. The program wrote its cause of a place just before the mark that was the occasion,
or just after an edit of the event, and never opened a register.
"""

from datetime import timedelta
from itertools import groupby

import django.db.models.deletion
from django.db import migrations, models

CAME, RAISED, TAKEN = "came to the door", "capacity changed", "register taken"
FREED = "place of registration "
AT_ONCE = timedelta(seconds=5)


def move_causes(apps, schema_editor):
    """Fill the columns from the history, and take the program's causes out of it."""
    _move_places(apps)
    _move_events(apps)


def _move_places(apps):
    Registration = apps.get_model("events", "Registration")
    History = apps.get_model("events", "HistoricalRegistration")
    caused = History.objects.exclude(history_change_reason=None).order_by()
    rows = History.objects.filter(id__in=caused.values("id"))
    rows = rows.order_by("id", "history_date", "history_id")
    for key, versions in groupby(rows.iterator(), key=lambda row: row.id):
        versions = list(versions)
        cause = None
        for row, after in zip(versions, [*versions[1:], None], strict=True):
            if not row.history_change_reason:
                continue
            cause = _cause(apps, row, after)
            if cause:
                History.objects.filter(pk=row.pk).update(history_change_reason=None)
        placed, through = cause or ("", None)
        last = versions[-1]
        if placed and last.status == "registered":
            if through and not Registration.objects.filter(pk=through).exists():
                through = None
            Registration.objects.filter(pk=key).update(placed=placed, placed_through=through)


def _cause(apps, row, after):
    """(how the place was got, who left it) where the program wrote it; None for what was typed."""
    reason = row.history_change_reason
    if row.status != "registered" or row.attendance != "unmarked":
        return None
    around = (row.history_date - AT_ONCE, row.history_date + AT_ONCE)
    if reason.startswith(FREED) and reason.removeprefix(FREED).isdecimal():
        return _freed(apps, row, int(reason.removeprefix(FREED)), around)
    if reason == CAME and after and after.attendance in ("present", "late"):
        return ("came", None) if after.history_date - row.history_date < AT_ONCE else None
    if reason == RAISED:
        edits = apps.get_model("events", "HistoricalEvent").objects.filter(id=row.event_id)
        return ("raised", None) if edits.filter(history_date__range=around).exists() else None
    return None


def _freed(apps, row, left_by, around):
    """Whoever left the place was changed just before, at the same event."""
    if left_by >= 2**63:
        return None
    versions = apps.get_model("events", "HistoricalRegistration").objects
    left = versions.filter(id=left_by, event=row.event_id, history_date__range=around)
    return ("freed", left_by) if left.exists() else None


def _move_events(apps):
    Event = apps.get_model("events", "Event")
    History = apps.get_model("events", "HistoricalEvent")
    taken = History.objects.filter(history_change_reason=TAKEN, status="held")
    rows = History.objects.filter(id__in=taken.order_by().values("id"))
    rows = rows.order_by("id", "history_date", "history_id")
    for key, versions in groupby(rows.iterator(), key=lambda row: row.id):
        before, by_register = None, False
        for row in versions:
            if row.status != "held":
                by_register = False
            elif before is None or before.status != "held":
                by_register = row.history_change_reason == TAKEN
                if by_register:
                    History.objects.filter(pk=row.pk).update(history_change_reason=None)
            before = row
        if by_register:
            Event.objects.filter(pk=key, status="held").update(held_by_register=True)


PLACED = [("came", "came to the door"), ("freed", "a place fell free"), ("raised", "more places")]


def _placed():
    return models.CharField(
        blank=True,
        choices=PLACED,
        default="",
        editable=False,
        max_length=10,
        verbose_name="place after waiting",
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0019_begin_history_of_centres")]

    operations = [
        migrations.AddField("registration", "placed", _placed()),
        migrations.AddField("historicalregistration", "placed", _placed()),
        migrations.AddField(
            "registration",
            "placed_through",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="passed_on",
                to="events.registration",
                verbose_name="place left by",
            ),
        ),
        migrations.AddField(
            "historicalregistration",
            "placed_through",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="events.registration",
                verbose_name="place left by",
            ),
        ),
        migrations.AddField(
            "event",
            "held_by_register",
            models.BooleanField(
                default=False,
                editable=False,
                verbose_name="held because its register was taken",
            ),
        ),
        migrations.AddField(
            "historicalevent",
            "held_by_register",
            models.BooleanField(
                default=False,
                editable=False,
                verbose_name="held because its register was taken",
            ),
        ),
        migrations.RunPython(move_causes, migrations.RunPython.noop),
    ]

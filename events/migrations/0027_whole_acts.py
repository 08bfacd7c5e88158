"""Whatever changes a register is an act, and the versions that it wrote say of which they are."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import events.models.one_act

KINDS = [
    ("mark", "marked"),
    ("rest", "marked all who were left"),
    ("keep", "decided between two marks"),
    ("add", "put on the register"),
    ("family", "put children on the register"),
    ("change", "attends as something else"),
    ("remove", "taken off the register"),
    ("place", "given a place"),
    ("count", "counted without names"),
    ("name", "named one who was counted"),
    ("undo", "taken back"),
    ("close", "register closed"),
    ("reopen", "register opened again"),
    ("correct", "corrected after closing"),
    ("sheet", "typed in from a signed list"),
    ("grid", "typed into the grid of a series"),
    ("series", "follows its series"),
    ("event", "follows a change of the event"),
    ("import", "imported"),
    ("merge", "two records of one person joined or parted"),
    ("ages", "age corrected"),
    ("file", "file attached or deleted"),
    ("other", "done before acts had kinds"),
]


def _work():
    return models.UUIDField(
        db_index=True,
        default=events.models.one_act.current_work,
        editable=False,
        null=True,
        verbose_name="part of",
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("events", "0026_meeting_details"),
    ]

    operations = [
        migrations.AddField("historicalheadcount", "work", _work()),
        migrations.AddField("historicalregistration", "work", _work()),
        migrations.AddField(
            "registeract",
            "reason",
            models.CharField(blank=True, default="", max_length=100, verbose_name="reason"),
        ),
        migrations.AddField(  # first without a default: the acts there are belong to no work
            "registeract",
            "work",
            models.UUIDField(editable=False, null=True, verbose_name="part of"),
        ),
        migrations.AlterField(
            "registeract",
            "work",
            models.UUIDField(default=uuid.uuid4, editable=False, null=True, verbose_name="part of"),
        ),
        migrations.AddField(
            "registeract",
            "after_closing",
            models.BooleanField(default=False, verbose_name="after closing"),
        ),
        migrations.AlterField(
            "registeract",
            "body_hash",
            models.CharField(
                blank=True, default="", max_length=64, verbose_name="hash of what was sent"
            ),
        ),
        migrations.AlterField(
            "registeract",
            "by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sent by",
            ),
        ),
        migrations.AlterField(
            "registeract",
            "kind",
            models.CharField(choices=KINDS, max_length=10, verbose_name="kind"),
        ),
    ]

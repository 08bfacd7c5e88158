"""Whether a category counts is said for days, by the event's day: so far it held for all of them."""

import datetime
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


# Reports that were frozen before are compared with what held when they were.
BEGINNING = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def begin_spans(apps, schema_editor):
    """Let what was said of each category hold for all days, also in the history."""
    spans = apps.get_model("participants", "CountingSpan").objects
    history = apps.get_model("participants", "HistoricalCountingSpan").objects
    for category in apps.get_model("participants", "Category").objects.all():
        span = spans.create(category=category, is_counted=category.is_counted)
        history.create(
            id=span.pk,
            category=category,
            is_counted=span.is_counted,
            created_at=span.created_at,
            updated_at=span.updated_at,
            history_type="+",
            history_date=BEGINNING,
        )


def back_to_flags(apps, schema_editor):
    """Keep what holds on the last of the days."""
    for span in apps.get_model("participants", "CountingSpan").objects.filter(
        ends_on=datetime.date.max
    ):
        span.category.is_counted = span.is_counted
        span.category.save(update_fields=["is_counted"])


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0004_fill_merge_journals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalCountingSpan",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="created at"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="updated at"),
                ),
                (
                    "is_counted",
                    models.BooleanField(
                        help_text="Staff are in the room, but they are not people reached.",
                        verbose_name="counted in reports",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(default=datetime.date(1, 1, 1), verbose_name="first day"),
                ),
                (
                    "ends_on",
                    models.DateField(default=datetime.date(9999, 12, 31), verbose_name="last day"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="participants.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical days on which a category counts",
                "verbose_name_plural": "historical days on which categories count",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CountingSpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "is_counted",
                    models.BooleanField(
                        help_text="Staff are in the room, but they are not people reached.",
                        verbose_name="counted in reports",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(default=datetime.date(1, 1, 1), verbose_name="first day"),
                ),
                (
                    "ends_on",
                    models.DateField(default=datetime.date(9999, 12, 31), verbose_name="last day"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spans",
                        to="participants.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
            ],
            options={
                "verbose_name": "days on which a category counts",
                "verbose_name_plural": "days on which categories count",
                "ordering": ["category", "starts_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("category", "starts_on"), name="span_starts_once"
                    ),
                    models.UniqueConstraint(fields=("category", "ends_on"), name="span_ends_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="span_in_order",
                        violation_error_message="The last day is before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", datetime.date(1, 1, 1)),
                            models.Q(("decided_by__isnull", False), ("reason__gt", "")),
                            _connector="OR",
                        ),
                        name="change_of_counting_has_reason",
                    ),
                ],
            },
        ),
        migrations.RunPython(begin_spans, back_to_flags),
        migrations.RemoveField(
            model_name="category",
            name="is_counted",
        ),
    ]

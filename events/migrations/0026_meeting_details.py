"""Events and series take what they share from one abstract model; no table changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HINT = "Leave empty when it takes place in the centre’s municipality."


def shared_by(model):
    """The fields that are the same but for the name by which other rows know the model."""
    return [
        migrations.AlterField(
            model_name=model,
            name="centre",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="events.centre",
                verbose_name="centre",
            ),
        ),
        migrations.AlterField(
            model_name=model,
            name="municipality",
            field=models.ForeignKey(
                blank=True,
                help_text=HINT,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="partners.municipality",
                verbose_name="municipality",
            ),
        ),
        migrations.AlterField(
            model_name=model,
            name="projects",
            field=models.ManyToManyField(
                blank=True, to="partners.project", verbose_name="projects"
            ),
        ),
        migrations.AlterField(
            model_name=model,
            name="topics",
            field=models.ManyToManyField(blank=True, to="events.topic", verbose_name="topics"),
        ),
        migrations.AlterField(
            model_name=model,
            name="volunteers",
            field=models.ManyToManyField(
                blank=True,
                to=settings.AUTH_USER_MODEL,
                verbose_name="volunteers who take attendance",
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0025_distinct_events"),
        ("partners", "0005_phones_of_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelOptions(
                    name="event",
                    options={
                        "default_related_name": "events",
                        "ordering": ["-starts_at", "-pk"],
                        "verbose_name": "event",
                        "verbose_name_plural": "events",
                    },
                ),
                migrations.AlterModelOptions(
                    name="series",
                    options={
                        "default_related_name": "series",
                        "ordering": ["-starts_on", "pk"],
                        "verbose_name": "series of events",
                        "verbose_name_plural": "series of events",
                    },
                ),
                *shared_by("event"),
                *shared_by("series"),
            ]
        )
    ]

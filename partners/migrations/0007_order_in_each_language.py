from django.db import migrations

import shkej.lib.queries.ordering
from shkej.lib.fields import ShownKeyField

ROWS = ["organisation", "historicalorganisation"]
PROGRAMMES = ["programme", "historicalprogramme"]
PROJECTS = ["project", "historicalproject"]


def _keys(models, name, text, length, **more):
    """A key of each language for `name`, made of what `text` says in it, else in the other one."""
    return [
        migrations.AddField(
            model,
            f"{name}_{code}",
            ShownKeyField(
                max_length=length,
                sources=[f"{text}_{code}", f"{text}_{other}"] if text != "code" else [text],
                language=code,
                default="",
                **more,
            ),
            preserve_default=False,
        )
        for model in models
        for code, other in [("sq", "en"), ("en", "sq")]
    ]


class Migration(migrations.Migration):
    """A list stands in the order of what its reader sees, so each language has its own key."""

    # What events did before asks for the rows by the key that goes.
    dependencies = [
        ("partners", "0006_readings_by_address"),
        ("events", "0032_imported_rows"),
    ]

    operations = [
        *_keys(ROWS, "sort_name", "name", 420, db_index=True),
        *_keys(PROGRAMMES, "sort_title", "title", 620),
        *_keys(PROJECTS, "sort_code", "code", 100),
        migrations.AlterModelOptions(
            name="organisation",
            options={
                "ordering": [shkej.lib.queries.ordering.Shown("sort_name"), "pk"],
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
        ),
        migrations.AlterModelOptions(
            name="programme",
            options={
                "ordering": [shkej.lib.queries.ordering.Shown("sort_title"), "pk"],
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
            },
        ),
        migrations.AlterModelOptions(
            name="project",
            options={
                "ordering": [shkej.lib.queries.ordering.Shown("sort_code"), "pk"],
                "verbose_name": "project",
                "verbose_name_plural": "projects",
            },
        ),
        migrations.AlterModelOptions(
            name="projectorganisation",
            options={
                "ordering": [
                    "project",
                    "part",
                    shkej.lib.queries.ordering.Shown("organisation__sort_name"),
                ],
                "verbose_name": "part in a project",
                "verbose_name_plural": "parts in a project",
            },
        ),
        *[migrations.RemoveField(model, "sort_name") for model in ROWS],
        *[migrations.RemoveField(model, "sort_title") for model in PROGRAMMES],
    ]

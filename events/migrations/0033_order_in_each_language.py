from django.db import migrations

import shkej.lib.queries.ordering


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0032_imported_rows"),
        ("partners", "0007_order_in_each_language"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="eventorganisation",
            options={
                "ordering": [
                    "event",
                    "part",
                    shkej.lib.queries.ordering.Shown("organisation__sort_name"),
                ],
                "verbose_name": "part in an event",
                "verbose_name_plural": "parts in an event",
            },
        ),
        migrations.AlterModelOptions(
            name="invitation",
            options={
                "ordering": [
                    "event",
                    shkej.lib.queries.ordering.Shown("organisation__sort_name"),
                    "pk",
                ],
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
            },
        ),
    ]

from django.db import migrations

import shkej.fields


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_grants")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="search_name",
            field=shkej.fields.FoldedField(default="", max_length=405, sources=("name", "email")),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="user",
            name="sort_name",
            field=shkej.fields.SortKeyField(
                db_index=True, default="", max_length=300, sources=("name",)
            ),
            preserve_default=False,
        ),
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": ["sort_name", "pk"],
                "verbose_name": "user",
                "verbose_name_plural": "users",
            },
        ),
    ]

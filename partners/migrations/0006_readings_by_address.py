from django.db import migrations, models


class Migration(migrations.Migration):
    """The count of an hour begins anew: nobody is slowed down by what was read before."""

    dependencies = [
        ("partners", "0005_phones_of_organisations"),
    ]

    operations = [
        migrations.RemoveField(model_name="calendarfeed", name="readings"),
        migrations.AddField(
            model_name="calendarfeed",
            name="readings",
            field=models.JSONField(default=dict, editable=False),
        ),
    ]

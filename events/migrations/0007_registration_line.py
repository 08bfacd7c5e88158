from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0006_series_rules")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="line",
            field=models.PositiveIntegerField(
                blank=True, editable=False, null=True, verbose_name="line on the attendance list"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                fields=("event", "line"), name="registration_line_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("line", None), ("line__gte", 1), _connector="OR"),
                name="registration_line_from_1",
            ),
        ),
    ]

"""Since when somebody waits for a place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0009_attachment_history")]
    operations = [
        migrations.AddField(
            model_name=name,
            name="waitlisted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="waiting since"),
        )
        for name in ("historicalregistration", "registration")
    ]

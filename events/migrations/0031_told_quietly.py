from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("events", "0030_reopening_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="quietly",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="quiet_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="changed quietly at"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="quiet_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="changed quietly by",
            ),
        ),
    ]

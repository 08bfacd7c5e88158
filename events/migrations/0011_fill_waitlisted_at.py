"""Who waits already waits since they were registered; who was marked has a place."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    waiting = apps.get_model("events", "Registration").objects.filter(status="waitlisted")
    waiting.exclude(attendance="unmarked").update(status="registered")
    waiting.update(waitlisted_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("events", "0010_registration_waitlisted_at")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

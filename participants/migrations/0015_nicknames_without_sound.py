"""Nicknames are found by their letters alone: they have no sound."""

from django.db import migrations

from participants.finding.words import NICKNAME


def silence(apps, schema_editor):
    """Take the sound from the nicknames under which people are found."""
    apps.get_model("participants", "NameWord").objects.filter(kind=NICKNAME).update(sound="")


class Migration(migrations.Migration):
    dependencies = [("participants", "0014_nicknames_by_letters")]
    operations = [migrations.RunPython(silence, migrations.RunPython.noop, elidable=True)]

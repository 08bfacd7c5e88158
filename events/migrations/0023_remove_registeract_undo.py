from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0022_acts_of_every_kind")]

    operations = [migrations.RemoveField("registeract", "undo")]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0022_acts_of_every_kind")]

    operations = [
        migrations.RemoveField("registeract", "undo"),
        migrations.AddConstraint(
            "registeract",
            models.UniqueConstraint(fields=["undoes"], name="register_act_undone_once"),
        ),
    ]

"""A first name alone is enough to be recorded; the surname is to be completed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0007_guardianship_unique_either_way")]
    operations = [
        migrations.RemoveConstraint("participant", "participant_has_names"),
        *(
            migrations.AlterField(
                model, "last_name", models.CharField("surname", blank=True, max_length=100)
            )
            for model in ("participant", "historicalparticipant")
        ),
        migrations.AddConstraint(
            "participant",
            models.CheckConstraint(
                condition=~models.Q(first_name=""),
                name="participant_has_first_name",
                violation_error_message="Enter the first name.",
            ),
        ),
    ]

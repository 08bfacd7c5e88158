"""The database holds that two people are tied once, whichever way."""

from django.db import migrations, models
from django.db.models.functions import Greatest, Least


class Migration(migrations.Migration):
    dependencies = [("participants", "0006_ties_one_way")]
    operations = [
        migrations.RemoveConstraint("guardianship", "guardianship_unique"),
        migrations.AddConstraint(
            "guardianship",
            models.UniqueConstraint(
                Least("adult", "child"),
                Greatest("adult", "child"),
                name="guardianship_unique",
                violation_error_message=(
                    "These two are tied already. Remove that tie first if it is the wrong way "
                    "round."
                ),
            ),
        ),
    ]

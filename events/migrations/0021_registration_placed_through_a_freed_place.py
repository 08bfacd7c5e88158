from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("events", "0020_causes_apart_from_reasons")]

    operations = [
        migrations.AddConstraint(
            "registration",
            models.CheckConstraint(
                condition=Q(placed_through=None) | Q(placed="freed"),
                name="registration_placed_through_a_freed_place",
            ),
        ),
    ]

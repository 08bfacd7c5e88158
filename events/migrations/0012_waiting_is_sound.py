"""Who waits has a moment since when, and no mark."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("events", "0011_fill_waitlisted_at")]
    operations = [
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=Q(status="waitlisted", waitlisted_at__isnull=False)
                | (~Q(status="waitlisted") & Q(waitlisted_at=None)),
                name="registration_waits_since_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=~Q(status="waitlisted") | Q(attendance="unmarked"),
                name="registration_waiting_is_unmarked",
                violation_error_message="Somebody on the waiting list has no place yet, so there is nothing to mark.",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0007_registration_line")]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="shows_no_child",
            field=models.BooleanField(default=False, verbose_name="no child can be recognised"),
        ),
        migrations.AddField(
            model_name="attachment",
            name="signatures",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="number of signatures"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("signatures", None), ("kind", "signed_sheet"), _connector="OR"),
                name="attachment_signatures_on_sheet",
                violation_error_message="Only a signed attendance list has signatures.",
            ),
        ),
    ]

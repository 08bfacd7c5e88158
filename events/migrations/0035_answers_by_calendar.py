from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0034_door_notes")]

    operations = [
        migrations.CreateModel(
            name="ReadReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("taken", "Taken over"),
                            ("refused", "Refused, and answered"),
                            ("unreadable", "Not understood, and answered"),
                            ("ignored", "Not for us, or from a machine"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "answered",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=64),
                ),
            ],
            options={
                "verbose_name": "mail that was read",
                "verbose_name_plural": "mails that were read",
            },
        ),
        migrations.AddField(
            model_name="invitation",
            name="remark",
            field=models.CharField(blank=True, max_length=300, verbose_name="remark"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="way",
            field=models.CharField(
                blank=True,
                choices=[
                    ("account", "On its own page"),
                    ("link", "By the link in the email"),
                    ("calendar", "By its calendar"),
                    ("phone", "By telephone"),
                ],
                max_length=10,
                verbose_name="way",
            ),
        ),
        migrations.AddField(
            model_name="centre",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="email"),
        ),
        migrations.AddField(
            model_name="historicalcentre",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="email"),
        ),
    ]

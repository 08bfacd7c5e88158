"""Words under which people are found, by how they are written and how they sound; nicknames."""

import django.db.models.deletion
import participants.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0009_category_of_one"),
    ]

    operations = [
        migrations.CreateModel(
            name="Nickname",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "nickname",
                    models.CharField(
                        max_length=50,
                        validators=[participants.validators.check_name],
                        verbose_name="nickname",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=50,
                        validators=[participants.validators.check_name],
                        verbose_name="given name",
                    ),
                ),
            ],
            options={
                "verbose_name": "nickname",
                "verbose_name_plural": "nicknames",
                "ordering": ["nickname", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("nickname", "name"),
                        name="nickname_once",
                        violation_error_message="This nickname stands in the list already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("given", "given"),
                            ("surname", "surname"),
                            ("father", "father"),
                            ("nickname", "nickname"),
                        ],
                        max_length=8,
                    ),
                ),
                ("word", models.CharField(max_length=100)),
                ("sound", models.CharField(max_length=100)),
                (
                    "participant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="participants.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "word of a name",
                "verbose_name_plural": "words of names",
                "indexes": [
                    models.Index(
                        fields=["word", "participant"],
                        name="name_word_begins",
                        opclasses=["varchar_pattern_ops", "int8_ops"],
                    ),
                    models.Index(
                        fields=["sound", "participant"],
                        name="name_sound_begins",
                        opclasses=["varchar_pattern_ops", "int8_ops"],
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participant", "kind", "word"), name="name_word_once"
                    )
                ],
            },
        ),
    ]

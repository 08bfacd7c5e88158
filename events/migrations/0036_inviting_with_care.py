from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0035_answers_by_calendar")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="message",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name="invitation",
            name="answer_by",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="answer by"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="chased_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="asked once more at"
            ),
        ),
    ]

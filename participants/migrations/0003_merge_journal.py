from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0002_categories")]

    operations = [
        migrations.RenameField("merge", "moved", "journal"),
        migrations.AlterField("merge", "journal", models.JSONField(default=list)),
    ]

"""Let the database refuse every change of a frozen report."""

from django.db import migrations

from reports.frozen_rows import install, remove


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]

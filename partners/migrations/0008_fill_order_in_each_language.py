from django.db import migrations

KEYS = {"Organisation": "sort_name", "Programme": "sort_title", "Project": "sort_code"}


def fill(apps, schema_editor):
    """Work the keys out for the rows that are there."""
    for model, key in KEYS.items():
        for row in apps.get_model("partners", model).objects.order_by("pk").iterator():
            row.save(update_fields=[f"{key}_sq", f"{key}_en"])


class Migration(migrations.Migration):
    dependencies = [("partners", "0007_order_in_each_language")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]

from django.db import migrations


def fill(apps, schema_editor):
    """Work the derived columns out for users made before there were any."""
    for user in apps.get_model("accounts", "User").objects.order_by("pk").iterator():
        user.save(update_fields=["search_name", "sort_name"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_user_search_name")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]

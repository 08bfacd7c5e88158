from django.db import migrations


def fill(apps, schema_editor):
    """Coordinators exported by their role until now (the matrix of roles): they still do."""
    apps.get_model("accounts", "Grant").objects.filter(role="coordinator").update(exports=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_exports")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]

from django.db import migrations


def begin_history(apps, schema_editor):
    """The centres as they are: so that a first change shows what was before."""
    Centre = apps.get_model("events", "Centre")
    History = apps.get_model("events", "HistoricalCentre")
    names = [field.attname for field in Centre._meta.fields]
    History.objects.bulk_create(
        History(
            **{name: getattr(centre, name) for name in names},
            history_date=centre.created_at,
            history_type="+",
        )
        for centre in Centre.objects.all()
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0018_telling")]

    operations = [migrations.RunPython(begin_history, migrations.RunPython.noop)]

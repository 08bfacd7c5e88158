"""Load the 61 municipalities and their administrative units (law 115/2014)."""

import csv
from pathlib import Path

from django.db import migrations

from shkej.albanian import sort_key

UNITS = Path(__file__).resolve().parent.parent / "data" / "albania_admin_units.csv"


def load(apps, schema_editor):
    """Read the list beside the app; counties stand on each municipality."""
    municipality_model = apps.get_model("partners", "Municipality")
    unit_model = apps.get_model("partners", "AdministrativeUnit")
    with UNITS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    counties = {row["municipality"]: row["county"] for row in rows}
    municipalities = {
        name: municipality_model.objects.create(name=name, county=county, sort_name=sort_key(name))
        for name, county in counties.items()
    }
    unit_model.objects.bulk_create(
        unit_model(
            municipality=municipalities[row["municipality"]],
            name=row["administrative_unit"],
            sort_name=sort_key(row["administrative_unit"]),
        )
        for row in rows
    )


def unload(apps, schema_editor):
    """Empty both lists."""
    apps.get_model("partners", "AdministrativeUnit").objects.all().delete()
    apps.get_model("partners", "Municipality").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]

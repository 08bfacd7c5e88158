"""Load the categories that somebody can attend as. Codes are fixed, labels may be edited."""

from django.db import migrations

CATEGORIES = [
    ("institution", "Përfaqësues të strukturave shtetërore", "Representatives of institutions"),
    ("police", "Policia e Shtetit", "State Police"),
    ("service_provider", "Ofrues të shërbimeve", "Service providers"),
    ("parent", "Prindër", "Parents"),
    ("child", "Fëmijë", "Children"),
    ("young_person", "Të rinj", "Young people"),
    ("community_member", "Anëtarë të komunitetit", "Community members"),
    ("teacher", "Mësues", "Teachers"),
    ("volunteer", "Vullnetarë", "Volunteers"),
    ("staff", "Stafi", "Staff"),
    ("other", "Të tjerë", "Others"),
]


def load(apps, schema_editor):
    """Add each category; staff are in the room but are not counted."""
    category = apps.get_model("participants", "Category")
    for position, (code, albanian, english) in enumerate(CATEGORIES, 1):
        category.objects.create(
            code=code,
            label=albanian,
            label_sq=albanian,
            label_en=english,
            is_counted=code != "staff",
            position=position,
        )


def unload(apps, schema_editor):
    """Remove them again."""
    apps.get_model("participants", "Category").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("participants", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]

"""What one person of a category is called, beside what all of them are."""

from django.db import migrations, models

# code: (label, of one) in Albanian and in English; a label that somebody changed gets no singular
KNOWN = {
    "institution": (
        ("Përfaqësues të strukturave shtetërore", "Përfaqësues i strukturave shtetërore"),
        ("Representatives of institutions", "Representative of an institution"),
    ),
    "police": (
        ("Policia e Shtetit", "Punonjës i Policisë së Shtetit"),
        ("State Police", "State Police officer"),
    ),
    "service_provider": (
        ("Ofrues të shërbimeve", "Ofrues shërbimesh"),
        ("Service providers", "Service provider"),
    ),
    "parent": (("Prindër", "Prind"), ("Parents", "Parent")),
    "child": (("Fëmijë", "Fëmijë"), ("Children", "Child")),
    "young_person": (("Të rinj", "I ri ose e re"), ("Young people", "Young person")),
    "community_member": (
        ("Anëtarë të komunitetit", "Anëtar i komunitetit"),
        ("Community members", "Community member"),
    ),
    "teacher": (("Mësues", "Mësues"), ("Teachers", "Teacher")),
    "volunteer": (("Vullnetarë", "Vullnetar"), ("Volunteers", "Volunteer")),
    "staff": (("Stafi", "Anëtar i stafit"), ("Staff", "Staff member")),
    "other": (("Të tjerë", "Tjetër"), ("Others", "Other")),
}


def fill(apps, schema_editor):
    """Fill in what is known."""
    category = apps.get_model("participants", "Category")
    for code, known in KNOWN.items():
        for language, (label, one) in zip(("sq", "en"), known, strict=True):
            rows = category.objects.filter(**{"code": code, f"label_{language}": label})
            rows.update(**{f"singular_{language}": one})
        category.objects.filter(code=code, singular_sq__gt="").update(singular=known[0][1])


class Migration(migrations.Migration):
    dependencies = [("participants", "0008_first_name_alone")]
    operations = [
        migrations.AddField(
            "category",
            "singular",
            models.CharField("label of one person", blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        *(
            migrations.AddField(
                "category",
                f"singular_{language}",
                models.CharField("label of one person", blank=True, max_length=80, null=True),
            )
            for language in ("sq", "en")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]

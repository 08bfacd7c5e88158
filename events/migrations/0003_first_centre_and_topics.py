"""Load the first centre and the topics its meetings are about."""

from django.db import migrations

TOPICS = [
    ("human-trafficking", "Trafikimi i qenieve njerëzore", "Human trafficking"),
    ("exploitation", "Shfrytëzimi dhe abuzimi", "Exploitation and abuse"),
    ("online-safety", "Siguria online", "Online safety"),
    ("digital-skills", "Aftësitë digjitale", "Digital skills"),
    ("child-protection", "Mbrojtja e fëmijëve", "Child protection"),
    ("services", "Shërbimet për familjet", "Services for families"),
]


def load(apps, schema_editor):
    """Add the centre "Engjëjt e Vegjël" and six topics."""
    tirana = apps.get_model("partners", "Municipality").objects.get(name="Tiranë")
    apps.get_model("events", "Centre").objects.create(
        code="engjejt-e-vegjel",
        name="Qendra Komunitare “Engjëjt e Vegjël”",
        name_sq="Qendra Komunitare “Engjëjt e Vegjël”",
        name_en="Community Centre “Little Angels”",
        address="Rruga “Jordan Misja”, Tiranë",
        address_sq="Rruga “Jordan Misja”, Tiranë",
        address_en="“Jordan Misja” street, Tirana",
        municipality=tirana,
    )
    topic = apps.get_model("events", "Topic")
    for code, albanian, english in TOPICS:
        topic.objects.create(code=code, name=albanian, name_sq=albanian, name_en=english)


def unload(apps, schema_editor):
    """Remove them again, where nothing hangs on them."""
    apps.get_model("events", "Topic").objects.filter(code__in=[t[0] for t in TOPICS]).delete()
    apps.get_model("events", "Centre").objects.filter(code="engjejt-e-vegjel").delete()


class Migration(migrations.Migration):
    dependencies = [("events", "0002_relations"), ("partners", "0002_municipalities")]
    operations = [migrations.RunPython(load, unload)]

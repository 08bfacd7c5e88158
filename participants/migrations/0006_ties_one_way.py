"""Two people are tied once, one way. Where both ways are recorded, the likelier tie stays."""

from django.db import migrations
from django.utils import timezone

REASON = "Both ways round: the other tie stayed"


def born(person):
    """The year of birth, as far as it is known."""
    if person.birth_date:
        return person.birth_date.year
    if person.birth_year:
        return person.birth_year
    return person.age_told_on.year - person.told_age if person.told_age is not None else None


def part(apps, schema_editor):
    """Of ties both ways round remove that of the younger adult, else the later one."""
    ties = apps.get_model("participants", "Guardianship").objects
    past = apps.get_model("participants", "HistoricalGuardianship")
    known = {}
    for tie in ties.select_related("adult", "child").order_by("pk"):
        other = known.setdefault(frozenset((tie.adult_id, tie.child_id)), tie)
        if other is tie:
            continue
        years = born(tie.adult), born(tie.child)
        wrong = other if None not in years and years[0] < years[1] else tie
        columns = [field.attname for field in past._meta.fields if hasattr(wrong, field.attname)]
        past.objects.create(
            **{name: getattr(wrong, name) for name in columns},
            history_date=timezone.now(),
            history_type="-",
            history_change_reason=REASON,
        )
        wrong.delete()


class Migration(migrations.Migration):
    dependencies = [("participants", "0005_counting_by_the_day")]
    operations = [migrations.RunPython(part, migrations.RunPython.noop)]

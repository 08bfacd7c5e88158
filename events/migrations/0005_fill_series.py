"""Give series that lack them a last day, a time of day and the day from which the rule counts."""

from datetime import time, timedelta

from django.db import migrations

YEAR = timedelta(days=365)


def fill(apps, schema_editor):
    for series in apps.get_model("events", "Series").objects.filter(counts_from=None):
        series.counts_from = series.starts_on
        series.ends_on = series.ends_on or series.starts_on + YEAR
        series.start_time = series.start_time or time(17)
        series.save(update_fields=["counts_from", "ends_on", "start_time"])
    events = apps.get_model("events", "Event").objects.exclude(series=None)
    taken = set()
    for event in events.filter(series_day=None).order_by("pk"):
        if (event.series_id, event.starts_on) not in taken:
            taken.add((event.series_id, event.starts_on))
            event.series_day = event.starts_on
            event.save(update_fields=["series_day"])


class Migration(migrations.Migration):
    dependencies = [("events", "0004_series_events")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

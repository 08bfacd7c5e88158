from django.db import migrations
from django.utils import timezone

LABEL = "partners.CalendarFeed"


def fill(apps, schema_editor):
    """Who made a link is its user or, of an organisation's, whoever the access log names.

    Of whom neither tells, nobody can say when it should end: it ends now.
    """
    feeds = apps.get_model("partners", "CalendarFeed").objects
    logged = apps.get_model("accounts", "AccessLog").objects.filter(
        action="feed", object_type=LABEL, detail__change__in=["made", "renewed"]
    )
    for feed in feeds.filter(made_by=None).order_by("pk"):
        feed.made_by_id = feed.user_id
        if feed.made_by_id is None:
            lines = logged.filter(object_id=str(feed.pk)).exclude(user=None)
            feed.made_by_id = lines.values_list("user", flat=True).first()
        if feed.made_by_id is None and feed.revoked_at is None:
            feed.revoked_at = timezone.now()
        feed.save(update_fields=["made_by", "revoked_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0009_who_made_a_feed"),
        ("accounts", "0008_access_log_feeds"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]

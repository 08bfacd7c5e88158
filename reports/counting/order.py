"""Which of somebody's attendances is the first (docs/counting.md): one order for all figures."""

from django.db.models import F

# Of several events that began at the same moment the first category decides, then the lower age,
# unknown last. Without a parameter in it SQLite sees that two windows are the same, and sorts once.
IN_TIME = ("event__starts_at", "category_id", F("age").asc(nulls_last=True), "event_id")

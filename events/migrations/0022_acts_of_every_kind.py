"""Acts say what was done, and what takes it back, in place of an address."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("mark", "marked"),
    ("rest", "marked all who were left"),
    ("keep", "decided between two marks"),
    ("add", "put on the register"),
    ("family", "put children on the register"),
    ("change", "attends as something else"),
    ("remove", "taken off the register"),
    ("place", "given a place"),
    ("count", "counted without names"),
    ("name", "named one who was counted"),
    ("undo", "taken back"),
    ("other", "done before acts had kinds"),
]
BATCH = 1000
MARK = re.compile(r"/register/\d+/undo/(\w+)/$")
REST = re.compile(r"/register/rest/(\d+)/undo/$")
CHANGE = re.compile(r"/register/\d+/change/(\d+)/undo/$")
RESTORE = re.compile(r"/register/\d+/restore/(\w+)/$")
FAMILY = re.compile(r"/register/family/(\d+)/undo/$")
REMOVE = re.compile(r"/register/\d+/remove/$")
WAIT = re.compile(r"/register/\d+/wait/$")
STEP = re.compile(r"/register/headcounts/step/$")


def read_addresses(apps, schema_editor):
    """Give each act the kind, and what was before and after, that its way back tells."""
    Act = apps.get_model("events", "RegisterAct")
    Category = apps.get_model("participants", "Category")
    categories = dict(Category.objects.values_list("code", "pk"))
    told = Act.objects.exclude(undo="").select_related("registration").order_by("pk")
    Act.objects.filter(outcome="conflict").update(kind="mark")
    changed = []
    for act in told.iterator(chunk_size=BATCH):
        act.kind, act.before, act.after = _read_surely(act, categories)
        changed.append(act)
        if len(changed) == BATCH:
            _write(Act, changed)
            changed = []
    _write(Act, changed)


def _write(Act, changed):
    """As an insert that meets each row: an update with a CASE for each takes far longer."""
    Act.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["kind", "before", "after"],
    )


def _read_surely(act, categories):
    try:
        kind, before, after = _read(act.undo)
        if kind == "count":
            after["category"] = categories[after["category"]]
        if kind == "add":
            after["attendance"] = act.registration.attendance
    except (AttributeError, KeyError, ValueError, OverflowError):  # no address of ours
        return "other", {}, {}
    return kind, before, after


def _read(address):
    """(kind, before, after) of an act that the old `address` takes back."""
    parts = urlsplit(address)
    query = parse_qs(parts.query, keep_blank_values=True)
    if found := MARK.search(parts.path):
        made = query.get("made", [""])[0]
        return "mark", {"attendance": found[1]}, {"attendance": made} if made else {}
    if found := REST.search(parts.path):
        return "rest", {}, {"moment": _moment(found[1])}
    if found := CHANGE.search(parts.path):
        return "change", {}, {"version": int(found[1])}
    if found := RESTORE.search(parts.path):
        return "remove", {"attendance": found[1]}, {"status": "cancelled"}
    if found := FAMILY.search(parts.path):
        rows = [int(number) for number in query.get("registration", [])]
        return "family", {}, {"moment": _moment(found[1]), "registrations": rows}
    if REMOVE.search(parts.path):
        return "add", {}, {"attendance": "present"}
    if WAIT.search(parts.path):
        return "place", {}, {"status": "registered"}
    if STEP.search(parts.path):
        return _count(query)
    return "other", {}, {}


def _count(query):
    """Of a step only the difference is known: told as if it had begun with 0, or ended with it."""
    step = int(query["step"][0])
    group = {
        "category": query["category"][0],
        "sex": query["sex"][0],
        "age_from": _number(query.get("age_from", [""])[0]),
        "age_to": _number(query.get("age_to", [""])[0]),
        "count": max(-step, 0),
    }
    return "count", {"count": max(step, 0)}, group


def _number(text):
    return int(text) if text else None


def _moment(microseconds):
    beginning = datetime(1970, 1, 1, tzinfo=UTC)
    return (beginning + timedelta(microseconds=int(microseconds))).isoformat()


class Migration(migrations.Migration):
    dependencies = [("events", "0021_registration_placed_through_a_freed_place")]

    operations = [
        migrations.AddField(
            "registeract",
            "kind",
            models.CharField(choices=KINDS, default="other", max_length=10, verbose_name="kind"),
            preserve_default=False,
        ),
        migrations.AddField(
            "registeract",
            "before",
            models.JSONField(blank=True, default=dict, verbose_name="before"),
        ),
        migrations.AddField(
            "registeract",
            "after",
            models.JSONField(blank=True, default=dict, verbose_name="after"),
        ),
        migrations.AddField(
            "registeract",
            "undoes",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="undone_by",
                to="events.registeract",
                verbose_name="takes back",
            ),
        ),
        migrations.RunPython(read_addresses, migrations.RunPython.noop),
    ]

"""Write what merges moved as a journal of rows, so that those of the last days can be undone."""

from django.db import migrations

CLEARED = {
    "status": "cancelled",
    "waitlisted_at": None,
    "attendance": "unmarked",
    "marked_at": None,
    "marked_by_id": None,
    "arrived_at": None,
    "age": None,
}


def write_journals(apps, schema_editor):
    Registration = apps.get_model("events", "Registration")
    for merge in apps.get_model("participants", "Merge").objects.all():
        moved = merge.journal
        merge.journal = []
        if merge.undone_at is None and isinstance(moved, dict):
            merge.journal = [
                *_facts(merge, moved.get("facts", {})),
                *_places(merge, moved.get("registrations", {}), Registration),
                *_rows(merge, moved.get("rows", [])),
                _entry(
                    "participants.participant",
                    merge.merged_id,
                    {"merged_into_id": None},
                    {"merged_into_id": str(merge.kept_id)},
                ),
            ]
        merge.save(update_fields=["journal"])


def _entry(table, pk, before, after):
    return {"table": table, "pk": pk, "before": before, "after": after}


def _facts(merge, facts):
    if not facts:
        return
    fields = {
        field.name: field.attname
        for field in merge._meta.get_field("kept").related_model._meta.fields
    }
    before = {fields[name]: texts[0] for name, texts in facts.items()}
    after = {fields[name]: texts[1] for name, texts in facts.items()}
    yield _entry("participants.participant", merge.kept_id, before, after)


def _places(merge, moved, Registration):
    gone, kept = {"participant_id": str(merge.merged_id)}, {"participant_id": str(merge.kept_id)}
    for pk in moved.get("moved", []):
        yield _entry("events.registration", pk, gone, kept)
    cleared = dict(moved.get("cleared", []))
    event_of = dict(
        Registration.objects.filter(
            pk__in=[*cleared, *(pk for pk, _content in moved.get("replaced", []))]
        ).values_list("pk", "event_id")
    )
    by_event = {event_of[pk]: content for pk, content in cleared.items() if pk in event_of}
    for pk, content in moved.get("replaced", []):
        if content_now := by_event.get(event_of.get(pk)):
            yield _entry("events.registration", pk, content, content_now)
    for pk, content in cleared.items():
        yield _entry("events.registration", pk, content, content | CLEARED)


def _rows(merge, rows):
    for label, field, keys in rows:
        before, after = ({f"{field}_id": str(pk)} for pk in (merge.merged_id, merge.kept_id))
        for pk in keys:
            yield _entry(label.lower(), pk, before, after)


def write_moves(apps, schema_editor):
    for merge in apps.get_model("participants", "Merge").objects.all():
        moved = {
            "registrations": {"moved": [], "cleared": [], "replaced": []},
            "rows": [],
            "facts": {},
        }
        for entry in merge.journal:
            _as_move(moved, entry, merge)
        merge.journal = moved
        merge.save(update_fields=["journal"])


def _as_move(moved, entry, merge):
    before, after, pk = entry["before"], entry["after"], entry["pk"]
    if before is None or after is None or "merged_into_id" in before:
        return
    if entry["table"] == "events.registration":
        places = moved["registrations"]
        if "participant_id" in before:
            places["moved"].append(pk)
        else:
            places["cleared"].append([pk, before])
    elif entry["table"] == "participants.participant":
        names = [name.removesuffix("_id") for name in before]
        texts = zip(before.values(), after.values(), strict=True)
        moved["facts"].update(zip(names, map(list, texts), strict=True))
    else:
        for name in before:
            if name.removesuffix("_id") in ("adult", "child", "participant"):
                moved["rows"].append([entry["table"], name.removesuffix("_id"), [pk]])


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0003_merge_journal"),
        ("events", "0021_registration_placed_through_a_freed_place"),
    ]

    operations = [migrations.RunPython(write_journals, write_moves)]

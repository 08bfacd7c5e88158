"""Merges made before there were journals can still be undone."""

from importlib import import_module

import pytest
from django.apps import apps

from events.models import Registration
from participants.merging.services import undo_merge
from participants.models import Guardianship, Merge
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.participants.merging.dump import dump

pytestmark = pytest.mark.django_db
migration = import_module("participants.migrations.0004_fill_merge_journals")

CONTENT = ("status", "waitlisted_at", "placed", "placed_through_id", "source", "category_id")
CONTENT += ("organisation_id", "attendance", "marked_at", "marked_by_id", "arrived_at", "age")


def content(row):
    values = {name: getattr(row, name) for name in CONTENT}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value and str(value)
        for name, value in values.items()
    } | {"placed": row.placed}


@pytest.fixture
def merge():
    """One as it stood in the database: `moved`, and the rows as that left them."""
    kept, merged = ParticipantFactory(last_name="Hoxha"), ParticipantFactory(last_name="Hoxhaj")
    tie = Guardianship.objects.create(adult=merged, child=ParticipantFactory(), relation="mother")
    event = EventFactory()
    moved = RegistrationFactory(participant=merged, present=True)
    own = RegistrationFactory(participant=kept, event=event)
    other = RegistrationFactory(participant=merged, event=event, present=True, age=12)
    before = dump()
    said = {
        "registrations": {
            "moved": [moved.pk],
            "cleared": [[other.pk, content(other)]],
            "replaced": [[own.pk, content(own)]],
        },
        "rows": [["participants.Guardianship", "adult", [tie.pk]]],
        "facts": {"last_name": ["Hoxha", "Hoxhaj"]},
    }
    Registration.objects.filter(pk=moved.pk).update(participant=kept)
    place = {"attendance": "present", "marked_at": other.marked_at, "age": 12}
    Registration.objects.filter(pk=own.pk).update(**place)
    gone = {"status": "cancelled", "attendance": "unmarked", "marked_at": None, "age": None}
    Registration.objects.filter(pk=other.pk).update(**gone)
    Guardianship.objects.filter(pk=tie.pk).update(adult=kept)
    kept.last_name = "Hoxhaj"
    kept.save()
    merged.merged_into = kept
    merged.save()
    merge = Merge.objects.create(kept=kept, merged=merged, journal=said)
    merge.before = before
    return merge


def test_what_older_merges_moved_becomes_a_journal(merge):
    migration.write_journals(apps, None)

    assert undo_merge(merge=merge, undone_by=None).stayed == 0
    after, before = dump(), merge.before
    for key in (merge.kept_id, merge.merged_id):
        assert after["Participant", key].pop("needs_completion")  # is worked out again
        before["Participant", key].pop("needs_completion")
    assert after == before


def test_journals_can_be_written_as_moves_again(merge):
    said = merge.journal
    migration.write_journals(apps, None)
    migration.write_moves(apps, None)

    merge.refresh_from_db()
    places = merge.journal["registrations"]
    assert merge.journal["facts"] == said["facts"]
    assert places["moved"] == said["registrations"]["moved"]
    assert sorted(pk for pk, _content in places["cleared"]) == sorted(
        pk for kind in ("cleared", "replaced") for pk, _content in said["registrations"][kind]
    )
    assert merge.journal["rows"][0][1:] == said["rows"][0][1:]


def test_undone_merges_keep_nothing(merge):
    undone = Merge.objects.filter(pk=merge.pk)
    undone.update(undone_at=merge.created_at)

    migration.write_journals(apps, None)

    assert undone.get().journal == []

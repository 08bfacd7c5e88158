"""What the tests of undoing share: a file, undoing it, and what stays."""

from datetime import datetime

from events.importing.undoing.services import undo_import
from events.models import Import, ImportedEvent, ImportedRow, Registration
from shkej.lib.dates import TIRANA
from tests.events.importing.import_files import attendance

ANA = {"first_name": "Ana", "last_name": "Deda", "sex": "F", "birth_year": "2010"}
BENI = {"first_name": "Beni", "last_name": "Leka", "sex": "M", "organisation": "Bashkia"}
ROWS = [
    *[attendance("Takim", "2021-03-06 10:00", **who) for who in (ANA, BENI)],
    attendance("Takim", "2021-03-06 10:00", headcount="7", category="parent"),
    attendance("Tjetër", "2021-03-07 10:00", **ANA),
]


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=TIRANA)


def memory():
    """What is remembered of rows, without moments."""
    columns = ("key", "person", "event", "of_person", "of_place")
    return sorted(ImportedRow.objects.values_list(*columns)), sorted(
        ImportedEvent.objects.values_list("key", "event")
    )


def undo(imported=None, by=None):
    imported = imported or Import.objects.first()
    undo_import(imported=imported, by=by)
    return imported


def stays(imported):
    return {(change.table, change.outcome) for change in imported.changes.exclude(outcome="undone")}


def mark_absent():
    row = Registration.objects.get(participant__first_name="Beni")
    row.attendance = "absent"
    row.save()

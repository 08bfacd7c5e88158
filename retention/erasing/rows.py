"""The rows that are about somebody: what is deleted, and what stays without a name."""

from django.db.models import FileField, Q
from simple_history.utils import get_history_manager_for_model

from accounts.audit import redacting
from accounts.audit.protected import is_protected
from events.models import ImportedRow
from participants.models import (
    Consent,
    Guardianship,
    Household,
    Merge,
    NameWord,
    Participant,
    PossibleDuplicate,
)
from retention.erasing.scopes import ErasureScope, values_for
from shkej.lib.albanian import fold
from shkej.lib.fields import DerivedField

# What is about a person goes with the name: by these columns. Every other table that points to
# people says something of the record that stays (`tests/retention/test_every_table.py`).
GOES = {
    Consent: ("participant",),
    Guardianship: ("adult", "child"),
    PossibleDuplicate: ("first", "second"),
    NameWord: ("participant",),
    ImportedRow: ("person",),
}


def strip(keys, scope, reason, today):
    """Leave of these records what `scope` leaves; returns the paths of files that go."""
    people = list(Participant.objects.select_for_update(of=("self",)).filter(pk__in=keys))
    households = {person.household_id for person in people} - {None}
    for person in people:
        _strip_history(person, scope, reason)
        _strip_person(person, scope, today)
    if scope < ErasureScope.NAMES:
        return []
    files = [path for model, names in GOES.items() for path in _delete(model, names, keys, reason)]
    Merge.objects.filter(Q(kept__in=keys) | Q(merged__in=keys)).update(journal=[])
    for household in Household.objects.filter(pk__in=households):
        _strip_household(household)
    return files


def _strip_person(person, scope, today):
    values = values_for(scope, person)
    if scope >= ErasureScope.NAMES:
        values["anonymised_on"] = person.anonymised_on or today
    Participant.objects.filter(pk=person.pk).update(**_with_derived(person, values))


def _strip_history(person, scope, reason):
    history = get_history_manager_for_model(Participant)
    names = {field.attname for field in history.model._meta.concrete_fields}
    for version in history.filter(id=person.pk):
        values = values_for(scope, version, in_history=True)
        values = {name: value for name, value in values.items() if name in names}
        if any(getattr(version, name) != value for name, value in values.items()):
            redacting.change(history.model, [version.pk], reason, **_with_derived(version, values))


def _with_derived(row, values):
    """`values` and, where their sources are among them, the columns that are worked out."""
    for name, value in values.items():
        setattr(row, name, value)
    derived = [field for field in row._meta.concrete_fields if isinstance(field, DerivedField)]
    due = [field for field in derived if set(field.sources) & set(values)]
    return values | {field.attname: field.pre_save(row, False) for field in due}


def _delete(model, names, keys, reason):
    """Delete the rows of a table and their history; returns the paths of their files."""
    condition = Q()
    for name in names:
        condition |= Q(**{f"{name}__in": keys})
    rows = list(model._base_manager.filter(condition))
    files = [path for row in rows for path in _paths(row)]
    if hasattr(model, "history"):
        versions = model.history.filter(condition).values_list("history_id", flat=True)
        redacting.delete(model.history.model, list(versions), reason)
    found = [row.pk for row in rows]
    if is_protected(model):
        redacting.delete(model, found, reason)
    else:
        # Without signals: they would write the names that go into the history once more.
        model._base_manager.filter(pk__in=found)._raw_delete(using="default")
    return files


def _paths(row):
    fields = (field for field in row._meta.concrete_fields if isinstance(field, FileField))
    return [str(path) for field in fields if (path := getattr(row, field.name))]


def _strip_household(household):
    """Delete it with its last member; without a name that nobody of those who are left bears."""
    left = list(household.members.values_list("first_name", "last_name"))
    if not left:
        household.delete()
    elif fold(household.name) not in {fold(name) for names in left for name in names}:
        household.name = "–"
        household.save(update_fields=["name", "updated_at"])

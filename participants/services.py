"""Joining two records of one person, and taking that back."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.models import Household, Merge, Participant, PossibleDuplicate

UNDO_WITHIN = timedelta(days=30)
ATTENDED = ("present", "late")
WITHOUT_PLACE = ("cancelled", "waitlisted")
# Rows that tell which record is which: they stay where they are.
STAYING = {"Merge", "PossibleDuplicate", "Participant"}


@transaction.atomic
def merge_participants(*, kept, merged, merged_by, facts=None):
    """Join `merged` into `kept`: what belongs to it moves, and it leaves the lists.

    `facts`: {field of Participant: value} to set on `kept`. Of two places in the same event the
    one that was attended stays on the register. ValidationError where a record is merged already.
    Nothing is deleted: `undo_merge` puts all of it back.
    """
    kept, merged = _locked(kept.pk, merged.pk)
    if kept.pk == merged.pk or kept.merged_into_id or merged.merged_into_id:
        raise ValidationError(_("One of these records was merged already. Load the page again."))
    moved = {
        "registrations": _move_registrations(kept, merged),
        "rows": _move_rows(kept, merged),
        "facts": _set_facts(kept, facts or {}),
    }
    merged.merged_into = kept
    merged.save(update_fields=["merged_into", "updated_at"])
    kept.registrations.record_ages()
    return Merge.objects.create(kept=kept, merged=merged, merged_by=merged_by, moved=moved)


@transaction.atomic
def undo_merge(*, merge, undone_by):
    """Part two records again: what came with `merge` goes back, what came later stays.

    ValidationError after 30 days, a second time, or while a later merge of `kept` stands.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    kept, merged = _locked(merge.kept_id, merge.merged_id)
    if merge.undone_at:
        raise ValidationError(_("This merge was undone already."))
    if timezone.now() > merge.created_at + UNDO_WITHIN:
        raise ValidationError(_("A merge can be undone within 30 days."))
    later = Merge.objects.filter(undone_at=None, kept=kept, pk__gt=merge.pk)
    if kept.merged_into_id or later.exists():
        raise ValidationError(_("Undo the later merge of this person first."))
    _restore_registrations(kept, merged, merge.moved["registrations"])
    _restore_rows(kept, merged, merge.moved["rows"])
    _restore_facts(kept, merge.moved["facts"])
    merged.merged_into = None
    merged.save(update_fields=["merged_into", "updated_at"])
    for person in (kept, merged):
        person.registrations.record_ages()
    merge.undone_at, merge.undone_by = timezone.now(), undone_by
    merge.save(update_fields=["undone_at", "undone_by", "updated_at"])
    return merge


def keep_apart(*, one, other):
    """Remember that two records are two people, so that nobody is asked again."""
    first, second = sorted((one.pk, other.pk))
    return PossibleDuplicate.objects.update_or_create(
        first_id=first, second_id=second, defaults={"is_different": True}
    )[0]


@transaction.atomic
def join_household(*, person, other):
    """Put `person` into the household of `other`; one is made, named by the surname, if need be."""
    other, person = _locked(other.pk, person.pk)
    if other.household_id is None:
        other.household = Household.objects.create(name=other.last_name)
        other.save(update_fields=["household", "updated_at"])
    person.household = other.household
    person.save(update_fields=["household", "updated_at"])
    return other.household


def _locked(*keys):
    rows = Participant.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys]


def _move_registrations(kept, merged):
    """Move places in events; where both had one, keep one of them and clear the other."""
    taken = {registration.event_id: registration for registration in kept.registrations.all()}
    moved = {"moved": [], "cleared": [], "replaced": []}
    for registration in merged.registrations.all():
        own = taken.get(registration.event_id)
        if own is None:
            registration.participant = kept
            registration.save(update_fields=["participant", "updated_at"])
            moved["moved"].append(registration.pk)
            continue
        if _rank(registration) > _rank(own):
            moved["replaced"].append([own.pk, _content(own)])
            _fill(own, _content(registration))
        moved["cleared"].append([registration.pk, _content(registration)])
        _clear(registration)
    return moved


def _rank(registration):
    """How much a place says: attended, marked otherwise, standing, waiting, cancelled."""
    if registration.status in WITHOUT_PLACE:
        return WITHOUT_PLACE.index(registration.status)
    if registration.attendance == "unmarked":
        return 2
    return 4 if registration.attendance in ATTENDED else 3


def _clear(registration):
    """Take a second place in the same event off the register; it counts nowhere."""
    registration.status, registration.attendance = "cancelled", "unmarked"
    registration.marked_at = registration.marked_by = registration.arrived_at = None
    registration.age = registration.waitlisted_at = None
    registration.save()


def _columns(row):
    skipped = {"id", "event", "participant", "line", "created_at", "updated_at"}
    return [field for field in row._meta.concrete_fields if field.name not in skipped]


def _content(row):
    """What a row says, as texts that JSON can hold."""
    return {field.attname: _text(field, row) for field in _columns(row)}


def _text(field, row):
    value = field.value_from_object(row)
    return None if value is None else field.value_to_string(row)


def _value(field, text):
    return None if text is None else field.to_python(text)


def _fill(row, content):
    for field in _columns(row):
        if field.attname in content:
            setattr(row, field.attname, _value(field, content[field.attname]))
    row.save()


def _restore_registrations(kept, merged, moved):
    registrations = kept.registrations.model.objects
    going = registrations.filter(pk__in=moved["moved"], participant=kept)
    for registration in going.exclude(event__in=merged.registrations.values("event")):
        registration.participant = merged
        registration.save(update_fields=["participant", "updated_at"])
    contents = dict([*moved["cleared"], *moved["replaced"]])
    for registration in registrations.filter(pk__in=contents):
        _fill(registration, contents[registration.pk])


def _relations():
    """Each foreign key by which other rows belong to a person, but registrations."""
    for relation in Participant._meta.related_objects:
        model = relation.related_model
        moves = relation.one_to_many and model.__name__ not in STAYING
        if moves and relation.get_accessor_name() != "registrations":
            yield model, relation.field.name


def _move_rows(kept, merged):
    """Move guardianships, consents and memberships; what `kept` has already stays behind."""
    moved = []
    for model, field in _relations():
        keys = [
            key
            for key in model._default_manager.filter(**{field: merged}).values_list("pk", flat=True)
            if _moves(model, key, field, kept)
        ]
        if keys:
            moved.append([model._meta.label, field, keys])
    return moved


def _moves(model, key, field, person):
    try:
        with transaction.atomic():
            row = model._default_manager.filter(pk=key)
            return bool(row.update(**{field: person, "updated_at": timezone.now()}))
    except IntegrityError:
        return False


def _restore_rows(kept, merged, moved):
    models = {(model._meta.label, field): model for model, field in _relations()}
    for label, field, keys in moved:
        model = models.get((label, field))
        for key in keys if model else []:
            if model._default_manager.filter(pk=key, **{field: kept}).exists():
                _moves(model, key, field, merged)


def _set_facts(kept, facts):
    """Set `facts` on `kept`; {column: [before, after]} as texts."""
    before = {name: _text(Participant._meta.get_field(name), kept) for name in facts}
    for name, value in facts.items():
        setattr(kept, name, value)
    kept.needs_completion = bool(kept.lacks)
    kept.save()
    return {
        name: [text, _text(Participant._meta.get_field(name), kept)]
        for name, text in before.items()
    }


def _restore_facts(kept, facts):
    """Put facts back that still stand as the merge left them."""
    for name, (before, after) in facts.items():
        field = Participant._meta.get_field(name)
        if _text(field, kept) == after:
            setattr(kept, field.attname, _value(field, before))
    kept.needs_completion = bool(kept.lacks)
    kept.save()

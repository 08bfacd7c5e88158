"""What a merge changed, row by row, and how each row comes to be as it was."""

from django.apps import apps
from django.db.models import ForeignKey
from django.utils import timezone

from accounts.audit import redacting
from accounts.audit.protected import is_protected
from participants.merging.parts import Group, breaks_constraint, hits_unique, part_of

NOT_KEPT = ("created_at", "updated_at")


class Journal:
    """Writes rows and remembers each: {"table", "pk", "before", "after"}.

    `before` and `after` are {column: text or None}; None as a whole where there was no row, or is
    none any more.
    """

    def __init__(self, by):
        self.by, self.entries = by, []

    def change(self, row, **values):
        """Set columns of `row`; nothing is written where they are so already."""
        changed = {name for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        names = _with_their_groups(part_of(type(row)), changed)
        before = texts(row, names)
        for name in changed:
            setattr(row, name, values[name])
        write(row, changed, by=self.by)
        self._note(row, row.pk, before, texts(row, names))

    def remove(self, row):
        """Delete `row`."""
        pk, before = row.pk, texts(row, _columns(row))
        _say_why(row, self.by, undone=False)
        row.delete()
        self._note(row, pk, before, None)

    def add(self, row):
        """Make `row`."""
        row.save(force_insert=True)
        self._note(row, row.pk, None, texts(row, _columns(row)))

    def _note(self, row, pk, before, after):
        table = row._meta.label_lower
        self.entries.append({"table": table, "pk": pk, "before": before, "after": after})


def take_back(entries, *, by):
    """Put rows back to what they were, the last first; how many of them stay as changed since."""
    return sum(not _take_back(entry, by) for entry in reversed(entries))


def texts(row, names):
    """{column: text or None} of what `row` says."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    return {name: _text(fields[name], row) for name in sorted(names)}


def write(row, names, *, by, undone=False):
    """Save columns of a row, with a line in its change history where it has one."""
    if hasattr(type(row), "history"):
        _say_why(row, by, undone=undone)
        row.save()
        return
    values = {name: getattr(row, name) for name in names}
    if is_protected(type(row)):
        redacting.change(
            type(row), [row.pk], redacting.Reason.MERGE, **values, updated_at=timezone.now()
        )
        return
    type(row)._base_manager.filter(pk=row.pk).update(**values, updated_at=timezone.now())


def _say_why(row, by, *, undone):
    row._history_user = by
    row._change_reason = part_of(type(row)).reason(row, undone=undone) or None


def _with_their_groups(part, names):
    found = {*names, *part.always}
    for group in part.together:
        if names & {*group.columns, *group.along}:
            found |= {*group.columns, *group.along}
    return found


def _columns(row):
    return [
        field.attname
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in NOT_KEPT
    ]


def _text(field, row):
    value = field.value_from_object(row)
    return None if value is None else field.value_to_string(row)


def _values(model, said):
    """What an entry's texts stand for."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {
        name: None if text is None else fields[name].to_python(text) for name, text in said.items()
    }


def _take_back(entry, by):
    """Take one entry back; whether all of it is as it was."""
    model = apps.get_model(entry["table"])
    rows = model._base_manager.all()
    if not is_protected(model):  # who may not change a row may not lock it: the two people are
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=entry["pk"]).first()
    if entry["after"] is None:
        return row is not None or _return(model, entry, by)
    if row is None:
        return entry["before"] is None
    after = _values(model, entry["after"])
    if entry["before"] is None:
        is_untouched = all(getattr(row, name) == value for name, value in after.items())
        if is_untouched:
            row.delete()
        return is_untouched
    return _restore(row, _values(model, entry["before"]), after, by)


def _return(model, entry, by):
    values = _values(model, entry["before"])
    row = model(pk=entry["pk"], **values)
    part = part_of(model)
    if not _targets_exist(row, values) or breaks_constraint(row) or not part.may_return(row):
        return False
    _say_why(row, by, undone=True)
    row.save(force_insert=True)
    return True


def _restore(row, before, after, by):
    """Put those groups of columns back that stand as the merge left them."""
    part, restored, stays = part_of(type(row)), set(), False
    for group in _groups(part, before):
        names = _to_restore(row, group, before, after)
        if not names or not _set(row, names, before):
            stays = stays or any(getattr(row, name) != before[name] for name in group.columns)
            continue
        restored |= names
    is_whole = not stays and set(part.always) <= set(before)
    restored |= part.complete(row, as_left=is_whole)
    if stays and breaks_constraint(row):  # what came later leaves no room for what was
        return False
    if restored:
        write(row, restored, by=by, undone=True)
    return not stays


def _groups(part, names):
    """The groups of which an entry has columns; every other column for itself."""
    groups = [_within(group, names) for group in part.together]
    groups = [group for group in groups if group.columns]
    grouped = {name for group in groups for name in (*group.columns, *group.along)}
    return [*groups, *(Group((name,)) for name in names if name not in grouped)]


def _within(group, names):
    """What of a group an entry has: one made before the group was as large has less."""
    columns, along = (
        tuple(name for name in some if name in names) for some in (group.columns, group.along)
    )
    return Group(columns, along)


def _to_restore(row, group, before, after):
    if any(getattr(row, name) != after[name] for name in group.columns):
        return set()
    changed = {name for name in group.columns if before[name] != after[name]}
    along = {
        name
        for name in group.along
        if changed or (before[name] != after[name] and getattr(row, name) == after[name])
    }
    return changed | along


def _set(row, names, values):
    """Set columns of a row, unless what they point to is gone or something unique is taken."""
    present = {name: getattr(row, name) for name in names}
    for name in names:
        setattr(row, name, values[name])
    if _targets_exist(row, names) and not hits_unique(row):
        return True
    for name, value in present.items():
        setattr(row, name, value)
    return False


def _targets_exist(row, names):
    for field in row._meta.concrete_fields:
        key = getattr(row, field.attname)
        if field.attname in names and isinstance(field, ForeignKey) and key is not None:
            targets = field.related_model._base_manager
            if not targets.filter(**{field.target_field.attname: key}).exists():
                return False
    return True

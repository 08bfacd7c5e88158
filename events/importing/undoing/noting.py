"""Writing down what an import makes and changes, in the transaction in which it does."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Max, Model, QuerySet
from django.utils import timezone

from accounts.models import User
from events.importing.known import chunks
from events.models import Centre, Import, ImportedChange
from participants.models import Participant

AT_ONCE = 500
_noting: ContextVar[Import | None] = ContextVar("noting", default=None)


def begin(*, centre: Centre, digest: str, user: User | None) -> Import:
    """The `Import` of this file: a new one, or that of an import of it which was cut off."""
    cut_off = _cut_off(centre, digest).first()
    return cut_off or Import.objects.create(centre=centre, digest=digest, by=user)


def people_made_before(centre: Centre, digest: str) -> set[int]:
    """The ids of those whom an import of this file made that was cut off."""
    made = ImportedChange.objects.filter(of__in=_cut_off(centre, digest), is_made=True)
    return set(made.filter(table=Participant._meta.label_lower).values_list("row", flat=True))


def _cut_off(centre: Centre, digest: str) -> QuerySet[Import]:
    of_file = Import.objects.filter(centre=centre, digest=digest, finished_at=None)
    return of_file.filter(undoing_at=None)


def finish(imported: Import, *, rows: int) -> None:
    """Keep that an import has ended, and how many rows of its file were good."""
    imported.rows, imported.finished_at = rows, timezone.now()
    imported.save(update_fields=["rows", "finished_at", "updated_at"])


@contextmanager
def noting(imported: Import) -> Iterator[None]:
    """What is written in bulk inside is noted as done by `imported`."""
    token = _noting.set(imported)
    try:
        yield
    finally:
        _noting.reset(token)


def versions_of(model: type[Model], keys: Iterable[int]) -> dict[int, int]:
    """{id: the newest version in the history} of these rows."""
    found: dict[int, int] = {}
    for part in chunks(keys):
        newest = model.history.filter(id__in=part).order_by().values("id")
        found |= dict(newest.annotate(version=Max("history_id")).values_list("id", "version"))
    return found


def versions_before(model: type[Model], rows: Iterable[Any]) -> dict[int, int]:
    """The same of `rows` that are about to be changed; nothing is asked where nobody notes."""
    return versions_of(model, [row.pk for row in rows]) if _noting.get() else {}


def note_made(model: type[Model], rows: Iterable[Any]) -> None:
    """`rows` were made."""
    _note(model, [row.pk for row in rows], {}, is_made=True)


def note_changed(model: type[Model], rows: Iterable[Any], before: dict[int, int]) -> None:
    """`rows`, of which `versions_before` were these, were changed."""
    _note(model, [row.pk for row in rows], {}, is_made=False, before=before)


def note_rests(
    model: type[Model],
    rests: dict[int, dict[str, Any]],
    *,
    made: Collection[int],
    is_news: bool = False,
) -> None:
    """Rows were made (`made`: their ids) or changed in a way that no history tells: {id: rest}.

    `is_news`: it is to be known also of those that are noted already; else the first note stays.
    """
    for is_made in (True, False):
        keys = [key for key in rests if (key in made) == is_made]
        _note(model, keys, rests, is_made=is_made, columns=["rest"] if is_news else ["after"])


def _note(
    model: type[Model],
    keys: list[int],
    rests: dict[int, dict[str, Any]],
    *,
    is_made: bool,
    before: dict[int, int] | None = None,
    columns: Sequence[str] = ("after",),
) -> None:
    """Note rows; where a row is noted already, `columns` alone are written."""
    imported = _noting.get()
    if imported is None or not keys:
        return
    is_version = hasattr(model, "history") and "after" in columns
    after = versions_of(model, keys) if is_version else {}
    ImportedChange.objects.bulk_create(
        [
            ImportedChange(
                of=imported,
                table=model._meta.label_lower,
                row=key,
                is_made=is_made,
                before=(before or {}).get(key),
                after=after.get(key),
                rest=rests.get(key, {}),
            )
            for key in keys
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["of", "table", "row"],
        update_fields=columns,
    )

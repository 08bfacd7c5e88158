"""Figures that are typed in, for indicators that nothing here can count; each has its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from partners.models import Municipality
from reports.models import DimensionValue, Indicator, ManualFigure, ManualSource, Report
from reports.unicef.freezing.services import back_to_draft, lock_report
from shkej.lib.uploads.reading import clean_name, read_upload

TypedFigures = Mapping[tuple[int | None, str], tuple[int, int]]  # by the keys of cells


@dataclass(frozen=True)
class TypedCell:
    """One cell to type: a place (None: everywhere) and values of the dimensions in order."""

    location: Municipality | None
    values: tuple[DimensionValue, ...]

    @property
    def code(self) -> str:
        """As `ManualFigure.cell` holds it."""
        return ",".join(value.code for value in self.values)

    @property
    def key(self) -> tuple[int | None, str]:
        """What finds its stored figure."""
        return (self.location.pk if self.location else None, self.code)


def cells_of(indicator: Indicator) -> list[TypedCell]:
    """Every cell of an indicator, place by place, the last dimension running fastest."""
    values = [dimension.values.all() for dimension in indicator.ordered_dimensions]
    places = list(indicator.locations.all()) or [None]
    return [TypedCell(place, cell) for place in places for cell in product(*values)]


def typed_of(report: Report) -> list[tuple[Indicator, ManualSource | None]]:
    """[(indicator, its source in `report` or None), …] of the indicators that are typed in."""
    sources = {source.indicator_id: source for source in report.manual_sources.all()}
    rows = Indicator.objects.typed().filter(output__project=report.period.project_id)
    found = [(row, sources.get(row.pk)) for row in rows]
    return [
        (row, source) for row, source in found if source or (report.is_open and row.is_reported)
    ]


def save_typed_figures(
    *,
    report: Report,
    indicator: Indicator,
    figures: TypedFigures,
    note: str,
    typed_by: User,
    upload: UploadedFile | None = None,
) -> ManualSource:
    """Keep the typed figures of one indicator; ValidationError by field where they may not be kept.

    `figures`: {key of a cell: (v, d)}, all cells of the indicator; `upload` replaces the source
    file, and only the first time it must be given. A refusal leaves no file behind.
    """
    content, ending = None, ""
    if upload:
        try:
            ending, content = read_upload(upload)
        except ValidationError as refusal:
            raise ValidationError({"upload": refusal}) from None
    stored = None
    try:
        with transaction.atomic():
            source = _source(report, indicator, typed_by)
            former = source.file.name
            if upload and content is not None:
                _check_number(typed_by)
                source.original_name = clean_name(upload.name, ending)
                source.file.save(upload.name, ContentFile(content), save=False)
                stored = source.file.name
            if not source.file:
                raise ValidationError({"upload": _("Choose the file that holds the figures.")})
            source.note, source.typed_by = note, typed_by
            source._history_user = typed_by
            source.save()
            _set_figures(source, indicator, figures)
            if stored and former:
                _drop_when_unused(source.file.storage, former)
    except BaseException:
        if stored:
            source.file.storage.delete(stored)
        raise
    return source


def _source(report: Report, indicator: Indicator, user: User) -> ManualSource:
    """The indicator's source of an open report, locked; an unsaved one where there is none."""
    report = lock_report(report)
    back_to_draft(report)
    if not indicator.counting.is_typed or indicator.output.project_id != report.period.project_id:
        raise ValidationError(_("Figures of this indicator are counted, not typed in."))
    found = ManualSource.objects.filter(report=report, indicator=indicator).first()
    return found or ManualSource(report=report, indicator=indicator, typed_by=user)


def _check_number(user: User) -> None:
    since = timezone.now() - timedelta(days=1)
    sent = ManualSource.history.filter(history_user=user, history_date__gte=since)
    if sent.count() >= settings.UPLOADS_PER_DAY:
        raise ValidationError(
            {
                "upload": ValidationError(
                    _("You have attached %(n)s files within 24 hours. Go on tomorrow."),
                    "quota",
                    {"n": settings.UPLOADS_PER_DAY},
                )
            }
        )


def _set_figures(source: ManualSource, indicator: Indicator, figures: TypedFigures) -> None:
    wanted = {cell.key for cell in cells_of(indicator)}
    if set(figures) != wanted:
        raise ValidationError(_("The indicator has changed meanwhile; open the page again."))
    stored = {(row.location_id, row.cell): row for row in source.figures.all()}
    for key in set(stored) - wanted:
        stored[key].delete()
    for (location, cell), (v, d) in figures.items():
        row = stored.get((location, cell)) or ManualFigure(
            source=source, location_id=location, cell=cell
        )
        if row.pk is None or (row.v, row.d) != (v, d):
            row.v, row.d = v, d
            row.save()


def _drop_when_unused(storage: Any, name: str) -> None:
    """Delete a replaced file, unless another version of the report still shows it."""
    if not ManualSource.objects.filter(file=name).exists():
        transaction.on_commit(lambda: storage.delete(name))

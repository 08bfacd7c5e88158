"""The form of typed figures: a number for every cell, a note, and the file they are in."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.models import Indicator
from reports.unicef.typed.services import cells_of
from shkej.lib.forms.editing import GuardedRowForm
from shkej.lib.forms.inputs import LONGEST_TEXT
from shkej.lib.forms.layout import inner_helper
from shkej.lib.uploads.reading import MEGABYTES

HIGHEST = 99_999_999
FIGURES = {"inputmode": "numeric", "autocomplete": "off"}


@dataclass
class TypedRow:
    """A row of the grid: its label, and [(label of the column, bound fields), …]."""

    label: str
    cells: list


def _number(label):
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=HIGHEST,
        widget=forms.TextInput(attrs=FIGURES),
        error_messages={"required": _("Enter a number: 0 where there is nobody.")},
    )


class TypedFiguresForm(GuardedRowForm):
    """Figures of one indicator in one report; 0 is typed, never left out."""

    note = forms.CharField(
        label=_("Where the figures come from"),
        help_text=_("For example: tests before and after the training, counted by the trainer."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    upload = forms.FileField(
        label=_("Source file (JPEG, PNG or PDF)"),
        help_text=_("At most 10 MB. It stays here, and goes into no file for UNICEF."),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf,image/jpeg,image/png"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
        },
    )

    def __init__(self, *args, indicator, source=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicator, self.source = indicator, source
        self.guard(source)
        self.has_denominator = indicator.has_denominator
        self.cells = cells_of(indicator)
        self.fields["note"].widget.attrs.pop("maxlength", None)
        if source:
            self.initial["note"] = source.note
            self.fields["upload"].required = False
            self.fields["upload"].label = _("Another source file in its place")
        stored = (
            {(row.location_id, row.cell): row for row in source.figures.all()} if source else {}
        )
        for number, cell in enumerate(self.cells):
            row = stored.get(cell.key)
            self._add(f"v_{number}", self._label(cell), row and row.v)
            if self.has_denominator:
                self._add(
                    f"d_{number}",
                    _("%(cell)s: denominator") % {"cell": self._label(cell)},
                    row and row.d,
                )
        self.order_fields([name for name in self.fields if name not in ("note", "upload")])
        self.helper = inner_helper("seen_at", "note", "upload")

    def _add(self, name, label, stored):
        self.fields[name] = _number(label)
        if stored is not None:
            self.initial[name] = stored

    def _label(self, cell):
        parts = [str(cell.location)] if cell.location else []
        return " · ".join([*parts, *(value.name for value in cell.values)]) or str(_("Total"))

    @property
    def columns(self):
        """The labels of the columns: the values of the last dimension, or one column."""
        dimensions = self.indicator.ordered_dimensions
        if not dimensions:
            return [_("Number")]
        return [value.name for value in dimensions[-1].values.all()]

    @property
    def places(self):
        """[(name of the place, its lines), …] in the order of typing."""
        wide = len(self.columns) or 1  # without values there are no cells at all
        found = {}
        for start in range(0, len(self.cells), wide):
            cell = self.cells[start]
            label = " · ".join(value.name for value in cell.values[:-1])
            names = [f"v_{number}" for number in range(start, start + wide)]
            cells = [
                (column, self[name], self[f"d{name[1:]}"] if self.has_denominator else None)
                for column, name in zip(self.columns, names, strict=True)
            ]
            place = str(cell.location) if cell.location else ""
            found.setdefault(place, []).append(TypedRow(label, cells))
        return list(found.items())

    @property
    def figures(self):
        """{key of a cell: (v, d)}, once the form is valid."""
        said = self.cleaned_data
        return {
            cell.key: (said[f"v_{number}"], said.get(f"d_{number}", 1))
            for number, cell in enumerate(self.cells)
        }

    def clean_upload(self):
        """Refuse what is too large before it is read."""
        upload = self.cleaned_data["upload"]
        if upload and upload.size > MEGABYTES * 1024 * 1024:
            raise ValidationError(_("The file is too large (limit %(mb)s MB).") % {"mb": MEGABYTES})
        return upload

    def clean(self):
        """A part of nothing is 0; of a percentage no part is larger than the whole."""
        cleaned = super().clean()
        if not self.has_denominator:
            return cleaned
        for number in range(len(self.cells)):
            v, d = cleaned.get(f"v_{number}"), cleaned.get(f"d_{number}")
            if v is None or d is None:
                continue
            if d == 0 and v:
                self.add_error(f"d_{number}", _("The denominator cannot be 0 here."))
            elif v > d and self.indicator.unit == Indicator.Unit.PERCENTAGE:
                self.add_error(
                    f"v_{number}", _("Of a percentage the numerator is not above the denominator.")
                )
        return cleaned

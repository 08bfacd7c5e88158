"""Which figure belongs into which cell of a template; every reason why one cannot be told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models import PrpMapping
from reports.models.report_data import DimensionData, IndicatorData, LocationData, ReportData
from reports.prp.layout import PrpDimension, PrpRow, PrpSheet, Template, Written
from reports.prp.mapping import DIMENSION, VALUE, Meanings, id_key, indicator_key, location_key

NUMBER = "number"

Where = dict[str, Any]  # what a sentence says of a place: sheet, row, cell, code …
Amounts = dict[str, tuple[int, int]]  # by the letter of their column: numerator, denominator
Codes = dict[int, str | None]  # our code of each of PRP’s values; None for nobody


@dataclass
class Cells:
    """What is written: {(sheet, "AQ5"): a whole number or text}; why nothing can be; hints."""

    written: dict[tuple[str, str], Written] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def refuse(self, sentence: str) -> None:
        """Keep a reason, once."""
        if sentence not in self.refusals:
            self.refusals.append(sentence)


class FigureCells:
    """The figures of a frozen report, placed in the cells of a template."""

    def __init__(
        self, template: Template, figures: ReportData, meanings: Meanings, into: Cells
    ) -> None:
        self.template, self.meanings, self.into = template, meanings, into
        self.indicators = {
            row["id"]: row for output in figures["outputs"] for row in output["indicators"]
        }
        self.filled: dict[tuple[int, int | None], PrpRow] = {}  # by the ids of indicator and place
        self.is_known = True  # whether each row's indicator and place have a meaning

    def place(self) -> None:
        """Fill in every row; afterwards look for people whom the template has no row for."""
        for sheet in self.template.sheets:
            for row in sheet.rows:
                self._row(sheet, row)
        if self.is_known:
            self._left_over()

    def _meaning(self, key: str, label: str) -> PrpMapping | None:
        found = self.meanings.get(key)
        if found is None:
            self.into.refuse(
                _("Nobody has confirmed yet what “%(label)s” is here.") % {"label": label}
            )
        return found

    def _row(self, sheet: PrpSheet, row: PrpRow) -> None:
        where = {"sheet": row.sheet, "row": row.number, "place": row.location}
        meaning, place_id = self._meanings_of(row)
        if not meaning or (place_id is None and not row.is_country):
            self.is_known = False
            return
        indicator = self.indicators.get(meaning.indicator_id)
        if indicator is None:
            self.into.refuse(
                _("Sheet “%(sheet)s”, row %(row)s: the report has no indicator “%(title)s”.")
                % {**where, "title": row.title}
            )
            return
        where["code"] = indicator["code"]
        places = {place["id"]: place for place in indicator["locations"]}
        other = self.filled.setdefault((indicator["id"], place_id), row)
        refusal = None
        if place_id not in places:
            refusal = _(
                "Sheet “%(sheet)s”, row %(row)s: in the report indicator %(code)s "
                "has no place “%(place)s”."
            )
        elif other is not row:
            where |= {"other": other.sheet, "number": other.number}
            refusal = _(
                "Sheet “%(sheet)s”, row %(row)s: indicator %(code)s in “%(place)s” "
                "is already in sheet “%(other)s”, row %(number)s."
            )
        elif (indicator["unit"] == NUMBER) != (row.kind == NUMBER):
            where["kind"] = row.kind
            refusal = _(
                "Sheet “%(sheet)s”, row %(row)s: PRP asks for “%(kind)s”, but indicator "
                "%(code)s has another unit of measure."
            )
        if refusal:
            self.into.refuse(refusal % where)
        else:
            self._figures(sheet, row, indicator, places[place_id], where)

    def _meanings_of(self, row: PrpRow) -> tuple[PrpMapping | None, int | None]:
        """(its indicator's meaning or None, its place's id or None)."""
        meaning = self._meaning(indicator_key(row), row.title)
        if row.is_country:
            return meaning, None
        place = self._meaning(location_key(row), row.location)
        return meaning, place.location_id if place else None

    def _figures(
        self,
        sheet: PrpSheet,
        row: PrpRow,
        indicator: IndicatorData,
        place: LocationData,
        where: Where,
    ) -> None:
        if place["unplaced"]:
            self.into.refuse(
                ngettext(
                    "Indicator %(code)s, “%(place)s”: %(count)s person fits in no cell.",
                    "Indicator %(code)s, “%(place)s”: %(count)s people fit in no cell.",
                    place["unplaced"],
                )
                % {**where, "count": place["unplaced"]}
            )
        asked = [dimension for dimension in sheet.dimensions if dimension.id in row.marked]
        amounts: Amounts | None = {sheet.total: (place["total"]["v"], place["total"]["d"])}
        if asked:
            amounts = self._by_value(sheet, indicator, place, asked, where)
        for column, (v, d) in (amounts or {}).items():
            cell = f"{column}{row.number}"
            value = self._written(indicator, v, d, {**where, "cell": cell})
            self.into.written[row.sheet, cell] = value

    def _written(self, indicator: IndicatorData, v: int, d: int, where: Where) -> Written:
        if indicator["unit"] == NUMBER:
            return int(v)
        if v and not d:
            self.into.refuse(
                _("Sheet “%(sheet)s”, cell %(cell)s: %(v)s of 0 is no ratio.") % {**where, "v": v}
            )
        elif indicator["unit"] == "percentage" and v > d:
            self.into.refuse(
                _("Sheet “%(sheet)s”, cell %(cell)s: %(v)s of %(d)s is more than 100 %%.")
                % {**where, "v": v, "d": d}
            )
        return f"{int(v)}/{int(d)}"

    def _by_value(
        self,
        sheet: PrpSheet,
        indicator: IndicatorData,
        place: LocationData,
        asked: Sequence[PrpDimension],
        where: Where,
    ) -> Amounts | None:
        """{column: (v, d)} of each combination of the asked dimensions; None where refused."""
        order = {row["id"]: number for number, row in enumerate(indicator["dimensions"])}
        ours: list[tuple[PrpDimension, int, Codes]] = []
        for dimension in asked:
            meaning = self._meaning(id_key(DIMENSION, dimension.id), dimension.name)
            if meaning is None:
                continue
            if meaning.dimension_id not in order:
                self.into.refuse(
                    _(
                        "Sheet “%(sheet)s”, row %(row)s: PRP asks for “%(dimension)s”, by which "
                        "indicator %(code)s is not divided."
                    )
                    % {**where, "dimension": dimension.name}
                )
                continue
            position = order[meaning.dimension_id]
            codes = self._codes(dimension, indicator["dimensions"][position])
            if codes is not None:
                ours.append((dimension, position, codes))
        if len(ours) < len(asked):
            return None
        return self._added(sheet, indicator, place, ours, where)

    def _codes(self, dimension: PrpDimension, ours: DimensionData) -> Codes | None:
        """{PRP's value: code of ours, or None for nobody}; None where one is not clear."""
        by_id = {value["id"]: value["code"] for value in ours["values"]}
        found: Codes = {}
        is_clear = True
        for value in dimension.values:
            meaning = self._meaning(id_key(VALUE, value.id), value.name)
            if meaning is None:
                is_clear = False
            elif meaning.value_id is None and meaning.dimension_id == ours["id"]:
                found[value.id] = None
            elif meaning.value_id in by_id:
                found[value.id] = by_id[meaning.value_id]
            else:
                is_clear = False
                self.into.refuse(
                    _("“%(value)s” is mapped to a value that “%(dimension)s” does not have.")
                    % {"value": value.name, "dimension": dimension.name}
                )
        doubled = [code for code, times in Counter(found.values()).items() if code and times > 1]
        if doubled:
            is_clear = False
            self.into.refuse(
                _("Two values of “%(dimension)s” are mapped to the same one: %(codes)s.")
                % {"dimension": dimension.name, "codes": ", ".join(doubled)}
            )
        return found if is_clear else None

    def _added(
        self,
        sheet: PrpSheet,
        indicator: IndicatorData,
        place: LocationData,
        ours: Sequence[tuple[PrpDimension, int, Codes]],
        where: Where,
    ) -> Amounts:
        """The report's cells summed over the dimensions that the row does not ask for."""
        sums: dict[tuple[str, ...], tuple[int, int]] = {}
        for cell in place["cells"]:
            key = tuple(cell["values"][position] for _asked, position, _codes in ours)
            v, d = sums.get(key, (0, 0))
            sums[key] = v + cell["v"], d + cell["d"]
        amounts = {}
        for values in product(*[dimension.values for dimension, _position, _codes in ours]):
            meant = [codes[value.id] for (_d, _p, codes), value in zip(ours, values, strict=True)]
            key = tuple(code for code in meant if code is not None)
            column = sheet.cells.get(frozenset(value.id for value in values))
            if column is None:
                self.into.refuse(
                    _("Sheet “%(sheet)s” has no column for “%(values)s”.")
                    % {**where, "values": " + ".join(value.name for value in values)}
                )
                continue
            amounts[column] = (0, 0) if None in meant else sums.pop(key, (0, 0))
        has_denominator = indicator["unit"] != NUMBER
        for key in [key for key, (v, d) in sums.items() if v or (has_denominator and d)]:
            self.into.refuse(
                _(
                    "Sheet “%(sheet)s”, row %(row)s: the template has no cell for the people of "
                    "indicator %(code)s who are “%(values)s”."
                )
                % {**where, "values": " + ".join(key)}
            )
        return amounts

    def _left_over(self) -> None:
        """Refuse to leave out people of a reported indicator; say which indicators are left out."""
        reported = {indicator for indicator, _place in self.filled}
        for key, indicator in self.indicators.items():
            if key not in reported:
                self.into.hints.append(
                    _("The template has no row for indicator %(code)s.")
                    % {"code": indicator["code"]}
                )
                continue
            for place in indicator["locations"]:
                amount = place["total"]
                counted = amount["v"] or (indicator["unit"] != NUMBER and amount["d"])
                if (key, place["id"]) not in self.filled and (counted or place["unplaced"]):
                    self.into.refuse(
                        _("The template has no row for indicator %(code)s in “%(place)s”.")
                        % {
                            "code": indicator["code"],
                            "place": place["name"] or _("the whole project"),
                        }
                    )

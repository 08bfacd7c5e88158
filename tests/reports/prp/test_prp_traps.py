"""What templates may look like beyond the sample: each filled, then read as the portal does."""

import random

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from reports.models import Dimension, DimensionValue
from reports.prp.filling import fill
from reports.prp.reading import read_template
from tests.chance import examples
from tests.reports.factories_unicef import IndicatorFactory
from tests.reports.prp.prp_importer import Refused, import_file
from tests.reports.prp.prp_world import LAYOUT, NAME, SHORT, changed, sample_world, sheets_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.slow,
    pytest.mark.usefixtures("english"),
]
ROWS = {(row["sheet"], row["row"]): row for row in LAYOUT["rows"]}
ORANGE = PatternFill("solid", fgColor="FFE5A479")
CLUBS = LAYOUT["rows"][-1]["indicator_title_full"]


@pytest.fixture
def prp(db):
    return sample_world()


def each(number):
    """The same number in every cell; of a percentage a part of 50."""
    return lambda title, place, values: (number, 50 if title.startswith("%") else 1)


def filled(prp, content=SHORT, name=NAME, figures=None):
    prp.confirm(content)
    return fill(content=content, name=name, report=prp.freeze(figures))


def column(sheet, head):
    return next(cell.column for cell in sheet[1] if cell.value == head)


def test_an_untouched_file_is_what_the_simulated_portal_takes_as_zeros():
    stored = import_file(SHORT, NAME)

    assert stored.figures[151402] == {(): (0, 1)}
    assert stored.other == stored.narratives == {}


def test_a_row_of_the_country_gets_the_figures_of_the_whole_project(prp):
    def change(book):
        sheet = book["None"]
        for letter in ("Z", "AA", "AB", "AC"):
            sheet[f"{letter}7"] = None
        sheet["X7"], sheet["Y7"] = "Country", "Albania"

    title = ROWS["None", 7]["indicator_title_full"]
    prp.indicators[title].locations.clear()
    figures = prp.figures(each(4))
    whole = next(row for row in all_indicators(figures) if row["title"]["en"] == title)
    whole["locations"] = [
        {
            "id": None,
            "name": None,
            "cells": [{"values": [], "v": 9, "d": 1}],
            "total": {"v": 9, "d": 1},
            "unplaced": 0,
        }
    ]
    content = changed(change)

    answer = filled(prp, content, figures=figures)

    row = next(row for row in read_template(content).rows if row.number == 7)
    assert (row.location, row.is_country) == ("Albania", True)
    assert import_file(answer.content, NAME).figures[ROWS["None", 7]["loc_id"]] == {(): (9, 1)}


def all_indicators(figures):
    return [row for output in figures["outputs"] for row in output["indicators"]]


def test_the_order_of_columns_ids_and_dimensions_does_not_matter(prp):
    """The tagged columns from AQ on are shuffled, the ids of a pair turned around."""

    def change(book):
        sheet = book["Age, Sex, Disability"]
        columns = list(range(43, sheet.max_column + 1))
        kept = [[sheet.cell(row, n).value for row in range(1, 6)] for n in columns]
        random.Random(4).shuffle(kept)
        for n, values in zip(columns, kept, strict=True):
            ids = str(values[1] or "").split(", ")
            if len(ids) > 1:
                values[1] = ", ".join(reversed(ids))
            for row, value in enumerate(values, 1):
                sheet.cell(row, n).value = value

    def amount(title, place, values):
        return (len("".join(values)), 1 if not title.startswith("%") else 50)

    answer = filled(prp, changed(change), figures=prp.figures(amount))

    row = LAYOUT["rows"][-1]
    stored = import_file(answer.content, NAME).figures[row["loc_id"]]
    for cell in row["cells_to_fill"]:
        assert stored[tuple(sorted(cell["ids"]))] == (len("".join(cell["values"])), 1)


@pytest.mark.parametrize("kept", ["Age", "Sex"])
def test_a_row_with_one_mark_gets_sums_over_the_other_dimension(prp, kept):
    def change(book):
        sheet = book["Age, Sex"]
        sheet.cell(6, column(sheet, {"Age": "Sex", "Sex": "Age"}[kept])).value = None

    answer = filled(prp, changed(change), figures=prp.figures(each(2)))

    stored = import_file(answer.content, NAME).figures[ROWS["Age, Sex", 6]["loc_id"]]
    deepest = {key: v for key, v in stored.items() if key}
    if kept == "Sex":
        assert deepest == {(1207,): (6, 1), (1193,): (6, 1)}
    else:
        assert deepest == {(2051,): (4, 1), (2049,): (4, 1), (1998,): (4, 1)}
    assert stored[()][0] == 12
    before, after = sheets_of(changed(change))["Age, Sex"], sheets_of(answer.content)["Age, Sex"]
    pairs = [f"{letter}6" for letter in ("AX", "AY", "AZ", "BA", "BB", "BC")]
    assert [after[cell].value for cell in pairs] == [before[cell].value for cell in pairs]


def test_a_row_without_any_mark_gets_its_total(prp):
    def change(book):
        for head in ("Age", "Sex"):
            book["Age, Sex"].cell(5, column(book["Age, Sex"], head)).value = None

    answer = filled(prp, changed(change), figures=prp.figures(each(3)))

    stored = import_file(answer.content, NAME).figures[ROWS["Age, Sex", 5]["loc_id"]]
    assert stored == {(): (18, 1)}


def test_colours_do_not_guide(prp):
    def change(book):
        for sheet in book.worksheets[1:]:
            for row in sheet.iter_rows(min_row=5, max_row=8, min_col=43):
                for cell in row:
                    is_orange = cell.fill.fgColor.rgb == "FFE5A479"
                    cell.fill = PatternFill() if is_orange else ORANGE

    inverted = filled(prp, changed(change))
    plain = fill(content=SHORT, name=NAME, report=prp.period.reports.get())

    assert import_file(inverted.content, NAME) == import_file(plain.content, NAME)


def test_a_title_cut_by_the_portal_is_still_known(prp):
    long = "# of children and adolescents, their parents and caregivers " + "and neighbours " * 20
    title = ROWS["Sex", 5]["indicator_title_full"]
    indicator = prp.indicators.pop(title)
    indicator.title_en = long
    indicator.save()
    prp.indicators[long] = indicator

    def change(book):
        for row in (5, 6):
            book["Sex"][f"T{row}"] = long[:255]

    answer = filled(prp, changed(change))

    assert answer.rows == 9


def test_a_new_text_beats_every_old_one(prp):
    def change(book):
        for sheet in book.worksheets[1:]:
            for cell in ("I5", "K5", "L5"):
                sheet[cell] = "old"
            for row in range(5, 9):
                if sheet[f"A{row}"].value:
                    sheet[f"S{row}"] = "old"

    stored = import_file(filled(prp, changed(change)).content, NAME)

    assert "old" not in {*stored.other.values(), *stored.narratives.values()}


def test_an_old_text_stays_where_there_is_no_new_one(prp):
    def change(book):
        book["None"]["S8"], book["Sex"]["K5"] = "old narrative", "old challenges"

    figures = prp.figures()
    figures["texts"]["challenges"] = {"sq": "", "en": ""}
    figures["outputs"][1]["narrative"] = {"sq": " ", "en": ""}

    stored = import_file(filled(prp, changed(change), figures=figures).content, NAME)

    assert stored.other["#challenges"] == "old challenges"
    assert stored.narratives[LAYOUT["pd_outputs"][1]["title"]] == "old narrative"


def test_the_albanian_text_stands_in_for_a_missing_english_one(prp):
    figures = prp.figures()
    figures["texts"]["challenges"] = {"sq": "  Rreshti 1\r\nRreshti 2 <&>\x0b", "en": ""}

    stored = import_file(filled(prp, figures=figures).content, NAME)

    assert stored.other["#challenges"] == "Rreshti 1\nRreshti 2 <&>"


def test_a_text_that_looks_like_a_formula_stays_text(prp):
    figures = prp.figures()
    figures["texts"]["challenges"] = {"sq": "", "en": "=HYPERLINK(1)"}

    cell = sheets_of(filled(prp, figures=figures).content)["None"]["K5"]

    assert (cell.value, cell.data_type == "f") == ("=HYPERLINK(1)", False)


def test_merges_of_a_single_cell_stay(prp):
    after = sheets_of(filled(prp).content)["Age, Sex, Disability"]

    assert {str(merge) for merge in after.merged_cells.ranges} == {"I5", "K5", "L5", "M5", "N5"}
    assert after["K5"].value == "Few rooms."


def test_a_value_that_we_do_not_count_gets_0(prp):
    """PRP still offers values that are no longer in use: every cell wants its 0."""

    def change(book):
        sheet = book["Sex"]
        for row, value in enumerate(["Other", "1300", "Sex", "#indicator+value+Other"], 1):
            sheet.cell(row, sheet.max_column + 1 if row == 1 else sheet.max_column).value = value

    content = changed(change)
    sex = f"dimension:{prp.dimensions['Sex'].pk}"
    prp.confirm(content, Other=sex)

    answer = fill(content=content, name=NAME, report=prp.freeze())

    stored = import_file(answer.content, NAME).figures[ROWS["Sex", 5]["loc_id"]]
    assert (stored[(1300,)], stored[(1207,)]) == ((0, 1), (1, 1))


def test_a_ratio_with_dimensions_is_summed_by_its_parts(prp):
    """The row asks for sex only: numerators and denominators of the ages are summed apart."""

    def change(book):
        sheet = book["Age, Sex"]
        for row in (5, 6):
            sheet[f"U{row}"] = "ratio"
        sheet.cell(6, column(sheet, "Age")).value = None

    title = ROWS["Age, Sex", 5]["indicator_title_full"]

    def amount(asked, place, values):
        if asked != title:
            return each(1)(asked, place, values)
        return (0, 0) if "Male" in values else (2, 5)

    figures = prp.figures(amount)
    first = next(row for row in all_indicators(figures) if row["title"]["en"] == title)
    first["unit"] = "percentage"

    answer = filled(prp, changed(change), figures=figures)

    stored = import_file(answer.content, NAME).figures
    whole, by_sex = (stored[ROWS["Age, Sex", row]["loc_id"]] for row in (5, 6))
    assert {whole[key] for key in whole if len(key) == 2} == {(2, 5), (0, 0)}
    assert (by_sex[(1207,)], by_sex[(1193,)], by_sex[()]) == ((6, 15), (0, 0), (6, 15))


def test_where_the_portal_will_not_read_the_texts_that_is_said(prp):
    def change(book):
        for sheet, said in zip(book.worksheets[1:], LAYOUT["sheets"], strict=True):
            sheet.delete_rows(said["last_data_row"] + 2, 300)

    answer = filled(prp, changed(change))

    assert import_file(answer.content, NAME).other == {}
    assert answer.hints == (
        "PRP will not read the texts for the whole report from this file: type them there.",
    )


def test_an_indicator_without_a_row_is_said(prp):
    other = IndicatorFactory(output=prp.indicators[CLUBS].output, code="9.9")
    prp.indicators["# of other things"] = other
    figures = prp.figures()

    assert filled(prp, figures=figures).hints == ("The template has no row for indicator 9.9.",)


def test_the_importer_of_these_tests_refuses_what_the_portal_refuses(prp):
    answer = filled(prp)

    def blank(book):
        book["Age, Sex"]["BA5"] = None

    def outside(book):
        book["Age, Sex"].cell(6, column(book["Age, Sex"], "Age")).value = None

    for change in (blank, outside):
        with pytest.raises(Refused):
            import_file(changed(change, answer.content), NAME)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("QPR1_PD202104.xlsx", "QPR1_PD202104.xlsx"),
        ("QPR1_PD202104 (1).xlsx", "QPR1_PD202104.xlsx"),
        ("QPR1_PD202104(12).XLSX", "QPR1_PD202104.XLSX"),
        ("QPR1_PD202104 - Copy.xlsx", "QPR1_PD202104.xlsx"),
        ("C:\\Downloads\\qpr1_pd202104.xlsx", "qpr1_pd202104.xlsx"),
        ("QPR1_PD202104_x.xlsx", "QPR1_PD202104_x.xlsx"),
    ],
)
def test_the_file_comes_back_under_the_name_that_the_portal_takes(prp, given, name):
    assert filled(prp, name=given).name == name


@examples(10, phases=[Phase.explicit, Phase.generate])  # shrinking takes minutes
@given(data=st.data())
def test_random_figures_come_out_of_the_portal_as_they_went_in(prp, data):
    said = {}

    def amount(title, place, values):
        v = data.draw(st.integers(0, 10_000))
        d = v + data.draw(st.integers(1, 50)) if title.startswith("%") else 1
        return said.setdefault((title, place, values), (v, d))

    prp.period.reports.all().update(status="sent_back", feedback="x")
    version = prp.period.reports.count() + 1
    prp.confirm()
    report = prp.freeze(prp.figures(amount), version=version)

    stored = import_file(fill(content=SHORT, name=NAME, report=report).content, NAME)

    for row in LAYOUT["rows"]:
        place = {"Tirana": "Tiranë"}.get(row["location_name"], row["location_name"])
        for cell in row["cells_to_fill"]:
            key = (row["indicator_title_full"], place, tuple(cell["values"] if cell["ids"] else ()))
            assert stored.figures[row["loc_id"]][tuple(sorted(cell["ids"]))] == said[key]
    assert Dimension.objects.count() == 3
    assert DimensionValue.objects.count() == 7

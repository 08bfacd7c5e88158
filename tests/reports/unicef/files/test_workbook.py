"""The workbook: eight sheets, PRP's grids, typed figures, and no text that becomes a formula."""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from datetime import datetime
from itertools import product

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.unicef.files import write_file
from reports.unicef.files.workbook import write_workbook
from reports.unicef.files.workbook.grid import lay_out
from reports.unicef.files.workbook.summary import share_of_target
from tests.chance import examples
from tests.reports.unicef.files.test_narrative import bundle_with
from tests.reports.unicef.sample import AGE, SEX, indicator, location, pair, sample_figures

SHEETS = [
    "Lexo · Read me",
    "Përmbledhje · Summary",
    "PRP hyrje · PRP entry",
    "PRP tabela · PRP flat",
    "Tekste · Narrative",
    "Kontrolle · Checks",
    "Evidenca · Evidence",
    "Prejardhja · Provenance",
]
NO_IDS = {"dimension": {}, "value": {}}
DISABILITY = {
    "id": 3,
    "code": "disability",
    "name": pair("Aftësia e kufizuar", "Disability"),
    "rule": "disability",
    "values": [
        {"id": 31, "code": "yes", "name": pair("Me", "With")},
        {"id": 32, "code": "no", "name": pair("Pa", "Without")},
    ],
}


def opened(bundle, *, values=True):
    return openpyxl.load_workbook(io.BytesIO(write_workbook(bundle)), data_only=values)


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def counted(dimensions, numbers, unit="number"):
    """An indicator with these dimensions and (v, d) per cell, in one place."""
    keys = product(*([v["code"] for v in each["values"]] for each in dimensions))
    cells = [(list(key), v, d) for key, (v, d) in zip(keys, numbers, strict=False)]
    return indicator(
        "9.9",
        pair("Treguesi", "Indicator"),
        dimensions=dimensions,
        unit=unit,
        locations=[location(7, "Tiranë", cells)],
    )


def test_workbook_has_the_eight_sheets_set_up_for_a4():
    workbook = opened(bundle_with())

    assert workbook.sheetnames == SHEETS
    for sheet in workbook:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        if sheet.title != "PRP hyrje · PRP entry":  # it breaks its pages itself
            assert sheet.page_setup.fitToHeight == 0
        assert "small numbers" in sheet.oddFooter.center.text
    assert workbook["Evidenca · Evidence"].print_title_rows == "$1:$1"


PRINTED = 149  # characters across A4 in landscape, at the size in which they are written


def width_of(sheet):
    """How many characters wide the columns are that hold something."""
    sizes = sheet.column_dimensions
    return sum(size.width * (size.max - size.min + 1) for size in sizes.values() if size.width)


def test_each_sheet_prints_in_letters_that_can_be_read():
    for sheet in opened(bundle_with()):
        # 11 points become no fewer than 8.
        assert width_of(sheet) <= PRINTED * 11 / 8, sheet.title
        if not sheet.sheet_properties.pageSetUpPr:  # the size is its own
            assert (sheet.page_setup.scale or 100) >= 8 / 11 * 100, sheet.title


def test_no_grid_of_prp_is_cut_by_the_end_of_a_page():
    figures = sample_figures()
    ages = figures["outputs"][1]["indicators"][1]
    ages["locations"] = [
        {**ages["locations"][0], "id": number, "name": f"Bashkia {number}"} for number in range(9)
    ]

    sheet = opened(bundle_with(figures))["PRP hyrje · PRP entry"]

    breaks = [each.id for each in sheet.row_breaks.brk]
    assert breaks
    for row in breaks:  # the row before a page is the empty one below a grid
        assert [cell.value for cell in sheet[row] if cell.value] == []
    heights = [sheet.row_dimensions[n].height or 15 for n in range(1, sheet.max_row + 1)]
    room = 510 * 100 / (sheet.page_setup.scale or 100)  # points between the margins
    for first, last in zip([0, *breaks], [*breaks, sheet.max_row], strict=True):
        assert sum(heights[first:last]) <= room


def test_long_titles_go_on_in_the_next_line_and_not_beyond_the_page():
    figures = sample_figures()
    figures["outputs"][0]["title"] = pair("fjalë " * 40, "words " * 40)

    sheet = opened(bundle_with(figures))["PRP hyrje · PRP entry"]

    assert sheet["A1"].alignment.wrap_text
    merged = {str(each).split(":")[0]: each for each in sheet.merged_cells.ranges}
    assert merged["A1"].size["columns"] == max(d.max for d in sheet.column_dimensions.values())
    assert sheet.row_dimensions[1].height > 3 * 15


def test_words_stand_in_both_languages_albanian_first_and_never_as_codes():
    figures = json.loads(json.dumps(sample_figures(), sort_keys=True))  # as a snapshot keeps them
    figures["outputs"][1]["indicators"][0]["selection"]["categories"] = ["parent", "child"]
    labels = {"parent": pair("Prindër", "Parents"), "child": pair("Fëmijë", "Children")}

    workbook = opened(bundle_with(figures, categories=labels))

    rule = next(r for r in rows_of(workbook["Prejardhja · Provenance"]) if r[0] == "2.1")
    assert "Merr pjesë si / Attends as: Prindër / Parents, Fëmijë / Children" in rule[3]
    flat = rows_of(workbook["PRP tabela · PRP flat"])
    assert "Femër / Female" in {cell for row in flat for cell in row}


def test_figures_inside_texts_are_written_as_each_language_writes_them():
    figures = sample_figures()
    row = figures["outputs"][0]["indicators"][0]
    row["unnamed"] = 1200
    then, now = {"v": 900, "d": 1}, {"v": 1100, "d": 1}
    part = ("2.3", pair("%", "%"), {"v": 1, "d": 3}, {"v": 1, "d": 2})

    workbook = opened(bundle_with(figures, differences=[("1.1", row["title"], then, now), part]))

    (noted,) = (r for r in rows_of(workbook["Përmbledhje · Summary"]) if r[1] == "1.1")
    assert "1\u00a0200 / " in noted[14]
    assert noted[14].endswith("1,200")
    last = [r[2] for r in rows_of(workbook["Prejardhja · Provenance"])[-2:]]
    assert last == [
        "900 → 1\u00a0100 / 900 → 1,100",
        "1 / 3 (33,3%) → 1 / 2 (50,0%) / 1 / 3 (33.3%) → 1 / 2 (50.0%)",
    ]


def test_figures_and_days_are_typed():
    workbook = opened(bundle_with())

    summary = rows_of(workbook["Përmbledhje · Summary"])[1]
    assert summary[5:11] == [0, 1500, 0, 4, 4, pytest.approx(4 / 1500)]
    evidence = rows_of(workbook["Evidenca · Evidence"])[1]
    assert evidence[1] == datetime(2021, 10, 6)
    assert evidence[6:11] == [5, 2, 0, 5, 7]


def test_headings_stand_in_both_languages():
    heads = rows_of(opened(bundle_with())["Përmbledhje · Summary"])[0]

    assert "Rregulli i numërimit / Counting rule" in heads


def test_every_cell_stands_in_the_flat_table():
    rows = rows_of(opened(bundle_with())["PRP tabela · PRP flat"])[1:]

    figures = sample_figures()
    cells = [
        (row["code"], place["name"], cell["v"], cell["d"])
        for output in figures["outputs"]
        for row in output["indicators"]
        for place in row["locations"]
        for cell in place["cells"]
    ]
    assert [(row[2], row[3], row[7], row[8]) for row in rows] == cells


def test_key_of_prp_has_its_ids_in_ascending_order():
    ids = {"dimension": {}, "value": {11: 1207, 12: 1193, 21: 2051, 22: 2049, 23: 1998}}

    rows = rows_of(opened(bundle_with(prp_ids=ids))["PRP tabela · PRP flat"])[1:]

    keys = {(row[2], row[9]) for row in rows}
    assert ("2.1", "(1207,)") in keys
    assert ("2.2", "(1193, 2051)") in keys
    assert ("1.1", "()") in keys


def test_grid_without_a_dimension_is_one_figure():
    grid = lay_out(counted([], [(4, 1)]), {"cells": [{"values": [], "v": 4, "d": 1}]}, NO_IDS)

    assert [line.numbers for line in grid.lines] == [[4]]


def test_grid_of_two_dimensions_has_the_smaller_one_as_columns():
    row = counted([AGE, SEX], [(n, 1) for n in range(6)])

    grid = lay_out(row, row["locations"][0], NO_IDS)

    assert [value["code"] for value in grid.columns] == ["female", "male"]
    assert [line.numbers for line in grid.lines[:-1]] == [[0, 1], [2, 3], [4, 5]]
    assert [grid.number(grid.lines[-1], place) for place in (0, 1)] == [6, 9]


def test_grid_of_three_dimensions_has_blocks_with_totals():
    row = counted([AGE, SEX, DISABILITY], [(n, 1) for n in range(12)])

    grid = lay_out(row, row["locations"][0], NO_IDS)

    # Columns: sex (the first of the two smallest); blocks: disability; rows: ages.
    assert [value["code"] for value in grid.columns] == ["female", "male"]
    numbers = [[grid.number(line, place) for place in (0, 1)] for line in grid.lines]
    assert numbers == [
        *([0, 2], [4, 6], [8, 10], [12, 18]),
        *([1, 3], [5, 7], [9, 11], [15, 21]),
        [27, 39],
    ]


def test_values_stand_in_the_order_of_prp_where_its_ids_are_known():
    row = counted([SEX], [(1, 1), (2, 1)])

    grid = lay_out(row, row["locations"][0], {"value": {11: 1207, 12: 1193}})

    assert [line.names[0]["en"] for line in grid.lines[:-1]] == ["Male", "Female"]


@given(
    dimensions=st.lists(st.sampled_from([AGE, SEX, DISABILITY]), unique_by=lambda d: d["id"]),
    numbers=st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=12, max_size=12),
    unit=st.sampled_from(["number", "ratio"]),
)
@examples(30)
def test_every_grid_adds_up_to_the_place(dimensions, numbers, unit):
    if unit == "number":
        numbers = [(v, 1) for v, _d in numbers]
    row = counted(dimensions, numbers, unit)
    place = row["locations"][0]

    grid = lay_out(row, place, NO_IDS)

    last = grid.lines[-1]
    for offset, part in enumerate(grid.parts):
        places = range(offset, len(grid.columns) * len(grid.parts), len(grid.parts))
        total = sum(grid.number(last, at) for at in places)
        assert total == sum(cell[part] for cell in place["cells"])


def test_totals_are_formulas_that_carry_the_right_figure():
    figures = sample_figures()
    figures["outputs"][1]["indicators"][1] = counted([AGE, SEX], [(n, 1) for n in range(6)])
    figures["outputs"][1]["indicators"][1]["code"] = "2.2"
    bundle = bundle_with(figures)
    formulas = opened(bundle, values=False)
    sheet, shown = formulas["PRP hyrje · PRP entry"], opened(bundle)["PRP hyrje · PRP entry"]

    found = 0
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("=SUM("):
                names = cell.value[5:-1].split(",")
                assert shown[cell.coordinate].value == sum(shown[name].value for name in names)
                found += 1
    assert found == 7
    others = [name for name in SHEETS if name != "PRP hyrje · PRP entry"]
    for name in others:
        assert all(cell.data_type != "f" for row in formulas[name].iter_rows() for cell in row)


def test_ratio_has_a_column_for_each_part():
    rows = rows_of(opened(bundle_with())["PRP hyrje · PRP entry"])

    (place,) = [n for n, row in enumerate(rows) if row[0] and row[0].startswith("2.3 ")]
    assert rows[place + 2][2:4] == [
        "Shifra / Figure: Numëruesi / numerator",
        "Shifra / Figure: Emëruesi / denominator",
    ]
    assert rows[place + 3][2:4] == [15, 20]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "\r=1"])
def test_no_text_becomes_a_formula(start):
    figures = sample_figures()
    output = figures["outputs"][0]
    output["title"] = output["narrative"] = pair(start, start)
    output["indicators"][0]["title"] = output["indicators"][0]["definition"] = pair(start, "x")
    figures["events"][0]["title"] = figures["texts"]["challenges"] = pair(start, start)
    figures["checks"][1]["accepted"]["why"] = start
    output["indicators"][0]["locations"][0]["name"] = start

    workbook = opened(bundle_with(figures), values=False)

    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                ours = isinstance(cell.value, str) and cell.value.startswith("=SUM(")
                assert cell.data_type != "f" or ours


def test_draft_says_so_on_every_sheet():
    workbook = opened(bundle_with(sha256="", frozen_at=None))

    for sheet in workbook:
        assert "DRAFT" in sheet["A1"].value


def test_share_of_target_counts_from_the_baseline_and_is_never_below_nothing():
    row = sample_figures()["outputs"][0]["indicators"][0]
    row |= {"baseline": {"v": 100, "d": 1}, "target": {"v": 200, "d": 1}}

    assert share_of_target(row | {"cumulative": {"v": 150, "d": 1}}) == 0.5
    assert share_of_target(row | {"cumulative": {"v": 50, "d": 1}}) == 0
    assert share_of_target(row | {"target": None}) is None


def test_csv_and_json_hold_the_same_figures_in_one_act():
    bundle = bundle_with()
    name, content, _type = write_file(bundle, "csv", "both")
    archive = zipfile.ZipFile(io.BytesIO(content))

    tables = [
        list(csv.reader(io.StringIO(archive.read(each).decode("utf-8-sig")), delimiter=";"))
        for each in archive.namelist()
    ]
    assert name == "UNICEF-AKSES-2021-QPR1-v1.zip"
    assert archive.namelist() == [f"UNICEF-AKSES-2021-QPR1-v1-{code}.csv" for code in ("sq", "en")]
    assert [row[7:9] for row in tables[0][1:]] == [row[7:9] for row in tables[1][1:]]
    assert len(tables[0]) == 12
    data = json.loads(write_file(bundle, "json", "both")[1])
    assert data["figures"] == json.loads(json.dumps(sample_figures()))
    assert data["report"]["sha256"] == "ab" * 32


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_recalculates_to_the_same_figures(tmp_path):
    bundle = bundle_with()
    path = tmp_path / "report.xlsx"
    path.write_bytes(write_workbook(bundle))
    subprocess.run(
        [
            *("soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "again", path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    again = openpyxl.load_workbook(tmp_path / "again" / "report.xlsx", data_only=True)
    ours = opened(bundle)
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    assert again[sheet.title][cell.coordinate].value == pytest.approx(cell.value)

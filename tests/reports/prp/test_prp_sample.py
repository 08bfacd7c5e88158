"""The portal's sample template, filled and compared with the original cell by cell."""

import re
import zipfile
from io import BytesIO

import pytest
from lxml import etree

from reports.prp.filling import fill
from reports.prp.reading import read_template
from tests.reports.prp.prp_importer import import_file
from tests.reports.prp.prp_world import (
    LAYOUT,
    NAME,
    SAMPLE,
    SHORT,
    code_of,
    sample_world,
    sheets_of,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.usefixtures("english"),
]
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"


@pytest.fixture
def prp(db):
    return sample_world()


def amount(title, place, values):
    """Another figure for each cell, 0 among them."""
    number = sum(map(ord, title + place + "".join(values))) % 23 - 3
    return (max(number, 0), 20) if title.startswith("%") else (max(number, 0), 1)


@pytest.fixture
def filled(prp):
    prp.confirm()
    return fill(content=SAMPLE, name=NAME, report=prp.freeze(prp.figures(amount)))


def test_the_sample_is_read_as_its_description_says():
    template = read_template(SAMPLE)

    assert [sheet.title for sheet in template.sheets] == LAYOUT["sheet_order"][1:]
    for sheet, said in zip(template.sheets, LAYOUT["sheets"], strict=True):
        assert {d.column: (d.id, d.name) for d in sheet.dimensions} == {
            d["column"]: (d["id"], d["name"]) for d in said["dimension_columns"]
        }
        assert sheet.cells == {frozenset(c["ids"]): c["column"] for c in said["value_columns"]}
        assert sheet.total == said["total_column"]
        assert sheet.last_row == said["last_formatted_row"]
    assert [(r.sheet, r.number, r.output, r.title, r.kind, r.location) for r in template.rows] == [
        (
            row["sheet"],
            row["row"],
            row["pd_output"],
            row["indicator_title"],
            row["type"],
            row["location_name"],
        )
        for row in LAYOUT["rows"]
    ]


def test_what_the_other_tests_fill_is_the_sample_without_its_empty_rows():
    short, whole = read_template(SHORT), read_template(SAMPLE)

    assert [row.number for row in short.rows] == [row.number for row in whole.rows]
    assert len(SHORT) < len(SAMPLE)


def test_exactly_the_cells_of_a_correct_filling_differ(filled):
    to_fill = {
        (row["sheet"], cell["cell"]) for row in LAYOUT["rows"] for cell in row["cells_to_fill"]
    }
    words = {(row["sheet"], row["pd_output_narrative_cell"]) for row in LAYOUT["rows"]}
    words |= {(title, cell) for title in LAYOUT["sheet_order"][1:] for cell in ("I5", "K5", "L5")}
    before, after = sheets_of(SAMPLE), sheets_of(filled.content)

    differing = set()
    for sheet in before.worksheets:
        assert after[sheet.title].dimensions == sheet.dimensions
        for row in sheet.iter_rows():
            for cell in row:
                other = after[sheet.title][cell.coordinate]
                if (cell.value, cell.data_type) != (other.value, other.data_type):
                    differing.add((sheet.title, cell.coordinate))
    # The Total of a row without dimensions is 0 already, where the figure is 0 too.
    zero = {(s, c) for s, c in to_fill if before[s][c].value == after[s][c].value == 0}
    assert differing == (to_fill | words) - zero
    for title, place in to_fill:
        value = after[title][place].value
        assert type(value) is int or re.fullmatch(r"\d+/\d+", value), (title, place, value)


def test_styles_merges_sizes_and_panes_are_as_they_were(filled):
    before, after = sheets_of(SAMPLE), sheets_of(filled.content)

    assert after.sheetnames == before.sheetnames
    for sheet, said in zip(before.worksheets[1:], LAYOUT["sheets"], strict=True):
        other = after[sheet.title]
        assert other.max_row == said["last_formatted_row"] == 220
        assert {str(r) for r in other.merged_cells.ranges} == set(said["merged_ranges"])
        assert other.freeze_panes == sheet.freeze_panes == "A5"
        assert {k: (d.width, d.hidden) for k, d in other.column_dimensions.items()} == {
            k: (d.width, d.hidden) for k, d in sheet.column_dimensions.items()
        }
        assert {k: d.height for k, d in other.row_dimensions.items()} == {
            k: d.height for k, d in sheet.row_dimensions.items()
        }
        for row in sheet.iter_rows():
            for cell in row:
                twin = other[cell.coordinate]
                assert (twin._style, twin.number_format) == (cell._style, cell.number_format)


def test_every_other_part_of_the_file_is_byte_by_byte_the_same(filled):
    before, after = (zipfile.ZipFile(BytesIO(file)) for file in (SAMPLE, filled.content))

    assert after.namelist() == before.namelist()
    assert "xl/sharedStrings.xml" not in after.namelist()
    for name in before.namelist():
        if not re.search(r"sheet[2-5]\.xml", name):
            assert after.read(name) == before.read(name), name
        else:
            assert _without_cells(after.read(name)) == _without_cells(before.read(name)), name
    assert len(filled.content) < 2 * len(SAMPLE)


def _without_cells(xml):
    root = etree.fromstring(xml)
    for cell in root.iter(CELL):
        place, style = cell.get("r"), cell.get("s")
        cell.clear()
        cell.set("r", place)
        cell.set("s", style or "")
    return etree.tostring(root, method="c14n")


def test_the_portal_stores_what_the_report_says(prp, filled):
    stored = import_file(filled.content, filled.name)

    for row in LAYOUT["rows"]:
        title, place = row["indicator_title_full"], row["location_name"].replace("Tirana", "Tiranë")
        for cell in row["cells_to_fill"]:
            values = cell["values"] if cell["ids"] else ()
            assert stored.figures[row["loc_id"]][tuple(sorted(cell["ids"]))] == amount(
                title, place, values
            )
    assert stored.narratives == {
        output["title"]: f"As planned, output {number}."
        for number, output in enumerate(LAYOUT["pd_outputs"], 1)
    }
    assert stored.other == {
        "#pd+contribution+to+date": "The centre’s hall.",
        "#challenges": "Few rooms.",
        "#forward": "More rooms.",
    }


def test_subtotals_that_the_portal_rebuilds_are_the_reports_totals(prp, filled):
    stored = import_file(filled.content, filled.name)
    figures = prp.figures(amount)
    totals = {
        (row["title"]["en"], place["name"]): (place["total"]["v"], place["total"]["d"])
        for output in figures["outputs"]
        for row in output["indicators"]
        for place in row["locations"]
    }
    for row in LAYOUT["rows"]:
        if row["type"] == "number":
            place = row["location_name"].replace("Tirana", "Tiranë")
            v, _d = stored.figures[row["loc_id"]][()]
            assert v == totals[row["indicator_title_full"], place][0]


def test_the_file_keeps_its_name(filled):
    assert filled.name == NAME
    assert (filled.rows, filled.hints) == (9, ())
    assert code_of("With disability") == "with-disability"

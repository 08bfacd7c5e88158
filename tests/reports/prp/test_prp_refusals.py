"""Every reason for which a template is not filled, each said in words, all of them at once."""

import zipfile
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from reports.models import PrpMapping
from reports.prp.filling import fill
from reports.prp.mapping import indicator_key
from reports.prp.reading import read_template
from tests.partners.factories import MunicipalityFactory, ProjectFactory
from tests.reports.factories_unicef import ReportFactory
from tests.reports.prp.prp_world import LAYOUT, NAME, SHORT, changed, sample_world

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.slow,
    pytest.mark.usefixtures("english"),
]
PARENTS = LAYOUT["rows"][4]["indicator_title_full"]


@pytest.fixture
def prp(db):
    return sample_world()


def refusals(prp, content=SHORT, name=NAME, figures=None):
    if not PrpMapping.objects.exists():
        prp.confirm()
    with pytest.raises(ValidationError) as refused:
        fill(content=content, name=name, report=prp.freeze(figures))
    return refused.value.messages


def first(figures, start):
    """The first indicator whose English title begins so."""
    rows = [row for output in figures["outputs"] for row in output["indicators"]]
    return next(row for row in rows if row["title"]["en"].startswith(start))


def test_a_report_that_is_not_frozen(prp):
    report = ReportFactory(period=prp.period)

    with pytest.raises(ValidationError, match="Freeze the report first"):
        fill(content=SHORT, name=NAME, report=report)


def package(**parts):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a;b\n1;2\n",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04 broken",
        SHORT[:5000],
        package(word__document="<a/>"),
        package(xl__workbook="<workbook/>"),
        lambda: changed(lambda book: [book.remove(sheet) for sheet in book.worksheets[1:]]),
        lambda: changed(lambda book: [sheet.delete_rows(4) for sheet in book.worksheets[1:]]),
    ],
    ids=["empty", "csv", "png", "cut", "cut2", "word", "no-sheets", "no-rows", "no-tags"],
)
def test_what_is_no_template(content):
    content = content() if callable(content) else content

    with pytest.raises(ValidationError) as refused:
        read_template(content)

    assert len(refused.value.messages) == 1


def test_a_bomb_and_a_foreign_entity_are_not_unpacked():
    bomb = package(xl__workbook="<workbook/>", xl__worksheets__sheet1="<a>" + " " * 40_000_000)
    entity = package(
        xl__workbook='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><workbook>&b;</workbook>'
    )

    with pytest.raises(ValidationError, match="unpacks to far more"):
        read_template(bomb)
    with pytest.raises(ValidationError, match="broken"):
        read_template(entity)


@pytest.mark.parametrize("place", ["A2001", "BXY5"])
def test_what_stands_beyond_the_template_is_not_left_out_silently(place):
    def change(book):
        book.worksheets[1][place] = "12"

    with pytest.raises(ValidationError, match="beyond row 2000 or column 2000"):
        read_template(changed(change))


def test_long_names_that_differ_at_their_end_stay_two_things():
    one, other = (SimpleNamespace(output="o", title="t" * 900 + end) for end in "ab")

    assert indicator_key(one) != indicator_key(other)
    assert max(len(indicator_key(one)), len(indicator_key(other))) == 800
    short = SimpleNamespace(output="o", title="t" * 788)
    assert indicator_key(short) == f"indicator:o|{short.title}"


def test_a_file_beyond_what_the_portal_takes():
    with pytest.raises(ValidationError, match="too large"):
        read_template(b"PK" + bytes(5 * 1024 * 1024))


def test_another_document_another_period_and_another_name_all_at_once(prp):
    def change(book):
        for sheet in book.worksheets[1:]:
            sheet["C5"], sheet["E5"] = "ALB/PCA1/PD9", "01-Jan-2022 - 31-Mar-2022"

    found = refusals(prp, changed(change), "QPR2_PD202104.xlsx")

    assert found == [
        "The template is for the document ALB/PCA1/PD9, the report for ALB/PCA2020118/PD202104.",
        "The template is for the period 01-Jan-2022 - 31-Mar-2022, the report for "
        "01.10.2021 – 31.12.2021.",
        "UNICEF’s portal knows a template by its file name: give it back the name "
        "QPR1_PD202104.xlsx.",
    ]


@pytest.mark.parametrize(
    "name",
    ["template.xlsx", "HR1_PD202104.xlsx", "QPR1_PD202105.xlsx", "QPR1_PD202104.xls", "QPR1", ""],
)
def test_a_name_that_the_portal_would_not_take(prp, name):
    [sentence] = refusals(prp, name=name)

    assert "QPR1_PD202104.xlsx" in sentence


@pytest.mark.parametrize(
    "text", ["", "2021", "01-Foo-2021 - 31-Dec-2021", "31-Feb-2021 - 1-Mar-2021"]
)
def test_a_period_that_is_none(prp, text):
    def change(book):
        book["Sex"]["E5"] = text

    assert any("is for the period" in each for each in refusals(prp, changed(change)))


def test_each_thing_without_a_meaning(prp):
    PrpMapping.objects.create(
        project=prp.project, key="location:Kamëz", label="Kamëz", location=prp.places["Kamëz"]
    )

    found = refusals(prp)

    assert "Nobody has confirmed yet what “Tirana” is here." in found
    assert "Nobody has confirmed yet what “# of awareness-raising sessions held” is here." in found
    assert not any("“Kamëz”" in sentence for sentence in found)
    assert len(found) == len(set(found)) == 7  # six indicators and a place


def test_an_unknown_dimension_or_value(prp):
    prp.confirm()
    PrpMapping.objects.filter(key__in=["dimension:187", "value:1207"]).delete()

    found = refusals(prp)

    assert "Nobody has confirmed yet what “Age” is here." in found
    assert "Nobody has confirmed yet what “Female” is here." in found


def test_an_indicator_that_the_report_lacks(prp):
    figures = prp.figures()
    for output in figures["outputs"]:
        output["indicators"] = [
            row for row in output["indicators"] if row["title"]["en"] != PARENTS
        ]

    found = refusals(prp, figures=figures)

    assert found == [
        f"Sheet “Sex”, row {row}: the report has no indicator “{PARENTS}”." for row in (5, 6)
    ]


def test_a_place_that_the_report_lacks(prp):
    figures = prp.figures()
    indicator = first(figures, "# of parents")
    indicator["locations"] = [row for row in indicator["locations"] if row["name"] != "Kamëz"]

    assert refusals(prp, figures=figures) == [
        "Sheet “Sex”, row 6: in the report indicator 4.1 has no place “Kamëz”."
    ]


def test_people_in_a_place_that_the_template_lacks(prp):
    figures = prp.figures()
    indicator = first(figures, "# of parents")
    vora = MunicipalityFactory(name="Vorë")
    indicator["locations"].append({**indicator["locations"][0], "id": vora.pk, "name": "Vorë"})

    assert refusals(prp, figures=figures) == [
        "The template has no row for indicator 4.1 in “Vorë”."
    ]


def test_people_who_fit_in_no_cell(prp):
    figures = prp.figures()
    for place in first(figures, "# of parents")["locations"]:
        place["unplaced"] = 2 if place["name"] == "Kamëz" else 1

    assert sorted(refusals(prp, figures=figures)) == [
        "Indicator 4.1, “Kamëz”: 2 people fit in no cell.",
        "Indicator 4.1, “Tirana”: 1 person fits in no cell.",
    ]


def test_people_for_whom_the_portal_has_no_value(prp):
    figures = prp.figures()
    indicator = first(figures, "# of parents")
    indicator["dimensions"][0]["values"].append(
        {"id": 999, "code": "unknown", "name": {"sq": "Nuk dihet", "en": "Unknown"}}
    )
    indicator["locations"][0]["cells"].append({"values": ["unknown"], "v": 3, "d": 1})
    indicator["locations"][1]["cells"].append({"values": ["unknown"], "v": 0, "d": 1})

    [sentence] = refusals(prp, figures=figures)

    assert "has no cell for the people of indicator 4.1 who are “unknown”" in sentence


def test_a_dimension_by_which_the_indicator_is_not_divided(prp):
    figures = prp.figures()
    indicator = first(figures, "# of parents")
    indicator["dimensions"] = []
    for place in indicator["locations"]:
        place["cells"] = [{"values": [], "v": 2, "d": 1}]

    assert refusals(prp, figures=figures) == [
        f"Sheet “Sex”, row {row}: PRP asks for “Sex”, by which indicator 4.1 is not divided."
        for row in (5, 6)
    ]


def test_two_rows_that_mean_the_same(prp):
    prp.confirm(Tirana=f"location:{prp.places['Kamëz'].pk}")

    found = refusals(prp)

    assert (
        "Sheet “None”, row 6: indicator 1.1 in “Tirana” is already in sheet “None”, row 5." in found
    )


def test_two_values_that_mean_the_same_count_nobody_twice(prp):
    prp.confirm()
    female = PrpMapping.objects.get(key="value:1207")
    PrpMapping.objects.filter(key="value:1193").update(value=female.value)

    assert "Two values of “Sex” are mapped to the same one: female." in refusals(prp)


def test_a_value_of_another_dimension(prp):
    prp.confirm()
    other = prp.dimensions["Age"].values.first()
    PrpMapping.objects.filter(key="value:1193").update(value=other)

    assert "“Male” is mapped to a value that “Sex” does not have." in refusals(prp)


@pytest.mark.parametrize(
    ("v", "d", "words"),
    [(3, 0, "3 of 0 is no ratio"), (9, 3, "9 of 3 is more than 100 %"), (0, 0, None)],
)
def test_a_percentage_that_is_none(prp, v, d, words):
    figures = prp.figures()
    first(figures, "% of")["locations"][0]["total"] = {"v": v, "d": d}
    prp.confirm()

    if words:
        assert words in refusals(prp, figures=figures)[0]
    else:
        fill(content=SHORT, name=NAME, report=prp.freeze(figures))


def test_another_unit_of_measure(prp):
    figures = prp.figures()
    first(figures, "% of")["unit"] = "number"

    [sentence] = refusals(prp, figures=figures)

    assert "PRP asks for “ratio”" in sentence


def test_texts_that_are_too_long(prp):
    figures = prp.figures()
    figures["texts"]["challenges"] = {"sq": "", "en": "x" * 2001}
    figures["outputs"][0]["narrative"]["en"] = "y" * 2500

    found = refusals(prp, figures=figures)

    assert "Sheet “Sex”, cell K5: the text has 2001 characters, PRP takes 2000." in found
    assert "Sheet “None”, cell S7: the text has 2500 characters, PRP takes 2000." in found


def test_more_rows_than_the_portals_layout_holds(prp):
    def change(book):
        sheet = book["Sex"]
        for row in range(7, 221):
            for cell in sheet[5]:
                if cell.value is not None:
                    sheet.cell(row, cell.column).value = cell.value

    found = refusals(prp, changed(change))

    assert "Sheet “Sex” has 216 rows; PRP’s own files fail beyond 215." in found


def test_a_file_that_lost_its_blank_rows(prp):
    def change(book):
        book["Sex"].delete_rows(7, 300)

    [sentence] = refusals(prp, changed(change))

    assert "has lost the blank rows" in sentence


@pytest.mark.parametrize("what", ["gap", "id", "column", "sheet", "total"])
def test_a_file_that_somebody_changed(prp, what):
    def change(book):
        sheet = book["Sex"]
        match what:
            case "gap":
                sheet["A5"] = None
            case "id":
                sheet["AS2"] = None
            case "column":
                sheet["S4"] = None
            case "sheet":
                book.create_sheet("Notes")
            case "total":
                sheet["AT1"] = None

    with pytest.raises(ValidationError, match="is not as UNICEF’s portal made it"):
        read_template(changed(change))


def test_every_reason_is_said_in_albanian_too(prp):
    figures = prp.figures()
    first(figures, "# of parents")["locations"][0]["unplaced"] = 2
    prp.confirm()
    report = prp.freeze(figures)

    with translation.override("sq"), pytest.raises(ValidationError) as refused:
        fill(content=SHORT, name=NAME, report=report)

    assert "persona nuk" in refused.value.messages[0]


def test_a_bystanders_meanings_are_not_used(prp):
    prp.confirm()
    own = PrpMapping.objects.get(key="location:Tirana")
    own.delete()
    PrpMapping.objects.create(
        project=ProjectFactory(), key="location:Tirana", label="Tirana", location=own.location
    )

    assert refusals(prp) == ["Nobody has confirmed yet what “Tirana” is here."]

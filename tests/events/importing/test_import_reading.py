"""Files to import: encodings, separators, broken and hostile ones."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl import Workbook

from events.importing import forms
from events.importing.columns import COLUMNS, keyed, label, template_headings
from events.importing.files.cells import UnreadableCell
from events.importing.files.reading import sheets_of
from events.importing.forms import ImportForm
from events.importing.shape.lists import lists_of
from events.importing.shape.questions import Answers, Open
from tests.events.importing.import_files import as_csv, attendance, csv_file, xlsx_file
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]
NAMES = {"first_name": "Ëngjëll", "last_name": "Çela"}
HEADER = ["event", "starts_at", "first_name", "last_name"]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def read_rows(content):
    """[(row number, {key: text or UnreadableCell})] of a file, as the command reads it."""
    return lists_of(sheets_of(content), Answers()).rows


def refusal(content):
    with pytest.raises(ValidationError) as refused:
        read_rows(content)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250"])
def test_a_csv_file_is_read_in_each_encoding_that_is_certain(encoding, separator):
    rows = read_rows(csv_file([attendance(**NAMES)], encoding, separator))

    assert rows == [(2, attendance(**NAMES))]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(encoding):
    assert read_rows(csv_file([attendance(**NAMES)], encoding)) == [(2, attendance(**NAMES))]


@pytest.mark.parametrize("encoding", ["cp852", "mac_roman", "iso8859-2", "cp1257", "utf-32"])
def test_an_encoding_that_would_need_a_guess_is_refused(encoding):
    names = {"first_name": "Zoë Ćirić" if encoding[0] in "ic" else "Ëngjëll", "last_name": "Kola"}
    if encoding == "cp852":
        names["first_name"] = "Ëngjëll"

    with pytest.raises((Open, ValidationError)):
        read_rows(as_csv([attendance(**names)]).encode(encoding, "replace"))


def test_a_windows_file_with_other_letters_than_the_albanian_ones_is_asked_about():
    content = csv_file([attendance(first_name="Niccolò")], "cp1252")

    with pytest.raises(Open) as asked:
        read_rows(content)

    read = ["Niccolò" in label for _encoding, label in asked.value.question.choices]
    assert read == [True, False]
    [(_number, row)] = lists_of(sheets_of(content, "cp1252"), Answers()).rows
    assert row["first_name"] == "Niccolò"


def test_damaged_letters_make_a_bad_cell_and_not_a_wrong_name():
    sound = attendance(**NAMES)
    content = as_csv([sound, attendance(first_name="Zo\udceb"), attendance(first_name="ZoÃ«")])

    rows = read_rows(content.encode("utf-8", "surrogateescape"))

    assert [cells["first_name"] for _row, cells in rows] == [
        "Ëngjëll",
        UnreadableCell.DAMAGED,
        UnreadableCell.DAMAGED,
    ]


def test_blank_lines_count_as_a_spreadsheet_counts_them():
    content = (
        b"sep=;\r\nevent;starts_at;headcount\r\n\r\nA;2021-10-06;5\r\n;;\r\nB;2021-10-06;6\r\n"
    )

    assert [number for number, _cells in read_rows(content)] == [3, 5]


def test_a_text_of_several_lines_is_one_cell():
    content = b'event,starts_at,headcount,venue\n"A","2021-10-06",5,"one\ntwo"\nB,2021-10-07,6,x\n'

    rows = read_rows(content)

    assert [(number, cells["venue"]) for number, cells in rows] == [(2, "one\ntwo"), (3, "x")]


@pytest.mark.parametrize("language", ["sq", "en"])
def test_the_template_can_be_read_again(language):
    values = dict.fromkeys(COLUMNS, "1")
    content = ",".join(template_headings(language)) + "\n" + ",".join(values.values())

    assert read_rows(content.encode()) == [(2, values)]


@pytest.mark.parametrize("key", COLUMNS)
def test_the_albanian_label_of_the_screen_is_a_heading(key):
    with translation.override("sq"):
        assert keyed(str(label(key))) == key


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Aktiviteti,Fillimi,Emri,Mbiemri,Datëlindja", "birth_date"),
        ("AKTIVITETI,fillimi,emri,mbiemri,Atesia", "father_name"),
        ("event,Starts at,First name,LAST_NAME,Viti i lindjes", "birth_year"),
    ],
)
def test_headings_are_known_in_both_languages_with_and_without_diacritics(header, key):
    assert read_rows(f"{header}\nA,2021-10-06,Ana,Hoxha,x".encode())[0][1][key] == "x"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \r\n \r\n", "empty"),
        (b"event,starts_at,headcount\n", "no rows below"),
        (b"event,starts_at,headcount,shoe_size\nA,2021-10-06,5,43\n", "“shoe_size”"),
        (b"event,starts_at,headcount,Event\nA,2021-10-06,5,B\n", "twice"),
        (b"event,headcount\nA,5\n", "“starts_at”"),
        (b"event,,starts_at,headcount\nA,stray,2021-10-06,5\n", "no heading"),
        (b'event,starts_at,headcount\nA,2021-10-06,"5\n', "quotation marks"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "not a table"),
        (b"\xff\xd8\xff\xe0picture", "not a table"),
        (b"%PDF-1.7", "not a table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "old Excel"),
        (b"PK\x03\x04 this is no archive", "broken"),
        (b"<html><table></table></html>", "not a table"),
        (b"event,starts_at,headcount\nA,2021-10-06,5\x00\n", "not a table"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(content, words):
    assert words in refusal(content)


def test_too_many_rows_are_refused():
    content = b"event,starts_at,headcount\n" + b"A,2021-10-06,5\n" * 50_001

    assert "more than 50,000 rows" in refusal(content)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "10 MB and 50,000 rows"), ("sq", "10 MB dhe 50\xa0000 rreshta")]
)
def test_the_form_says_the_limits_that_hold_in_the_readers_language(
    staff, language, words, monkeypatch
):
    with translation.override(language):
        assert words in str(ImportForm(user=staff).fields["file"].help_text)
        monkeypatch.setattr(forms, "MAX_ROWS", 70)
        assert words.replace("50,000", "70").replace("50\xa0000", "70") in str(
            ImportForm(user=staff).fields["file"].help_text
        )


def test_the_cells_of_a_spreadsheet_become_what_one_would_type():
    workbook = Workbook()
    sheet = workbook.active
    sheet.append([*HEADER, "birth_date", "ends_at", "age", "disability", "phone"])
    sheet.append(
        [
            "Takimi",
            datetime(2021, 10, 6, 14, 30),
            " Ana ",
            "Çela",
            date(2010, 5, 21),
            datetime(2021, 10, 6, 0, 0),
            11.0,
            True,
            692345678,
        ]
    )
    sheet["F2"].number_format = "yyyy-mm-dd hh:mm"
    file = BytesIO()
    workbook.save(file)

    assert read_rows(file.getvalue()) == [
        (
            2,
            {
                "event": "Takimi",
                "starts_at": "2021-10-06 14:30:00",
                "first_name": "Ana",
                "last_name": "Çela",
                "birth_date": "2010-05-21",
                "ends_at": "2021-10-06 00:00:00",
                "age": "11",
                "disability": "TRUE",
                "phone": "692345678",
            },
        )
    ]


def test_formulas_and_errors_of_a_spreadsheet_are_bad_cells():
    content = xlsx_file(
        [HEADER, ["A", "2021-10-06", "=UPPER(B2)", "Hoxha"], ["A", "2021-10-06", "#REF!", "Hoxha"]]
    )

    first_names = [cells["first_name"] for _row, cells in read_rows(content)]

    assert first_names == [UnreadableCell.FORMULA, UnreadableCell.ERROR]


def test_empty_rows_of_a_spreadsheet_keep_the_numbers_of_the_others():
    content = xlsx_file([HEADER, [], ["A", "2021-10-06", "Ana", "Hoxha"], [None, "  "]])

    assert [number for number, _cells in read_rows(content)] == [3]


def with_part(content, name, data):
    """An XLSX file of which one part was replaced."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            target.writestr(part, data if part == name else source.read(part))
    return file.getvalue()


SOUND = xlsx_file([HEADER, ["A", "2021-10-06", "Ana", "Hoxha"]])
SHEET = "xl/worksheets/sheet1.xml"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert "far more" in refusal(with_part(SOUND, SHEET, b" " * 90_000_000))


@pytest.mark.parametrize("padding", [b"", b"<!--" + b"x" * 4000 + b"-->"])
def test_a_foreign_entity_is_refused(padding):
    sheet = (
        b'<?xml version="1.0"?>'
        + padding
        + b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
    )

    assert "broken" in refusal(with_part(SOUND, SHEET, sheet))


@pytest.mark.parametrize("data", [b"", b"<worksheet", b"no xml at all", b"\x00" * 100])
def test_a_broken_spreadsheet_is_refused(data):
    assert refusal(with_part(SOUND, SHEET, data))


def test_a_row_far_below_the_last_one_that_can_be_does_no_harm():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="99999999999"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )

    assert refusal(with_part(SOUND, SHEET, sheet))


def test_another_archive_is_no_table():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    assert "not a table" in refusal(file.getvalue())


def test_every_cut_of_a_spreadsheet_is_refused_in_words():
    for length in range(0, len(SOUND), 97):
        assert refusal(SOUND[:length])

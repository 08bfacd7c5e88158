"""Files made to harm: refused in words, within seconds of the processor and little memory.

Each is read in a process of its own, whose processor time and memory are measured, so that a busy
machine changes nothing.
"""

import json
import random
import struct
import subprocess
import sys
import zipfile
from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.xml.constants import SHARED_STRINGS

from events.importing.files.reading import sheets_of
from tests.events.importing.import_files import xlsx_file

SECONDS, MEGABYTES = 6, 100  # two seconds, on a machine that is three times slower
HEADER = ["event", "starts_at", "first_name", "last_name"]
SOUND = xlsx_file([HEADER, ["A", "2021-10-06", "Ana", "Hoxha"]])
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
READ = """
import json, os, resource, sys
import django
django.setup()
from django.core.exceptions import ValidationError
from events.importing.files.reading import sheets_of
from events.importing.shape.lists import lists_of
from events.importing.shape.questions import Answers
from reports.prp.reading import read_template
from django.utils import translation
translation.activate("en")
def used():
    ours = resource.getrusage(resource.RUSAGE_SELF)
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = ours.ru_utime + ours.ru_stime + child.ru_utime + child.ru_stime
    return seconds, max(ours.ru_maxrss, child.ru_maxrss)
for how, path in (line.split(" ", 1) for line in sys.stdin.read().splitlines()):
    content = open(path, "rb").read()
    before = used()
    try:
        read_template(content) if how == "prp" else lists_of(sheets_of(content), Answers())
        words = ""
    except ValidationError as refusal:
        words = " ".join(refusal.messages)
    after = used()
    print(json.dumps([words, after[0] - before[0], (after[1] - before[1]) / 1024]), flush=True)
"""


def read(tmp_path, files):
    """What a process says that reads [(how, content)]: [(its refusal, seconds, megabytes), …]."""
    lines = []
    for number, (how, content) in enumerate(files):
        file = tmp_path / f"hostile-{number}"
        file.write_bytes(content)
        lines.append(f"{how} {file}")
    child = subprocess.run(
        [sys.executable, "-c", READ],
        input="\n".join(lines),
        text=True,
        cwd=settings.BASE_DIR,
        env={
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "SECRET_KEY": "x" * 50,
            "DATABASE_URL": "sqlite://:memory:",
            "VAR_DIR": str(tmp_path),
        },
        capture_output=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-2000:]
    return [json.loads(line) for line in child.stdout.splitlines()]


# What cannot be pressed: with it no file unpacks to so many times its size that this tells.
FILLER = random.Random(1).randbytes(1_000_000)


def packed(parts):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr("xl/media/picture.png", FILLER)
    return file.getvalue()


def with_part(name, data):
    """A sound XLSX file of which one part is another; the shared texts are added to it."""
    with zipfile.ZipFile(BytesIO(SOUND)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    shared = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/>'
    types = parts["[Content_Types].xml"].replace(b"</Types>", shared.encode() + b"</Types>")
    empty = f'<sst xmlns="{MAIN}"/>'
    return packed(
        {**parts, "[Content_Types].xml": types, "xl/sharedStrings.xml": empty, name: data}
    )


def sheet(inside):
    return with_part(
        "xl/worksheets/sheet1.xml",
        f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>',
    )


def strings(inside):
    return with_part("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{inside}</sst>')


def ods(rows):
    """An ODS file with these rows in its table."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": '<?xml version="1.0"?><office:document-content '
            'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="A">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


VALUE = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
GAP = '<table:table-cell table:number-columns-repeated="{}"/>'


def record(number, data):
    return struct.pack("<HH", number, len(data)) + data


def xls(cells):
    """An old Excel file: a compound file whose workbook has one sheet with these cells."""
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    name = record(0x85, struct.pack("<IHBB", 0, 0, 1, 0) + b"A")
    place = len(start) + len(name) + 4
    name = record(0x85, struct.pack("<IHBB", place, 0, 1, 0) + b"A")
    body = b"".join(
        record(0x203, struct.pack("<HHHd", row, column, 0, 1.0)) for row, column in cells
    )
    inner = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    stream = start + name + record(0x0A, b"") + inner + body + record(0x0A, b"")
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    fat = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", sectors + 1) + b"\xff" * (108 * 4)

    def entry(title, kind, first, size):
        letters = title.encode("utf-16-le").ljust(64, b"\0")
        sizes = struct.pack("<HBB", len(title) * 2 + 2, kind, 1)
        child = 1 if kind == 5 else 0xFFFFFFFF
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        return letters + sizes + links + bytes(36) + struct.pack("<IQ", first, size)

    entries = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0, len(stream))
    return head + stream + entries + bytes(256) + struct.pack("<128I", *fat)


ROWS = "event,starts_at,first_name,last_name\n"
HOSTILE = {
    "a csv of nine million commas": lambda: b"," * 9_000_000,
    "a csv with commas after its headings": lambda: ROWS.encode() + b"," * 9_000_000,
    "a csv of semicolons": lambda: b";" * 9_000_000,
    "a csv of commas in utf-16": lambda: ("," * 4_000_000).encode("utf-16"),
    "a csv of line ends": lambda: ROWS.encode() + b"\n" * 9_000_000,
    "a csv of lines that an old Macintosh ended": lambda: ROWS.encode() + b"\r" * 9_000_000,
    "a csv with one long cell": lambda: ROWS.encode() + b"a" * 9_000_000 + b",b,c,d\n",
    "a csv with one long heading": lambda: b"a" * 9_000_000 + b",b\n1,2\n",
    "a csv of one open quotation": lambda: ROWS.encode() + b'"' + b"a\n" * 100_000,
    "a csv of quotation marks": lambda: ROWS.encode() + b'"' * 9_000_001,
    "a csv of a wide row": lambda: ROWS.encode() + b"x," * 1_000_000 + b"\n",
    "a csv of wide rows": lambda: ROWS.encode() + (b"x," * 5_000 + b"\n") * 200,
    "a csv of too many rows": lambda: ROWS.encode() + b"A,2021-10-06,B,C\n" * 60_000,
    "shared texts of six megabytes": lambda: strings("<si><t>x</t></si>" * 400_001),
    "empty shared texts": lambda: strings("<si/>" * 2_000_000),
    "shared texts under a prefix": lambda: with_part(
        "xl/sharedStrings.xml",
        f'<x:sst xmlns:x="{MAIN}">' + "<x:si><x:t>x</x:t></x:si>" * 400_001 + "</x:sst>",
    ),
    "one long shared text": lambda: strings(f"<si><t>{'ab ' * 1_500_000}</t></si>"),
    "cells without end": lambda: sheet("<row r='1'>" + "<c><v>1</v></c>" * 1_600_000 + "</row>"),
    "cells without values": lambda: sheet("<row>" + "<c/>" * 2_000_000 + "</row>"),
    "rows without end": lambda: sheet("<row/>" * 2_000_000),
    "rows with gaps": lambda: sheet(
        "".join(f"<row r='{n * 10}'><c><v>1</v></c></row>" for n in range(60_000))
    ),
    "deep xml": lambda: sheet("<a>" * 1_000_000),
    "other xml": lambda: sheet("<a/>" * 4_000_000),
    "a tag without end": lambda: sheet("<row " + "r='1' <row " * 500_000),
    "one long inline text": lambda: sheet(
        f"<row><c t='inlineStr'><is><t>{'ab ' * 1_000_000}</t></is></c></row>"
    ),
    "styles without end": lambda: with_part(
        "xl/styles.xml",
        f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 500_000}</cellXfs></styleSheet>',
    ),
    "names without end": lambda: with_part("xl/workbook.xml", "<a/>" * 500_000),
    "relations without end": lambda: with_part(
        "xl/_rels/workbook.xml.rels", "<Relationship/>" * 500_000
    ),
    "a bomb": lambda: with_part("xl/worksheets/sheet1.xml", b" " * 90_000_000),
    "a bomb of a size that is a lie": lambda: with_part(
        "xl/worksheets/sheet1.xml", b" " * 70_000_000
    ).replace(struct.pack("<I", 70_000_000), struct.pack("<I", 7_000)),
    "an archive within an archive": lambda: with_part(
        "xl/worksheets/sheet1.xml", packed({"a": b" " * 70_000_000})
    ),
    "entities that grow": lambda: with_part(
        "xl/worksheets/sheet1.xml",
        "<!-- -->" * 400
        + '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 9))
        + f']><worksheet xmlns="{MAIN}"><sheetData><row><c t="str"><v>&a8;</v></c></row>'
        "</sheetData></worksheet>",
    ),
    "an ods cell that stands for a thousand million": lambda: ods(
        "<table:table-row>"
        + VALUE.format(" table:number-columns-repeated='1000000000'")
        + "</table:table-row>"
    ),
    "an ods gap of a thousand million": lambda: ods(
        f"<table:table-row>{GAP.format('1000000000')}{VALUE.format('')}</table:table-row>"
    ),
    "an ods row that stands for a thousand million": lambda: ods(
        f'<table:table-row table:number-rows-repeated="1000000000">{VALUE.format("")}'
        "</table:table-row>"
    ),
    "an ods gap of rows": lambda: ods(
        '<table:table-row table:number-rows-repeated="1000000000"><table:table-cell/>'
        f"</table:table-row><table:table-row>{VALUE.format('')}</table:table-row>"
    ),
    "ods rows without end": lambda: ods("<table:table-row>" * 300_000),
    "ods entities": lambda: packed(
        {"content.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><office:x>&a;</office:x>'}
    ),
    "an old file of two cells far apart": lambda: xls([(0, 0), (65535, 255)]),
    "a truncated old file": lambda: xls([(0, 0)])[:3000],
}


PRP = ["shared texts of six megabytes", "cells without end", "rows with gaps", "deep xml"]
PRP += ["styles without end", "a bomb", "an archive within an archive", "entities that grow"]


@pytest.mark.more
def test_r41_hostile_files_are_refused_in_time_and_little_memory(tmp_path):
    names = [("import", name) for name in HOSTILE] + [("prp", name) for name in PRP]

    told = read(tmp_path, ((how, HOSTILE[name]()) for how, name in names))

    for name, (words, seconds, megabytes) in zip(names, told, strict=True):
        assert words, name
        assert seconds < SECONDS, name
        assert megabytes < MEGABYTES, name


def test_as_many_cells_as_a_list_can_have_are_read():
    rows = [*[",".join(["x"] * 4)] * 5_000]

    [table] = sheets_of((ROWS + "\n".join(rows)).encode())

    assert len(table.rows) == 5_001


def wide_xlsx():
    file = BytesIO()
    book = Workbook()
    book.active.title = "A"
    book.active["A1"], book.active.cell(2, 140).value = "Emri", "x"
    book.save(file)
    return file.getvalue()


def wide_ods():
    row = (
        f"<table:table-row>{VALUE.format('')}{GAP.format(138)}{VALUE.format('')}</table:table-row>"
    )
    return ods(f"<table:table-row>{VALUE.format('')}</table:table-row>{row}")


@pytest.mark.parametrize("make", [wide_xlsx, wide_ods, lambda: xls([(0, 0), (1, 139)])])
def test_columns_beyond_those_that_are_read_are_never_passed_over(make, english):
    with pytest.raises(ValidationError, match="Row 2 of the sheet “A” has more than 100 columns"):
        sheets_of(make())


def test_a_cell_far_to_the_right_without_a_value_is_none():
    file = BytesIO()
    book = Workbook()
    book.active["A1"] = "Emri"
    book.active.cell(1, 140).font = Font(bold=True)
    book.save(file)

    assert [sheet.rows for sheet in sheets_of(file.getvalue())] == [[(1, ["Emri"])]]

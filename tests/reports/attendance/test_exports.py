"""The report as files: equal figures in both languages, nothing that runs, nothing that breaks."""

import csv
import io
import re
import zipfile
from datetime import date

import docx
import openpyxl
import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import AccessLog
from reports.attendance.document import documents, gather
from reports.attendance.question import ReportQuestion
from reports.counting import CELL_FIGURES, words
from reports.exporters.xlsx import write_xlsx
from shkej.lib.texts import harmless
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory, HeadcountFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import QUARTER_4, came, count, held

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1", "\x00=1"]


@pytest.fixture
def project():
    """A project with people, a headcount and texts in both languages."""
    project = ProjectFactory(
        code="AKSES-2021",
        title_sq="Akses i barabartë",
        title_en="Equal access",
        credit_line_sq="Mbështetur nga",
        credit_line_en="Supported by",
    )
    event = held("2021-10-06", projects=[project], title_sq="Takim", title_en="Meeting")
    for number in range(7):
        came(event, ParticipantFactory(sex="female", birth_date=date(1980 + number, 1, 1)))
    came(event, ParticipantFactory(sex="male"), category="police")
    HeadcountFactory(event=event, count=1200)
    return project


def written(project, language="both"):
    answer = count(project=project)
    return documents(language, gather(ReportQuestion(project, None, QUARTER_4), answer))


def download(client, user, project, **asked):
    client.force_login(user)
    address = {"project": project.code, "start": "2021-10-01", "end": "2021-12-31"}
    return client.get(reverse("reports:download"), {**address, "reason": "house", **asked})


def sheets(content):
    """{name of the sheet: rows} of a workbook."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in workbook}


def numbers(rows):
    return [[value for value in row if type(value) is int] for row in rows]


def test_both_languages_have_the_same_structure_codes_and_figures(project):
    albanian, english = written(project)

    for one, other in zip(albanian.sections, english.sections, strict=True):
        assert one.key == other.key
        for table, twin in zip(one.tables, other.tables, strict=True):
            assert [column.key for column in table.columns] == [c.key for c in twin.columns]
            for row, same in zip(table.rows, twin.rows, strict=True):
                assert numbers([row]) == numbers([same])
                assert [getattr(cell, "code", "") for cell in row] == [
                    getattr(cell, "code", "") for cell in same
                ]
    assert dict(albanian.facts) != dict(english.facts)
    assert (albanian.credit, english.credit) == ("Mbështetur nga", "Supported by")


def test_every_table_ends_with_the_totals_of_the_contract(project):
    answer = count(project=project)
    for document in written(project):
        for section in document.sections:
            for table in section.tables:
                if table.columns[-1].key == "newly_reached" and table.key != "event_list":
                    assert list(table.total[-4:]) == [
                        getattr(answer.total, measure) for measure in CELL_FIGURES
                    ]
                    assert [sum(column) for column in zip(*numbers(table.rows), strict=True)] == (
                        list(table.total[-4:])
                    )


def test_the_pair_of_workbooks_has_equal_figures(client, coordinator, project):
    pair = sheets(download(client, coordinator, project, format="xlsx", language="both").content)
    albanian = sheets(download(client, coordinator, project, format="xlsx", language="sq").content)
    english = sheets(download(client, coordinator, project, format="xlsx", language="en").content)

    assert len(pair) == len(albanian) + len(english) == 10
    for one, other in zip(albanian.values(), english.values(), strict=True):
        assert numbers(one) == numbers(other)
    in_pair = list(pair.values())
    assert [numbers(rows) for rows in in_pair[:5]] == [numbers(r) for r in albanian.values()]
    assert in_pair[5:] == list(english.values())


def test_figures_are_written_as_the_language_of_the_sheet_writes_them(client, coordinator, project):
    content = download(client, coordinator, project, format="xlsx", language="both").content

    looks = {
        sheet.title[-3:-1]: cell.number_format
        for sheet in openpyxl.load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == 1207
    }
    # 1 207 and 1,207, whatever the reader's own system would write.
    assert looks == {
        "sq": '[>=1000000]#"\u00a0"###"\u00a0"##0;[>=1000]#"\u00a0"##0;0',
        "en": "#,##0",
    }


def test_the_workbook_has_typed_figures_real_days_and_no_formula(client, coordinator, project):
    content = download(client, coordinator, project, format="xlsx", language="en").content

    book = openpyxl.load_workbook(io.BytesIO(content))
    cells, events = book.worksheets[2], book.worksheets[3]
    assert events["A2"].is_date
    assert events["A2"].value.date() == date(2021, 10, 6)
    assert cells["E2"].data_type == "n"
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
    assert cells.print_title_rows == "$1:$1"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name)
    assert b"<f>" not in parts


def test_the_pair_of_csv_files_has_equal_figures(client, coordinator, project):
    response = download(client, coordinator, project, format="csv", language="both")

    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        texts = {name[-6:-4]: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    rows = {
        language: list(csv.reader(io.StringIO(text), delimiter=";"))
        for language, text in texts.items()
    }
    assert set(rows) == {"sq", "en"}
    assert [row[5:] for row in rows["sq"][1:]] == [row[5:] for row in rows["en"][1:]]
    assert sum(int(row[5]) for row in rows["en"][1:]) == 1208
    for line in texts["en"].splitlines():
        assert line.startswith('"')
        assert line.endswith('"')


def test_one_csv_file_is_no_archive_and_says_its_encoding(client, coordinator, project):
    response = download(client, coordinator, project, format="csv", language="sq")

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        'filename="prezenca-AKSES-2021-2021-10-01-2021-12-31-sq.csv"'
        in (response["Content-Disposition"])
    )


@pytest.mark.slow
def test_word_and_pdf_hold_the_same_figures(client, coordinator, project):
    content = download(client, coordinator, project, format="docx", language="both").content

    file = docx.Document(io.BytesIO(content))
    texts = [[[cell.text for cell in row.cells] for row in table.rows] for table in file.tables]
    half = len(texts) // 2
    for albanian, english in zip(texts[:half], texts[half:], strict=True):
        digits = [
            [[re.sub(r"\D", "", cell) for cell in row[-4:]] for row in table[1:]]
            for table in (albanian, english)
        ]
        if len(albanian[0]) > 4:
            assert digits[0] == digits[1]
    assert "Supported by" in [paragraph.text for paragraph in file.paragraphs]
    response = download(client, coordinator, project, format="pdf", language="both")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("text", EVIL)
def test_what_begins_like_a_formula_gets_an_apostrophe(text):
    assert harmless(text).startswith("'")
    assert "\x00" not in harmless(text)


@pytest.mark.slow
def test_texts_of_people_become_no_formula_in_any_file(client, coordinator):
    project = ProjectFactory(code="P", title_sq="=cmd|' /C calc'!A0", title_en="@SUM(1)")
    held(
        "2021-10-06",
        projects=[project],
        title_sq="+1+1 <script>",
        title_en="=1+1 & \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    )
    came(held("2021-10-07", projects=[project]), ParticipantFactory())

    for kind in ("xlsx", "csv", "docx", "pdf"):
        response = download(client, coordinator, project, format=kind, language="both")
        assert response.status_code == 200, kind
        if kind == "xlsx":
            for rows in sheets(response.content).values():
                for value in (value for row in rows for value in row):
                    assert not str(value or "").startswith(("=", "+", "-", "@")), value


def test_control_characters_break_no_file(project):
    project.title_en = "Equal\x00 \x0baccess\x1f"
    for document in written(project, "en"):
        document.title = "A\x00B"
        assert write_xlsx([document]).startswith(b"PK")


def test_a_sensitive_event_leaves_without_its_title(project):
    held("2021-10-20", projects=[project], title_sq="Sekret", is_sensitive=True)

    for document in written(project):
        titles = [row[1] for row in document.section("event_list").tables[0].rows]
        assert "Sekret" not in titles


def test_exports_hold_no_names(client, coordinator, project):
    event = held("2021-10-20", projects=[project])
    came(event, ParticipantFactory(first_name="Kanarina", last_name="Kanarja"))

    for kind in ("xlsx", "docx"):
        content = download(client, coordinator, project, format=kind, language="both").content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert not any(b"Kanari" in archive.read(name) for name in archive.namelist())


def test_small_figures_are_marked(project):
    albanian, english = written(project)

    assert len(albanian.warnings) == len(english.warnings) == 1
    for number in range(4):
        event = held("2021-10-07", projects=[project])
        came(event, ParticipantFactory(sex="male", first_name=f"E{number}"), category="police")
    assert written(project, "en")[0].warnings == []


def test_a_download_leaves_a_line_in_the_log(client, coordinator, project):
    download(client, coordinator, project, format="xlsx", language="both")

    (entry,) = AccessLog.objects.filter(action="export")
    assert entry.user == coordinator
    assert entry.object_id == str(project.pk)
    assert (entry.detail["format"], entry.detail["language"]) == ("xlsx", "both")


def test_p12_no_exact_figures_leave_without_a_reason(client, coordinator, project):
    for reason in ("", "invented", "agreement"):  # there is no reference of an agreement yet
        refused = download(client, coordinator, project, format="csv", language="en", reason=reason)
        page = client.get(refused.url)
        assert refused.url.startswith(reverse("reports:attendance"))
        assert reverse("reports:download") not in page.content.decode()
        assert page.context["question"].project == project  # nothing that was asked is lost
    assert bool(page.context["reasons"].errors)
    assert not AccessLog.objects.filter(action="export").exists()

    shown = client.get(refused.url.replace("reason=agreement", "reason=donor"))
    (address,) = re.findall(
        r'href="([^"]+format=csv[^"]+language=en[^"]*)"', shown.content.decode()
    )
    assert client.get(address.replace("&amp;", "&")).status_code == 200

    (entry,) = AccessLog.objects.filter(action="export")
    logged = {name: entry.detail[name] for name in ("reason", "reference", "small_cells")}
    assert logged == {"reason": "donor", "reference": "", "small_cells": True}


def test_p12_agreement_of_the_project_is_the_reason_unless_another_is_given(
    client, coordinator, project
):
    project.unicef_reference = "ALB/PCA2020118"
    project.save()
    client.force_login(coordinator)
    asked = {"project": project.code, "start": "2021-10-01", "end": "2021-12-31"}

    page = client.get(reverse("reports:attendance"), asked).content.decode()
    assert "ALB/PCA2020118" in page
    assert "reason=agreement" in page
    download(client, coordinator, project, format="csv", language="en", reason="agreement")
    download(client, coordinator, project, format="csv", language="en", reason="house")

    lines = AccessLog.objects.filter(action="export").order_by("pk")
    assert [(line.detail["reason"], line.detail["reference"]) for line in lines] == [
        ("agreement", "ALB/PCA2020118"),
        ("house", "ALB/PCA2020118"),
    ]


def test_who_may_not_export_gets_no_file(client, staff, project):
    response = download(client, staff, project, format="xlsx", language="sq")

    assert response.status_code == 403
    assert not AccessLog.objects.filter(action="export").exists()


def test_an_export_holds_only_the_centres_one_coordinates(client, coordinator, project):
    other = CentreFactory(name_sq="Tjetra")
    came(held("2021-10-07", projects=[project], centre=other), ParticipantFactory())
    GrantFactory(user=coordinator, role="staff", centre=other)
    coordinator = type(coordinator).objects.get(pk=coordinator.pk)

    content = download(client, coordinator, project, format="csv", language="en").content

    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert sum(int(row[5]) for row in rows[1:]) == 1208
    asked = {"project": project.code, "start": "2021-10-01", "end": "2021-12-31"}
    page = client.get(reverse("reports:attendance"), asked).content.decode()
    assert reverse("reports:download") not in page
    asked |= {"centre": "engjejt-e-vegjel", "reason": "house"}
    page = client.get(reverse("reports:attendance"), asked).content.decode()
    assert reverse("reports:download") in page


@pytest.mark.parametrize(
    "asked",
    [
        {"format": "exe", "language": "sq"},
        {"format": "zip", "language": "sq"},
        {"format": "csv", "language": "it"},
        {},
    ],
)
def test_an_unknown_format_or_language_does_not_exist(client, coordinator, project, asked):
    assert download(client, coordinator, project, **asked).status_code == 404


def test_the_order_of_figures_is_that_of_their_definitions(project):
    (document,) = written(project, "en")

    shown = [row[0].code for row in document.section("summary").tables[0].rows]
    assert shown == list(words.FIGURES)
    with override("en"):
        assert document.title == _("Attendance report")


def test_gathering_takes_as_many_queries_for_many_events(project, django_assert_max_num_queries):
    for day in range(10, 30):
        came(held(f"2021-10-{day}", projects=[project]), ParticipantFactory())
    answer = count(project=project)

    with django_assert_max_num_queries(8):
        gather(ReportQuestion(project, None, QUARTER_4), answer)

"""Each place of the product that tells figures, as a reader sees it: what it answers to what.

A place yields (question, figure): questions are those of `truth.Truth`. Pages and files are read
from what is written in them, never from what they were made of.
"""

import csv
import io
import json
import re
from datetime import date
from io import StringIO

from django.core.management import call_command
from django.urls import reverse
from lxml import html

from events.models import Event
from participants.models import Category
from reports.attendance.document import documents, gather
from reports.attendance.question import ReportQuestion
from reports.counting import CELL_FIGURES, Period, count_attendance
from reports.exporters.pdf import render
from tests.reports.one_figure.reading import (
    csv_rows,
    docx_tables,
    figure,
    html_tables,
    measures_in,
    page,
    sheets,
    text,
)

WHOLE = re.compile(r"([\d,]+) participants?: ([\d,]+) named, ([\d,]+) counted")
DAYS = (date(2021, 10, 1), date(2021, 12, 31))


def scopes(run):
    """(project, centre) of the questions that are asked of the attendance report."""
    return [(run.project, None), (None, run.centres[0]), (None, None)]


def _about(project, centre):
    return (project.pk if project else None, centre.pk if centre else None, *DAYS)


def _address(project, centre, **more):
    asked = {"start": DAYS[0].isoformat(), "end": DAYS[1].isoformat(), "period": "custom", **more}
    if project:
        asked["project"] = project.code
    if centre:
        asked["centre"] = centre.code
    return asked


def _held():
    return Event.objects.filter(status="held")


def _of_title(title):
    """The event of a title in either language: "Meeting 3"."""
    number = re.search(r"(?:Takimi|Meeting) (\d+)", title)[1]
    return Event.objects.get(title_en=f"Meeting {number}").pk


# One event.


def event_page(run):
    for event in Event.objects.all():
        root = page(run.client.get(reverse("events:event_detail", args=[event.pk])))
        (section,) = root.xpath('//section[@aria-labelledby="people-head"]')
        yield from _whole(event, section)
        for line in section.xpath('.//li[@class="list-item"]'):
            label, number = (text(cell) for cell in line)
            code = Category.objects.get(label_en=label).code
            yield ("event", event.pk, "came", code), figure(number)


def _whole(event, element):
    found = WHOLE.search(text(element))
    came, named, counted = (figure(part) for part in found.groups()) if found else (0, 0, 0)
    yield ("event", event.pk, "came"), came
    yield ("event", event.pk, "named"), named
    yield ("event", event.pk, "counted"), counted


def register_page(run):
    for event in _held():
        root = page(run.client.get(reverse("events:register", args=[event.pk])))
        yield from _whole(event, root.get_element_by_id("register-totals"))


def questions_about_twins(run):
    for event in Event.objects.with_people():
        yield ("event", event.pk, "came"), event.people


def post(run):
    for event in _held():
        root = page(run.client.get(reverse("reports:story", args=[event.pk])))
        words = text(root.get_element_by_id("copy-en"))
        number = re.search(r"([\w,]+) (?:people|person) took part", words)
        if number and number[1] != "five" or number and "fewer than" not in words:
            yield ("event", event.pk, "came"), _in_figures(number[1])
        for label, told in re.findall(r"([A-Z][\w ]+) \(([\d,]+)\)", words):
            code = Category.objects.get(label_en=label).code
            yield ("event", event.pk, "came", code), figure(told)


def _in_figures(word):
    words = "five six seven eight nine ten eleven twelve".split()
    return words.index(word) + 5 if word in words else figure(word)


def partner_page(run):
    address = reverse("reports:partner_figures", args=[run.organisation.pk])
    root = page(run.partner.get(address))
    for section in root.xpath('//section[@class="report-section"]'):
        event = int(section.get("aria-labelledby").removeprefix("event-"))
        total = re.search(r"Attendances: ([\d,]+)(?!\S)", text(section))
        if total:
            yield ("event", event, "came"), figure(total[1])
        for table in html_tables(section):
            yield from _partner_rows(event, table[0], table[1:])


def partner_csv(run):
    address = reverse("reports:partner_figures_export", args=[run.organisation.pk, "csv"])
    _head, *rows = csv_rows(run.partner.get(address).content)
    for row in rows:
        title, category, sex, number = row[-4:]
        if figure(number) is not None:
            yield _told(_of_title(title), category, sex, figure(number))


def _partner_rows(event, head, rows):
    for label, *cells in rows:
        for column, cell in zip(head[1:], cells, strict=True):
            if figure(cell) is not None:
                yield _told(event, label, column, figure(cell))


def _told(event, category, sex, number):
    code = Category.objects.filter(label_en=category).values_list("code", flat=True).first()
    sex = {"Female": "female", "Male": "male", "Not stated": "unknown"}.get(sex)
    return ("event_cell", event, code, sex), number


# The attendance report.


def report_page(run):
    for project, centre in scopes(run):
        root = page(run.client.get(reverse("reports:attendance"), _address(project, centre)))
        about = _about(project, centre)
        for table in html_tables(root):
            for cell, measure, number in measures_in(table, "en"):
                yield _report(measure, about, cell), number
        names = ["held", "attendances", "reached", "newly_reached", "returned", "cumulative"]
        (row,) = root.find_class("report-figures")
        shown = [figure(text(value)) for value in row.find_class("figure-value")]
        for name, number in zip(names, shown, strict=True):
            yield ("report", name, *about), number


def _report(measure, about, cell):
    return ("report", measure, *about, *sorted(cell.items()))


def behind_the_figures(run):
    for project, centre in scopes(run):
        about = _about(project, centre)
        for name in ("held", "attendances", "headcount", "reached", "newly_reached", "cumulative"):
            asked = _address(project, centre, figure=name)
            root = page(run.client.get(reverse("reports:events"), asked))
            yield ("report", name, *about), _heading(root)
            for _head, *rows in html_tables(root) if name != "held" else ():
                yield ("report", name, *about), sum(figure(row[-1]) for row in rows)
            if name not in ("held", "attendances", "headcount"):
                root = page(run.client.get(reverse("reports:people"), asked))
                yield ("report", name, *about), _heading(root)


def _heading(root):
    return figure(re.findall(r"[\d,]+", text(root.find(".//h1")))[-1])


def _command(kind, project, centre):
    out = StringIO()
    options = {"project": project and project.code, "centre": centre and centre.code}
    days = {"start": DAYS[0].isoformat(), "end": DAYS[1].isoformat()}
    call_command("attendance_report", format=kind, stdout=out, **options, **days)
    return out.getvalue()


def command_json(run):
    for project, centre in scopes(run):
        about, found = _about(project, centre), json.loads(_command("json", project, centre))
        for status, number in found["events"].items():
            yield ("report", status, *about), number
        for name in (*CELL_FIGURES, "cumulative"):
            yield ("report", name, *about), found[name]
        yield from _cells(about, found["rows"])


def command_csv(run):
    for project, centre in scopes(run):
        rows = list(csv.DictReader(io.StringIO(_command("csv", project, centre))))
        yield from _cells(_about(project, centre), rows)


def _cells(about, rows):
    for row in rows:
        cell = {name: row[name] for name in ("category", "sex", "age_band", "disability")}
        for measure in CELL_FIGURES:
            yield _report(measure, about, cell), int(row[measure])


def _download(run, kind, language):
    project, centre = scopes(run)[0]
    asked = _address(project, centre, format=kind, language=language, reason="house")
    response = run.client.get(reverse("reports:download"), asked)
    assert response.status_code == 200, kind
    return b"".join(response) if response.streaming else response.content


def report_xlsx(run):
    about = _about(*scopes(run)[0])
    for rows in sheets(_download(run, "xlsx", "sq")).values():
        for cell, measure, number in measures_in(rows, "sq"):
            yield _report(measure, about, cell), number
    yield from _events_of_report(sheets(_download(run, "xlsx", "en"))["Events"], about)


def _events_of_report(rows, about):
    """The list of events: date, title, …, attendances, headcount, newly reached; then totals."""
    for row in rows[1:-1]:
        event = _of_title(str(row[1]))
        attendances, headcount, new = (figure(cell) for cell in row[-3:])
        yield ("event", event, "came"), attendances
        yield ("event", event, "counted"), headcount
        yield ("newly_at", event, *about), new
    for name, cell in zip(
        ("attendances", "headcount", "newly_reached"), rows[-1][-3:], strict=True
    ):
        yield ("report", name, *about), figure(cell)


def report_csv(run):
    about = _about(*scopes(run)[0])
    for cell, measure, number in measures_in(csv_rows(_download(run, "csv", "sq")), "sq"):
        yield _report(measure, about, cell), number


def report_docx(run):
    about = _about(*scopes(run)[0])
    tables = docx_tables(_download(run, "docx", "en"))
    yield from _tables(tables, about)


def report_pdf(run):
    """What the PDF is made of: the same words, without an hour of laying out."""
    project, centre = scopes(run)[0]
    question = ReportQuestion(project, centre, Period(*DAYS))
    report = gather(question, count_attendance(question.scope(None), question.period))
    (document,) = documents("en", report)
    yield from _tables(html_tables(html.fromstring(render(document))), _about(project, centre))


def _tables(tables, about):
    for table in tables:
        for cell, measure, number in measures_in(table, "en"):
            yield _report(measure, about, cell), number
        if table[0][:2] == ["Date", "Event"]:
            yield from _events_of_report(table, about)


# What waits.


def home(run):
    root = page(run.client.get(reverse("home")))
    found = {
        text(section.find(".//h2")): text(section.find_class("count-badge")[0])
        for section in root.xpath('//section[.//span[@class="count-badge"]]')
    }
    yield ("not_closed",), figure(found.get("Registers not closed", 0))


def event_list(run):
    asked = {"waiting": "register_not_closed"}
    root = page(run.client.get(reverse("events:event_list"), asked))
    counts = root.find_class("result-count")
    found = re.search(r"[\d,]+", text(counts[0])) if counts else None
    yield ("not_closed",), figure(found[0]) if found else 0


OF_EVENTS = [event_page, register_page, questions_about_twins, post, partner_page, partner_csv]
OF_ATTENDANCE = [
    *(report_page, behind_the_figures, command_json, command_csv),
    *(report_xlsx, report_csv, report_docx, report_pdf),
]
OF_WAITING = [home, event_list]

"""The places that tell indicators: pages, the report before and after freezing, its files, PRP."""

import json
import re

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from lxml import html

from reports.exporters.pdf import render
from reports.models import Report, Snapshot
from reports.prp.filling import fill
from reports.unicef.checks import run_checks
from reports.unicef.files import write_file
from reports.unicef.files.annex_c import narrative_documents
from reports.unicef.files.bundle import bundle_of
from reports.unicef.files.picture import render_picture
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.services import begin_report, snapshot_of
from tests.accounts.factories import UserFactory
from tests.reports.one_figure.places import DAYS, _of_title
from tests.reports.one_figure.reading import (
    csv_rows,
    docx_tables,
    figure,
    html_tables,
    page,
    sheets,
    text,
    unzipped,
)
from tests.reports.prp.prp_importer import import_file
from tests.reports.prp.prp_world import LAYOUT, NAME, SHORT, code_of

PLACE_NAMES = {"Tirana": "Tiranë", "Kamëz": "Kamëz"}


def indicator_page(run):
    for code, indicator in run.indicators.items():
        for period in run.periods:
            asked = (code, period.number)
            address = reverse("reports:indicator_detail", args=[indicator.pk])
            root = page(run.client.get(address, {"period": period.number}))
            yield from _lines(indicator, root, asked)
            for section in root.xpath('//section[starts-with(@aria-labelledby, "place-")]'):
                yield from _cells(indicator, section, asked)
            for row in root.xpath('//table[@class="period-bars"]//tr'):
                number = int(re.search(r"\d+", text(row[0]))[0])
                yield ("placed", code, number), figure(text(row[-1]))


def _lines(indicator, root, asked):
    shown = [figure(text(value)) for value in root.find_class("figure-value")]
    if not indicator.counting.is_cumulative:
        yield ("of_period", *asked), shown[0]
    yield ("since_start", *asked), shown[2]


def _cells(indicator, section, asked):
    where = text(section.find(".//h2"))
    names = [
        {value.name: value.code for value in dimension.values.all()}
        for dimension in indicator.ordered_dimensions
    ]
    table = html_tables(section)[0]
    for row in table[1:]:
        if row[0] == "Total":
            yield ("placed", *asked, where), figure(row[-1])
        elif row[0] == "In no cell":
            yield ("unplaced", *asked, where), figure(row[-1])
        else:
            values = tuple(of[label] for of, label in zip(names, row, strict=False))
            yield ("cell", *asked, where, values), figure(row[-1])


def behind_indicators(run):
    for code, indicator in run.indicators.items():
        for period in run.periods:
            routes = ["indicator_events"]
            routes += ["indicator_people"] if indicator.counting.of_registrations else []
            for route in routes:
                address = reverse(f"reports:{route}", args=[indicator.pk])
                root = page(run.client.get(address, {"period": period.number}))
                question = "of_period" if route.endswith("events") else "named_of_period"
                yield (
                    (question, code, period.number),
                    figure(re.search(r"behind ([\d,]+)", text(root.find(".//h1")))[1]),
                )


def draft_page(run):
    report = begin_report(period=run.periods[0], drafted_by=run.coordinator)
    yield from _report_page(run, report)


def _report_page(run, report):
    root = page(run.client.get(reverse("reports:report_detail", args=[report.pk])))
    people = re.search(r"([\d,]+) (?:person|people) took part", text(root))
    yield ("report", "reached", run.project.pk, None, *DAYS), figure(people[1])
    (table,) = root.xpath('//table[contains(@class, "unicef-figures")]')
    for row in html_tables(table.getparent())[0][1:]:
        code = row[0].split()[0]
        if len(row) == 4 and code in run.indicators:
            yield ("placed", code, 1), figure(row[1])


def frozen(run):
    """The first period's report with the figures of now, frozen as the service freezes it."""
    if not hasattr(run, "frozen"):
        report = begin_report(period=run.periods[0], drafted_by=run.coordinator)
        counted = ReportFigures(report)
        Snapshot.objects.create(report=report, **snapshot_of(counted, run_checks(counted)))
        report.status, report.frozen_at = Report.Status.FROZEN, timezone.now()
        report.frozen_by, report.checked_by = run.coordinator, UserFactory()
        report.save()
        run.frozen = Report.objects.get(pk=report.pk)
    return run.frozen


def frozen_page(run):
    yield from _report_page(run, frozen(run))


def unicef_json(run):
    _name, content, _kind = write_file(bundle_of(frozen(run)), "json", "en")
    figures = json.loads(content)["figures"]
    yield ("report", "reached", run.project.pk, None, *DAYS), figures["people"]
    for output in figures["outputs"]:
        for row in output["indicators"]:
            if row["code"] not in run.indicators:
                continue
            yield ("placed", row["code"], 1), row["reported"]["v"]
            yield ("since_start", row["code"], 1), row["unique_since_start"]["v"]
            for place in row["locations"]:
                yield ("placed", row["code"], 1, place["name"]), place["total"]["v"]
                yield ("unplaced", row["code"], 1, place["name"]), place["unplaced"]
                for cell in place["cells"]:
                    question = ("cell", row["code"], 1, place["name"], tuple(cell["values"]))
                    yield question, cell["v"]


def unicef_csv(run):
    _name, content, _kind = write_file(bundle_of(frozen(run)), "csv", "en")
    for name, file in unzipped(content).items():
        language = "en" if name.endswith("-en.csv") else "sq"
        yield from _flat(run, csv_rows(file)[1:], language)


def _flat(run, rows, language):
    for _reference, _output, code, place, *labels, number, _d in (row[:9] for row in rows):
        if code in run.indicators:
            dimensions = run.indicators[code].ordered_dimensions
            values = tuple(
                _code(dimension, label, language)
                for dimension, label in zip(dimensions, labels, strict=False)
            )
            yield ("cell", code, 1, place, values), int(number)


def _code(dimension, label, language):
    """The code of a value; `label` in one language, or as a pair."""
    for value in dimension.values.all():
        names = (value.name_sq, value.name_en)
        pair = " / ".join(dict.fromkeys(names))
        if label in (pair, names[language == "en"]):
            return value.code
    raise KeyError(label)


def unicef_workbook(run):
    _name, content, _kind = write_file(bundle_of(frozen(run)), "xlsx", "en")
    book = sheets(content)
    for row in book["Përmbledhje · Summary"][1:]:
        if row and row[1] in run.indicators:
            yield ("placed", row[1], 1), row[8]
    yield from _flat(run, book["PRP tabela · PRP flat"][1:], "pair")
    for row in book["Evidenca · Evidence"][1:]:
        event, sexes = row[0], dict(zip(("female", "male", "unknown"), row[6:9], strict=True))
        event = int(event)
        yield ("event", event, "named"), sum(sexes.values())
        for sex, number in sexes.items():
            yield ("event", event, "named", sex), number
        yield ("event", event, "counted"), row[9]
        yield ("newly_at", event, run.project.pk, None, *DAYS), row[10]
    for row in book["Prejardhja · Provenance"][1:]:
        if row and row[0] in run.indicators and run.indicators[row[0]].rule != "events":
            yield ("attended", row[0], 1), row[5]


def narrative_docx(run):
    _name, content, _kind = write_file(bundle_of(frozen(run)), "docx", "en")
    yield from _annex_c(run, docx_tables(content))


def narrative_pdf(run):
    (document,) = narrative_documents(bundle_of(frozen(run)), "en")
    yield from _annex_c(run, html_tables(html.fromstring(render(document))))


def _annex_c(run, tables):
    """Its results, the cells of each indicator in their order, and the events."""
    cells = [table for table in tables if table[0][0] == "Place"]
    codes = [
        row["code"]
        for output in frozen(run).snapshot.data["outputs"]
        for row in output["indicators"]
    ]
    for code, (_head, *rows) in zip(codes, cells, strict=True):
        for row in rows if code in run.indicators else ():
            dimensions = run.indicators[code].ordered_dimensions
            if not dimensions or row[1] == "Total":
                yield ("placed", code, 1, row[0]), figure(row[-1])
            else:
                values = [_code(*pair, "en") for pair in zip(dimensions, row[1:-1], strict=True)]
                yield ("cell", code, 1, row[0], tuple(values)), figure(row[-1])
    for table in tables:
        for row in table[1:]:
            if "Achieved in the period" in table[0] and row[1].split()[0] in run.indicators:
                yield ("placed", row[1].split()[0], 1), figure(row[3])
            if "Without a name" in table[0]:
                yield ("event", _of_title(row[1]), "named"), figure(row[-2])
                yield ("event", _of_title(row[1]), "counted"), figure(row[-1])


def donor_page(run):
    """What it tells: the people, the events, the attendances, and bars towards targets."""
    root = html.fromstring(render_picture(bundle_of(frozen(run)), "en"))
    about = (run.project.pk, None, *DAYS)
    names = {
        "people reached by name": "reached",
        "events held": "held",
        "attendances": "attendances",
        "of them counted without a name": "headcount",
    }
    for box in root.find_class("numbers")[0]:
        number, label = (text(part) for part in box)
        if figure(number) is not None:
            yield ("report", names[label], *about), figure(number)
    titles = {row.title_en: code for code, row in run.indicators.items()}
    for bar in root.find_class("bar"):
        title, number = text(bar.find_class("bar-title")[0]), text(bar.find(".//strong"))
        if figure(number) is not None and title in titles:
            yield ("placed", titles[title], 1), figure(number)


def filled_template(run):
    """What the portal would store; refused only where somebody has no cell or no row in it."""
    run.sample.confirm()
    try:
        filled = fill(content=SHORT, name=NAME, report=frozen(run))
    except ValidationError as refusal:
        yield ("somebody_left_out",), bool(refusal.messages)
        return
    stored = import_file(filled.content, NAME)
    codes = {row.title_en: code for code, row in run.indicators.items()}
    for row in LAYOUT["rows"]:
        code = codes.get(row["indicator_title_full"])
        for cell in row["cells_to_fill"] if code else ():
            where = PLACE_NAMES[row["location_name"]]
            number, _d = stored.figures[row["loc_id"]][tuple(sorted(cell["ids"]))]
            if cell["ids"]:
                values = tuple(code_of(label) for label in cell["values"])
                yield ("cell", code, 1, where, values), number
            else:
                yield ("placed", code, 1, where), number


OF_INDICATORS = [indicator_page, behind_indicators, draft_page]
OF_FROZEN = [
    *(frozen_page, unicef_json, unicef_csv, unicef_workbook, narrative_docx, narrative_pdf),
    *(donor_page, filled_template),
]

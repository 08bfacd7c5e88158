"""The narrative report in the order of UNICEF's Annex C, part 2 (docs/indicators.md), as documents.

One document per language from the same bundle. What is not known stays blank; a text that is
missing in the language is in the other one and says so.
"""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Event
from reports.exporters.document import Column, Document, Section, Table
from reports.models import OutputAssessment
from reports.models.rules import RULES
from reports.unicef.words import amount
from shkej.lib.bilingual import asked_for, reading, said_in
from shkej.lib.dates import TIRANA
from shkej.lib.numbers import number

BLANK = "…" * 12  # a line to write on


def narrative_documents(bundle, language):
    """The documents in `language`, or for "both" the pair."""
    return [_document(bundle, code) for code in asked_for(language)]


def _document(bundle, language):
    figures = bundle.figures
    with override(language):
        return Document(
            language=language,
            title=_("Progress report to UNICEF"),
            facts=[
                (_("Project"), f"{figures['project']['code']} · {_title(figures['project'])}"),
                (_("Report"), _report_name(bundle)),
                (
                    _("Reporting period"),
                    _days(figures["period"]["start"], figures["period"]["end"]),
                ),
            ],
            warnings=_warnings(bundle),
            sections=[
                _overview(figures),
                _results(figures),
                _words("challenges", _("3. Challenges and bottlenecks"), figures),
                _words("way_forward", _("4. Proposed way forward"), figures),
                _office_box(),
                *_disaggregated(figures),
                _events(figures),
                _provenance(bundle),
            ],
            credit=marked_in(figures["project"]["credit_line"], language),
        )


def marked_in(texts, language):
    """A text in the language; else the other one, marked as such."""
    text, code = said_in(texts or {}, language)
    if code == language:
        return text
    marks = {"sq": _("in Albanian only"), "en": _("in English only")}
    return f"{text} [{marks[code]}]"


def _said(texts):
    return marked_in(texts, reading())


def _title(row):
    return _said(row["title"])


def _report_name(bundle):
    period = bundle.figures["period"]
    name = _("QPR %(number)s, version %(version)s") % {
        "number": period["number"],
        "version": bundle.version,
    }
    final = _("final report")
    return f"{name} ({final})" if period["is_final"] else name


def _day(text):
    return date_format(date.fromisoformat(text)) if text else ""


def _days(start, end):
    return f"{_day(start)} – {_day(end)}" if start or end else ""


def _warnings(bundle):
    found = []
    if bundle.is_draft:
        found.append(_("DRAFT: these figures are not frozen and may still change."))
    if bundle.has_small_cells:
        found.append(
            _(
                "This report contains small numbers, which may point to single persons. It is for "
                "UNICEF only: do not publish it."
            )
        )
    return found


def _money(value, currency):
    return "" if not value else f"{number(Decimal(value), 2)} {currency}".strip()


def _person(document, prefix):
    parts = (document.get(f"{prefix}_{name}") for name in ("name", "title", "email", "phone"))
    return ", ".join(part for part in parts if part)


def _overview(figures):
    """1.1 to 1.6: who reports to whom, on what, until when and with what money."""
    project, document = figures["project"], figures["document"] or {}
    texts, currency = figures["texts"], document.get("currency", "")
    received = _money(document.get("funds_received"), currency)
    share = _share(document)
    implementers = ", ".join(_said(name) for name in project["implementers"])
    contribution = texts["financial_contribution"]
    rows = [
        ("1.1", capfirst(_("UNICEF office")), document.get("unicef_office", "")),
        ("", capfirst(_("UNICEF focal point")), document.get("unicef_focal_point", "")),
        ("", _("Title of the programme document"), _title(project)),
        ("", _("Reference of the PD or SPD"), project["unicef_reference"]),
        ("1.2", _("Organisation"), implementers),
        ("", _("Authorised official (name, title, e-mail, phone)"), _person(document, "official")),
        ("", _("Focal point (name, title, e-mail, phone)"), _person(document, "focal")),
        (
            "1.3",
            _("Duration of the programme document"),
            _days(document.get("starts_on"), document.get("ends_on")),
        ),
        ("", _("Reporting period"), _days(figures["period"]["start"], figures["period"]["end"])),
        ("1.4", _("Total budget"), _money(document.get("budget"), currency)),
        (
            "",
            capfirst(_("UNICEF contribution")),
            _money(document.get("unicef_contribution"), currency),
        ),
        ("", _("Funds received to date"), f"{received} {share}".strip()),
        ("1.5", _("Non-financial contribution to date"), _said(texts["partner_contribution"])),
        (
            "",
            _("Financial contribution to date"),
            ""
            if contribution is None
            else f"{number(Decimal(contribution), 2)} {texts['currency']}",
        ),
        ("1.6", _("Signature of the authorised official"), BLANK),
        ("", _("Date"), BLANK),
    ]
    columns = [Column("item", "Nr."), Column("label", _("What")), Column("definition", _("Entry"))]
    title = _("1. Programme and organisation overview")
    return Section("overview", title, tables=[Table("overview", title, columns, rows)])


def _share(document):
    received, whole = document.get("funds_received"), document.get("unicef_contribution")
    if not received or not whole or not Decimal(whole):
        return ""
    percent = 100 * Decimal(received) / Decimal(whole)
    return _("(%(percent)s%% of UNICEF’s contribution)") % {"percent": number(percent, 1)}


def _results(figures):
    """2: rating and narrative once per output, beside its first indicator."""
    ratings = dict(OutputAssessment.Rating.choices)
    rows = []
    for output in figures["outputs"]:
        said = (str(ratings.get(output["rating"], "")), _said(output["narrative"]))
        heading = f"{output['code']} {_title(output)}"
        for row in output["indicators"] or [None]:
            rows.append((heading, *_result(row), *said))
            heading, said = "", ("", "")
    columns = [
        Column("output", _("Programme output")),
        Column("indicator", _("Performance indicator")),
        Column("target", _("Target"), "number"),
        Column("achieved", _("Achieved in the period"), "number"),
        Column("cumulative", _("Cumulative to date"), "number"),
        Column("rating", _("Overall status")),
        Column("narrative", _("Narrative assessment")),
    ]
    title = _("2. Results")
    return Section("results", title, tables=[Table("results", title, columns, rows)])


def _result(row):
    if row is None:
        return "", "", "", ""
    target = amount(row["target"], row["unit"]) if row["target"] else ""
    return (
        f"{row['code']} {_title(row)}",
        target,
        amount(row["reported"], row["unit"]),
        amount(row["cumulative"], row["unit"]),
    )


def _words(name, title, figures):
    text = _said(figures["texts"][name])
    return Section(name, title, paragraphs=[text] if text else [BLANK])


def _office_box():
    """A box that UNICEF fills in."""
    title = _("For UNICEF office use only")
    columns = [Column("label", _("Reviewed by, on")), Column("definition", _("Comments"))]
    return Section("office", title, tables=[Table("office", title, columns, [("", "\n\n\n")])])


def _disaggregated(figures):
    """Annex A: for each indicator how it was counted, and every cell."""
    title = _("Annex A. Disaggregated figures, and how they were counted")
    sections = [Section("annex", title)]
    for output in figures["outputs"]:
        for row in output["indicators"]:
            rule = RULES[row["rule"]]
            how = _("%(rule)s. %(definition)s %(why)s") % {
                "rule": rule.name,
                "definition": _said(row["definition"]),
                "why": rule.why,
            }
            name = f"{row['code']} {_title(row)}"
            sections.append(Section("indicator", name, paragraphs=[how], tables=[_cells(row)]))
    return sections


def _cells(row):
    names = [
        {value["code"]: _said(value["name"]) for value in dimension["values"]}
        for dimension in row["dimensions"]
    ]
    heads = [Column("place", _("Place"))]
    heads += [Column(f"d{n}", _said(each["name"])) for n, each in enumerate(row["dimensions"])]
    figure = Column("figure", _("Figure"), "number")
    rows = []
    for place in row["locations"]:
        where = place["name"] or _("Everywhere")
        for cell in place["cells"] if names else []:
            labels = [of[code] for of, code in zip(names, cell["values"], strict=True)]
            rows.append((where, *labels, amount(cell, row["unit"])))
        blanks = [""] * (len(names) - 1)
        labels = [_("Total"), *blanks] if names else []
        rows.append((where, *labels, amount(place["total"], row["unit"])))
    title = f"{row['code']} {_title(row)}"
    return Table(f"cells-{row['code']}", title, [*heads, figure], rows)


def _events(figures):
    """Annex B: the events behind the figures; no names, and of sensitive ones no title."""
    kinds = dict(Event.Kind.choices)
    rows = [
        (
            date.fromisoformat(event["date"]),
            _said(event["title"]),
            str(kinds[event["kind"]]),
            event["municipality"] or "",
            ", ".join(event["indicators"]),
            event["female"] + event["male"] + event["unknown"],
            event["unnamed"],
        )
        for event in figures["events"]
    ]
    columns = [
        Column("date", _("Date"), "date"),
        Column("title", _("Event")),
        Column("kind", _("Event type")),
        Column("place", _("Place")),
        Column("codes", _("Indicators")),
        Column("named", _("By name"), "number"),
        Column("unnamed", _("Without a name"), "number"),
    ]
    title = _("Annex B. Events of the period")
    return Section("events", title, tables=[Table("events", title, columns, rows)])


def _provenance(bundle):
    if bundle.is_draft:
        lines = [_("DRAFT: these figures are not frozen and may still change.")]
    else:
        at = timezone.localtime(bundle.frozen_at, TIRANA)
        lines = [
            _("Frozen on %(day)s by %(name)s.")
            % {"day": date_format(at, "DATETIME_FORMAT"), "name": bundle.frozen_by},
            f"SHA-256: {bundle.sha256}",
        ]
    return Section("provenance", _("Where the figures come from"), paragraphs=lines)

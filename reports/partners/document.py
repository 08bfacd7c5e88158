"""The figures for a partner organisation as a document for the writers of CSV and XLSX."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reports.counting import words
from reports.counting.suppression import SMALL
from reports.exporters.document import Column, Document, Section, Table
from shkej.lib.dates import TIRANA


def partner_document(organisation, figures, language):
    """One line for each place of each event's table; in the active language, `language`."""
    return Document(
        language=language,
        title=_("Figures of our events"),
        facts=[
            (_("Organisation"), str(organisation)),
            (
                _("Made on"),
                date_format(timezone.localtime(timezone.now(), TIRANA), "DATETIME_FORMAT"),
            ),
        ],
        warnings=[],
        sections=[_summary(figures), _cells(figures), _definitions()],
    )


def hiding_rule():
    """How to read what is not told."""
    return _(
        "<%(limit)s stands for fewer than %(limit)s people. “Not shown” are numbers from which "
        "such a small one could be worked out."
    ) % {"limit": SMALL}


def open_words():
    """What is in the place of figures while the register is open."""
    return _("The register is still open.")


def _summary(figures):
    columns = [
        Column("date", _("Date"), "date"),
        Column("title", _("Event")),
        Column("attendances", _("Attendances"), "number"),
    ]
    rows = [
        (one.event.local_date, str(one.event.title), open_words() if one.is_open else one.total)
        for one in figures
    ]
    return Section("summary", _("Summary"), tables=[Table("events", _("Events"), columns, rows)])


def _cells(figures):
    columns = [
        Column("date", _("Date"), "date"),
        Column("title", _("Event")),
        Column("category", str(words.DIMENSIONS["category"])),
        Column("sex", str(words.DIMENSIONS["sex"])),
        Column("attendances", _("Attendances"), "number"),
    ]
    rows = [
        (one.event.local_date, str(one.event.title), *line)
        for one in figures
        for line in lines_of(one, open_words())
    ]
    table = Table("cells", _("By category and sex"), columns, rows)
    return Section("cells", _("By category and sex"), tables=[table])


def lines_of(one, open_words):
    """(category, sex, people) of one table, its totals included; `open_words`: while it is open."""
    total = _("Total")
    if one.is_open:
        yield total, total, open_words
        return
    for category, cells, number in one.rows:
        for sex, cell in zip(one.columns, cells, strict=True):
            yield category, sex, cell
        yield category, total, number
    for sex, cell in zip(one.columns, one.totals, strict=True):
        yield total, sex, cell
    yield total, total, one.total


def _definitions():
    name, definition = words.FIGURES["attendances"]
    columns = [Column("figure", _("Figure")), Column("definition", _("Definition"))]
    rows = [(str(capfirst(name)), str(definition))]
    table = Table("definitions", _("Definitions"), columns, rows)
    rules = [*(str(rule) for rule in words.RULES[:3]), hiding_rule()]
    return Section("definitions", _("Definitions"), rules, [table])

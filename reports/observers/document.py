"""The figures for readers from outside as a document for the writers of CSV and XLSX."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reports.counting import words
from reports.exporters.document import Column, Document, Section, Table
from reports.partners.document import hiding_rule, lines_of
from shkej.lib.dates import TIRANA


def open_words():
    """What is in the place of figures while a register of the quarter is open."""
    return _("Some registers of this quarter are still open.")


def disclosed_document(figures, language):
    """One line for each place of each table; in the active language, `language`."""
    made_at = timezone.localtime(timezone.now(), TIRANA)
    return Document(
        language=language,
        title=_("People reached in each quarter"),
        facts=[(_("Made on"), date_format(made_at, "DATETIME_FORMAT"))],
        warnings=[],
        sections=[_summary(figures), _cells(figures), _definitions()],
    )


def _summary(figures):
    columns = [
        Column("centre", _("Centre")),
        Column("start", _("From"), "date"),
        Column("end", _("To"), "date"),
        Column("reached", str(words.FIGURE_LABELS["reached"]), "number"),
    ]
    rows = [
        (
            str(one.event.centre),
            one.event.first,
            one.event.last,
            open_words() if one.is_open else one.total,
        )
        for one in figures
    ]
    table = Table("quarters", str(words.FIGURE_LABELS["reached"]), columns, rows)
    return Section("summary", _("Summary"), tables=[table])


def _cells(figures):
    columns = [
        Column("centre", _("Centre")),
        Column("start", _("From"), "date"),
        Column("end", _("To"), "date"),
        Column("category", str(words.DIMENSIONS["category"])),
        Column("sex", str(words.DIMENSIONS["sex"])),
        Column("reached", str(words.FIGURE_LABELS["reached"]), "number"),
    ]
    rows = [
        (str(one.event.centre), one.event.first, one.event.last, *line)
        for one in figures
        for line in lines_of(one, open_words())
    ]
    table = Table("cells", _("By category and sex"), columns, rows)
    return Section("cells", _("By category and sex"), tables=[table])


def _definitions():
    name, definition = words.FIGURES["reached"]
    columns = [Column("figure", _("Figure")), Column("definition", _("Definition"))]
    table = Table(
        "definitions", _("Definitions"), columns, [(str(capfirst(name)), str(definition))]
    )
    return Section("definitions", _("Definitions"), [hiding_rule()], [table])

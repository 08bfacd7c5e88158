"""People under codes, or with names, as a document for the writers of CSV and XLSX."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.access import SENSITIVE
from partners.models import Organisation
from reports.attendance.question import ReportQuestion
from reports.counting import words
from reports.counting.bands import AgeBands
from reports.counting.suppression import SMALL
from reports.exporters.document import Column, Document, Section, Table
from reports.people.codes import code_maker
from reports.people.groups import HIDDEN, hide, identifiability
from reports.people.rows import AgreedPeople
from shkej.lib.dates import TIRANA

MONTH = "%Y-%m"


@dataclass(frozen=True)
class PeopleExport:
    """A question, for whom the answer is, and the people in it."""

    question: ReportQuestion
    recipient: Organisation
    people: AgreedPeople
    sees_disability: bool

    @classmethod
    def by(cls, reader, form, people):
        """What `reader` asked by a valid form; disability is for who may see it of a person."""
        question = form.question
        sees = question.is_covered(reader, SENSITIVE)
        return cls(question, form.cleaned_data["recipient"], people, sees)

    @property
    def names(self):
        """Which facts describe a person, in the order of the columns."""
        known = ("sex", "age_band", "municipality")
        return (*known, "disability") if self.sees_disability else known

    def described(self):
        """What describes each person, as a tuple of codes; of the municipality its key."""
        bands = AgeBands(self.question.project.age_band_starts)
        day = self.question.period.end
        return [self._facts(row.person, bands, day) for row in self.people.rows]

    def _facts(self, person, bands, day):
        band = bands.code_of(person.age_on(day))
        facts = (person.sex, band, person.municipality_id)
        return (*facts, person.disability) if self.sees_disability else facts

    def rows_in_file(self):
        """[(row, facts)] that go into the file: what is hidden stands as HIDDEN."""
        facts = hide(self.described(), self.names)
        pairs = zip(self.people.rows, facts, strict=True)
        return [(row, shown) for row, shown in pairs if shown is not None]

    def identifiability(self):
        """How many rows are alone or nearly so before anything is hidden."""
        return identifiability(self.described())


def coded_document(asked, language):
    """Codes instead of names, months instead of days, no free text; in the active language.

    In the order of the codes: in that of the rows they would tell who was recorded first.
    """
    code_of = code_maker(asked.recipient, asked.question.project)
    places = {row.person.municipality_id: row.person.municipality for row in asked.people.rows}
    columns = [
        Column("code", _("Code")),
        *(Column(name, _label(name)) for name in asked.names),
        *_time_columns(),
    ]
    rows = [
        (code_of(row.person.pk), *_in_words(asked.names, facts, places), *_times(row))
        for row, facts in asked.rows_in_file()
    ]
    rules = [
        _("A code stands for the same person in all files of this recipient and project."),
        _("Age is that at the end of the period."),
        _(
            "What describes a person is hidden where fewer than %(number)s people of this file are "
            "alike, and who would stand out all the same is left out."
        )
        % {"number": SMALL},
    ]
    return _document(asked, language, _("People under codes"), columns, sorted(rows), rules)


def named_document(asked, language):
    """The same people with their names, and all that is recorded of what the columns hold."""
    columns = [
        Column("name", _("Name")),
        *(Column(name, _label(name)) for name in asked.names),
        *_time_columns(),
    ]
    rows = []
    found = zip(asked.people.rows, asked.described(), strict=True)
    for row, facts in sorted(found, key=lambda pair: pair[0].person.sort_name):
        places = {row.person.municipality_id: row.person.municipality}
        told = _in_words(asked.names, facts, places)
        rows.append((row.person.full_name, *told, *_times(row)))
    rules = [_("Delete this file as soon as it has served what it was given for.")]
    return _document(asked, language, _("People by name"), columns, rows, rules)


def _document(asked, language, title, columns, rows, rules):
    question = asked.question
    made_at = timezone.localtime(timezone.now(), TIRANA)
    table = Table("cells", title, columns, rows)
    definitions = Table(
        "definitions",
        _("Definitions"),
        [Column("figure", _("Figure")), Column("definition", _("Definition"))],
        [(_("Attendances"), _("How often somebody came to events of the project."))],
    )
    return Document(
        language=language,
        title=title,
        facts=[
            (_("Project"), f"{question.project.code} · {question.project.title}"),
            (_("Recipient"), str(asked.recipient)),
            (_("From"), date_format(question.period.start, "DATE_FORMAT")),
            (_("To"), date_format(question.period.end, "DATE_FORMAT")),
            (_("Made on"), date_format(made_at, "DATETIME_FORMAT")),
        ],
        warnings=[_("For the named recipient alone: do not pass on, do not publish.")],
        sections=[
            Section("summary", _("Summary")),
            Section("cells", title, tables=[table]),
            Section("definitions", _("Definitions"), rules, [definitions]),
        ],
    )


def _time_columns():
    return [
        Column("first", _("First came")),
        Column("last", _("Last came")),
        Column("times", str(words.FIGURE_LABELS["attendances"]), "number"),
    ]


def _times(row):
    return row.first.strftime(MONTH), row.last.strftime(MONTH), row.times


def _label(name):
    if name == "municipality":
        return str(capfirst(_("municipality")))
    return str(words.DIMENSIONS[name])


def _in_words(names, facts, places):
    return [_word(name, fact, places) for name, fact in zip(names, facts, strict=True)]


def _word(name, fact, places):
    if fact == HIDDEN:
        return _("not shown")
    if name == "municipality":
        return str(places.get(fact) or _("not known"))
    return words.label_of(name, fact, ())

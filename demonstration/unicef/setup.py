"""What each project promised to UNICEF: outputs, indicators, periods."""

import csv
from datetime import date
from pathlib import Path

from participants.models import Category
from partners.models import Municipality
from reports.models import (
    Dimension,
    DimensionValue,
    Indicator,
    Output,
    ProgrammeDocument,
    ReportingPeriod,
)
from reports.unicef.setup.services import save_dimension, save_indicator

FOLDER = Path(__file__).parent
OUTPUTS = {
    "1": (
        "Institucionet vendore, policia dhe ofruesit e shërbimeve bashkërendojnë përgjigjen e tyre "
        "ndaj dhunës online dhe trafikimit",
        "Local institutions, police and service providers coordinate their response to online "
        "violence and trafficking",
    ),
    "2": (
        "Fëmijët, adoleshentët, prindërit dhe kujdestarët në Tiranë dhe Kamëz kanë njohuritë dhe "
        "aftësitë për të qenë të sigurt online dhe për të njohur trafikimin e qenieve njerëzore",
        "Children, adolescents, parents and caregivers in Tirana and Kamëz have the knowledge and "
        "skills to stay safe online and to recognise trafficking in human beings",
    ),
}
DIMENSIONS = {
    "sex": ("Gjinia", "Sex", [("Femër", "Female", ["female"]), ("Mashkull", "Male", ["male"])]),
    "age": (
        "Mosha",
        "Age",
        [("0–9", "0-9", (0, 9)), ("10–14", "10-14", (10, 14)), ("15–17", "15-17", (15, 17))],
    ),
    "disability": (
        "Aftësia e kufizuar",
        "Disability",
        [
            ("Me aftësi të kufizuara", "With disability", ["yes"]),
            ("Pa aftësi të kufizuara", "Without disability", ["no"]),
        ],
    ),
}
# Of the project that has ended: (number, first and last day, due).
PERIODS = [
    (1, date(2021, 10, 1), date(2021, 12, 31), date(2022, 1, 30)),
    (2, date(2022, 1, 1), date(2022, 3, 31), date(2022, 4, 30)),
    (3, date(2022, 4, 1), date(2022, 6, 30), date(2022, 7, 30)),
    (4, date(2022, 7, 1), date(2022, 9, 30), date(2022, 10, 30)),
]


def make_reporting(*, project, periods, made_by):
    """The programme document with its two outputs, six indicators and four quarters.

    `periods`: (number, first day, last day, day on which its report is due) of each.
    """
    ProgrammeDocument.objects.create(
        project=project,
        unicef_office="UNICEF Albania",
        starts_on=periods[0][1],
        ends_on=periods[-1][2],
        currency="ALL",
    )
    ReportingPeriod.objects.bulk_create(
        ReportingPeriod(
            project=project,
            number=number,
            starts_on=starts_on,
            ends_on=ends_on,
            due_on=due_on,
            is_final=number == len(periods),
        )
        for number, starts_on, ends_on, due_on in periods
    )
    outputs = {
        code: Output.objects.create(
            project=project, code=code, title_sq=albanian, title_en=english, position=int(code)
        )
        for code, (albanian, english) in OUTPUTS.items()
    }
    dimensions = {
        rule: save_dimension(
            dimension=Dimension(
                project=project, code=rule, rule=rule, name_sq=albanian, name_en=english
            ),
            rows=[_value(*value) for value in values],
            made_by=made_by,
        )
        for rule, (albanian, english, values) in DIMENSIONS.items()
    }
    for position, row in enumerate(_lines("indicators.csv"), 1):
        _indicator(row, position, outputs[row["output"]], dimensions, made_by)


def _value(albanian, english, holds):
    is_band = isinstance(holds, tuple)
    ages = {"age_from": holds[0], "age_to": holds[1]} if is_band else {"codes": holds}
    return DimensionValue(name_sq=albanian, name_en=english, **ages)


def _lines(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _indicator(row, position, output, dimensions, made_by):
    indicator = Indicator(
        output=output,
        position=position,
        event_kinds=row["kinds"].split(),
        target_v=int(row["target"]),
        target_d=int(row["of"]),
        baseline_d=int(row["of"]),
        age_to=int(row["age_to"]) if row["age_to"] else None,
        sessions=int(row["sessions"]) if row["sessions"] else None,
        means_of_verification_sq=row["means_sq"],
        means_of_verification_en=row["means_en"],
        **{name: row[name] for name in ("code", "rule", "unit", "across_periods")},
        **{name: row[name] for name in ("title_sq", "title_en", "definition_sq", "definition_en")},
    )
    save_indicator(
        indicator=indicator,
        dimensions=[dimensions[rule] for rule in row["dimensions"].split()],
        made_by=made_by,
        categories=Category.objects.filter(code__in=row["categories"].split()),
        locations=Municipality.objects.filter(name__in=row["places"].split()),
    )

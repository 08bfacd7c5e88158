"""The project, the frozen report and the confirmed meanings behind the portal's sample template."""

import json
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import product
from pathlib import Path

from django.conf import settings
from openpyxl import load_workbook

from reports.models import (
    Dimension,
    DimensionValue,
    IndicatorDimension,
    PrpMapping,
    ReportingPeriod,
)
from reports.prp.mapping import Targets, confirm, things_of
from reports.prp.reading import read_template
from shkej.lib.bilingual import texts_of
from tests.accounts.factories import UserFactory
from tests.partners.factories import MunicipalityFactory, ProjectFactory
from tests.reports.factories_unicef import IndicatorFactory, OutputFactory, frozen_report
from tests.reports.unicef.sample import indicator, location, sample_figures

DATA = Path(__file__).parent / "data"
NAME = "QPR1_PD202104.xlsx"
FILE = settings.BASE_DIR / "demonstration/unicef" / NAME
SAMPLE = FILE.read_bytes()
LAST_ROW = 20  # of those that say something; the portal styles a thousand
LAYOUT = json.loads((DATA / "QPR1_PD202104.json").read_text())
REFERENCE = LAYOUT["pd_reference"]
VALUES = {
    "Age": {"0-9": ("0–9", (0, 9)), "10-14": ("10–14", (10, 14)), "15-17": ("15–17", (15, 17))},
    "Sex": {"Female": ("Femër", ["female"]), "Male": ("Mashkull", ["male"])},
    "Disability": {
        "With disability": ("Me aftësi të kufizuar", ["yes"]),
        "Without disability": ("Pa aftësi të kufizuar", ["no"]),
    },
}
ALBANIAN = {"Age": "Mosha", "Sex": "Gjinia", "Disability": "Aftësia e kufizuar"}


def _short(content):
    """The workbook without the rows below LAST_ROW: a tenth of the time to read, nothing else."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as long, zipfile.ZipFile(file, "w") as short:
        for part in long.infolist():
            data = long.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                data = re.sub(rb'<row [^>]*\br="(\d+)".*?</row>', _unless_below, data, flags=re.S)
            short.writestr(part, data)
    return file.getvalue()


def _unless_below(row):
    return row[0] if int(row[1]) <= LAST_ROW else b""


SHORT = _short(SAMPLE)


@dataclass
class PrpWorld:
    """Everything by the portal's words: `indicators[title]`, `dimensions["Sex"]`."""

    project: object
    period: object
    indicators: dict
    dimensions: dict
    places: dict

    def figures(self, amount=lambda title, place, values: (1, 1)):
        """A report's figures; `amount(title, place, labels)` says v and d of each cell."""
        figures = sample_figures()
        figures["project"]["unicef_reference"] = REFERENCE
        outputs = {}
        for title, row in self.indicators.items():
            outputs.setdefault(row.output, []).append(self._indicator(title, row, amount))
        figures["outputs"] = [
            {
                "id": output.pk,
                "code": output.code,
                "title": texts_of(output, "title"),
                "rating": "on_track",
                "narrative": {"sq": "Sipas planit.", "en": f"As planned, output {output.code}."},
                "indicators": indicators,
            }
            for output, indicators in outputs.items()
        ]
        return figures

    def _indicator(self, title, row, amount):
        dimensions = row.ordered_dimensions
        names = [dimension.name_en for dimension in dimensions]
        labels = list(product(*(VALUES[name] for name in names)))
        return indicator(
            row.code,
            texts_of(row, "title"),
            id=row.pk,
            unit=row.unit,
            rule=row.rule,
            dimensions=[
                {
                    "id": dimension.pk,
                    "code": dimension.code,
                    "name": texts_of(dimension, "name"),
                    "rule": dimension.rule,
                    "values": [
                        {"id": value.pk, "code": value.code, "name": texts_of(value, "name")}
                        for value in dimension.values.all()
                    ],
                }
                for dimension in dimensions
            ],
            locations=[
                location(
                    place.pk,
                    place.name,
                    [
                        ([code_of(label) for label in cell], *amount(title, place.name, cell))
                        for cell in labels
                    ],
                )
                for place in row.locations.all()
            ],
        )

    def freeze(self, figures=None, **more):
        """A frozen report with these figures."""
        return frozen_report(self.period, figures or self.figures(), **more)

    def confirm(self, content=SHORT, **said):
        """Confirm what the labels propose; `said`: {label: choice} goes before."""
        things = _things(content)
        proposed = Targets(self.project).propose(things, {})
        choices = {key: proposal.choice for key, proposal in proposed.items()}
        choices |= {thing.key: said[thing.label] for thing in things if thing.label in said}
        PrpMapping.objects.all().delete()
        confirm(project=self.project, things=things, choices=choices, confirmed_by=UserFactory())


@lru_cache
def _things(content):
    return things_of(read_template(content))


def code_of(label):
    """A value's own code here."""
    return label.lower().replace(" ", "-")


def sample_world():
    """The sample's six indicators, its places and its dimensions, as SHKEJ would set them up."""
    project = ProjectFactory(unicef_reference=REFERENCE)
    period = ReportingPeriod.objects.create(
        project=project, number=1, starts_on=date(2021, 10, 1), ends_on=date(2021, 12, 31)
    )
    places = {
        "Tirana": MunicipalityFactory(name="Tiranë"),
        "Kamëz": MunicipalityFactory(name="Kamëz"),
    }
    dimensions = {name: _dimension(project, name) for name in VALUES}
    outputs = {
        row["title"]: OutputFactory(project=project, code=str(n), title_en=row["title"], position=n)
        for n, row in enumerate(LAYOUT["pd_outputs"], 1)
    }
    indicators = {}
    for row in LAYOUT["rows"]:
        title = row["indicator_title_full"]
        if title not in indicators:
            of_ratio = {"unit": "percentage", "rule": "manual"} if row["type"] == "ratio" else {}
            indicators[title] = IndicatorFactory(
                output=outputs[row["pd_output"]],
                code=f"{len(indicators) + 1}.1",
                title_en=title,
                position=len(indicators) + 1,
                **of_ratio,
            )
            for position, dimension in enumerate(row["dimensions"], 1):
                IndicatorDimension.objects.create(
                    indicator=indicators[title],
                    dimension=dimensions[dimension["name"]],
                    position=position,
                )
        indicators[title].locations.add(places[row["location_name"]])
    return PrpWorld(project, period, indicators, dimensions, places)


def _dimension(project, name):
    made = Dimension.objects.create(
        project=project,
        code=name.lower(),
        name_en=name,
        name_sq=ALBANIAN[name],
        rule=name.lower(),
    )
    for position, (label, (albanian, what)) in enumerate(VALUES[name].items(), 1):
        ages = {"age_from": what[0], "age_to": what[1]} if isinstance(what, tuple) else {}
        DimensionValue.objects.create(
            dimension=made,
            code=code_of(label),
            name_en=label,
            name_sq=albanian,
            position=position,
            codes=[] if ages else what,
            **ages,
        )
    return made


def changed(change, content=SHORT):
    """The template after `change(workbook)`, as a spreadsheet program would save it."""
    workbook = load_workbook(BytesIO(content))
    change(workbook)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def sheets_of(content):
    """The workbook, read."""
    return load_workbook(BytesIO(content))

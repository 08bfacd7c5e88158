"""UNICEF's template for a report of today: the portal's sample, with two of its words changed."""

import zipfile
from io import BytesIO
from pathlib import Path

from demonstration.ended import REFERENCE
from reports.prp.names import right_name

SAMPLE = Path(__file__).parent.parent / "unicef" / "QPR1_PD202104.xlsx"
PERIOD = "01-Oct-2021 - 31-Dec-2021"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def template_of(report):
    """(name, bytes) of what the portal would give for `report`."""
    project, period = report.project, report.period
    words = {
        REFERENCE: project.unicef_reference,
        PERIOD: f"{_day(period.starts_on)} - {_day(period.ends_on)}",
    }
    file = BytesIO()
    with zipfile.ZipFile(SAMPLE) as sample, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as own:
        for part in sample.infolist():
            content = sample.read(part)
            for old, new in words.items():
                content = content.replace(old.encode(), new.encode())
            own.writestr(part.filename, content)
    return right_name(period.number, project.unicef_reference), file.getvalue()


def _day(day):
    return f"{day.day:02}-{MONTHS[day.month - 1]}-{day.year}"

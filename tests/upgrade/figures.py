"""The figures of a database that an upgrade must leave as they are."""

import hashlib
import io
import json

from django.apps import apps
from django.core.management import call_command

from partners.models import Project
from reports.models import Report, Snapshot
from reports.unicef.freezing.figures import ReportFigures

PERIODS = [
    ("2021-01-01", "2021-12-31"),
    ("2021-10-01", "2021-10-31"),
    ("2021-10-01", "2021-12-31"),
    ("2022-01-01", "2022-03-31"),
    ("0001-01-01", "9999-12-31"),
]


def figures():
    """Return what is counted and what was frozen, in plain values."""
    codes = [None, *Project.objects.order_by("code").values_list("code", flat=True)]
    return {
        "attendance": [_attendance(code, start, end) for code in codes for start, end in PERIODS],
        "indicators": {
            str(report.pk): _plain(ReportFigures(report).outputs)
            for report in Report.objects.order_by("pk")
        },
        "frozen": {
            str(frozen.report_id): [frozen.sha256, _hash(frozen.figures)]
            for frozen in Snapshot.objects.order_by("pk")
        },
        "histories": {
            model._meta.db_table: model._base_manager.count()
            for model in apps.get_models()
            if hasattr(model, "history_type")
        },
    }


def _attendance(project, start, end):
    arguments = ["--start", start, "--end", end] + (["--project", project] if project else [])
    output = io.StringIO()
    call_command("attendance_report", *arguments, stdout=output)
    return json.loads(output.getvalue())


def _plain(figures):
    return json.loads(json.dumps(figures, sort_keys=True))


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()

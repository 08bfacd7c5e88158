"""A year's report to UNICEF over 100,000 attendances: `python -m benchmarks.unicef`.

Needs a database made by `benchmarks.data --scale 0.12`, of which all events are given to one
project with an indicator of each rule that counts by itself, over three dimensions and two
places. Measured: the page of each indicator through the whole stack (promised: 500 ms), and a
report's checks and its freezing (promised: 10 s together); beside them one plain count of the
same attendances, to compare machines.
"""

import os
import statistics
import time
from datetime import date

import django

from benchmarks.country.plan import Plan
from benchmarks.figures import Figure, show

CODE = "YEAR"
RUNS = 5
PAGE_PROMISED, FREEZE_PROMISED = 0.5, 10  # seconds
PLAN = Plan(date.today())


def set_up():
    """The project, its indicators and periods: the whole of the data as one year's work."""
    from events.models import Centre, Event
    from partners.models import Municipality, Project
    from reports.models import (
        Dimension,
        DimensionValue,
        Indicator,
        IndicatorDimension,
        Output,
        ReportingPeriod,
    )
    from reports.models.rules import RULES

    project, is_new = Project.objects.get_or_create(code=CODE, defaults={"title_sq": "Viti"})
    if not is_new:
        return project
    links = Event.projects.through
    links.objects.bulk_create(
        links(event_id=pk, project=project) for pk in Event.objects.values_list("pk", flat=True)
    )
    places = list(Municipality.objects.all()[:2])
    for number, centre in enumerate(Centre.objects.all()):
        centre.municipality = places[number % 2]
        centre.save()
    output = Output.objects.create(project=project, code="1", title_sq="Rezultati")
    values = {
        "age": [("0-9", [], 0, 9), ("10-17", [], 10, 17), ("18+", [], 18, None)],
        "sex": [(code, [code], None, None) for code in ("female", "male", "unknown")],
        "disability": [(code, [code], None, None) for code in ("yes", "no", "unknown")],
    }
    dimensions = []
    for rule, rows in values.items():
        dimension = Dimension.objects.create(project=project, code=rule, name_sq=rule, rule=rule)
        for position, (code, codes, first, last) in enumerate(rows, 1):
            DimensionValue.objects.create(
                dimension=dimension,
                code=code,
                name_sq=code,
                position=position,
                codes=codes,
                age_from=first,
                age_to=last,
            )
        dimensions.append(dimension)
    rules = [rule for rule in RULES.values() if rule.counts_itself]
    for number, rule in enumerate(rules, 1):
        indicator = Indicator.objects.create(
            output=output,
            code=f"1.{number}",
            title_sq=rule.code,
            rule=rule.code,
            target_v=10_000,
            sessions=5 if "sessions" in rule.fields else None,
        )
        indicator.locations.set(places)
        for position, dimension in enumerate(() if rule.of_events else dimensions, 1):
            IndicatorDimension.objects.create(
                indicator=indicator, dimension=dimension, position=position
            )
    ReportingPeriod.objects.create(
        project=project, number=1, starts_on=PLAN.first_day, ends_on=PLAN.today
    )
    return project


def timed(act):
    """The median time of `act`, in seconds."""
    times = []
    for _run in range(RUNS):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def measure(project):
    """The figures of each indicator's page, and of freezing."""
    from django.test import Client
    from django.urls import reverse

    from accounts.models import Grant, User
    from events.models import Registration
    from reports.models import Indicator, Report
    from reports.unicef.checks import run_checks
    from reports.unicef.freezing.figures import ReportFigures
    from reports.unicef.freezing.services import snapshot_of

    attendances = Registration.objects.counted().filter(event__projects=project)
    counting = timed(attendances.count)
    against = f"a plain count of the {attendances.count():,} attendances"
    user, is_new = User.objects.get_or_create(
        email="benchmark@shkej.example", defaults={"name": "Benchmark"}
    )
    if is_new:
        Grant.objects.create(user=user, role="coordinator", exports=True, sees_sensitive=True)
    client = Client()
    client.force_login(user)
    for indicator in Indicator.objects.filter(output__project=project):
        url = reverse("reports:indicator_detail", args=[indicator.pk])
        if client.get(url).status_code != 200:
            raise SystemExit("The page is not shown to a coordinator who may see all of it.")
        taken = timed(lambda url=url: client.get(url))
        what = f"page of an indicator, {indicator.rule}"
        yield Figure(what, against, taken, counting, None, PAGE_PROMISED)
    period = project.reporting_periods.get()
    report, _is_new = Report.objects.get_or_create(period=period, defaults={"drafted_by": user})
    begun = time.perf_counter()
    counted = ReportFigures(report)
    checks = run_checks(counted)
    between = time.perf_counter()
    snapshot = snapshot_of(counted, checks)
    done = time.perf_counter()
    size = f"{len(snapshot['evidence']):,} bytes of evidence"
    yield Figure("all checks", against, between - begun, counting)
    yield Figure("the snapshot", against, done - between, counting, note=size)
    yield Figure("both: what freezing does", against, done - begun, counting, None, FREEZE_PROMISED)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    django.setup()
    show(measure(set_up()))

"""The smallest valid objects of what is reported to UNICEF."""

import hashlib
import json
import zlib
from datetime import date

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from reports.models import (
    Dimension,
    DimensionValue,
    Indicator,
    IndicatorDimension,
    ManualSource,
    Output,
    OutputAssessment,
    Report,
    ReportingPeriod,
    Snapshot,
)
from reports.unicef.checks import run_checks
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.services import accept_warning, check_report, freeze_report
from tests.accounts.factories import UserFactory
from tests.partners.factories import ProjectFactory


class OutputFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Output

    project = factory.SubFactory(ProjectFactory)
    code = factory.Sequence(lambda n: f"{n + 1}")
    title_sq = factory.Sequence(lambda n: f"Rezultati {n}")
    title_en = factory.Sequence(lambda n: f"Output {n}")


class IndicatorFactory(factory.django.DjangoModelFactory):
    """New people, everywhere, without dimensions."""

    class Meta:
        model = Indicator
        skip_postgeneration_save = True

    output = factory.SubFactory(OutputFactory)
    code = factory.Sequence(lambda n: f"{n + 1}.1")
    title_sq = factory.Sequence(lambda n: f"# i personave {n}")
    title_en = factory.Sequence(lambda n: f"# of people {n}")
    target_v = 100

    @factory.post_generation
    def dimensions(self, create, extracted, **kwargs):
        """`IndicatorFactory(dimensions=[sex, age])`, in that order."""
        for position, dimension in enumerate(extracted or (), 1):
            IndicatorDimension.objects.create(
                indicator=self, dimension=dimension, position=position
            )

    @factory.post_generation
    def locations(self, create, extracted, **kwargs):
        """`IndicatorFactory(locations=[municipality])`."""
        self.locations.set(extracted or ())


class ReportingPeriodFactory(factory.django.DjangoModelFactory):
    """The fourth quarter of 2021."""

    class Meta:
        model = ReportingPeriod

    project = factory.SubFactory(ProjectFactory)
    number = 1
    starts_on = date(2021, 10, 1)
    ends_on = date(2021, 12, 31)
    due_on = date(2022, 1, 30)


def dimension(project, rule, **values):
    """A dimension with values: `dimension(p, "sex", female=["female"])`, `old=(18, None)`."""
    made = Dimension.objects.create(project=project, code=rule, name_en=rule, rule=rule)
    for position, (code, what) in enumerate(values.items(), 1):
        ages = {"age_from": what[0], "age_to": what[1]} if isinstance(what, tuple) else {}
        DimensionValue.objects.create(
            dimension=made,
            code=code,
            name_en=code,
            position=position,
            codes=[] if ages else what,
            **ages,
        )
    return made


def sex_of(project):
    """The dimension of sex, female and male."""
    return dimension(project, "sex", female=["female"], male=["male"])


def ages_of(project):
    """Three bands of children, without a value for who is older or unknown."""
    return dimension(project, "age", **{"0-9": (0, 9), "10-14": (10, 14), "15-17": (15, 17)})


class ReportFactory(factory.django.DjangoModelFactory):
    """A draft on the fourth quarter of 2021."""

    class Meta:
        model = Report

    period = factory.SubFactory(ReportingPeriodFactory)
    drafted_by = factory.SubFactory(UserFactory)


class ManualSourceFactory(factory.django.DjangoModelFactory):
    """Where typed figures come from, with a small file."""

    class Meta:
        model = ManualSource

    report = factory.SubFactory(ReportFactory)
    indicator = factory.SubFactory(IndicatorFactory, rule="manual")
    note = "Lista e trajnerit"
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.4\n%%EOF", "source.pdf"))
    original_name = "source.pdf"
    typed_by = factory.SubFactory(UserFactory)


def fill_in(report):
    """Give a draft all the words that the checks ask for."""
    for name in ("challenges", "way_forward", "partner_contribution"):
        for code in ("sq", "en"):
            setattr(report, f"{name}_{code}", f"{name} {code}")
    report.financial_contribution, report.currency = 0, "ALL"
    report.save()
    for output in report.project.outputs.all():
        OutputAssessment.objects.update_or_create(
            report=report, output=output, defaults={"rating": OutputAssessment.Rating.MET}
        )
    return report


def settle(report, *, checked_by=None):
    """Accept every warning and mark the report as checked."""
    checked_by = checked_by or UserFactory()
    for check in run_checks(ReportFigures(fill_in(report))):
        if check.findings and check.level == "warn":
            accept_warning(report=report, code=check.code, why="Po", accepted_by=checked_by)
    return check_report(report=Report.objects.get(pk=report.pk), checked_by=checked_by)


def freeze(report, *, frozen_by=None):
    """A frozen report: checked by one user, frozen by another."""
    settle(report)
    return freeze_report(report=report, frozen_by=frozen_by or UserFactory())


def frozen_report(period, figures, **more):
    """A frozen report with exactly these figures, whatever the database has."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    report = Report.objects.create(
        period=period, drafted_by=UserFactory(), checked_by=UserFactory(), **more
    )
    Snapshot.objects.create(
        report=report,
        figures=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        evidence=zlib.compress(b"{}"),
        high_water={},
        app_version="test",
    )
    report.status, report.frozen_at, report.frozen_by = "frozen", timezone.now(), UserFactory()
    report.save()
    return report

"""What the tests of checks and of freezing share: one report, its indicator and its event."""

import pytest

from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, counted_meeting
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportFactory,
    ReportingPeriodFactory,
    sex_of,
)


@pytest.fixture
def project():
    return ProjectFactory(code="P-1", title_sq="Projekti", title_en="The project")


@pytest.fixture
def event(project):
    return counted_meeting(project)


@pytest.fixture
def indicator(project):
    return IndicatorFactory(
        output=OutputFactory(project=project), target_v=10, dimensions=[sex_of(project)]
    )


@pytest.fixture
def report(project, indicator, event):
    came(event, ParticipantFactory(sex="female"))
    return ReportFactory(period=ReportingPeriodFactory(project=project))

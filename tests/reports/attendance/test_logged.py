"""A report in the log is told in words: its days and its figure, never the address."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.models import AccessLog
from accounts.services import log_access
from accounts.templatetags.accounts import DETAILS, detail_words
from participants.consents.received import about
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportingPeriodFactory,
    sex_of,
)

pytestmark = pytest.mark.django_db


def of_report(line):
    return [str(value) for name, value in detail_words(line) if name == DETAILS["report"]]


def test_a_report_is_its_days_and_its_figure_in_the_readers_language(centre):
    address = "project=A-1&centre={}&period=custom&start=2026-10-01&end=2026-12-31"
    more = "&figure=newly_reached&sex=female&age_band=5-9"
    line = log_access(
        "view_participants", ProjectFactory(), report=address.format(centre.code) + more
    )

    with override("en"):
        [english] = of_report(line)
    with override("sq"):
        [albanian] = of_report(line)

    assert english == (
        f"1 October 2026 – 31 December 2026 · {centre.name_en} · newly reached · Female · 5–9 years"
    )
    assert albanian.startswith("1 tetor 2026 – 31 dhjetor 2026")


def test_of_an_indicator_it_is_the_period_and_the_cell():
    project = ProjectFactory()
    ReportingPeriodFactory(project=project, number=1)
    output = OutputFactory(project=project)
    indicator = IndicatorFactory(output=output, target_v=10, dimensions=[sex_of(project)])
    line = log_access("view_participants", indicator, report="period=1&cell=female")

    with override("en"):
        [told] = of_report(line)

    assert re.fullmatch(r"\d+ \w+ \d{4} – \d+ \w+ \d{4} · Female", told, re.IGNORECASE)


def test_who_looked_at_a_person_shows_no_address(client, coordinator, centre):
    person = ParticipantFactory(centre=centre)
    log_access(
        "view_participants",
        centre,
        people=[person.pk],
        report="centre=x&period=custom&start=2026-10-01&end=2026-12-31&figure=reached",
    )
    client.force_login(coordinator)

    page = client.get(reverse("participants:participant_readers", args=[person.pk]))

    assert AccessLog.objects.filter(about(person.pk)).exists()
    assert "1 October 2026 – 31 December 2026 · people reached" in page.content.decode()
    assert "start=" not in page.content.decode()

"""A coordinator's quarter: from draft to frozen files, an indicator, the post of a meeting."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reports.models import Report, Story
from tests.browser.register.test_paper import look, send
from tests.browser.words import Words
from tests.conftest import user_with
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportingPeriodFactory,
    sex_of,
)


@pytest.fixture
def words(language):
    return Words(language)


@pytest.fixture
def coordinator(centre):
    return user_with("coordinator", centre=centre)


@pytest.fixture
def event():
    """A meeting of the project's only quarter, five women and six men, its register closed."""
    project = ProjectFactory(code="KUAR-1", title_sq="Projekti ynë", title_en="Our project")
    event = held(
        "2021-10-06",
        projects=[project],
        title_sq="Takimi ynë",
        title_en="Our meeting",
        register_closed_at=timezone.now() - timedelta(days=9),
    )
    for number in range(11):
        came(event, ParticipantFactory(sex="female" if number < 5 else "male"))
    return event


@pytest.fixture
def period(event):
    project = event.projects.get()
    output = OutputFactory(project=project)
    IndicatorFactory(output=output, target_v=100, dimensions=[sex_of(project)])
    return ReportingPeriodFactory(project=project)


def test_a_report_goes_from_its_first_word_to_frozen_files(
    open_page, coordinator, period, width, language, words
):
    page = open_page(width, coordinator, language)
    page.goto(reverse("reports:unicef_project", args=[period.project_id]))
    look(page, language, "unicef-project")
    send(page.get_by_role("button", name=words("Begin the report")))
    look(page, language, "unicef-report")

    page.locator("select[name$=rating]").select_option("met")
    for name in ("challenges", "way_forward", "partner_contribution"):
        for code in ("sq", "en"):
            field = page.locator(f"[name={name}_{code}]")
            if not field.is_visible():
                field.locator("xpath=ancestor::fieldset").get_by_role(
                    "tab", name="Shqip" if code == "sq" else "English"
                ).click()
            field.fill(f"{name} {code}")
    page.locator("[name=financial_contribution]").fill("0")
    page.locator("[name=currency]").fill("ALL")
    send(page.get_by_role("button", name=words("Save report")))

    send(page.get_by_role("link", name=words("Go through the checks")))
    look(page, language, "unicef-checks")
    send(page.get_by_role("button", name=words("I went through the checks")))
    page.locator("#alone").fill("x")
    look(page, language, "unicef-checked")
    send(page.get_by_role("button", name=words("Freeze the report")))

    expect(page.locator(".hash")).to_be_visible()
    look(page, language, "unicef-frozen")
    with page.expect_download() as download:
        page.locator("a[href*='/download/xlsx/']").click()
    assert download.value.suggested_filename == "UNICEF-KUAR-1-QPR1-v1.xlsx"
    report = Report.objects.get()
    assert report.status == "frozen"
    assert report.snapshot.data["outputs"][0]["indicators"][0]["reported"] == {"v": 11, "d": 1}


def test_a_figure_leads_to_its_people(open_page, coordinator, period, width, language):
    indicator = period.project.outputs.get().indicators.get()
    page = open_page(width, coordinator, language)
    page.goto(reverse("reports:indicator_detail", args=[indicator.pk]))
    look(page, language, "unicef-indicator")

    send(page.locator(".is-for-prp a.figure-value"))

    expect(page.locator("tbody tr")).to_have_count(11)
    look(page, language, "unicef-people")


def test_a_post_is_drafted_and_finished(open_page, coordinator, event, width, language, words):
    page = open_page(width, coordinator, language)
    page.goto(reverse("events:event_detail", args=[event.pk]))
    send(page.get_by_role("link", name=words("Post about the event")))
    look(page, language, "story")

    send(page.get_by_role("button", name=words("Save, and it is ready")))

    expect(page.locator(".chip-accepted")).to_be_visible()
    assert Story.objects.get().ready_figures["people"] == 11

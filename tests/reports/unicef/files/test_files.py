"""The files of a frozen report: none of them tells who took part."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from background.models import StartedTask
from reports.models import Report
from reports.unicef.files import KINDS, views, write_file
from reports.unicef.files.annex_c import narrative_documents
from reports.unicef.files.bundle import bundle_of
from reports.unicef.files.picture import render_picture
from tests.background import sample
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportFactory,
    ReportingPeriodFactory,
    freeze,
    sex_of,
)

pytestmark = [MORE_ON_POSTGRESQL, pytest.mark.slow]

NAME = "Kanarina"


@pytest.fixture
def bundle(db):
    project = ProjectFactory(title_en="The project")
    event = held(
        "2021-10-06", projects=[project], register_closed_at=timezone.now() - timedelta(days=9)
    )
    came(event, ParticipantFactory(sex="female", first_name=NAME, last_name=NAME, phone=""))
    IndicatorFactory(output=OutputFactory(project=project), dimensions=[sex_of(project)])
    return bundle_of(freeze(ReportFactory(period=ReportingPeriodFactory(project=project))))


def parts_of(content):
    """The bytes of a file, or of each part where it is an archive."""
    if not content.startswith(b"PK"):
        return [content]
    archive = zipfile.ZipFile(io.BytesIO(content))
    return [archive.read(name) for name in archive.namelist()]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("pdf", "picture")])
def test_no_file_names_a_participant(bundle, kind):
    _name, content, _type = write_file(bundle, kind, "both")

    assert all(NAME.encode() not in part for part in parts_of(content))


def test_no_page_for_paper_names_a_participant(bundle):
    pages = [str(document) for document in narrative_documents(bundle, "both")]
    pages += [render_picture(bundle, language) for language in ("sq", "en")]

    assert all(NAME not in page for page in pages)


def test_small_numbers_of_the_only_participant_are_marked(bundle):
    assert bundle.has_small_cells


def test_large_files_of_a_draft_and_of_a_frozen_report_are_made_by_the_worker(
    client, coordinator, bundle, monkeypatch
):
    monkeypatch.setattr(views, "COUNTED_AT_ONCE", 0)
    monkeypatch.setattr(views, "WRITTEN_AT_ONCE", {"docx": 0})
    frozen = Report.objects.get()
    project = frozen.period.project
    draft = ReportFactory(period=ReportingPeriodFactory(project=project, number=2))
    client.force_login(coordinator)
    for report, kind in ((draft, "xlsx"), (frozen, "docx")):
        address = reverse("reports:report_download", args=[report.pk, kind])
        page = client.get(address)
        assert page.url.startswith("/tasks/")
        sample.work()

        file = client.get(StartedTask.objects.order_by("-pk")[0].url)

        assert file["Content-Disposition"].startswith("attachment")
        assert file.content.startswith(b"PK")
    assert AccessLog.objects.filter(action="export").count() == 2

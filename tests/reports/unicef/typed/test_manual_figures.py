"""Figures that are typed in: every cell a number, a source file, and nothing once frozen."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.models import AccessLog
from partners.models import Municipality
from reports.counting.amounts import Amount, IndicatorFigures
from reports.models import Indicator, ManualFigure, ManualSource, Report
from reports.unicef.freezing.services import begin_report, move_on
from reports.unicef.typed.services import cells_of, save_typed_figures
from shkej.lib.uploads.pdfs import made_anew
from tests.accounts.factories import GrantFactory, UserFactory
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory
from tests.pictures import PDF
from tests.reports.factories_unicef import (
    IndicatorFactory,
    ManualSourceFactory,
    ReportFactory,
    ReportingPeriodFactory,
    freeze,
    sex_of,
)
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return ReportFactory()


@pytest.fixture
def indicator(report):
    """The share of those who know more, in two places, by sex."""
    project = report.project
    made = IndicatorFactory(
        output__project=project,
        rule="manual",
        unit="percentage",
        baseline_d=100,
        target_v=70,
        target_d=100,
        dimensions=[sex_of(project)],
        locations=Municipality.objects.filter(name__in=["Tiranë", "Kamëz"]),
    )
    return Indicator.objects.for_counting().get(pk=made.pk)


@pytest.fixture
def coordinator(client):
    user = user_with("coordinator", centre=None)
    client.force_login(user)
    return user


def upload(content=PDF, name="tests.pdf"):
    return SimpleUploadedFile(name, content)


def address(report, indicator):
    return reverse("reports:manual_figures", args=[report.pk, indicator.pk])


def answers(indicator, v=3, d=4, **more):
    numbers = range(len(cells_of(indicator)))
    return (
        {f"v_{n}": v for n in numbers} | {f"d_{n}": d for n in numbers} | {"note": "Tests"} | more
    )


def figures(indicator, v=3, d=4):
    return {cell.key: (v, d) for cell in cells_of(indicator)}


def type_in(report, indicator, **changed):
    """Type the figures in by the service, with a source file."""
    asked = {"figures": figures(indicator), "note": "x", "upload": upload()} | changed
    asked.setdefault("typed_by", UserFactory())
    return save_typed_figures(report=report, indicator=indicator, **asked)


def stored_files():
    return (
        set(default_storage.listdir("sources")[1]) if default_storage.exists("sources") else set()
    )


def test_who_types_second_sees_the_figures_of_the_first_and_changes_none(
    client, coordinator, report, indicator
):
    client.post(address(report, indicator), answers(indicator, upload=upload()))
    seen_at = client.get(address(report, indicator)).context["form"].initial["seen_at"]
    colleague = user_with("coordinator", centre=None)
    client.force_login(colleague)
    client.post(address(report, indicator), answers(indicator, v=4, seen_at=seen_at))
    client.force_login(coordinator)

    refused = client.post(address(report, indicator), answers(indicator, v=2, seen_at=seen_at))

    form = refused.context["form"]
    assert refused.status_code == 409
    assert {(theirs, mine) for _label, theirs, mine in form.stored} == {("4", "2")}
    assert form.stored.changed_by == colleague
    assert set(ManualFigure.objects.values_list("v", flat=True)) == {4}
    again = answers(indicator, v=2, seen_at=form["seen_at"].value())
    assert client.post(address(report, indicator), again).status_code == 302
    assert set(ManualFigure.objects.values_list("v", flat=True)) == {2}


def test_every_place_and_cell_has_a_field_and_what_was_typed_is_counted(
    client, coordinator, report, indicator
):
    page = client.get(address(report, indicator))
    assert {f"v_{n}" for n in range(4)} <= set(page.context["form"].fields)

    answer = client.post(address(report, indicator), answers(indicator, upload=upload()))

    assert answer.status_code == 302
    source = ManualSource.objects.get()
    assert (source.typed_by, source.original_name) == (coordinator, "tests.pdf")
    assert set(ManualFigure.objects.values_list("location__name", "cell", "v", "d")) == {
        (place, cell, 3, 4) for place in ("Tiranë", "Kamëz") for cell in ("female", "male")
    }
    counted = IndicatorFigures(indicator, [report.period])
    assert counted.reported(report.period) == Amount(12, 16)
    assert counted.unplaced(report.period) == {}


@pytest.mark.parametrize("left_out", ["v_0", "d_3", "note", "upload"])
def test_nothing_is_kept_where_something_is_missing_and_what_was_typed_stays(
    client, coordinator, report, indicator, left_out
):
    said = answers(indicator, upload=upload())
    said[left_out] = ""

    answer = client.post(address(report, indicator), said)

    assert answer.status_code == 200
    assert left_out in answer.context["form"].errors
    if left_out != "v_1":
        assert 'name="v_1" id="id_v_1" value="3"' in squeezed(answer.content.decode())
    assert not ManualSource.objects.exists()


@pytest.mark.parametrize(
    ("v", "d", "field"), [(5, 4, "v_0"), (1, 0, "d_0"), ("-1", 4, "v_0"), ("2.5", 4, "v_0")]
)
def test_figures_that_cannot_be_are_refused(client, coordinator, report, indicator, v, d, field):
    said = answers(indicator, upload=upload(), v_0=v, d_0=d)

    answer = client.post(address(report, indicator), said)

    assert field in answer.context["form"].errors
    assert not ManualFigure.objects.exists()


def test_nobody_asked_is_zero_of_zero(client, coordinator, report, indicator):
    client.post(address(report, indicator), answers(indicator, 0, 0, upload=upload()))

    assert ManualFigure.objects.filter(v=0, d=0).count() == 4


def test_later_figures_need_no_new_file_and_replace_the_former(
    client, coordinator, report, indicator
):
    client.post(address(report, indicator), answers(indicator, upload=upload()))
    file = ManualSource.objects.get().file.name

    client.post(address(report, indicator), answers(indicator, v=1, v_0=2))

    assert sorted(ManualFigure.objects.values_list("v", flat=True)) == [1, 1, 1, 2]
    assert ManualSource.objects.get().file.name == file


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"a;b\n1;2", b"%PDF-1.4\n/JavaScript\n%%EOF", b"\x89PNG\r\n\x1a\nno"]
)
def test_a_file_is_judged_by_what_it_holds(client, coordinator, report, indicator, content):
    before = stored_files()

    answer = client.post(
        address(report, indicator), answers(indicator, upload=upload(content, "tests.pdf"))
    )

    assert "upload" in answer.context["form"].errors
    assert not ManualSource.objects.exists()
    assert stored_files() == before


def test_a_photo_is_made_anew(report, indicator):
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "JPEG", comment=b"secret place")

    source = type_in(report, indicator, upload=upload(picture.getvalue(), "photo.jpeg"))

    assert source.original_name == "photo.jpg"
    assert b"secret" not in source.file.read()


def test_a_refusal_leaves_no_file_behind(report, indicator):
    before = stored_files()

    with pytest.raises(ValidationError):
        type_in(report, indicator, figures={})

    assert stored_files() == before
    assert not ManualSource.objects.exists()


def test_users_cannot_fill_the_disk(report, indicator, settings):
    settings.UPLOADS_PER_DAY = 1
    somebody = UserFactory()
    type_in(report, indicator, typed_by=somebody)

    with pytest.raises(ValidationError) as refusal:
        type_in(report, indicator, typed_by=somebody)

    assert "upload" in refusal.value.error_dict


def test_a_counted_indicator_is_not_typed(client, coordinator, report):
    counted = IndicatorFactory(output__project=report.project)

    assert client.get(address(report, counted)).status_code == 404
    with pytest.raises(ValidationError):
        type_in(report, counted)


def test_an_indicator_of_another_project_is_not_typed(client, coordinator, report):
    other = IndicatorFactory(rule="manual")

    assert client.get(address(report, other)).status_code == 404


def test_a_change_of_a_checked_report_makes_it_a_draft_again(report, indicator):
    report.status, report.checked_by = Report.Status.CHECKED, UserFactory()
    report.save()

    type_in(report, indicator)

    report.refresh_from_db()
    assert (report.status, report.checked_by) == (Report.Status.DRAFT, None)


@pytest.fixture
def frozen(report, indicator):
    """A frozen report with typed figures."""
    type_in(report, indicator, note="As told")
    return freeze(report)


def test_nothing_is_typed_into_a_frozen_report(client, coordinator, frozen, indicator):
    answer = client.post(address(frozen, indicator), answers(indicator, v=1, note="Other"))

    assert answer.status_code == 302
    assert ManualSource.objects.get().note == "As told"
    assert set(ManualFigure.objects.values_list("v", flat=True)) == {3}
    with pytest.raises(ValidationError):
        type_in(frozen, indicator, typed_by=coordinator, upload=None)


def test_a_new_file_in_the_next_version_leaves_that_of_the_frozen_one(
    frozen, indicator, django_capture_on_commit_callbacks
):
    move_on(report=frozen, status=Report.Status.SENT_BACK, feedback="Other file, please")
    following = begin_report(period=frozen.period, drafted_by=UserFactory())
    with django_capture_on_commit_callbacks(execute=True):
        type_in(following, indicator)

    former = ManualSource.objects.get(report=frozen)
    assert former.file.read() == made_anew(PDF)
    assert ManualSource.objects.get(report=following).file.name != former.file.name


def test_a_replaced_file_goes(report, indicator, django_capture_on_commit_callbacks):
    somebody = UserFactory()
    first = type_in(report, indicator, typed_by=somebody).file.name
    with django_capture_on_commit_callbacks(execute=True):
        second = type_in(report, indicator, typed_by=somebody).file.name

    assert not default_storage.exists(first)
    assert default_storage.exists(second)


# The source file


def file_address(source):
    return reverse("reports:manual_source", args=[source.report_id, source.pk])


def test_the_file_is_sent_to_be_kept_and_leaves_a_line(client, coordinator):
    source = ManualSourceFactory()

    answer = client.get(file_address(source))

    assert answer["Content-Disposition"] == 'attachment; filename="source.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AccessLog.objects.get(action="view_file").user == coordinator


def test_the_file_of_another_report_or_of_a_project_out_of_reach_does_not_exist(client):
    source, other = ManualSourceFactory(), ReportFactory(period=ReportingPeriodFactory(number=2))
    EventFactory(centre=CentreFactory(), projects=[source.report.project])
    near = GrantFactory(role="coordinator", centre=CentreFactory()).user
    client.force_login(near)
    assert client.get(file_address(source)).status_code == 404

    client.force_login(user_with("coordinator", centre=None))
    wrong = reverse("reports:manual_source", args=[other.pk, source.pk])
    assert client.get(wrong).status_code == 404
    assert not AccessLog.objects.filter(action="view_file").exists()


def test_the_report_leads_to_its_typed_figures_and_once_frozen_to_their_source_only(
    client, coordinator, report, indicator
):
    page = reverse("reports:report_detail", args=[report.pk])
    assert address(report, indicator) in client.get(page).content.decode()
    client.post(address(report, indicator), answers(indicator, upload=upload()))
    freeze(report)

    shown = client.get(page).content.decode()

    assert address(report, indicator) not in shown
    assert file_address(ManualSource.objects.get()) in shown

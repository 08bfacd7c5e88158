"""PRP's template on the screen and on the command line."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from background.models import StartedTask
from drafts.models import KeptForm
from reports.models import PrpMapping
from reports.prp import filling, views
from reports.unicef.freezing.services import move_on
from shkej.lib.uploads.kept import KeptUploads
from tests.accounts.signing_in import PASSWORD
from tests.background import sample
from tests.conftest import user_with
from tests.drafts.pages import fields_of, form_of
from tests.reports.factories_unicef import ReportFactory
from tests.reports.prp.prp_importer import import_file
from tests.reports.prp.prp_world import FILE, NAME, SAMPLE, SHORT, changed, sample_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]
TEMPLATE = str(FILE)


@pytest.fixture
def prp(db):
    return sample_world()


@pytest.fixture
def report(prp):
    return prp.freeze()


@pytest.fixture
def desk(client, coordinator):
    coordinator.grants.update(sees_sensitive=True)  # it is reported by disability
    client.force_login(coordinator)
    return client


def address(report, name="prp", **more):
    return reverse(f"reports:{name}", kwargs={"report_id": report.pk, **more})


def send(client, report, content=SHORT, name=NAME):
    return client.post(address(report), {"file": SimpleUploadedFile(name, content)})


def text(response):
    return response.content.decode()


def answers(form):
    """What a browser would send of the form as it stands."""
    return {name: form[name].value() for name in form.fields}


def test_from_the_upload_over_the_meanings_to_the_file(desk, coordinator, report):
    asked = send(desk, report)
    form, token = asked.context["form"], asked.context["token"]
    assert [heading for heading, _rows in form.sections()] == [
        "Indicators",
        "Places",
        "Dimensions and their values",
    ]
    assert not PrpMapping.objects.exists()

    ready = desk.post(address(report, "prp_meanings"), {"upload": token, **answers(form)})
    assert PrpMapping.objects.filter(confirmed_by=coordinator).count() == 18
    assert NAME in text(ready)

    file = desk.post(address(report, "prp_file"), {"upload": token})
    assert file["Content-Disposition"] == f'attachment; filename="{NAME}"'
    assert file["Cache-Control"] == "no-store, private"
    assert len(import_file(file.content, NAME).figures) == 9
    (entry,) = AccessLog.objects.filter(action="export")
    assert (entry.user, entry.object_id, entry.detail["format"]) == (
        coordinator,
        str(report.pk),
        "prp",
    )


def test_no_file_is_filled_for_a_locked_screen(desk, coordinator, prp, report):
    coordinator.set_password(PASSWORD)
    coordinator.save()
    desk.force_login(coordinator)
    prp.confirm()
    token = send(desk, report).context["token"]
    desk.post(reverse("accounts:lock"), headers={"HX-Request": "true"})

    locked = desk.post(address(report, "prp_file"), {"upload": token})

    assert locked.url.startswith(reverse("accounts:locked"))
    assert "told=ask-again" in locked.url
    assert not AccessLog.objects.filter(action="export").exists()
    desk.post(reverse("accounts:unlock"), {"password": PASSWORD})
    assert desk.post(address(report, "prp_file"), {"upload": token})["Content-Disposition"]
    assert AccessLog.objects.filter(action="export").count() == 1


@pytest.fixture
def made(desk, prp, report, monkeypatch):
    """The address of a file that the worker made, as it does of the portal's own."""
    monkeypatch.setattr(views, "AT_ONCE", 1)
    prp.confirm()
    token = send(desk, report).context["token"]
    waiting = desk.post(address(report, "prp_file"), {"upload": token})
    sample.work()
    started = StartedTask.objects.get()
    assert started.url.replace("&", "&amp;") in text(desk.get(waiting.url))
    return started.url


def test_a_large_file_is_made_by_the_worker_and_logged_when_it_is_taken(
    desk, report, made, monkeypatch
):
    assert not AccessLog.objects.filter(action="export").exists()

    by_worker = desk.get(made)

    monkeypatch.undo()
    token = send(desk, report).context["token"]
    at_once = desk.post(address(report, "prp_file"), {"upload": token})
    assert by_worker.content == at_once.content
    assert by_worker["Content-Disposition"] == f'attachment; filename="{NAME}"'
    one, other = AccessLog.objects.filter(action="export")
    assert (one.detail, one.object_id) == (other.detail, other.object_id)


def test_a_made_file_is_for_its_maker_alone_and_no_longer_than_their_rights(
    client, report, made, coordinator
):
    colleague = user_with("coordinator", sees_sensitive=True)
    client.force_login(colleague)
    assert client.get(made).url == made.partition("&task")[0]
    assert client.get(made, follow=True).redirect_chain[-1][0] == address(report)

    client.force_login(coordinator)
    coordinator.grants.update(sees_sensitive=False)
    assert client.get(made).status_code == 404  # it is reported by disability
    coordinator.grants.update(sees_sensitive=True)
    move_on(report=report, status="sent_back", feedback="Figures of 1.1?")
    assert client.get(made).url == reverse("reports:report_detail", args=[report.pk])
    assert not AccessLog.objects.filter(action="export").exists()


def test_a_task_says_that_what_words_mean_has_changed_since(desk, prp, report, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    prp.confirm()
    token = send(desk, report).context["token"]
    waiting = desk.post(address(report, "prp_file"), {"upload": token})
    PrpMapping.objects.filter(key="value:1207").delete()

    sample.work()

    page = text(desk.get(waiting.url))
    assert "has changed since" in page
    back = desk.get(StartedTask.objects.get().url, follow=True)
    assert back.redirect_chain[-1][0] == address(report)


def test_the_largest_template_is_read_once_in_a_request(desk, prp, report, monkeypatch):
    prp.confirm()
    read, times = filling.read_template, []
    monkeypatch.setattr(filling, "read_template", lambda content: times.append(1) or read(content))

    ready = send(desk, report, SAMPLE)
    assert (ready.context["filled"].rows, len(times)) == (9, 1)
    desk.post(address(report, "prp_file"), {"upload": ready.context["token"]})

    assert len(times) == 1
    assert StartedTask.objects.exists()


def test_what_is_confirmed_is_not_asked_again(desk, prp, report):
    prp.confirm()

    ready = send(desk, report, name="QPR1_PD202104 (1).xlsx")

    assert ready.context["filled"].rows == 9
    assert ready.context["filled"].name == NAME


def test_only_what_is_new_is_asked_and_it_stands_there_proposed(desk, prp, report):
    prp.confirm()
    PrpMapping.objects.filter(key="value:1207").delete()

    form = send(desk, report).context["form"]

    [thing] = form.things.values()
    assert thing.label == "Female"
    female = prp.dimensions["Sex"].values.get(code="female")
    assert list(answers(form).values()) == [f"value:{female.pk}"]


def test_an_answer_that_is_missing_or_none_keeps_the_file_and_the_other_answers(desk, report):
    asked = send(desk, report)
    said = answers(asked.context["form"])
    first, second, *others = said
    said |= {first: "", second: "indicator:999999"}

    again = desk.post(address(report, "prp_meanings"), {"upload": asked.context["token"], **said})

    form = again.context["form"]
    assert set(form.errors) == {first, second}
    assert form[others[0]].value() == said[others[0]]
    assert again.context["token"] == asked.context["token"]
    assert not PrpMapping.objects.exists()


def test_who_confirms_second_sees_both_meanings_and_decides(desk, coordinator, prp, report):
    asked = send(desk, report)
    said = answers(asked.context["form"]) | {"upload": asked.context["token"]}
    prp.confirm()
    colleague = user_with("coordinator", sees_sensitive=True)
    PrpMapping.objects.update(confirmed_by=colleague)
    [name] = [
        name for name, thing in asked.context["form"].things.items() if thing.label == "Female"
    ]
    female = prp.dimensions["Sex"].values.get(code="female")
    nobody = f"dimension:{prp.dimensions['Sex'].pk}"

    refused = desk.post(address(report, "prp_meanings"), said | {name: nobody})

    assert refused.status_code == 409
    assert refused.context["form"].stored == [
        ("Female", f"Sex: {female.name}", "Sex: nobody, always 0")
    ]
    assert colleague.name in text(refused)
    assert PrpMapping.objects.get(key="value:1207").value == female
    again = refused.context["form"]
    decided = {field: again[field].value() for field in again.fields} | {"upload": said["upload"]}
    desk.post(address(report, "prp_meanings"), decided)
    stands = PrpMapping.objects.get(key="value:1207")
    assert (stands.value, stands.confirmed_by) == (None, coordinator)


def test_two_things_cannot_mean_the_same_nor_a_value_another_dimension(desk, prp, report):
    asked = send(desk, report)
    form = asked.context["form"]
    said = answers(form)
    names = {thing.label: name for name, thing in form.things.items()}
    said[names["Male"]] = said[names["Female"]]
    said[names["0-9"]] = f"dimension:{prp.dimensions['Sex'].pk}"

    again = desk.post(address(report, "prp_meanings"), {"upload": asked.context["token"], **said})

    assert sorted(again.context["form"].non_field_errors()) == [
        "“0-9” is a value of another dimension here.",
        "“Female” and “Male” cannot mean the same.",
    ]
    assert not PrpMapping.objects.exists()


def test_similar_words_are_proposed_with_a_word_of_caution(desk, prp, report):
    indicator = prp.indicators["# of awareness-raising sessions held"]
    indicator.title_en = "# of awareness raising sessions that were held"
    indicator.save()

    form = send(desk, report).context["form"]

    name = next(name for name, thing in form.things.items() if "sessions held" in thing.label)
    assert form[name].value() == f"indicator:{indicator.pk}"
    assert "please compare" in form.fields[name].help_text


def test_refusals_are_all_on_the_page(desk, report):
    def change(book):
        book["None"]["C5"] = "ALB/X/PD1"

    page = send(desk, report, changed(change), "x.xlsx")

    assert len(page.context["refusals"]) == 2
    assert "ALB/X/PD1" in text(page)
    assert "token" not in page.context


def test_a_meaning_is_forgotten_and_a_bystanders_is_not(desk, prp, report):
    prp.confirm()
    other = sample_world()
    other.confirm_beside = PrpMapping.objects.create(
        project=other.project, key="location:Kamëz", label="Kamëz", location=other.places["Kamëz"]
    )
    own = PrpMapping.objects.get(project=prp.project, key="location:Kamëz")
    assert "Forget" in text(desk.get(address(report)))

    refused = desk.post(address(report, "prp_forget", mapping_id=other.confirm_beside.pk))
    done = desk.post(address(report, "prp_forget", mapping_id=own.pk))

    assert (refused.status_code, done.status_code) == (404, 302)
    assert not PrpMapping.objects.filter(pk=own.pk).exists()
    assert PrpMapping.objects.count() == 18


def test_a_report_that_is_not_frozen_leads_back(desk, prp):
    report = ReportFactory(period=prp.period)

    for name in ("prp", "prp_meanings", "prp_file"):
        response = desk.post(address(report, name))
        assert response.url == reverse("reports:report_detail", args=[report.pk])


def test_a_version_that_was_sent_back_offers_no_template(desk, report):
    offered = address(report)
    shown = reverse("reports:report_detail", args=[report.pk])
    assert offered in text(desk.get(shown))
    move_on(report=report, status="sent_back", feedback="Figures of 1.1?")

    assert offered not in text(desk.get(shown))
    for name in ("prp", "prp_meanings", "prp_file"):
        refused = desk.post(address(report, name), follow=True)
        assert "sent back" in text(refused)


def test_the_file_is_kept_for_its_session_and_its_report(desk, client, prp, report):
    prp.confirm()
    token = send(desk, report).context["token"]
    other = sample_world().freeze()

    elsewhere = desk.post(address(other, "prp_file"), {"upload": token})
    assert elsewhere.status_code == 302
    assert desk.post(address(report, "prp_file"), {"upload": "x"}).status_code == 302
    assert desk.post(address(report, "prp_file"), {"upload": token}).status_code == 200
    colleague = user_with("coordinator", sees_sensitive=True)
    client.force_login(colleague)
    assert client.post(address(report, "prp_file"), {"upload": token}).status_code == 302


def test_a_kept_file_is_gone_after_its_time_and_cleared_by_the_next_one():
    files, session, other = KeptUploads("x", key="x", kept_for=timedelta(hours=1)), {}, {}
    token = files.keep(session, b"content", name="a")
    assert files.kept(session, token) == (b"content", {"name": "a"})

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        with pytest.raises(ValidationError):
            files.kept(session, token)
        files.keep(other, b"next")
        assert not default_storage.exists(f"x/{token}")
    files.discard(other)


def run(capsys, report, output, *options):
    named = [TEMPLATE, f"--report={report.pk}", f"--output={output}"]
    call_command("fill_prp_template", *named, *options)
    return capsys.readouterr()


def test_the_command_writes_the_filled_file(prp, report, tmp_path, capsys):
    prp.confirm()

    run(capsys, report, tmp_path / "out.xlsx")

    assert len(import_file((tmp_path / "out.xlsx").read_bytes(), NAME).figures) == 9
    assert AccessLog.objects.filter(action="export", user=None).count() == 1


def test_the_command_names_what_is_to_be_confirmed(report, tmp_path, capsys):
    with pytest.raises(CommandError) as refused:
        run(capsys, report, tmp_path / "out.xlsx")

    assert "“Tirana”" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out.xlsx").exists()


def test_the_command_accepts_equal_words_and_no_similar_ones(prp, report, tmp_path, capsys):
    run(capsys, report, tmp_path / "out.xlsx", "--accept-proposals")
    assert PrpMapping.objects.filter(confirmed_by=None).count() == 18

    PrpMapping.objects.all().delete()
    indicator = prp.indicators["# of awareness-raising sessions held"]
    indicator.title_en = "# of awareness raising sessions that were held"
    indicator.save()
    with pytest.raises(CommandError, match="sessions held”"):
        run(capsys, report, tmp_path / "again.xlsx", "--accept-proposals")
    assert PrpMapping.objects.count() == 17


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"output": "x.xlsx"}, "--report is missing"),
        ({"report": "999999", "output": "x.xlsx"}, "no report"),
        ({"report": "9" * 30, "output": "x.xlsx"}, "no report"),
        ({"report": "one", "output": "x.xlsx"}, "no report"),
        ({"report": "own"}, "--output is missing"),
        ({"report": "own", "output": "/nowhere/x.xlsx"}, "Cannot write"),
    ],
)
def test_the_command_refuses_in_one_line(prp, report, options, words):
    prp.confirm()
    options = {**options, **({"report": str(report.pk)} if options.get("report") == "own" else {})}

    with pytest.raises(CommandError, match=words) as refused:
        call_command("fill_prp_template", TEMPLATE, **options)

    assert "\n" not in str(refused.value)


def test_the_command_refuses_a_file_that_is_not_there(report, tmp_path):
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("fill_prp_template", "gone.xlsx", report=str(report.pk), output="x.xlsx")


def test_the_list_of_meanings_is_bounded_in_queries(
    desk, prp, report, django_assert_max_num_queries
):
    prp.confirm()
    with django_assert_max_num_queries(14):
        desk.get(address(report))


def test_meanings_that_were_chosen_survive_the_end_of_a_session(desk, coordinator, report):
    asked, meanings = send(desk, report), address(report, "prp_meanings")
    form = form_of(asked, meanings)
    assert "data-draft" in form.attrib
    said = fields_of(form)
    name = next(name for name in said if name.startswith("m-"))
    said[name] = ""
    desk.logout()
    referer = {"referer": f"http://testserver{address(report)}"}

    refused = desk.post(meanings, said, headers=referer)
    assert "kept" in refused.url
    desk.force_login(coordinator)
    kept = KeptForm.objects.get()
    shown = fields_of(form_of(desk.get(f"{address(report)}?kept={kept.pk}"), meanings))

    assert {field: shown[field] for field in shown if field.startswith("m-")} == {
        field: said[field] for field in said if field.startswith("m-")
    }
    assert not PrpMapping.objects.exists()
    first = answers(asked.context["form"])[name]
    done = desk.post(meanings, shown | {name: first})
    assert done.context["filled"].name == NAME
    assert not KeptForm.objects.filter(pk=kept.pk).exists() or done.status_code == 200

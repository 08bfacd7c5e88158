"""What was typed on the page of a check: kept, and checked before it is imported."""

import pytest

from accounts.models import AccessLog
from drafts.models import KeptForm
from events.importing.files import reading
from events.models import Registration
from participants.models import Participant
from tests.conftest import user_with
from tests.drafts.pages import fields_of, form_of
from tests.events.importing.correcting.pages import (
    ANSWER,
    APPLY,
    GOOD,
    IMPORT,
    NAMELESS,
    OLD,
    SEX,
    bad,
    bring,
    check_again,
    correct,
    fields,
    is_checked_first,
    kept_files,
    named,
    send,
    text,
    typed_and_imported,
)
from tests.events.importing.import_files import attendance
from tests.events.importing.test_import_tasks import outcome
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]


def test_what_is_typed_is_checked_before_it_is_imported(desk):
    page = send(desk, GOOD, OLD, SEX)
    assert f'formaction="{APPLY}"' in text(page)

    checked = typed_and_imported(desk, page, {named(page, "age"): "12", named(page, "sex"): "zzz"})

    assert is_checked_first(checked)
    assert bad(checked) == {4: "sex"}
    assert checked.context["result"].good_rows == 2
    typed_and_imported(desk, checked)
    assert set(Participant.objects.values_list("first_name", flat=True)) == {"Ana", "Beni"}


@pytest.mark.parametrize("is_out", [False, True])
def test_line_that_is_left_out_or_taken_back_is_checked_before_the_import(desk, is_out):
    page = send(desk, GOOD, OLD)
    out = {page.context["correcting"].bad[0].out: "on"}
    if is_out:
        page = check_again(desk, page, out)

    if is_out:
        checked = typed_and_imported(desk, page, without=out)
    else:
        checked = typed_and_imported(desk, page, out)

    assert is_checked_first(checked)
    assert bad(checked) == ({3: "age"} if is_out else {})


def test_what_is_corrected_once_more_is_checked_before_the_import(desk):
    page = correct(desk, send(desk, GOOD, OLD), age="12")

    checked = typed_and_imported(desk, page, {named(page, "age"): "13"})

    assert is_checked_first(checked)
    typed_and_imported(desk, checked)
    assert Participant.objects.get(first_name="Beni").told_age == 13


def test_page_that_is_older_than_the_last_check_is_checked_before_the_import(desk):
    first = send(desk, GOOD, OLD)
    correct(desk, first, age="12")

    checked = typed_and_imported(desk, first)

    assert is_checked_first(checked)
    assert bad(checked) == {3: "age"}


def test_untouched_page_imports_its_good_rows_at_once(desk):
    typed_and_imported(desk, send(desk, GOOD, OLD, attendance(birth_date="32.1.2020")))

    assert Participant.objects.get().first_name == "Ana"


def test_what_is_typed_about_a_large_list_is_checked_before_it_is_imported(desk, monkeypatch):
    monkeypatch.setattr(reading, "FEW_ROWS", 0)
    page = outcome(desk, send(desk, GOOD, OLD))

    checked = outcome(desk, typed_and_imported(desk, page, {named(page, "age"): "12"}))

    assert not Participant.objects.exists()
    assert bad(checked) == {}
    assert not KeptForm.objects.exists()
    outcome(desk, typed_and_imported(desk, checked))
    assert Registration.objects.count() == 2


def test_forged_page_imports_nothing(desk):
    page = send(desk, GOOD, OLD)

    assert typed_and_imported(desk, page, lines="forged").status_code == 302
    assert not Participant.objects.exists()


@pytest.mark.parametrize("who", ["volunteer", "admin", "colleague"])
def test_nobody_else_corrects_a_list(client, desk, centre, request, who):
    page = send(desk, OLD)
    form = {"upload": page.context["token"], "lines": page.context["correcting"].offer}
    is_colleague = who == "colleague"
    user = user_with("staff", centre=centre) if is_colleague else request.getfixturevalue(who)
    client.force_login(user)

    answer = client.post(ANSWER, form | fields(page))

    assert answer.status_code == (302 if is_colleague else 403)
    assert not Participant.objects.exists()


def test_what_was_typed_lies_beside_the_file_and_goes_with_it(desk, staff):
    before = kept_files()
    page = correct(desk, send(desk, GOOD, NAMELESS), first_name="Sekretja")

    assert len(kept_files() - before) == 2
    assert "Sekretja" not in str(desk.session["import"])
    bring(desk, page)
    assert kept_files() == before
    assert not any("Sekretja" in str(row.detail) for row in AccessLog.objects.all())


@pytest.mark.parametrize(("sent_to", "seen_on"), [(ANSWER, ANSWER), (APPLY, IMPORT)])
def test_what_was_typed_survives_the_end_of_the_session(desk, staff, sent_to, seen_on):
    page = send(desk, GOOD, OLD)
    name = named(page, "age")
    form = fields_of(form_of(page, ANSWER)) | {name: "12"}
    desk.logout()
    desk.post(sent_to, form, headers={"referer": f"http://testserver{seen_on}"})
    desk.force_login(staff)

    again = desk.get(f"{IMPORT}?kept={KeptForm.objects.get().pk}")

    assert fields_of(form_of(again, ANSWER))[name] == "12"
    assert not Participant.objects.exists()


def test_decisions_and_corrections_are_sent_together(desk, centre):
    teuta = ParticipantFactory(
        centre=centre, first_name="Teuta", last_name="Gjoni", birth_year=2010
    )
    page = send(desk, attendance(first_name="Teuta", last_name="Gjoni"), OLD)
    asked = page.context["asked"]
    typed = {named(page, "age"): "12", asked.waiting[0].name: str(teuta.pk)}

    checked = check_again(desk, page, typed, offered=asked.offer)

    assert bad(checked) == {}
    assert checked.context["result"].waiting == 0
    bring(desk, checked)
    assert Registration.objects.filter(participant=teuta).exists()
    assert Registration.objects.count() == 2


def test_decision_that_is_changed_is_checked_before_the_import(desk, centre):
    teuta = ParticipantFactory(
        centre=centre, first_name="Teuta", last_name="Gjoni", birth_year=2010
    )
    page = send(desk, attendance(first_name="Teuta", last_name="Gjoni"))
    name = page.context["asked"].waiting[0].name
    form = {"upload": page.context["token"], "offered": page.context["asked"].offer}
    decided = desk.post(ANSWER, form | {name: "new"})
    assert decided.context["result"].waiting == 0

    checked = typed_and_imported(desk, decided, {name: str(teuta.pk)})

    assert "Nothing was imported yet" in text(checked)
    assert not Registration.objects.exists()
    typed_and_imported(desk, checked)
    assert Registration.objects.get().participant == teuta


def test_line_that_turned_bad_while_the_session_was_over_is_corrected_too(desk, staff):
    with_project = attendance(first_name="Zef", last_name="Prela", project="PR-1")
    project = ProjectFactory(code="PR-1")
    page = send(desk, GOOD, OLD, with_project)
    form = fields_of(form_of(page, ANSWER)) | {named(page, "age"): "12"}
    desk.logout()
    desk.post(ANSWER, form, headers={"referer": f"http://testserver{ANSWER}"})
    desk.force_login(staff)
    project.delete()
    again = desk.get(f"{IMPORT}?kept={KeptForm.objects.get().pk}")
    assert bad(again) == {3: "age", 4: "project"}

    sent = fields_of(form_of(again, ANSWER)) | {named(again, "project"): ""}
    checked = desk.post(ANSWER, sent)

    assert bad(checked) == {}

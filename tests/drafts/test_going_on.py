"""Drafts, the other language, a refused form, a decision on an import: nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from drafts.keeping import keep_fields
from drafts.models import KeptForm
from events.models import Event
from tests.drafts.pages import fields_of, form_of, open_form, page_of, path_of
from tests.drafts.typed_forms import typed_into
from tests.events.factories import EventFactory
from tests.participants.factories import ParticipantFactory

CREATE = reverse("events:event_create")
SAVE = reverse("drafts:save_draft")
LANGUAGE = reverse("accounts:set_language")


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def save_draft(desk, fields, page=CREATE):
    headers = {"hx-request": "true"}
    return desk.post(SAVE, fields, query_params={"page": page, "action": page}, headers=headers)


def offer_of(page):
    return page_of(page).xpath("//*[@data-draft-offer]//a/@href")


def test_a_draft_is_offered_when_the_form_is_opened_again_and_not_forced(desk):
    fields = open_form(desk, CREATE) | {"title_sq": "Takim", "aim_sq": "Një qëllim"}
    assert save_draft(desk, fields).status_code == 204
    assert save_draft(desk, fields | {"aim_sq": "Dy qëllime"}).status_code == 204

    page = desk.get(CREATE)
    [address] = offer_of(page)

    assert KeptForm.objects.get().is_draft
    assert "title_sq" not in {k for k, v in fields_of(form_of(page)).items() if v == "Takim"}
    assert fields_of(form_of(desk.get(address)))["aim_sq"] == "Dy qëllime"


def test_after_saving_no_draft_is_left(desk):
    fields = open_form(desk, CREATE) | {"title_sq": "Takim", "date": "06.10.2021"}
    save_draft(desk, fields)

    desk.post(CREATE, fields)

    assert Event.objects.exists()
    assert not offer_of(desk.get(CREATE))


def test_a_draft_stays_while_the_form_is_refused(desk):
    fields = open_form(desk, CREATE) | {"title_sq": "Takim", "date": "gabim"}
    save_draft(desk, fields)

    desk.post(CREATE, fields)

    assert offer_of(desk.get(CREATE))


def test_a_draft_of_one_event_is_not_offered_at_another(desk):
    event, other = EventFactory(), EventFactory()
    page = reverse("events:event_update", args=[event.pk])
    save_draft(desk, open_form(desk, page) | {"aim_sq": "Një qëllim"}, page)

    assert offer_of(desk.get(page))
    assert not offer_of(desk.get(reverse("events:event_update", args=[other.pk])))


def test_nobody_else_is_offered_a_draft_or_can_leave_one(desk, coordinator):
    fields = open_form(desk, CREATE) | {"title_sq": "Takim"}
    save_draft(desk, fields)
    desk.force_login(coordinator)

    assert not offer_of(desk.get(CREATE))
    assert save_draft(desk, fields | {"title_sq": "Tjetër"}).status_code == 409
    assert KeptForm.objects.get().values()["title_sq"] == ["Takim"]


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/x/", "/nowhere/", "", "/account/login/"]
)
def test_a_draft_of_no_page_of_ours_is_refused(desk, page):
    fields = open_form(desk, CREATE)

    assert save_draft(desk, fields, page).status_code == 413
    assert not KeptForm.objects.exists()


def test_the_other_language_keeps_what_is_typed_without_a_script(desk, staff):
    page = desk.get(CREATE)
    [button] = page_of(page).xpath("//button[@formaction]")
    form = page_of(page).get_element_by_id(button.get("form"))
    fields = fields_of(form) | {"title_sq": "Takim & “më shumë”", "kind": "training"}

    response = desk.post(button.get("formaction"), fields)
    shown = desk.get(response.url)

    staff.refresh_from_db()
    assert staff.language == "sq"
    assert fields_of(form_of(shown))["title_sq"] == "Takim & “më shumë”"
    assert fields_of(form_of(shown))["kind"] == "training"
    assert not Event.objects.exists()


def test_a_page_without_a_form_changes_the_language_as_ever(desk):
    page = page_of(desk.get(reverse("more")))

    assert not page.xpath("//button[@formaction]")
    [form] = [form for form in page.forms if path_of(form, "") == LANGUAGE]
    assert desk.post(LANGUAGE, {**fields_of(form), "language": "sq"}).url == reverse("more")


def test_a_refused_form_opens_the_folds_in_which_something_was_typed(desk):
    fields = open_form(desk, CREATE) | {"aim_sq": "Një qëllim", "date": ""}

    page = page_of(desk.post(CREATE, fields))
    open_ones = [fold for fold in page.xpath("//form//details") if "open" in fold.attrib]

    assert any(fold.xpath(".//*[@name='aim_sq']") for fold in open_ones)
    assert not any(fold.xpath(".//*[@name='visibility']") for fold in open_ones)


def test_a_refused_form_names_the_file_that_was_chosen(desk):
    file = SimpleUploadedFile("lista <1>.txt", b"no picture")

    page = desk.post(
        reverse("events:attachment_create", args=[EventFactory().pk]), {"upload": file}
    ).content.decode()

    assert "You had chosen lista &lt;1&gt;.txt." in page


FILE = b"""event,title_sq,starts_at,first_name,last_name
a,Takim,2021-10-06 10:00,Ana,Hoxha
a,Takim,not a time,Ben,Hoxha
"""


def test_the_decision_on_an_import_is_asked_for_again_after_signing_in(desk, staff):
    url, apply = reverse("events:import"), reverse("events:import_apply")
    form = open_form(desk, url) | {"file": SimpleUploadedFile("a.csv", FILE)}
    checked = desk.post(url, form)
    assert f'form="check-form" formaction="{apply}"' in checked.content.decode()
    decision = fields_of(form_of(checked, reverse("events:import_answer")))
    assert decision["rows"] == "good"
    desk.logout()
    headers = {"referer": f"http://testserver{url}"}
    asked = desk.post(apply, decision, headers=headers)
    assert "kept" in asked.url
    desk.force_login(staff)
    kept = KeptForm.objects.get()

    again = desk.get(f"{url}?kept={kept.pk}")
    shown = fields_of(form_of(again, reverse("events:import_answer")))

    assert "Not yet saved." in again.content.decode()
    assert not Event.objects.exists()
    assert shown["rows"] == "good"
    desk.post(apply, shown)
    assert Event.objects.get().title_sq == "Takim"
    assert not KeptForm.objects.exists()


def test_a_decision_with_a_forged_ticket_brings_no_file_back(desk, staff):
    fields = [("upload", "../../secret"), ("ticket", "forged"), ("rows", "good")]
    about = {"action": reverse("events:import_apply"), "page": reverse("events:import")}
    kept = keep_fields(user_id=staff.pk, key="b" * 24, fields=fields, **about)

    page = desk.get(f"{about['page']}?kept={kept.pk}", follow=True)

    assert "no longer there" in page.content.decode()
    assert not KeptForm.objects.exists()


LIST = b"Lista e takimit\nEmri,Mbiemri\nAna,Hoxha\n"


def asked_about_a_list(desk):
    """The form of the questions about a list, and its address."""
    form = open_form(desk, reverse("events:import")) | {"file": SimpleUploadedFile("a.csv", LIST)}
    answer = reverse("events:import_answer")
    return form_of(desk.post(reverse("events:import"), form), answer), answer


def test_answers_about_a_list_are_asked_for_again_after_signing_in(desk, staff):
    form, answer = asked_about_a_list(desk)
    typed = typed_into(form)
    assert len(typed) > 1
    desk.logout()
    referer = {"referer": f"http://testserver{answer}"}
    asked = desk.post(answer, fields_of(form) | typed, headers=referer)
    assert "kept" in asked.url
    desk.force_login(staff)
    kept = KeptForm.objects.get()

    again = desk.get(f"{reverse('events:import')}?kept={kept.pk}")
    shown = fields_of(form_of(again, answer))

    assert "Not yet saved." in again.content.decode()
    assert {name: shown.get(name) for name in typed} == typed


def test_who_the_lines_of_a_list_are_is_kept_over_signing_in(desk, staff, centre):
    teuta = ParticipantFactory(
        centre=centre, first_name="Teuta", last_name="Gjoni", birth_year=2010
    )
    rows = b"event,starts_at,first_name,last_name\nTakim,2021-10-06 10:00,Teuta,Gjoni\n"
    form = open_form(desk, reverse("events:import")) | {"file": SimpleUploadedFile("a.csv", rows)}
    answer = reverse("events:import_answer")
    asked = form_of(desk.post(reverse("events:import"), form), answer)
    [name] = {name for name in asked.fields if name.startswith("who-")}
    fields = fields_of(asked) | {name: str(teuta.pk)}
    desk.logout()
    desk.post(answer, fields, headers={"referer": f"http://testserver{answer}"})
    desk.force_login(staff)

    again = desk.get(f"{reverse('events:import')}?kept={KeptForm.objects.get().pk}")

    assert fields_of(form_of(again, answer))[name] == str(teuta.pk)


def test_a_draft_on_a_page_that_answers_a_form_is_offered_on_the_page_above_it(desk):
    answer = reverse("events:import_answer")
    fields = open_form(desk, CREATE) | {"title": "Takim me prindërit"}
    headers = {"hx-request": "true"}

    saved = desk.post(
        SAVE, fields, query_params={"page": answer, "action": answer}, headers=headers
    )

    assert saved.status_code == 204
    assert offer_of(desk.get(reverse("events:import")))

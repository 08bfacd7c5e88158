"""What was typed stays where a form is refused by a page that does not show it, or by none."""

import pytest
from django.urls import reverse

from drafts.keeping import keep_fields
from drafts.models import KeptForm
from events.partner.proposals.services import withdraw
from tests.drafts.pages import fields_of, form_of, open_form, page_of, path_of
from tests.events.factories import EventFactory, EventProposalFactory
from tests.reports.factories_unicef import ReportingPeriodFactory, frozen_report
from tests.reports.unicef.sample import sample_figures

pytestmark = pytest.mark.django_db
CREATE = reverse("events:event_create")
WHY = "Nuk ka vend atë ditë"


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client


def send(desk, url, fields, page=None):
    return desk.post(url, fields, headers={"referer": f"http://testserver{page or url}"})


def test_where_it_leads_elsewhere_the_message_leads_to_what_was_typed(desk):
    proposal = EventProposalFactory()
    url = reverse("events:proposal", args=[proposal.pk])
    forms = [form for form in page_of(desk.get(url)).forms if "reason" in form.fields]
    fields = fields_of(forms[0]) | {"decision": "decline", "reason": WHY}
    withdraw(proposal=proposal, by=proposal.proposed_by)

    response = send(desk, url, fields)
    page = desk.get(response.url)

    assert "kept for you for seven days" in page.content.decode()
    [address] = page_of(page).xpath("//*[@id='messages']//a/@href")
    assert WHY in desk.get(address, follow=True).content.decode()


def test_where_it_leads_to_its_own_page_it_stands_filled_in(desk, coordinator):
    report = frozen_report(ReportingPeriodFactory(), sample_figures())
    url = reverse("reports:report_detail", args=[report.pk])
    move = reverse("reports:report_move", args=[report.pk])
    fields = fields_of(form_of(desk.get(url), move)) | {"feedback": WHY, "status": "no such"}

    response = send(desk, move, fields, url)
    page = desk.get(response.url)

    assert fields_of(form_of(page, move))["feedback"] == WHY
    [area] = page_of(page).xpath("//textarea[@name='feedback']")
    assert all("open" in fold.attrib for fold in area.iterancestors("details"))
    assert "Choose what became of the report." in page.content.decode()


def test_where_the_row_is_gone_the_words_can_be_read_and_copied(desk):
    event = EventFactory()
    url = reverse("events:event_update", args=[event.pk])
    fields = open_form(desk, url) | {"aim_sq": WHY}
    event.delete()

    response = send(desk, url, fields)

    assert response.status_code == 404
    assert WHY in response.content.decode()
    assert KeptForm.objects.get().values()["aim_sq"] == [WHY]


def test_a_press_without_words_leaves_nothing_behind(desk):
    fields = open_form(desk, CREATE) | {"status": "no such"}
    event = EventFactory()
    event.delete()

    response = send(desk, reverse("events:event_status", args=[event.pk or 9]), fields, CREATE)

    assert response.status_code == 404
    assert not KeptForm.objects.exists()


def kept(user, **fields):
    about = {"action": CREATE, "page": CREATE, "fields": list(fields.items())}
    files = [("upload", "lista.pdf")]
    row = keep_fields(user_id=user.pk, key="c" * 24, files=files, **about)
    return f"{CREATE}?kept={row.pk}"


def test_ticks_and_radios_that_are_gone_are_said_above_them(desk, coordinator):
    page = page_of(desk.get(kept(coordinator, title_sq="Takim", weekdays="1", topics="999999")))

    said = [words.text_content() for words in page.xpath("//*[@data-gone]")]

    assert said == ["What was chosen is no longer on offer. Choose again."]
    [place] = page.xpath("//*[@data-gone]/following-sibling::*[1]")
    assert place.xpath(".//*[@name='topics']")


def test_a_choice_that_is_gone_leaves_no_other_chosen(desk, coordinator):
    page = desk.get(kept(coordinator, title_sq="Takim", visibility="everybody"))

    assert fields_of(form_of(page))["visibility"] == ""


def test_words_for_which_there_is_no_field_any_more_are_shown(desk, coordinator):
    page = page_of(desk.get(kept(coordinator, title_sq="Takim", remark="Dy fjalë <b>")))

    [place] = page.xpath("//*[@data-without-place]")
    assert "Dy fjalë <b>" in place.text_content()
    assert not place.xpath(".//b")


def test_a_file_is_named_at_its_field(desk, coordinator):
    url = reverse("events:attachment_create", args=[EventFactory().pk])
    row = keep_fields(
        user_id=coordinator.pk,
        key="c" * 24,
        action=url,
        page=url,
        fields=[("kind", "photo")],
        files=[("upload", "lista <1>.pdf")],
    )

    page = page_of(desk.get(f"{url}?kept={row.pk}"))

    [field] = page.xpath("//*[@name='upload']/ancestor::*[contains(@class, 'file-field')]")
    assert "lista <1>.pdf" in field.getprevious().text_content()
    assert path_of(form_of(desk.get(url)), url) == url

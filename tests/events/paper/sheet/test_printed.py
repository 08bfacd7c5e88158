"""The printed list: what stands on it, who may print it, and long ones by the worker."""

import re
import zlib

import pytest
from django.urls import reverse

from accounts.models import AccessLog
from accounts.reading import shown_people
from background.models import StartedTask
from events.models import Event
from events.paper import sheet, views
from shkej.lib import pdf
from tests.background import sample
from tests.events.factories import RegistrationFactory
from tests.events.paper.sheet.lists import lines_of, person_on, printed
from tests.partners.factories import OrganisationFactory, ProgrammeFactory, ProjectFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch):
    """The HTML of what is printed."""
    pages = []
    monkeypatch.setattr(sheet, "write_pages", lambda made: pages.extend(made) or b"%PDF-")
    return pages


def unpacked(content):
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    parts = [content]
    for stream in streams:
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"".join(parts)


def test_the_list_is_a_pdf_on_a4_that_is_to_be_kept_nowhere(client, staff, event):
    person_on(event, "Çela")
    client.force_login(staff)

    response = printed(client, event)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert "Çela" not in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF")
    assert b"/MediaBox [0 0 595" in response.content or b"595.27" in unpacked(response.content)
    assert lines_of(event) == [(1, "Çela")]


def test_both_languages_stand_on_one_sheet_albanian_first(client, staff, event, written):
    programme = ProgrammeFactory()
    programme.funders.add(OrganisationFactory(name_sq="Qeveria", name_en="The government"))
    event.projects.add(
        ProjectFactory(
            programme=programme, credit_line_sq="Në kuadër të", credit_line_en="Supported within"
        )
    )
    person_on(event, "Çela")
    client.force_login(staff)

    printed(client, event)

    [page] = written
    for albanian, english in [
        ("Takimi ynë", "Our meeting"),
        ("Nënshkrimi", "Signature"),
        ("Me nënshkrimin konfirmoni", "By signing you confirm"),
        ("Në kuadër të", "Supported within"),
        ("Mbështetur nga: Qeveria", "Supported by: The government"),
        ("Asgjësojeni këtë fletë", "Destroy this sheet"),
        ("Printuar nga staff user", "Printed by staff user"),
        ("Faqja <span", "Page <span"),
    ]:
        assert 0 < page.index(albanian) < page.index(english)
    assert squeezed(page).count('<tr><td class="number"></td>') == 10
    assert "<svg" in page


@pytest.mark.parametrize(
    ("names", "shown", "hidden"),
    [
        ("short", "Ana Ç.", "Çela"),
        ("full", "Ana Çela", "Ana Ç."),
        ("codes", "", "Ana"),
    ],
)
def test_names_are_printed_as_chosen(client, staff, event, written, names, shown, hidden):
    place = person_on(event, "Çela")
    client.force_login(staff)

    printed(client, event, names=names, blank="0")

    [page] = written
    assert shown in page
    assert hidden not in page
    assert place.participant.code in page


def test_ages_are_printed_where_asked_for(client, staff, event, written):
    place = person_on(event, "Çela")
    place.participant.birth_year = event.local_date.year - 9
    place.participant.save()
    client.force_login(staff)

    printed(client, event)
    printed(client, event, with_ages="on")

    assert ">9<" not in written[0]
    assert '<td class="age">9</td>' in written[1]


def test_the_code_leads_to_the_register_and_holds_nothing_else(client, staff, event, monkeypatch):
    addresses = []
    make = sheet.segno.make
    monkeypatch.setattr(
        sheet.segno, "make", lambda text, **how: addresses.append(text) or make(text, **how)
    )
    monkeypatch.setattr(sheet, "write_pages", lambda pages: b"%PDF-")
    client.force_login(staff)

    printed(client, event)

    assert addresses == [f"http://testserver{reverse('events:register', args=[event.pk])}"]


def test_volunteers_print_short_names_or_codes_only(client, volunteer, event, written):
    event.volunteers.add(volunteer)
    person_on(event, "Çela")
    client.force_login(volunteer)

    form = client.get(reverse("events:sheet", args=[event.pk])).context["form"]
    refused = printed(client, event, names="full")
    printed(client, event, names="short", with_ages="on")

    assert [value for value, _label in form.fields["names"].choices] == ["short", "codes"]
    assert "with_ages" not in form.fields
    assert "names" in refused.context["form"].errors
    [page] = written
    assert "Ana Ç." in page
    assert 'class="age"' not in page


def test_printing_is_logged_with_what_stands_on_it(client, staff, event, written):
    person_on(event, "Çela")
    client.force_login(staff)

    printed(client, event, names="full", with_ages="on")

    line = AccessLog.objects.get(action="print_list")
    assert (line.user, line.object_id) == (staff, str(event.pk))
    assert line.detail == {"shown": 1, "names": "full", "ages": True}


@pytest.mark.parametrize("blank", ["61", "-1", "x", "", "1.5"])
def test_a_wrong_number_of_empty_lines_is_refused(client, staff, event, blank):
    client.force_login(staff)

    assert "blank" in printed(client, event, blank=blank).context["form"].errors


@pytest.fixture
def long(monkeypatch):
    """Any list of more than ten lines is long."""
    monkeypatch.setattr(views, "AT_ONCE", 10)


def written_ids(*places):
    return shown_people.written({place.participant_id for place in places})


def test_long_list_is_made_by_the_worker_and_logged_when_it_is_taken(
    client, staff, event, written, long
):
    place = person_on(event, "Çela")
    client.force_login(staff)

    page = printed(client, event, names="full", with_ages="on")
    assert (written, lines_of(event)) == ([], [])
    sample.work()
    text = client.get(page.url).content.decode()
    assert not AccessLog.objects.filter(action="print_list").exists()
    url = StartedTask.objects.get().url
    file = client.get(url)

    assert f'href="{url.replace("&", "&amp;")}"' in text
    assert len(written) == 1
    assert "Ana Çela" in written[0]
    assert "csrf" not in url
    assert (file["Content-Type"], file.content) == ("application/pdf", b"%PDF-")
    assert lines_of(event) == [(1, "Çela")]
    line = AccessLog.objects.get(action="print_list")
    assert line.detail == {"shown": 1, "names": "full", "ages": True}
    assert line.people == written_ids(place)


def test_short_list_is_sent_at_once(client, staff, event, written, long):
    client.force_login(staff)

    assert printed(client, event).content == b"%PDF-"
    assert not StartedTask.objects.exists()


def test_list_that_is_no_longer_kept_is_asked_for_with_the_same_choices(
    client, staff, event, written, long
):
    person_on(event, "Çela")
    client.force_login(staff)
    printed(client, event, names="codes", blank="12")
    sample.work()
    url = StartedTask.objects.get().url
    StartedTask.objects.all().delete()

    page = client.get(url, follow=True)

    assert "no longer kept" in page.content.decode()
    form = page.context["form"]
    assert (form["names"].value(), form["blank"].value()) == ("codes", "12")
    assert not AccessLog.objects.filter(action="print_list").exists()


def test_who_may_no_longer_read_names_gets_no_long_list_with_them(
    client, staff, event, written, long
):
    person_on(event, "Çela")
    client.force_login(staff)
    printed(client, event, names="full")
    staff.grants.update(role="volunteer")
    event.volunteers.add(staff)
    sample.work()

    assert written == []
    assert StartedTask.objects.get().result.status == "FAILED"
    assert (
        "names"
        in client.get(
            reverse("events:sheet", args=[event.pk]), {"names": "full", "blank": 10, "task": "x"}
        )
        .context["form"]
        .errors
    )


def test_long_list_of_an_event_called_off_meanwhile_is_not_made(
    client, staff, event, written, long
):
    client.force_login(staff)
    printed(client, event, blank="12")
    Event.objects.filter(pk=event.pk).update(status="cancelled")
    sample.work()

    assert written == []
    page = client.get(reverse("background:task", args=[StartedTask.objects.get().result_id]))
    assert "The register has changed since" in page.content.decode()


def test_a_list_beyond_300_lines_is_refused_clearly_and_numbers_nobody(client, staff, event):
    RegistrationFactory.create_batch(3, event=event)
    client.force_login(staff)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet, "MOST_LINES", 12)
        response = printed(client, event)

    assert "at most 12 lines: here are 3 people and 10 empty lines" in response.content.decode()
    assert lines_of(event) == []
    assert not AccessLog.objects.filter(action="print_list").exists()


def test_without_the_libraries_of_pdf_the_page_says_so(client, staff, event, monkeypatch):
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    person_on(event, "Çela")
    client.force_login(staff)

    response = printed(client, event)

    assert "cannot write PDF" in response.content.decode()
    assert lines_of(event) == []


def test_no_list_is_printed_of_an_event_that_was_called_off(client, staff, event):
    Event.objects.filter(pk=event.pk).update(status="cancelled")
    client.force_login(staff)

    assert "no list to print" in printed(client, event).content.decode()


def test_odd_texts_stay_texts_on_paper(client, staff, event, written):
    event.title_en = "<script>alert(1)</script>"
    event.save()
    person_on(event, "<img src=x>")
    client.force_login(staff)

    printed(client, event, names="full")

    [page] = written
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;img src=x&gt;" in page


def test_printing_needs_as_many_queries_for_30_people_as_for_1(
    client, staff, event, written, django_assert_max_num_queries
):
    person_on(event, "Çela")
    client.force_login(staff)
    client.get(reverse("health"))
    with django_assert_max_num_queries(18) as few:
        printed(client, event)
    RegistrationFactory.create_batch(29, event=event)

    with django_assert_max_num_queries(18) as many:
        printed(client, event)

    assert len(many) == len(few)

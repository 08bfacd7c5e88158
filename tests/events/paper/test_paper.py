"""The attendance list on paper: lines that stay right, the PDF, typing in what was signed."""

import re
import zlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.reading import shown_people
from background.models import StartedTask
from events.models import Event, Registration
from events.paper import sheet, views
from events.paper.services import MarkedDifferently, mark_lines, number_lines, planned_lines
from events.register.people.services import cancel_registration, register_participant
from participants.merging.services import merge_participants, undo_merge
from shkej.lib import pdf
from tests.background import sample
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProgrammeFactory, ProjectFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db):
    """A meeting that started an hour ago and is still a plan."""
    return EventFactory(
        planned=True,
        starts_at=timezone.now() - timedelta(hours=1),
        title_sq="Takimi ynë",
        title_en="Our meeting",
    )


def person_on(event, last_name, **place):
    """A place of somebody with that surname."""
    person = ParticipantFactory(first_name="Ana", last_name=last_name, centre=event.centre)
    return RegistrationFactory(event=event, participant=person, **place)


def lines_of(event):
    places = event.registrations.exclude(line=None).order_by("line")
    return [(place.line, place.participant.last_name) for place in places]


# Lines


def test_lines_follow_the_register_at_first_and_later_arrivals_come_last(event):
    for name in ("Zeka", "Çela", "Cani"):
        person_on(event, name)

    number_lines(event=event)
    for name in ("Dema", "Agolli"):
        person_on(event, name)
    number_lines(event=event)

    assert lines_of(event) == [(1, "Cani"), (2, "Çela"), (3, "Zeka"), (4, "Agolli"), (5, "Dema")]


def test_lines_of_two_events_do_not_mix(event):
    other = person_on(EventFactory(), "Bala")
    person_on(event, "Cani")

    number_lines(event=event)

    assert lines_of(event) == [(1, "Cani")]
    other.refresh_from_db()
    assert other.line is None


def test_the_line_of_somebody_taken_off_is_given_to_nobody_else(event, staff):
    first = person_on(event, "Agolli")
    person_on(event, "Bala")
    number_lines(event=event)
    cancel_registration(registration=first, cancelled_by=staff)
    person_on(event, "Cani")
    number_lines(event=event)

    assert [place.line for place in planned_lines(event)] == [2, 3]
    register_participant(
        event=event, participant=first.participant, source="staff", registered_by=staff
    )
    assert [place.line for place in planned_lines(event)] == [1, 2, 3]


def test_looking_gives_no_lines(event):
    person_on(event, "Agolli")

    assert [place.line for place in planned_lines(event)] == [1]
    assert lines_of(event) == []


def test_lines_that_a_page_showed_are_the_ones_given(event):
    second = person_on(event, "Bala")
    shown = {place.line: place.pk for place in planned_lines(event)}
    person_on(event, "Agolli")

    number_lines(event=event, shown=shown)

    second.refresh_from_db()
    assert second.line == 1


def test_no_line_is_given_twice_in_one_event_nor_below_1(event):
    person_on(event, "Agolli", line=1)
    for line in (1, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            person_on(event, "Bala", line=line)
    person_on(EventFactory(), "Bala", line=1)


def test_numbering_leaves_no_trace_in_the_history(event):
    place = person_on(event, "Agolli")

    number_lines(event=event)

    assert place.history.count() == 1


def test_a_merge_and_its_undoing_leave_lines_where_they_are(event, coordinator):
    kept, merged = person_on(event, "Agolli"), person_on(event, "Bala", present=True)
    number_lines(event=event)

    merge = merge_participants(
        kept=kept.participant, merged=merged.participant, merged_by=coordinator
    )
    kept.refresh_from_db()
    assert (kept.line, kept.attendance) == (1, "present")
    undo_merge(merge=merge, undone_by=coordinator)

    assert lines_of(event) == [(1, "Agolli"), (2, "Bala")]


# Marking lines


def test_marks_of_a_list_are_one_act(event, staff):
    for name in ("Agolli", "Bala", "Cani"):
        person_on(event, name)

    marked = mark_lines(event=event, marks={1: "present", 3: "absent"}, marked_by=staff)

    places = {place.line: place for place in event.registrations.all()}
    assert [places[n].attendance for n in (1, 2, 3)] == ["present", "unmarked", "absent"]
    assert places[1].marked_at == places[3].marked_at == marked[0].marked_at
    assert places[1].history.latest().history_user == staff
    event.refresh_from_db()
    assert event.status == "held"


def test_who_is_marked_differently_is_asked_about_and_nothing_is_marked(event, staff):
    place = person_on(event, "Agolli", present=True)
    other = person_on(event, "Bala")

    with pytest.raises(MarkedDifferently) as refusal:
        mark_lines(event=event, marks={1: "absent", 2: "present"}, marked_by=staff)

    assert [(row.pk, mark) for row, mark in refusal.value.changes] == [(place.pk, "absent")]
    other.refresh_from_db()
    assert other.attendance == "unmarked"


@pytest.mark.parametrize(
    ("how", "after"),
    [
        (lambda place: {"agreed": {place.pk: "present"}}, ["absent", "present"]),
        (lambda place: {"leaves_others": True}, ["present", "present"]),
    ],
)
def test_the_answer_decides(event, staff, how, after):
    place = person_on(event, "Agolli", present=True)
    person_on(event, "Bala")

    mark_lines(event=event, marks={1: "absent", 2: "present"}, marked_by=staff, **how(place))

    assert [row.attendance for row in event.registrations.order_by("line")] == after


def test_what_a_colleague_marked_since_is_asked_about_again(event, staff):
    place = person_on(event, "Agolli", present=True)

    with pytest.raises(MarkedDifferently):
        mark_lines(event=event, marks={1: "absent"}, marked_by=staff, agreed={place.pk: "excused"})


def test_a_line_that_was_given_to_somebody_else_meanwhile_is_refused(event, staff):
    place = person_on(event, "Bala")
    shown = {1: place.pk}
    person_on(event, "Agolli", line=1)

    with pytest.raises(ValidationError, check=lambda refusal: refusal.code == "lines_changed"):
        mark_lines(event=event, marks={1: "present"}, marked_by=staff, shown=shown)

    assert not Registration.objects.exclude(attendance="unmarked").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"register_closed_at": timezone.now(), "status": "held"}, "closed"),
        ({"status": "cancelled"}, "called_off"),
        ({"starts_at": timezone.now() + timedelta(days=2)}, "too_early"),
    ],
)
def test_a_list_is_not_taken_in_where_nobody_can_be_marked(event, staff, change, code):
    person_on(event, "Agolli")
    for name, value in change.items():
        setattr(event, name, value)
    event.save()

    with pytest.raises(ValidationError, check=lambda refusal: refusal.code == code):
        mark_lines(event=event, marks={1: "present"}, marked_by=staff)


# The PDF


CHOICES = {"names": "short", "with_ages": "", "blank": "10"}


def printed(client, event, **choices):
    return client.post(reverse("events:sheet", args=[event.pk]), CHOICES | choices)


@pytest.fixture
def written(monkeypatch):
    """The HTML of what is printed."""
    pages = []
    monkeypatch.setattr(sheet, "write_pages", lambda made: pages.extend(made) or b"%PDF-")
    return pages


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


def unpacked(content):
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    parts = [content]
    for stream in streams:
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"".join(parts)


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


def written_ids(*places):
    return shown_people.written({place.participant_id for place in places})


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


# Typing


def typed(client, event, lines, **more):
    return client.post(
        reverse("events:typing", args=[event.pk]), {"lines": lines, "unnamed": "", **more}
    )


@pytest.fixture
def clerk(client, staff):
    client.force_login(staff)
    return client


def test_typed_lines_are_marked_and_can_be_undone(clerk, event):
    for name in ("Agolli", "Bala", "Cani", "Dema"):
        person_on(event, name)

    response = typed(clerk, event, "1-2 3a")

    assert response.url == reverse("events:typing", args=[event.pk])
    page = clerk.get(response.url)
    marks = [place.attendance for place in event.registrations.order_by("line")]
    assert marks == ["present", "present", "absent", "unmarked"]
    assert "3 of 4 lines are marked." in page.content.decode()
    [message] = page.context["messages"]
    assert str(message) == "3 lines entered."
    clerk.post(message.extra_tags.split("undo:")[1].split()[0])
    assert set(event.registrations.values_list("attendance", flat=True)) == {"unmarked"}


def test_what_cannot_be_is_named_nothing_is_marked_and_nothing_typed_is_lost(clerk, event):
    person_on(event, "Agolli")

    page = typed(clerk, event, "1 5 x<b> 1a", unnamed="2").content.decode()

    assert "The list has no line: 5" in page
    assert "This means nothing here: x&lt;b&gt;" in page
    assert "Two different marks for the line: 1" in page
    assert 'value="1 5 x&lt;b&gt; 1a"' in page
    assert 'value="2"' in page
    assert event.registrations.get().attendance == "unmarked"


def test_nothing_typed_is_asked_for(clerk, event):
    person_on(event, "Agolli")

    for nothing in ("", " , "):
        assert "lines" in typed(clerk, event, nothing).context["form"].errors


def test_a_line_marked_differently_is_shown_and_decided_by_a_button(clerk, event):
    person_on(event, "Agolli", present=True)
    person_on(event, "Bala")

    asked = typed(clerk, event, "1a 2")
    page = asked.content.decode()
    agreed = {"shown": asked.context["shown"], "agreed": asked.context["agreed"]}

    assert "1 line is marked differently already. Nothing is entered yet." in page
    assert 'value="1a 2"' in page
    # Enter once more answers nothing: it asks again.
    assert typed(clerk, event, "1a 2", **agreed).context["differing"]
    response = typed(clerk, event, "1a 2", **agreed, different="change")
    assert response.status_code == 302
    marks = [place.attendance for place in event.registrations.order_by("line")]
    assert marks == ["absent", "present"]


def test_leaving_others_as_they_are_enters_the_rest(clerk, event):
    person_on(event, "Agolli", present=True)
    person_on(event, "Bala")

    typed(clerk, event, "1a 2", different="keep")

    marks = [place.attendance for place in event.registrations.order_by("line")]
    assert marks == ["present", "present"]


def test_people_added_while_one_types_do_not_move_the_lines_on_the_screen(clerk, event):
    second = person_on(event, "Bala")
    page = clerk.get(reverse("events:typing", args=[event.pk]))
    newcomer = person_on(event, "Agolli")

    again = typed(clerk, event, "1 9", shown=page.context["shown"])
    typed(clerk, event, "1", shown=again.context["shown"])

    assert [place.pk for place in again.context["registrations"]] == [second.pk, newcomer.pk]
    second.refresh_from_db()
    newcomer.refresh_from_db()
    assert (second.attendance, newcomer.attendance) == ("present", "unmarked")


@pytest.mark.parametrize("rubbish", ["x", "1:1:1", "1:999999999999999999 2:0", ":", "9" * 500])
def test_a_forged_list_of_lines_does_no_harm(clerk, event, rubbish):
    person_on(event, "Agolli")

    typed(clerk, event, "1", shown=rubbish, agreed=rubbish, different="change")

    assert event.registrations.get().attendance in {"present", "unmarked"}


def test_signatures_without_a_name_lead_to_the_headcount(clerk, event):
    person_on(event, "Agolli")

    response = typed(clerk, event, "1", unnamed="4")
    page = clerk.get(response.url).content.decode()

    assert response.url == f"{reverse('events:register', args=[event.pk])}?count=4#headcounts"
    assert "Now count the 4 people who signed without a readable name." in page
    assert re.search(r'name="count"\s+value="4"', page)
    assert not event.headcounts.exists()


@pytest.mark.parametrize("count", ["x", "-1", "9999999999", "٤"])
def test_a_wrong_number_to_count_is_left_out(clerk, event, count):
    assert (
        clerk.get(reverse("events:register", args=[event.pk]), {"count": count}).status_code == 200
    )


def test_volunteers_type_with_short_names(client, volunteer, event):
    event.volunteers.add(volunteer)
    person_on(event, "Çela")
    client.force_login(volunteer)

    page = client.get(reverse("events:typing", args=[event.pk])).content.decode()
    typed(client, event, "1")

    assert "Ana Ç." in page
    assert "Çela" not in page
    assert event.registrations.get().attendance == "present"


def test_typing_shows_no_box_where_nobody_can_be_marked(clerk, event):
    person_on(event, "Agolli")
    Event.objects.filter(pk=event.pk).update(status="held", register_closed_at=timezone.now())

    page = clerk.get(reverse("events:typing", args=[event.pk])).content.decode()
    refused = typed(clerk, event, "1")

    assert 'name="lines"' not in page
    assert refused.context["form"].non_field_errors()
    assert event.registrations.get().attendance == "unmarked"


def test_the_list_of_another_centre_does_not_exist(clerk):
    other = EventFactory(centre=CentreFactory())

    assert clerk.get(reverse("events:typing", args=[other.pk])).status_code == 404
    assert printed(clerk, other).status_code == 404


def test_looking_at_the_lines_is_logged(clerk, event, staff):
    person_on(event, "Agolli")

    clerk.get(reverse("events:typing", args=[event.pk]))

    assert AccessLog.objects.get(action="view_participants").detail == {"shown": 1}


def test_the_lines_need_as_many_queries_for_50_people_as_for_1(
    clerk, event, django_assert_max_num_queries
):
    address = reverse("events:typing", args=[event.pk])
    person_on(event, "Agolli")
    clerk.get(reverse("health"))
    with django_assert_max_num_queries(10) as few:
        clerk.get(address)
    RegistrationFactory.create_batch(49, event=event)

    with django_assert_max_num_queries(10) as many:
        clerk.get(address)

    assert len(many) == len(few)

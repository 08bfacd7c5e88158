"""Typing in a signed list."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from events.models import Event
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.paper.sheet.lists import person_on, printed

pytestmark = pytest.mark.django_db


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

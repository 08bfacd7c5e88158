"""A closing that is undone from its message or its page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.models import RegisterAct
from events.register.closing.history import later_corrections, register_history
from events.register.closing.services import reopen_register
from tests.events.register.addresses import url
from tests.events.register.ended import Kind, ended_meeting, kinds, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def event(centre):
    return ended_meeting(centre)


def close(client, event):
    return client.post(url("close_register", event), follow=True)


def is_closed(event):
    event.refresh_from_db()
    return event.register_is_closed


def test_a_closing_can_be_undone_from_its_message_and_from_the_page(desk, event):
    page = close(desk, event)
    act = event.acts.get()
    [message] = page.context["messages"]
    assert act.undo_url in message.extra_tags
    assert "Undo the closing" in page.content.decode()

    page = desk.post(act.undo_url, follow=True)

    assert not is_closed(event)
    assert said(page) == ["The register is open again."]
    assert kinds(event) == [Kind.CLOSE, Kind.UNDO]
    assert [line.what for line in register_history(event)][:2] == [
        "Closing undone",
        "Register closed",
    ]
    assert later_corrections(event) == []


def test_a_page_with_a_script_is_loaded_anew_once_the_closing_is_undone(desk, event):
    close(desk, event)

    response = desk.post(event.acts.get().undo_url, headers=HTMX)

    assert (response.status_code, response.headers["HX-Refresh"]) == (204, "true")
    assert said(desk.get(url("register", event))) == ["The register is open again."]


@pytest.mark.parametrize(("minutes", "stays"), [(9, False), (10, True)])
def test_a_closing_can_be_undone_for_ten_minutes(desk, event, minutes, stays):
    close(desk, event)
    act = event.acts.get()
    address = act.undo_url
    made = timezone.now() - timedelta(minutes=minutes)
    RegisterAct.objects.filter(pk=act.pk).update(created_at=made)

    assert ("Undo the closing" in desk.get(url("register", event)).content.decode()) is not stays
    desk.post(address)

    assert is_closed(event) is stays


def test_nobody_else_undoes_a_closing(desk, event, coordinator):
    close(desk, event)
    colleague = Client()
    colleague.force_login(coordinator)

    assert "Undo the closing" not in colleague.get(url("register", event)).content.decode()
    colleague.post(event.acts.get().undo_url)

    assert is_closed(event)


def test_an_older_closing_is_not_undone_through_a_newer_one(desk, event, coordinator):
    close(desk, event)
    address = event.acts.get().undo_url
    reopen_register(event=event, reason="x", reopened_by=coordinator)
    close(desk, event)

    desk.post(address)
    assert is_closed(event)

    desk.post(event.acts.latest("pk").undo_url)
    desk.post(event.acts.filter(kind=Kind.CLOSE).latest("pk").undo_url)
    assert not is_closed(event)
    assert kinds(event).count(Kind.UNDO) == 1

"""After the register is closed, what figures read of its event changes only with a reason."""

import pytest

from events.models import RegisterAct
from events.register.closing.history import later_corrections, register_history
from events.register.closing.services import reopen_register
from tests.events.event.form_pages import page_data, update_url
from tests.events.factories import CentreFactory, EventFactory
from tests.partners.factories import MunicipalityFactory, OrganisationFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(centre):
    return EventFactory(closed=True, centre=centre, kind="training")


def projects(event):
    return {"projects": [ProjectFactory(code="P-9").pk]}


def organisations(event):
    return {"parts-0-organisation": OrganisationFactory().pk, "parts-0-part": "host"}


CHANGES = {
    "type": lambda event: {"kind": "workshop"},
    "projects": projects,
    "municipality": lambda event: {"municipality": MunicipalityFactory().pk},
    "organisations": organisations,
    "date and time": lambda event: {"start_time": "11:00"},
    "status": lambda event: {"status": "planned"},
}


def save(client, event, **data):
    url = update_url(event)
    return client.post(url, page_data(client, url) | data)


def texts(response):
    return response.content.decode()


@pytest.mark.parametrize("fact", CHANGES)
def test_staff_cannot_change_what_was_counted(client, staff, event, fact):
    client.force_login(staff)

    answer = save(client, event, **CHANGES[fact](event), correction_reason="Because I say so")

    assert "Only a coordinator changes" in texts(answer)
    assert fact in texts(answer)
    assert not RegisterAct.objects.exists()


@pytest.mark.parametrize("fact", [name for name in CHANGES if name != "status"])
def test_a_coordinator_changes_it_with_a_reason_that_stays(client, coordinator, event, fact):
    client.force_login(coordinator)
    change = CHANGES[fact](event)

    asked = save(client, event, **change)

    assert "correction_reason" in asked.context["form"].errors
    assert "Why is it corrected? – " in asked.content.decode()
    assert not RegisterAct.objects.exists()

    done = save(client, event, **change, correction_reason="As the signed list says")

    assert done.status_code == 302
    (line,) = later_corrections(event)
    assert (line.reason, line.by) == ("As the signed list says", coordinator)
    assert line.before.startswith(f"{fact}: ")
    assert line.after.startswith(f"{fact}: ")
    assert line.before != line.after
    assert line in register_history(event)
    event.refresh_from_db()
    assert event.register_is_closed
    assert not RegisterAct.objects.get().undo_url


def test_the_reason_that_was_typed_is_kept_where_something_else_is_wrong(
    client, coordinator, event
):
    client.force_login(coordinator)

    answer = save(client, event, kind="workshop", date="99", correction_reason="The list says so")

    assert "The list says so" in texts(answer)


def test_a_coordinator_of_here_moves_no_closed_event_to_where_they_correct_nothing(
    client, coordinator, event
):
    client.force_login(coordinator)

    answer = save(client, event, centre=CentreFactory().pk, correction_reason="It was there")

    assert answer.status_code == 200
    event.refresh_from_db()
    assert event.centre == coordinator.grants.get().centre


def test_texts_ask_for_no_reason_and_leave_no_act(client, staff, event):
    client.force_login(staff)

    assert save(client, event, aim_sq="Qëllimi", capacity="30").status_code == 302
    assert not RegisterAct.objects.exists()


def test_what_changes_once_it_was_opened_again_stands_there_too(client, staff, coordinator, event):
    reopen_register(event=event, reopened_by=coordinator, reason="A name was missing")
    client.force_login(staff)

    assert save(client, event, kind="workshop").status_code == 302

    changed, opened = later_corrections(event)
    assert (changed.before, changed.after, changed.by) == (
        "type: Training",
        "type: Workshop",
        staff,
    )
    assert opened.reason == "A name was missing"


def test_an_open_register_asks_for_nothing(client, staff, centre):
    event = EventFactory(centre=centre, kind="training")
    client.force_login(staff)

    assert save(client, event, kind="workshop").status_code == 302
    assert not later_corrections(event)

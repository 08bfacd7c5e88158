"""As what and for whom somebody attends, changed and changed back."""

import pytest

from events.models import RegisterAct
from tests.events.factories import EventFactory
from tests.events.register.acts.sent import HTMX, a_mark, everything, send, text, undo_of, way_back
from tests.events.register.addresses import url
from tests.participants.factories import CategoryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_change_of_as_what_is_undone(desk, event, place):
    before = place.category
    CategoryFactory(code="teacher")

    answers = {"category": "teacher", "organisation": "Shkolla e re"}
    page = desk.post(url("registration", event, place.pk), answers, follow=True)
    place.refresh_from_db()
    assert (place.category.code, place.organisation.name_en) == ("teacher", "Shkolla e re")
    desk.post(undo_of(page), headers=HTMX)

    place.refresh_from_db()
    assert (place.category, place.organisation) == (before, None)


def test_a_change_that_a_colleague_changed_again_is_not_undone(desk, event, place):
    for code in ("teacher", "volunteer"):
        CategoryFactory(code=code)
    address = url("registration", event, place.pk)
    page = desk.post(address, {"category": "teacher", "organisation": ""}, follow=True)
    desk.post(address, {"category": "volunteer", "organisation": ""})

    assert desk.post(undo_of(page), headers=HTMX).status_code == 409
    place.refresh_from_db()
    assert place.category.code == "volunteer"


def test_a_mark_made_meanwhile_stays_when_the_change_is_undone(desk, event, place):
    before = place.category
    CategoryFactory(code="teacher")
    answers = {"category": "teacher", "organisation": ""}
    page = desk.post(url("registration", event, place.pk), answers, follow=True)
    send(desk, url("mark", event, place.pk), attendance="late")

    assert desk.post(undo_of(page), headers=HTMX).status_code == 200
    place.refresh_from_db()
    assert (place.category, place.attendance) == (before, "late")


def test_a_change_that_changed_nothing_offers_no_undo(desk, event, place):
    answers = {"category": place.category.code, "organisation": ""}
    page = desk.post(url("registration", event, place.pk), answers, follow=True)

    assert "The change was saved." in text(page)
    assert undo_of(page) == ""


def test_what_was_changed_again_since_is_not_undone(desk, event, place):
    address = way_back(desk, url("mark", event, place.pk), {"attendance": "present"})
    desk.post(url("mark", event, place.pk), {"attendance": "late"}, headers=HTMX)
    before = everything()

    assert desk.post(address, headers=HTMX).status_code == 409
    assert everything() == before


def test_an_act_of_another_event_or_without_a_way_back_is_none_to_undo(desk, event, place):
    elsewhere = EventFactory(centre=event.centre, starts_at=event.starts_at)
    foreign = way_back(desk, *a_mark(elsewhere, desk)).replace(
        f"/{elsewhere.pk}/register", f"/{event.pk}/register"
    )
    desk.post(url("mark", event, place.pk), {"attendance": "unmarked"}, headers=HTMX)
    nothing = url("undo_act", event, RegisterAct.objects.latest("pk").pk)
    before = everything()

    for address in (foreign, nothing, url("undo_act", event, 10**15)):
        assert desk.post(address, headers=HTMX).status_code == 404
    assert everything() == before

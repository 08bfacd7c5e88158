"""Marking on the page of a register: rows, the rest, undoing, wrong input."""

import pytest
from django.utils import timezone

from events.models import Registration
from partners.models import Organisation
from tests.conftest import user_with
from tests.events.factories import CentreFactory, HeadcountFactory, RegistrationFactory
from tests.events.register.pages.register_page import HTMX, LONG, Register, text, undo_of

pytestmark = pytest.mark.django_db


def test_a_mark_is_saved_and_answered_with_its_row(register, event, staff):
    registration, bystander = RegistrationFactory(event=event), RegistrationFactory(event=event)

    response = register.mark(registration, "present", headers=HTMX)

    registration.refresh_from_db()
    assert (registration.attendance, registration.marked_by) == ("present", staff)
    page = text(response)
    assert f'id="registration-{registration.pk}"' in page
    assert f'id="registration-{bystander.pk}"' not in page
    assert "1 named" not in page  # the figures follow by `register_changes`
    assert f'formaction="{register.url("mark", registration.pk)}?seen=present"' in page
    assert f'href="{register.url("registration", registration.pk)}"' in page
    event.refresh_from_db()
    assert event.status == "held"


def test_without_a_script_the_mark_leads_back_to_the_row(register, event):
    registration = RegistrationFactory(event=event)

    response = register.mark(registration, "present")

    assert response.status_code == 302
    assert response.url == f"{register.url('register')}#registration-{registration.pk}"


def test_marking_one_person_takes_few_queries(register, event, django_assert_max_num_queries):
    first, second = RegistrationFactory(event=event), RegistrationFactory(event=event)
    HeadcountFactory(event=event)
    register.mark(first, "present", headers=HTMX)

    with django_assert_max_num_queries(12):
        register.mark(second, "present", headers=HTMX)


def test_a_mark_is_undone_to_what_it_was(register, event):
    registration = RegistrationFactory(event=event)
    register.mark(registration, "late")
    undo = undo_of(register.mark(registration, "absent", headers=HTMX))

    register.client.post(undo)

    registration.refresh_from_db()
    assert registration.attendance == "late"


@pytest.mark.parametrize("data", [{}, {"attendance": "there"}, {"attendance": ""}])
def test_an_unknown_mark_is_a_bad_request(register, event, data):
    registration = RegistrationFactory(event=event)

    assert register.post("mark", registration.pk, data=data).status_code == 400

    registration.refresh_from_db()
    assert registration.attendance == "unmarked"


def test_a_row_of_another_event_does_not_exist(register):
    elsewhere = RegistrationFactory()

    assert register.mark(elsewhere, "present").status_code == 404
    assert register.post("remove_registration", elsewhere.pk).status_code == 404
    assert register.post("keep_mark", elsewhere.pk).status_code == 404

    elsewhere.refresh_from_db()
    assert (elsewhere.attendance, elsewhere.status) == ("unmarked", "registered")


def test_a_register_of_another_centre_does_not_exist(client, event):
    registration = RegistrationFactory(event=event)
    client.force_login(user_with("staff", centre=CentreFactory()))
    register = Register(client, event)

    assert register.get().status_code == 404
    assert register.post("register_search", data={"q": "ana"}).status_code == 404
    assert register.mark(registration, "present").status_code == 404
    assert register.post("close_register").status_code == 404


def test_the_rest_came_after_the_number_was_shown_and_can_be_undone(register, event):
    rest = RegistrationFactory.create_batch(3, event=event)
    late = RegistrationFactory(event=event, attendance="late", marked_at=timezone.now())

    response = register.post(
        "mark_rest", data={"attendance": "present", "expected": 3}, headers=HTMX
    )

    assert "3 were marked as present." in text(response)
    marks = Registration.objects.order_by("pk").values_list("attendance", flat=True)
    assert list(marks) == ["present"] * 3 + ["late"]
    register.client.post(undo_of(response))
    assert list(marks.all()) == ["unmarked"] * 3 + ["late"]
    assert len(rest) == 3
    late.refresh_from_db()
    assert late.attendance == "late"


@pytest.mark.parametrize(
    "data",
    [
        {"attendance": "present"},
        {"attendance": "present", "expected": "-1"},
        {"attendance": "late", "expected": "1"},
    ],
)
def test_the_rest_is_not_marked_without_its_number_or_otherwise_than_offered(register, event, data):
    registration = RegistrationFactory(event=event)

    assert register.post("mark_rest", data=data).status_code == 400

    registration.refresh_from_db()
    assert registration.attendance == "unmarked"


def test_who_was_taken_off_comes_back_with_the_mark(register, event):
    registration = RegistrationFactory(event=event, present=True)

    response = register.post("remove_registration", registration.pk, headers=HTMX)

    registration.refresh_from_db()
    assert (registration.status, registration.attendance) == ("cancelled", "unmarked")
    assert f'id="registration-{registration.pk}"' not in text(response)
    register.client.post(undo_of(response))
    registration.refresh_from_db()
    assert (registration.status, registration.attendance) == ("registered", "present")


def test_what_somebody_attends_as_and_for_whom_is_changed(register, event):
    registration = RegistrationFactory(event=event)
    bashkia = Organisation.objects.create(name_sq="Bashkia Tiranë", name_en="City of Tirana")

    page = register.client.get(register.url("registration", registration.pk))
    assert page.status_code == 200
    response = register.post(
        "registration",
        registration.pk,
        data={"category": "institution", "organisation": "bashkia TIRANE"},
    )

    assert response.status_code == 302
    registration.refresh_from_db()
    assert registration.category.code == "institution"
    assert registration.organisation == bashkia
    assert registration.participant.category.code == "parent"


def test_a_place_of_an_unknown_category_is_not_saved(register, event):
    registration = RegistrationFactory(event=event)

    response = register.post(
        "registration", registration.pk, data={"category": "king", "organisation": LONG}
    )

    assert response.context["form"].errors.keys() == {"category", "organisation"}
    assert LONG in text(response)

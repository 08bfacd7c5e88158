"""A form that makes something does so once, and leads there however often it is sent."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from drafts import once
from drafts.form_marks import FIELD, make_mark, new_key
from drafts.models import FormKey, KeptForm
from events.models import Event
from partners.models import Organisation
from tests.accounts.factories import GrantFactory
from tests.drafts.pages import fields_of, form_of, open_form, page_of

CREATE = reverse("events:event_create")
ORGANISATION = reverse("partners:organisation_create")
PATIENCE = 0.6


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def event_form(desk, **more):
    return open_form(desk, CREATE) | {"title_sq": "Takim", "date": "06.10.2021"} | more


def organisation_form(desk, **more):
    return open_form(desk, ORGANISATION) | {"name_sq": "Bashkia", "kind": "ngo"} | more


def messages_of(page):
    return " ".join(page_of(page).get_element_by_id("messages").text_content().split())


def test_a_second_press_at_any_later_time_makes_no_second_row(desk, time_machine):
    time_machine.move_to("2021-10-06 08:00Z", tick=False)
    fields = event_form(desk)
    first = desk.post(CREATE, fields)

    for minutes in (0, 1, 20):
        time_machine.shift(minutes * 60)
        again = desk.post(CREATE, fields, follow=True)
        assert again.redirect_chain == [(first.url, 302)]
        assert "Nothing was added a second time" in messages_of(again)

    assert Event.objects.count() == 1


def test_back_with_a_new_page_and_the_old_text_leads_to_what_was_made(desk):
    first = desk.post(ORGANISATION, organisation_form(desk))

    again = desk.post(ORGANISATION, organisation_form(desk), follow=True)

    assert again.redirect_chain == [(first.url, 302)]
    assert Organisation.objects.filter(name_sq="Bashkia").count() == 1
    assert "exactly this already" in messages_of(again)


def test_who_means_a_second_equal_one_adds_it(desk):
    desk.post(ORGANISATION, organisation_form(desk))
    again = desk.post(ORGANISATION, organisation_form(desk), follow=True)
    [link] = page_of(again).xpath("//a[contains(., 'Add another one')]/@href")

    page = desk.get(link)
    made = desk.post(link, fields_of(form_of(page)))

    assert made.status_code == 302
    assert Organisation.objects.filter(name_sq="Bashkia").count() == 2
    assert not KeptForm.objects.exists()


def test_what_was_typed_after_saving_is_neither_lost_nor_taken_for_the_first(desk):
    fields = organisation_form(desk)
    first = desk.post(ORGANISATION, fields)

    page = desk.post(ORGANISATION, fields | {"name_sq": "Policia"}, follow=True)

    assert Organisation.objects.filter(name_sq__in=["Bashkia", "Policia"]).count() == 1
    assert fields_of(form_of(page))["name_sq"] == "Policia"
    assert f'href="{first.url}"' in page.content.decode()
    desk.post(ORGANISATION, fields_of(form_of(page)))
    assert Organisation.objects.filter(name_sq="Policia").count() == 1


def test_a_refused_form_leaves_no_key(desk):
    fields = event_form(desk, date="wrong")

    assert desk.post(CREATE, fields).status_code == 200
    assert not FormKey.objects.exists()
    desk.post(CREATE, fields | {"date": "06.10.2021"})
    assert Event.objects.count() == 1


def test_the_key_of_one_user_is_none_of_another(desk, coordinator):
    fields = organisation_form(desk)
    desk.post(ORGANISATION, fields)
    desk.force_login(coordinator)

    made = desk.post(ORGANISATION, fields | {FIELD: make_mark(coordinator.pk)}, follow=True)

    assert "already" not in messages_of(made)
    assert Organisation.objects.filter(name_sq="Bashkia").count() == 2


def test_a_work_that_fails_leaves_no_key(desk, monkeypatch):
    fields = event_form(desk)
    monkeypatch.setattr("events.event.views.save_event", lambda **_facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk.post(CREATE, fields)
    monkeypatch.undo()

    desk.post(CREATE, fields)

    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_guarded", [True, False])
def test_two_presses_at_a_time_make_one_row(transactional_db, monkeypatch, is_guarded):
    """Each is held once its work is done; where the key holds the second back, it does not come."""
    user = GrantFactory(role=Role.COORDINATOR).user
    opener = Client()
    opener.force_login(user)
    fields = organisation_form(opener)
    gate, answers = Barrier(2), []
    if not is_guarded:
        monkeypatch.setattr(once, "_write_key", key_of_its_own)
    work_is_done = once.is_done

    def held(request, answer):
        with suppress(BrokenBarrierError):
            gate.wait(PATIENCE)
        return work_is_done(request, answer)

    def press():
        try:
            browser = Client()
            browser.force_login(user)
            answers.append(browser.post(ORGANISATION, fields).url)
        finally:
            connections.close_all()

    monkeypatch.setattr(once, "is_done", held)
    threads = [Thread(target=press) for _press in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = 1 if is_guarded else 2
    assert Organisation.objects.filter(name_sq="Bashkia").count() == rows
    assert (len(answers), len(set(answers))) == (2, rows)


def key_of_its_own(request, mark, digest):
    """In the place of the guard: a key that no other form has."""
    return FormKey.objects.create(
        user_id=mark.user_id, key=new_key(), path=request.path, body_hash=new_key()
    )

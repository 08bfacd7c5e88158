"""What was answered about a list is offered for the next one with the same headings."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse

from events.importing import tasks
from events.models import Registration
from events.models.imported import ImportedShape
from tests.conftest import user_with
from tests.events.factories import CentreFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEADINGS = ["Aktiviteti", "Data", "Emri", "Mbiemri", "Prezenca", "Vlerësimi Ana Deda"]
ANSWERS = {"dates": "day_first", "empty": "absent", "column:Vlerësimi Ana Deda": ""}
OCTOBER, NOVEMBER = "06/10/2021", "03/11/2021"


def file_of(day, headings=HEADINGS):
    """A list that leaves three things open."""
    text = io.StringIO()
    csv.writer(text).writerows(
        [
            headings,
            ["Klubi", day, "Ana", "Deda", "po", "7"],
            ["Klubi", day, "Beni", "Leka", "", "6"],
        ]
    )
    return text.getvalue().encode()


def send(client, content):
    file = SimpleUploadedFile("list.csv", content)
    return client.post(reverse("events:import"), {"file": file})


def answer(client, asked, answers):
    """Press the button of the page of questions, with these answers."""
    names = [f"q{place}" for place in range(len(asked.context["form"].fields))]
    said = {field: answers[name] for field, name in zip(names, names_of(asked), strict=False)}
    sent = {key: asked.context[key] for key in ("asked", "ticket")}
    return client.post(
        reverse("events:import_answer"), sent | {"upload": asked.context["token"]} | said
    )


def names_of(asked):
    """What a page of questions asks, in its order."""
    order = {"hold": "column:Vlerësimi Ana Deda", "first": "dates", "marked": "empty"}
    fields = asked.context["form"].fields
    return [
        next(name for word, name in order.items() if word in str(field.label))
        for field in fields.values()
    ]


def chosen(asked):
    fields = asked.context["form"].fields.values()
    return dict(zip(names_of(asked), (field.initial for field in fields), strict=True))


def bring(client, day=OCTOBER, answers=ANSWERS):
    """A list is sent, answered about and imported."""
    checked = answer(client, send(client, file_of(day)), answers)
    client.post(reverse("events:import_apply"), {"upload": checked.context["token"]})


def test_the_next_list_offers_what_was_answered_and_says_when(client, staff):
    client.force_login(staff)
    with time_machine.travel(datetime(2021, 11, 1, 10, tzinfo=UTC), tick=False):
        bring(client)
    with time_machine.travel(datetime(2021, 11, 4, 10, tzinfo=UTC), tick=False):
        client.force_login(staff)
        asked = send(client, file_of(NOVEMBER))

    assert chosen(asked) == ANSWERS
    assert "What you answered on 1 November 2021" in asked.content.decode()


def test_nothing_is_applied_before_somebody_says_so(client, staff):
    client.force_login(staff)
    bring(client)

    asked = send(client, file_of(NOVEMBER))

    assert "result" not in asked.context
    assert Registration.objects.count() == 2


def test_another_answer_counts_and_is_offered_from_then_on(client, staff):
    client.force_login(staff)
    bring(client)
    bring(client, "05/11/2021", ANSWERS | {"dates": "month_first", "empty": "unmarked"})

    asked = send(client, file_of("04/12/2021"))

    assert chosen(asked) == ANSWERS | {"dates": "month_first", "empty": "unmarked"}
    assert ImportedShape.objects.count() == 1


def test_a_colleague_learns_whose_answer_it_was(client, staff, centre):
    client.force_login(staff)
    bring(client)
    client.force_login(user_with("staff", centre=centre))

    asked = send(client, file_of(NOVEMBER))

    assert chosen(asked) == ANSWERS
    assert f"What {staff} answered on" in asked.content.decode()


def test_another_centre_and_other_headings_are_offered_nothing(client, staff):
    client.force_login(staff)
    bring(client)

    other = [*HEADINGS[:5], "Vlerësimi i dytë Ana Deda"]
    assert not send(client, file_of(NOVEMBER, other)).context["offer"].answers
    client.force_login(user_with("staff", centre=CentreFactory()))
    assert not send(client, file_of(NOVEMBER)).context["offer"].answers


def test_what_was_only_checked_is_not_remembered(client, staff):
    client.force_login(staff)
    answer(client, send(client, file_of(OCTOBER)), ANSWERS)

    assert not ImportedShape.objects.exists()


def test_no_heading_can_be_read_in_what_is_kept(client, staff):
    client.force_login(staff)
    bring(client)

    kept = str(list(ImportedShape.objects.values()))
    assert "Ana" not in kept
    assert "Vler" not in kept


def test_after_a_change_of_the_key_it_is_still_offered(client, staff, settings):
    client.force_login(staff)
    bring(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    client.force_login(staff)

    assert chosen(send(client, file_of(NOVEMBER))) == ANSWERS


def test_an_import_is_done_though_its_answers_cannot_be_kept(client, staff, monkeypatch, caplog):
    def fail(**how):
        raise DatabaseError("full")

    monkeypatch.setattr(tasks, "keep_answers", fail)
    client.force_login(staff)

    bring(client)

    assert Registration.objects.count() == 2
    assert "could not be kept" in caplog.text
    assert "Deda" not in caplog.text


def test_an_answer_that_is_too_long_is_refused_and_not_cut(client, staff):
    client.force_login(staff)
    asked = send(client, file_of(OCTOBER))

    response = answer(client, asked, ANSWERS | {"dates": "day_first" + " " * 300})

    assert response.status_code == 302
    assert not Registration.objects.exists()

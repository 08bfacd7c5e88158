"""What ☒ and a last word mean is answered on the page of questions."""

import pytest
from django.urls import reverse

from events.models import Registration
from tests.events.importing.test_questions_refused import IMPORT, asked_by, reply

pytestmark = pytest.mark.django_db
BOXES = (
    "Aktiviteti;Data;Emri;Mbiemri;Prezenca\n"
    "Klubi;06.10.2021;Ana;Deda;☒\nKlubi;06.10.2021;Beni;Leka;☐\n"
)
NAMES = "Ana Po\nBeni Leka\n"
OF_EVENT = {"event": "Klubi", "starts_at": "06.10.2021 10:00"}


@pytest.mark.parametrize(
    ("pasted", "answers", "found"),
    [
        (BOXES, {"crossed": "present"}, {("Ana", "Deda", "present"), ("Beni", "Leka", "absent")}),
        (BOXES, {"crossed": "absent"}, {("Ana", "Deda", "absent"), ("Beni", "Leka", "present")}),
        (NAMES, {"last_word": "name"}, {("Ana", "Po", "present"), ("Beni", "Leka", "present")}),
    ],
)
def test_answer_on_the_page_counts(client, staff, pasted, answers, found):
    client.force_login(staff)
    page = client.post(IMPORT, {"pasted": pasted})
    names = asked_by(page)
    assert answers.keys() <= {*names}

    said = {f"q{place}": (answers | OF_EVENT)[name] for place, name in enumerate(names)}
    checked = reply(client, page, **said)
    client.post(reverse("events:import_apply"), {"upload": checked.context["token"]})

    people = ("participant__first_name", "participant__last_name", "attendance")
    assert set(Registration.objects.values_list(*people)) == found

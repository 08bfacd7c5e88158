"""Whoever is shown a name by the answer to what they sent is in the log, with whom they saw."""

import re

import pytest
from django.db import transaction

from accounts.access import access_table
from accounts.models import AccessLog
from accounts.reading.shown_people import read
from participants.models import Participant
from tests.leaks.crawling import BY_LINK, LIBRARIES, text_of
from tests.often import often
from tests.routes import all_routes

pytestmark = pytest.mark.django_db
HEADERS = [{}, {"HX-Request": "true"}]
ENDS_ALL = "accounts:sign_out_for_good"  # who is signed out is shown nobody by what comes after


def posts(world):
    """The address of each route that takes a POST, with the world's objects."""
    routes = access_table()["routes"]
    for name, arguments in all_routes():
        rule = routes.get(name)
        is_ours = not name.startswith(LIBRARIES) and name not in BY_LINK | {ENDS_ALL}
        if rule and "POST" in rule["methods"] and is_ours:
            yield world.address(name, arguments)


def sent(person, other):
    """Nothing; then what forms that show people take."""
    yield {}
    yield {
        "q": "Kanarina",
        "participant": person.pk,
        "other": other.pk,
        "person": person.pk,
        "attendance": "present",
        "seen": "absent",
        "expected": "1",
        "first_name": person.first_name.lower(),  # what is typed is in no "Canary"
        "last_name": "Kanarina",
        "sex": person.sex,
        "category": person.category.code,
        "centre": person.centre_id or "",
        "names": "full",
        "lines": "1 2",
    }


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("role", often("staff", then=["coordinator", "volunteer", "partner"]))
def test_r52_every_answer_to_a_form_names_whom_it_shows(client, world, role):
    for person in Participant.objects.all():
        Participant.objects.filter(pk=person.pk).update(
            first_name=f"Canary{person.pk}x", last_name="Kanarina"
        )
        person.refresh_from_db()
        Participant.objects.get(pk=person.pk).save()  # with what searches read
    person, other = Participant.objects.order_by("pk")[:2]
    client.force_login(world.users[role])
    missing, with_names = {}, 0

    for address in posts(world):
        for data in sent(person, other):
            for headers in HEADERS:
                mark = transaction.savepoint()
                named, logged = answered(client, world.users[role], address, data, headers)
                transaction.savepoint_rollback(mark)
                with_names += bool(named)
                if named - logged:
                    missing[address, bool(data), bool(headers)] = named - logged

    assert missing == {}
    assert with_names >= 5 or role == "partner"


def answered(client, user, address, data, headers):
    """(whose names the answer and the page after it show, whom the log names)."""
    before = AccessLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer = client.post(address, data, headers=headers, follow=not headers)
    named = {int(key) for key in re.findall(r"Canary(\d+)x", text_of(answer))}
    logged = set()
    for row in AccessLog.objects.filter(pk__gt=before):
        logged |= read(row.people)
        if row.object_type == "participants.Participant":
            logged.add(int(row.object_id))
    return named, logged

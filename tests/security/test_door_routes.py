"""No route shows anybody to a handed-over device, whatever is sent and was asked for before."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from events.register.door.session import ALWAYS, OF_THE_EVENT
from participants.models import Participant
from tests.leaks.crawling import text_of
from tests.routes import all_routes

pytestmark = pytest.mark.django_db
NAME = re.compile(r".{0,30}(?:Canary\d+x|Kanarina).{0,30}")
SELDOM = [pytest.param(role, marks=pytest.mark.more) for role in ("coordinator", "staff")]
HEADERS = [{}, {"HX-Request": "true"}]


def asked(world, person, token):
    """(route, method, address, what is sent, headers) of all that a visitor can ask for."""
    typed = {"q": "canary", "participant": person.pk, "door": "1", "first_name": "x"}
    for name, arguments in all_routes():
        if name == "account_logout" or "uidb36" in arguments:
            continue
        address = f"{world.address(name, arguments)}?find={token}&kept=1&page=1"
        for headers in HEADERS:
            for method, sent in [("get", {}), ("post", {}), ("post", typed), ("put", {})]:
                yield name, method, address, sent, headers


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("role", [*SELDOM, "volunteer"])
def test_r20_no_route_shows_anybody_at_the_door(client, world, role):
    for person in Participant.objects.all():
        person.first_name, person.last_name = f"Canary{person.pk}x", "Kanarina"
        person.save()
    event = world.arguments["event_id"]
    client.force_login(world.users[role])
    search = reverse("events:register_search", args=[event])
    token = client.post(search, {"q": "Canary Kanarina"}).url.partition("find=")[2]
    client.post(reverse("events:hand_over", args=[event]))
    shown, elsewhere = {}, set()

    for name, method, address, sent, headers in asked(world, person, token):
        mark = transaction.savepoint()
        data = [sent] if method == "post" else []
        answer = getattr(client, method)(address, *data, headers=headers)
        transaction.savepoint_rollback(mark)
        if found := NAME.findall(text_of(answer)):
            shown[name, method, bool(headers)] = found[:3]
        led = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or ""
        if not led.startswith(reverse("events:door", args=[event])):
            elsewhere.add(name)

    assert shown == {}
    assert elsewhere <= ALWAYS | OF_THE_EVENT
    assert {"events:door", "events:register_search", "events:add_new_person"} <= elsewhere

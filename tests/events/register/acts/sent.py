"""What tests of acts share: an act as a device sends it, and what is left of it."""

import uuid

from events.models import Event, Headcount, RegisterAct, Registration
from participants.models import Participant
from tests.events.factories import RegistrationFactory
from tests.events.register.addresses import url

HTMX = {"HX-Request": "true"}


def send(client, address, key=None, **fields):
    key = key or uuid.uuid4()
    return client.post(address, {"key": str(key), **fields}, headers=HTMX)


def text(response):
    return response.content.decode()


def undo_of(response):
    tags = [m.extra_tags for m in response.context["messages"] if "undo:" in m.extra_tags]
    return tags[0].partition("undo:")[2].split()[0] if tags else ""


def way_back(client, address, fields):
    """The address that takes back what is done now by sending `fields` there."""
    client.post(address, fields, headers=HTMX, follow=True)
    return RegisterAct.objects.latest("pk").undo_url


def everything():
    """All rows that an act on a register can write, as they stand."""
    models = (Event, Registration, Headcount, Participant)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    histories = [model.history.count() for model in models]
    return rows, histories, RegisterAct.objects.count()


def a_mark(event, desk):
    return url("mark", event, RegistrationFactory(event=event).pk), {"attendance": "late"}

"""The breach page: what was exposed, of whom and since when; the 72 hours; the steps.

docs/security.md, P19.
"""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, Breach, BreachStep
from accounts.models.access_log import Action
from accounts.services import log_access
from participants.breaches.exposure import exposure
from shkej.lib.dates import TIRANA
from tests.conftest import user_with
from tests.events.factories import CentreFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=TIRANA)


@pytest.fixture
def people(centre):
    return [ParticipantFactory(centre=centre, last_name=f"Kanarina{n}") for n in range(4)]


@pytest.fixture
def lines(staff, coordinator, people):
    """What was done from Monday on: one opened, three listed, two taken away; then a sign-in."""
    keys = [person.pk for person in people]
    acts = [
        (0, Action.VIEW_PARTICIPANT, {"target": people[0]}),
        (1, Action.VIEW_PARTICIPANTS, {"people": keys[:3]}),
        (2, Action.EXPORT_PEOPLE, {"people": keys[1:3]}),
        (3, Action.SIGN_IN, {}),
    ]
    for days, action, more in acts:
        with time_machine.travel(MONDAY + timedelta(days=days), tick=False):
            log_access(action, more.pop("target", None), user=staff, **more)
    with time_machine.travel(MONDAY, tick=False):
        log_access(Action.VIEW_PARTICIPANT, people[3], user=coordinator)


def breach(**facts):
    return Breach.objects.create(
        **{
            "what": "A phone was lost",
            "noticed_at": MONDAY,
            "begins_on": MONDAY.date(),
            "ends_on": MONDAY.date() + timedelta(days=6),
        }
        | facts
    )


def found(reader, **facts):
    told = exposure(breach(**facts), reader)
    return {part.label: (part.lines, part.people) for part in told.parts}, told


def test_p19_says_what_was_exposed_of_whom_and_since_when(admin, staff, people, lines):
    parts, told = found(admin, account=staff)

    assert parts == {
        Action.VIEW_PARTICIPANT.label: (1, 1),
        Action.VIEW_PARTICIPANTS.label: (1, 3),
        Action.EXPORT_PEOPLE.label: (1, 2),
    }
    assert told.people == [person.pk for person in people[:3]]
    assert (told.first, told.last) == (MONDAY, MONDAY + timedelta(days=2))


def test_p19_by_person_window_and_kind(admin, people, lines):
    days = {"begins_on": MONDAY.date() + timedelta(days=1)}

    assert found(admin)[1].accounts == 2
    assert found(admin, person_key=people[0].pk, **days)[0] == {
        Action.VIEW_PARTICIPANTS.label: (1, 1)
    }
    assert found(admin, actions=["export_people"])[1].people == [p.pk for p in people[1:3]]
    assert found(admin, ends_on=MONDAY.date())[1].lines == 2
    late = MONDAY.date() + timedelta(days=3)
    assert found(admin, begins_on=late, ends_on=late)[1].people == []


def test_p19_coordinator_sees_names_and_administrator_none(
    client, admin, coordinator, staff, people, lines, centre
):
    url = reverse("participants:breach_detail", args=[breach(account=staff, centre=centre).pk])

    client.force_login(coordinator)
    page = client.get(url).content.decode()
    assert all(person.last_name in page for person in people[:3])
    assert people[3].last_name not in page
    client.force_login(admin)
    page = client.get(url).content.decode()
    assert not any(person.last_name in page for person in people)


def test_p19_print_names_nobody_and_is_in_both_languages(
    client, coordinator, staff, people, lines, centre
):
    client.force_login(coordinator)
    row = breach(account=staff, centre=centre)
    text = client.get(reverse("participants:breach_print", args=[row.pk])).content.decode()

    assert 'lang="sq"' in text
    assert 'lang="en"' in text
    assert "Record of a data breach" in text
    assert not any(person.last_name in text for person in people)


@pytest.mark.parametrize(("hours", "left"), [(0, 72), (71, 1), (73, -1)])
def test_p19_the_clock_runs_from_when_it_was_noticed(hours, left):
    with time_machine.travel(MONDAY + timedelta(hours=hours), tick=False):
        assert breach().hours_left == left


def test_p19_home_shows_it_until_the_commissioner_was_told(client, coordinator, centre):
    row = breach(centre=centre, noticed_at=timezone.now())
    client.force_login(coordinator)
    assert row.what in client.get(reverse("home")).content.decode()

    step = reverse("participants:breach_step", args=[row.pk])
    for reference in ("2026/17", "again"):
        client.post(step, {"kind": "commissioner", "reference": reference})

    assert row.what not in client.get(reverse("home")).content.decode()
    noted = BreachStep.objects.get()
    assert (noted.reference, noted.done_by) == ("2026/17", coordinator)
    assert AccessLog.objects.filter(action=Action.BREACH).count() == 1


def test_a_step_that_does_not_exist_is_refused(client, admin):
    client.force_login(admin)
    client.post(reverse("participants:breach_step", args=[breach().pk]), {"kind": "forget"})

    assert not BreachStep.objects.exists()


def test_coordinator_writes_an_incident_down_in_their_centre_alone(
    client, coordinator, centre, people
):
    client.force_login(coordinator)
    day = timezone.localdate()
    data = {
        "what": "A list was left on a bus",
        "noticed_on": day.isoformat(),
        "noticed_time": "00:01",
        "begins_on": day.isoformat(),
        "ends_on": day.isoformat(),
        "person": people[0].code.lower(),
    }
    url = reverse("participants:breach_create")

    for centre_key in ("", CentreFactory().pk):
        assert client.post(url, data | {"centre": centre_key}).context["form"].errors["centre"]
    assert client.post(url, data | {"centre": centre.pk}).status_code == 302

    row = Breach.objects.get()
    assert (row.person_key, row.opened_by) == (people[0].pk, coordinator)
    assert "breach" in AccessLog.objects.values_list("action", flat=True)
    elsewhere = user_with("coordinator", centre=CentreFactory())
    client.force_login(elsewhere)
    assert client.get(reverse("participants:breach_detail", args=[row.pk])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("begins_on", "01.01.0001"), ("ends_on", "31.12.2100"), ("person", "ZZZZZZ"), ("what", "")],
)
def test_what_cannot_be_is_said_at_its_field(client, coordinator, centre, field, value):
    client.force_login(coordinator)
    day = timezone.localdate().isoformat()
    days = dict.fromkeys(("noticed_on", "begins_on", "ends_on"), day)
    data = {"what": "x", "noticed_time": "00:01", "centre": centre.pk, **days, field: value}

    answer = client.post(reverse("participants:breach_create"), data)

    assert answer.context["form"].errors[field]

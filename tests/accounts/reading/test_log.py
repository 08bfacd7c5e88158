"""Who sees a name is in the log, with whom they saw; and many openings are asked about."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, OutgoingMail
from accounts.reading.limits import MOST_OPENED
from accounts.reading.shown_people import one_of, read, written
from events.models import Registration
from events.register.acts.acting import Acting
from participants.models import Participant
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.leaks.crawling import addresses, text_of
from tests.participants.factories import ParticipantFactory
from tests.searching import search_on

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_ids_are_written_so_that_each_is_found_and_no_other():
    keys = {1, 12, 35, 36, 120, 99999}
    text = written(keys)

    assert read(text) == keys
    assert written([]) == ""
    assert {key for key in range(100_001) if one_of(key) in text} == keys


@pytest.mark.more
@pytest.mark.one_database
@pytest.mark.parametrize("role", ["coordinator", "staff", "volunteer", "partner"])
def test_r52_every_answer_with_her_name_names_her_in_the_log(client, world, role):
    """Everybody of the world bears a name of their own; whoever is in an answer is logged."""
    for person in Participant.objects.all():
        Participant.objects.filter(pk=person.pk).update(
            first_name=f"Canary{person.pk}x", last_name="Kanarina"
        )
    client.force_login(world.users[role])
    missing, with_names = {}, 0

    for address in addresses(world):
        before = AccessLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = client.get(address)
        named = {int(key) for key in re.findall(r"Canary(\d+)x", text_of(answer))}
        rows = AccessLog.objects.filter(pk__gt=before, user=world.users[role])
        logged = set()
        for row in rows:
            logged |= read(row.people)
            if row.object_type == "participants.Participant":
                logged.add(int(row.object_id))
        with_names += bool(named)
        if named - logged:
            missing[address] = named - logged

    assert missing == {}
    assert with_names >= 2  # of partners; others see many more


def test_the_sweep_meets_names(client, world):
    client.force_login(world.users["coordinator"])
    client.get(reverse("events:register", args=[world.arguments["event_id"]]))

    row = AccessLog.objects.filter(action="view_participants").latest("pk")
    here = Registration.objects.filter(event=world.arguments["event_id"]).standing()
    assert read(row.people) >= set(here.values_list("participant", flat=True))
    assert (row.object_type, row.detail["shown"]) == ("events.Event", len(read(row.people)))


@pytest.fixture
def elira(centre):
    return ParticipantFactory(first_name="Elira", last_name="Gjonaj", centre=centre)


def test_r52_a_finder_names_whom_it_found(client, centre, elira):
    other = ParticipantFactory(centre=centre)
    client.force_login(user_with("staff", centre=centre))

    search_on(client, reverse("participants:guardian_create", args=[other.pk]), "elira")

    row = AccessLog.objects.filter(action="view_participants").latest("pk")
    assert elira.pk in read(row.people)


def test_p17_who_looked_stands_on_the_persons_page(client, centre, elira):
    staff, coordinator = user_with("staff", centre=centre), user_with("coordinator", centre=centre)
    type(staff).objects.filter(pk=staff.pk).update(name="Somebody Curious")
    page = reverse("participants:participant_readers", args=[elira.pk])
    client.force_login(staff)
    client.get(reverse("participants:participant_list"))
    client.get(reverse("participants:participant_detail", args=[elira.pk]))
    assert client.get(page).status_code == 403

    client.force_login(coordinator)
    assert (
        page
        in client.get(reverse("participants:participant_detail", args=[elira.pk])).content.decode()
    )
    shown = client.get(page)
    assert shown.content.decode().count("Somebody Curious") == 2
    other = ParticipantFactory(centre=centre)
    page = reverse("participants:participant_readers", args=[other.pk])
    assert "Somebody Curious" not in client.get(page).content.decode()


def test_p17_nobody_of_another_centre_is_asked_about(client, centre):
    stranger = ParticipantFactory()
    client.force_login(user_with("coordinator", centre=centre))
    if stranger.centre_id == centre.pk:
        Participant.objects.filter(pk=stranger.pk).update(centre=None)

    page = reverse("participants:participant_readers", args=[stranger.pk])
    assert client.get(page).status_code == 404


def opened(user, number):
    """That many people were opened by `user` a moment ago."""
    AccessLog.objects.bulk_create(
        AccessLog(
            user=user,
            action="view_participant",
            object_type="participants.Participant",
            object_id=str(10_000 + key),
        )
        for key in range(number)
    )


@pytest.mark.parametrize("route", ["participant_detail", "participant_update", "reveal_contacts"])
def test_r25_after_two_hundred_people_a_reason_is_asked(client, centre, elira, route):
    user, coordinator = user_with("staff", centre=centre), user_with("coordinator", centre=centre)
    client.force_login(user)
    opened(user, MOST_OPENED - 1)
    person = reverse("participants:participant_detail", args=[elira.pk])
    assert client.get(person).status_code == 200  # the 200th
    assert client.get(person).status_code == 200  # who was opened may be opened again
    next_one = ParticipantFactory(centre=centre)
    page = reverse(f"participants:{route}", args=[next_one.pk])
    send = client.post if route == "reveal_contacts" else client.get

    refused = send(page)

    assert refused.url.startswith(reverse("accounts:many_opened"))
    assert not AccessLog.objects.filter(object_id=str(next_one.pk)).exists()
    assert "200 people" in client.get(refused.url).content.decode()
    assert client.post(refused.url, {"next": person}).status_code == 200  # no reason, no way on
    assert not OutgoingMail.objects.exists()
    assert client.post(refused.url, {"next": person, "reason": "call"}).url == person
    assert AccessLog.objects.get(action="many_opened").detail == {"reason": "call"}
    assert OutgoingMail.objects.get().to == coordinator.email
    assert send(page).status_code == 200


def test_r25_an_hour_later_nothing_is_asked(client, centre, elira):
    user = user_with("staff", centre=centre)
    opened(user, MOST_OPENED)

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        client.force_login(user)
        page = reverse("participants:participant_detail", args=[elira.pk])
        assert client.get(page).status_code == 200


def test_r25_what_others_opened_is_not_counted(client, centre, elira):
    opened(user_with("staff", centre=centre), MOST_OPENED)
    client.force_login(user_with("staff", centre=centre))

    page = reverse("participants:participant_detail", args=[elira.pk])
    assert client.get(page).status_code == 200


def test_r35_the_reason_leads_nowhere_else(client, centre):
    client.force_login(user_with("staff", centre=centre))

    answer = client.post(
        reverse("accounts:many_opened"), {"next": "https://evil.example/", "reason": "call"}
    )

    assert answer.url == reverse("home")


def test_r52_an_act_that_was_undone_leaves_nobody_unlogged(client, centre, elira):
    """Its line went with its transaction: the answer, which names her, writes one."""
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(minutes=5))
    place = RegistrationFactory(event=event, participant=elira)
    client.force_login(user_with("staff", centre=centre))
    mark = reverse("events:mark", args=[event.pk, place.pk])

    really_did = Acting.did

    def did(act, *args, **facts):
        really_did(act, *args, **facts)
        raise ValidationError("No.")

    with patch.object(Acting, "did", did):
        page = client.post(mark, {"attendance": "present"}, headers=HTMX)

    assert page.status_code == 409
    assert "Elira" in page.content.decode()
    row = AccessLog.objects.get(action="view_participants")
    assert read(row.people) == {elira.pk}


def test_r25_a_reason_that_nobody_asked_for_tells_nobody(client, centre):
    user, _coordinator = user_with("staff", centre=centre), user_with("coordinator", centre=centre)
    client.force_login(user)
    reason = {"next": reverse("home"), "reason": "call"}

    client.post(reverse("accounts:many_opened"), reason)
    assert not OutgoingMail.objects.exists()

    opened(user, MOST_OPENED)
    for _press in range(2):
        client.post(reverse("accounts:many_opened"), reason)
    assert OutgoingMail.objects.count() == 1
    assert AccessLog.objects.filter(action="many_opened").count() == 1

"""P10: what falls due is shown, goes once a second person agrees, and no figure changes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.audit.sealing import seal_log
from accounts.audit.verifying import faults
from accounts.models import AccessLog, Role
from participants.models import Guardianship, Participant
from retention.keeping.services import decide_rule, due_numbers, kept_kinds, want_rule
from retention.models import Hold, Rule, Run
from retention.tasks import do_retention_run, finish_erasures
from tests.accounts.factories import GrantFactory
from tests.events.factories import AttachmentFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=5 * 365)


def seen(centre, when, **facts):
    """Somebody who was last here `when`."""
    person = ParticipantFactory(centre=centre, **facts)
    RegistrationFactory(
        event=EventFactory(centre=centre, starts_at=when), participant=person, present=True, age=30
    )
    Participant.objects.filter(pk=person.pk).update(created_at=LONG_AGO)
    return person


def numbers(centre):
    return {kept.kind.code: number for kept, number in due_numbers(centre)}


@pytest.fixture
def second(centre):
    return GrantFactory(role=Role.COORDINATOR, centre=centre).user


def test_p10_who_came_since_is_held_or_has_a_child_who_came_does_not_fall_due(centre, coordinator):
    gone = seen(centre, LONG_AGO, last_name="Gjonaj", phone="+355692345678")
    held, mother = seen(centre, LONG_AGO), seen(centre, LONG_AGO)
    Hold.objects.create(participant=held, reason="Gjykata", set_by=coordinator)
    child = seen(centre, timezone.now() - timedelta(days=30))
    Guardianship.objects.create(adult=mother, child=child, relation="mother")
    seen(EventFactory(centre__code="another").centre, LONG_AGO)

    found = numbers(centre)

    assert (found["contacts"], found["names"], found["facts"]) == (1, 1, 0)
    assert gone.last_name == "Gjonaj"


def test_p10_a_run_takes_two_people_and_the_worker(client, centre, coordinator, second):
    gone = seen(centre, LONG_AGO, last_name="Gjonaj", phone="+355692345678")
    stays = seen(centre, timezone.now() - timedelta(days=30), last_name="Hoxhaj")
    photo = AttachmentFactory(
        event=EventFactory(centre=centre, starts_at=LONG_AGO), kind="photo", added_by=coordinator
    )
    client.force_login(coordinator)
    page = client.get(reverse("retention:due", args=[centre.pk])).content.decode()
    assert "Gjonaj" in page
    assert "Hoxhaj" not in page

    client.post(reverse("retention:run_ask", args=[centre.pk]))
    run = Run.objects.get()
    client.post(reverse("retention:run_decide", args=[run.pk]))
    run.refresh_from_db()
    assert run.status == "waiting"
    client.force_login(second)
    client.post(reverse("retention:run_decide", args=[run.pk]))
    do_retention_run.func(run.pk)

    run.refresh_from_db()
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert run.status == "done"
    assert (run.done["contacts"], run.done["names"], run.done["photos"]) == (1, 1, 1)
    assert (gone.first_name, gone.last_name, gone.phone) == ("–", "", "")
    assert stays.last_name == "Hoxhaj"
    assert not photo.file.storage.exists(photo.file.name)
    changes = AccessLog.objects.filter(action="retention").order_by("pk")
    assert [line.detail["change"] for line in changes] == ["asked", "confirmed", "done"]


def test_p10_a_run_that_is_done_again_changes_nothing(centre, coordinator):
    seen(centre, LONG_AGO, birth_date=date(1990, 5, 6))
    run = Run.objects.create(
        centre=centre,
        as_of=timezone.localdate(),
        asked_by=coordinator,
        status="confirmed",
        months={"names": 24, "facts": 36},
        due={"names": 1, "facts": 1},
    )
    finish_erasures.func()
    before = list(Participant.objects.values())

    do_retention_run.func(run.pk)

    run.refresh_from_db()
    assert run.done == {"names": 1, "facts": 1}
    assert list(Participant.objects.values()) == before
    assert before[0]["birth_year"] == 1990
    assert before[0]["birth_date"] is None


def test_p10_addresses_leave_the_log_and_the_chain_holds(coordinator):
    AccessLog.objects.create(action="sign_in", user=coordinator, address="10.0.0.1")
    seal_log()
    later = timezone.localdate() + timedelta(days=200)
    run = Run.objects.create(
        as_of=later,
        asked_by=coordinator,
        status="confirmed",
        months={"addresses": 3},
        due={"addresses": 1},
    )

    do_retention_run.func(run.pk)

    assert not AccessLog.objects.exclude(address=None).exists()
    assert list(faults()) == []


def test_an_administrator_proposes_a_time_and_a_coordinator_agrees(client, admin, coordinator):
    client.force_login(admin)
    url = reverse("retention:rule", args=["names"])
    client.post(url, {"months": 30, "why": "Projekti zgjat më shumë"})
    rule = Rule.objects.get()
    assert (rule.months, rule.wanted_months) == (24, 30)

    client.force_login(coordinator)
    assert client.get(url).status_code == 403
    client.post(reverse("retention:rule_decide", args=[rule.pk]))

    rule.refresh_from_db()
    assert (rule.months, rule.why, rule.wanted_months) == (30, "Projekti zgjat më shumë", None)


@pytest.mark.parametrize("code", ["log", "versions", "places", "acts"])
@pytest.mark.parametrize(("language", "said"), [("en", "Enter 24 or more"), ("sq", "Shkruani 24")])
def test_p10_what_proves_who_did_what_is_kept_two_years(client, admin, code, language, said):
    admin.language = language
    admin.save()
    client.force_login(admin)
    url = reverse("retention:rule", args=[code])

    answer = client.post(url, {"months": 23, "why": "Pak vend"})

    assert said in answer.content.decode()
    assert "Pak vend" in answer.content.decode()
    assert not Rule.objects.exists()
    with pytest.raises(ValidationError):
        want_rule(code=code, months=23, why="", wanted_by=admin, log=None)
    assert client.post(url, {"months": 24, "why": "Pak vend"}).status_code == 302
    assert Rule.objects.get().wanted_months == 24


def test_p10_what_was_wanted_before_there_was_a_least_does_not_come_to_hold(admin, coordinator):
    rule = Rule.objects.create(
        kind="log", months=1, wanted_months=2, wanted_by=admin, wanted_at=timezone.now()
    )

    with pytest.raises(ValidationError):
        decide_rule(rule=rule, is_agreed=True, decided_by=coordinator, log=None)

    assert {kept.kind.code: kept.months for kept in kept_kinds()}["log"] == 24


def test_an_administrator_sees_how_many_and_never_who(client, centre, admin):
    seen(centre, LONG_AGO, last_name="Gjonaj")
    client.force_login(admin)

    page = client.get(reverse("retention:due", args=[centre.pk])).content.decode()

    assert "Gjonaj" not in page
    assert "count-badge" in page

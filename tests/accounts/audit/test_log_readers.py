"""Who reads the log: administrators all, coordinators what is in their scope; and the digest."""

import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.audit.alarm import check_chain
from accounts.audit.digest import send_digests
from accounts.audit.sealing import seal_log
from accounts.encryption import decrypt
from accounts.models import AccessLog, LogDigest, OutgoingMail
from accounts.services import log_access
from events.models import RegisterAct
from events.register.acts.keys import body_hash, hash_of, is_same
from tests.accounts.factories import GrantFactory
from tests.conftest import user_with
from tests.databases import unguarded
from tests.events.factories import CentreFactory, EventFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(db):
    return CentreFactory()


@pytest.fixture
def lines(centre, elsewhere):
    """A line of each kind of user, by a word for it."""
    here, there = user_with("staff", centre=centre), user_with("staff", centre=elsewhere)
    both = user_with("staff", centre=centre)
    GrantFactory(user=both, role="staff", centre=elsewhere)
    ours, theirs = ParticipantFactory(centre=centre), ParticipantFactory(centre=elsewhere)
    made = {
        "here": log_access("export", user=here),
        "there": log_access("export", user=there),
        "both": log_access("export", user=both),
        "both, ours": log_access("view_participant", ours, user=both),
        "both, theirs": log_access("view_participant", theirs, user=both),
        "there, ours": log_access("view_participant", ours, user=there),
        "admin": log_access("sign_in", user=user_with("admin")),
        "nobody": log_access("sign_in_failed"),
        "all centres": log_access("sign_in", user=user_with("coordinator")),
    }
    return {line.pk: word for word, line in made.items()}


def seen(user, lines):
    found = AccessLog.objects.visible_to(user).values_list("pk", flat=True)
    return {lines[pk] for pk in found if pk in lines}


def test_p17_a_coordinator_reads_what_is_in_scope(centre, elsewhere, lines):
    here = {"here", "both, ours", "there, ours"}
    assert seen(user_with("coordinator", centre=centre), lines) == here
    assert seen(user_with("coordinator", centre=elsewhere), lines) == {
        "there",
        "both, theirs",
        "there, ours",
    }
    assert seen(user_with("coordinator"), lines) == set(lines.values())
    assert seen(user_with("admin"), lines) == set(lines.values())
    for role in ("staff", "volunteer", "observer"):
        assert seen(user_with(role, centre=centre), lines) == set()


def test_p17_the_page_shows_a_coordinator_no_more(client, centre, lines):
    coordinator = user_with("coordinator", centre=centre)
    client.force_login(coordinator)
    page = client.get(reverse("accounts:access_log"))

    shown = {entry.pk for entry in page.context["page_obj"]}
    assert {lines[pk] for pk in shown if pk in lines} == {"here", "both, ours", "there, ours"}
    offered = set(page.context["filter_form"].fields["user"].queryset)
    assert offered == {entry.user for entry in page.context["page_obj"] if entry.user}
    assert "127.0.0.1" not in page.content.decode()
    assert reverse("accounts:user_list") not in page.content.decode()
    assert reverse("accounts:access_log") in client.get(reverse("home")).content.decode()
    client.force_login(user_with("staff", centre=centre))
    assert client.get(reverse("accounts:access_log")).status_code == 403


def mails():
    return {row.to: json.loads(decrypt(row.content)) for row in OutgoingMail.objects.all()}


@time_machine.travel("2026-03-02T10:00:00+01:00", tick=False)
def test_p17_a_digest_tells_each_coordinator_of_their_scope_once(centre, elsewhere):
    ours, theirs = (
        user_with("coordinator", centre=centre),
        user_with("coordinator", centre=elsewhere),
    )
    type(theirs).objects.filter(pk=theirs.pk).update(language="sq")
    staff, other = user_with("staff", centre=centre), user_with("staff", centre=elsewhere)
    type(other).objects.filter(pk=other.pk).update(name="Somebody Elsewhere")
    person = ParticipantFactory(centre=centre, first_name="Elira", last_name="Gjonaj")
    moments = [
        datetime(2026, 2, 10, 12, 0),
        datetime(2026, 2, 28, 23, 30),
        datetime(2026, 3, 1, 0, 0),
    ]
    for moment in moments:
        with time_machine.travel(timezone.make_aware(moment), tick=False):
            log_access("view_participant", person, user=staff)
            log_access("export", user=staff)
            log_access("export", user=other)

    assert send_digests() == 2
    text = mails()[ours.email]["text"]
    assert "– staff user: 1 person opened, 0 lists with names, 2 exports, 2 of it between" in text
    assert "February 2026" in text
    assert "Elsewhere" not in text
    assert "Elira" not in text
    assert "Somebody Elsewhere" in mails()[theirs.email]["text"]
    assert "shkurt" in mails()[theirs.email]["text"].lower()
    assert send_digests() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        send_digests()
    assert LogDigest.objects.count() == 2


@time_machine.travel("2026-03-02T10:00:00+01:00", tick=False)
def test_p17_who_runs_the_system_gets_the_digest_while_a_coordinator_only_waits(admin, centre):
    staff = user_with("staff", centre=centre)
    waiting = GrantFactory(role="coordinator", centre=centre, waits=True).user
    with time_machine.travel(timezone.make_aware(datetime(2026, 2, 10, 12)), tick=False):
        log_access("export", user=staff)

    assert send_digests() == 1
    assert set(mails()) == {admin.email}
    assert waiting.email != admin.email


def test_r54_a_broken_chain_is_told_to_those_who_run_the_system(admin, staff):
    line = log_access("export", user=staff)
    seal_log()
    assert check_chain() is None
    assert mails() == {}
    with unguarded():
        AccessLog.objects.filter(pk=line.pk)._raw_delete("default")

    assert check_chain().values["row"] == line.pk
    assert f"Row {line.pk} of accounts_accesslog was deleted" in mails()[admin.email]["text"]


def test_r6_what_was_sent_to_a_register_is_kept_keyed(rf, settings, centre, staff):
    """`body_hash` once was a plain hash of a name: everybody with the database could try names."""
    event = EventFactory(centre=centre)
    request = rf.post("/x", {"first_name": "Elira", "last_name": "Gjonaj"})
    request.user = staff
    kept = body_hash(request)
    act = RegisterAct(event=event, by=staff, body_hash=kept)

    assert hash_of(request) != kept
    assert is_same(request, event, act)
    settings.ACCESS_LOG_KEY_FALLBACKS = [settings.ACCESS_LOG_KEY]
    settings.ACCESS_LOG_KEY = "another"
    assert body_hash(request) != kept
    assert is_same(request, event, act)
    act.body_hash = hash_of(request)  # of an earlier version
    assert is_same(request, event, act)
    for sent in ({"first_name": "Elira", "last_name": "Gjoni"}, {}):
        other = rf.post("/x", sent)
        other.user = staff
        act.body_hash = kept
        assert not is_same(other, event, act)

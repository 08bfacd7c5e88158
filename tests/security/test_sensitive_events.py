"""R20, R51: who came to a sensitive event is known to those assigned and to `sees_sensitive`.

Their colleagues know how many, partners the day, observers nothing; on every route, by every role.
"""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, Grant
from accounts.models.access_log import Action
from events.calendar.links.services import make_feed
from events.models import Event, Invitation, Registration
from shkej.lib.dates import TIRANA, today
from tests.conftest import user_with
from tests.events.factories import (
    EventFactory,
    RegistrationFactory,
    SeriesFactory,
    SeriesMemberFactory,
)
from tests.events.inviting.helping import token_for_contact
from tests.leaks.crawling import LIBRARIES, QUESTIONS, ROUTES, text_of
from tests.often import often
from tests.participants.factories import ParticipantFactory
from tests.routes import all_routes

pytestmark = pytest.mark.django_db
NAME, TITLE, HOUR = "Zymrytkanarie", "Titullkanarie", "03:17"
KIND = "individual_session"
KINDS = ("individual session", "seancë individuale", "takim individual")
ORDINARY = {"title_sq": "I zakonshëm"}


@pytest.fixture(autouse=True)
def afternoon():
    """No clock on a page shows the hour that is looked for."""
    with time_machine.travel(datetime(2026, 11, 26, 14, tzinfo=TIRANA)):
        yield


def secret_event(centre, **facts):
    """An event of today with a sensitive topic and somebody of another centre on its register."""
    starts_at = datetime.combine(today(), time(3, 17), tzinfo=TIRANA)
    known = {"title_sq": TITLE, "kind": KIND, "is_sensitive": True, "visibility": "all_partners"}
    event = EventFactory(centre=centre, **{**known, "starts_at": starts_at, **facts})
    return with_canary(event)


def with_canary(event):
    """The same with somebody whom nobody of this centre knows from elsewhere on its register."""
    person = ParticipantFactory(first_name=NAME, last_name=NAME)
    RegistrationFactory(
        event=event, participant=person, attendance="present", marked_at=timezone.now()
    )
    return event


@pytest.fixture
def secret(centre):
    return secret_event(centre)


@pytest.fixture
def swept(world, centre):
    """The world, its event sensitive; nobody is assigned to it, nobody holds the grant."""
    event = Event.objects.get(pk=world.arguments["event_id"])
    Event.objects.filter(pk=event.pk).update(
        title_sq=TITLE, kind=KIND, is_sensitive=True, starts_at=secret_event(centre).starts_at
    )
    event.series.is_sensitive = True
    event.series.save()
    event.volunteers.clear()
    with_canary(event)
    Grant.objects.update(sees_sensitive=False)
    return world


def answers(world, role):
    """(address, text) of every route by each of its methods; what is changed is undone."""
    for name, arguments in all_routes():
        if name not in ROUTES or name.startswith(LIBRARIES):
            continue
        address = world.address(name, arguments)
        for method in ROUTES[name]["methods"]:
            for question in ["", *QUESTIONS.get(name, [])] if method == "GET" else [""]:
                with transaction.atomic():
                    client = Client()
                    client.force_login(world.users[role])
                    text = text_of(client.generic(method, address + question))
                    transaction.set_rollback(True)
                yield f"{method} {address}{question}", text


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "unknown"),
    often(
        ("staff", [NAME]),
        ("partner", [NAME, TITLE, HOUR]),
        then=[
            ("admin", [NAME]),
            ("coordinator", [NAME]),
            ("volunteer", [NAME, TITLE]),
            ("observer", [NAME, TITLE, HOUR]),
        ],
    ),
)
def test_r20_no_route_tells_what_a_sensitive_event_keeps_back(swept, role, unknown):
    told = [
        (address, word)
        for address, text in answers(swept, role)
        for word in unknown
        if word.lower() in text.lower()
    ]

    assert not told


def test_r20_the_sweep_would_see_it(client, swept, centre):
    event = Event.objects.get(pk=swept.arguments["event_id"])
    client.force_login(user_with("staff", centre=centre, sees_sensitive=True))
    register = text_of(client.get(reverse("events:register", args=[event.pk])))
    client.force_login(user_with("staff", centre=centre))
    page = text_of(client.get(reverse("events:event_detail", args=[event.pk])))

    assert NAME in register
    assert TITLE in page
    assert HOUR in page


def test_r20_whoever_is_assigned_opens_the_register_and_colleagues_the_numbers(
    client, centre, secret
):
    assigned, colleague = (user_with("staff", centre=centre) for _number in range(2))
    secret.volunteers.add(assigned)
    register = reverse("events:register", args=[secret.pk])
    page = reverse("events:event_detail", args=[secret.pk])

    client.force_login(assigned)
    assert NAME in text_of(client.get(register))
    client.force_login(colleague)
    assert client.get(register).status_code == 404
    answer = client.get(page)
    assert "1 participant" in text_of(answer)
    assert "Sensitive topic" in text_of(answer)
    assert register not in text_of(answer)


def test_r20_a_grant_in_one_centre_opens_nothing_in_another(centre, secret):
    user = user_with("staff", centre=centre)
    elsewhere = EventFactory(centre__code="tjeter").centre
    Grant.objects.create(user=user, role="staff", centre=elsewhere, sees_sensitive=True)

    reached = Event.objects.visible_to(user, "events.view_registration")

    assert not reached.filter(pk=secret.pk).exists()
    assert not Registration.objects.visible_to(user).filter(event=secret).exists()


@pytest.mark.parametrize("role", ["staff", "coordinator"])
def test_r20_the_page_of_a_person_does_not_name_the_session(client, centre, secret, role):
    person = ParticipantFactory(centre=centre)
    known = {"attendance": "present", "marked_at": timezone.now(), "participant": person}
    RegistrationFactory(event=secret, **known)
    RegistrationFactory(event=EventFactory(centre=centre, **ORDINARY), **known)
    reader = user_with("coordinator", centre=centre, sees_sensitive=True)
    AccessLog.objects.create(
        user=reader,
        action=Action.VIEW_PARTICIPANTS,
        object_type="events.Event",
        object_id=str(secret.pk),
        people=f" {person.pk} ",
    )
    client.force_login(user_with(role, centre=centre))

    page = text_of(client.get(reverse("participants:participant_detail", args=[person.pk])))
    log = client.get(reverse("participants:participant_readers", args=[person.pk]))

    assert TITLE not in page
    assert f"/events/{secret.pk}/" not in page
    assert ORDINARY["title_sq"] in page
    assert "attended 1 of 1" in page
    if role == "coordinator":
        assert all(line.object_id != str(secret.pk) for line in log.context["listed"])


def test_r20_the_list_behind_a_figure_leaves_out_who_came_to_it_alone(client, centre, secret):
    other = ParticipantFactory(first_name="Besnik", centre=centre)
    at = EventFactory(centre=centre, starts_at=secret.starts_at)
    RegistrationFactory(event=at, participant=other, attendance="present", marked_at=at.starts_at)
    day = today().isoformat()
    asked = {"period": "custom", "start": day, "end": day}
    client.force_login(user_with("staff", centre=centre))

    report = client.get(reverse("reports:attendance"), asked)
    people = client.get(reverse("reports:people"), {**asked, "figure": "reached"})
    new = client.get(reverse("reports:people"), {**asked, "figure": "newly_reached"})

    assert report.context["answer"].count.total.reached == 2
    assert "Besnik" in text_of(people)
    assert NAME not in text_of(people)
    assert "sensitive topic is not listed" in text_of(people)
    assert new.status_code == 403
    assert "figure=newly_reached" in text_of(report)
    assert "/people/?" + "figure=newly_reached" not in text_of(report)


def test_r20_who_does_not_see_the_names_lets_nobody_see_them(client, centre, secret):
    user = user_with("staff", centre=centre)
    client.force_login(user)
    address = reverse("events:event_update", args=[secret.pk])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in ("title_sq", "date", "kind", "visibility")}
    sent |= {"title_sq": "Tjetër titull", "date": form["date"].value(), "status": "held"}
    sent |= {"seen_at": form["seen_at"].value(), "volunteers": [user.pk]}  # not sensitive, and ours

    assert client.post(address, sent).status_code == 302

    secret.refresh_from_db()
    assert secret.title_sq == "Tjetër titull"
    assert secret.is_sensitive
    assert not secret.volunteers.exists()


def test_r20_nor_by_the_series_whose_events_take_over_what_it_says(client, centre):
    series = SeriesFactory(centre=centre, is_sensitive=True)
    user = user_with("staff", centre=centre)
    client.force_login(user)

    form = client.get(reverse("events:series_update", args=[series.pk])).context["form"]

    assert form.fields["is_sensitive"].disabled
    assert form.fields["volunteers"].disabled
    assert client.get(reverse("events:series_members", args=[series.pk])).status_code == 404
    assert client.get(reverse("events:series_grid", args=[series.pk])).status_code == 404
    assert client.get(reverse("events:series_detail", args=[series.pk])).status_code == 200


def test_r20_nor_learns_by_importing_who_stands_there(client, centre, secret):
    secret.import_key = "M1"
    secret.save()
    person = Registration.objects.get(event=secret).participant
    person.centre, person.import_key = centre, "P1"
    person.save()
    rows = f"event,starts_at,person,first_name,last_name\nM1,{today()} 03:17,P1,{NAME},{NAME}\n"
    client.force_login(user_with("staff", centre=centre))

    answer = client.post(reverse("events:import"), {"pasted": rows, "centre": centre.pk})

    assert "This event has a sensitive topic" in text_of(answer)
    assert not answer.context["result"].counts["registrations"]["unchanged"]


@pytest.mark.parametrize("is_invited", [False, True])
def test_r51_partners_know_hour_and_kind_only_where_they_are_invited(
    client, centre, organisation, partner, coordinator, is_invited
):
    moment = datetime.combine(today() + timedelta(days=3), time(3, 17), tzinfo=TIRANA)
    event = secret_event(centre, starts_at=moment, status="planned")
    invitation = Invitation.objects.create(
        event=event,
        organisation=organisation,
        invited_by=coordinator,
        told_at=timezone.now(),
        withdrawn_at=None if is_invited else timezone.now(),
    )
    client.force_login(partner)
    pages = [
        client.get(reverse("events:partner_event", args=[event.pk, organisation.pk])),
        client.get(reverse("events:event_list")),
        client.get(reverse("events:calendar", args=[moment.year, moment.month]) + "?view=list"),
    ]
    by_kind = client.get(reverse("events:event_list"), {"kind": KIND})

    for page in pages:
        assert "Activity" in text_of(page)
        assert (HOUR in text_of(page)) is is_invited
    assert any(kind in text_of(pages[0]).lower() for kind in KINDS) is is_invited
    assert (event in by_kind.context["page_obj"]) is is_invited
    _feed, token = make_feed(made_by=partner, language="en", scope="shared")
    feed = text_of(Client().get(reverse("calendar_feed", args=[token])))
    assert "SUMMARY:Activity" in feed
    assert f"DTSTART;VALUE=DATE:{moment:%Y%m%d}" in feed
    assert "T0317" not in feed
    assert "T0117" not in feed
    assert "T0217" not in feed
    assert invitation.event == event


def test_r51_links_that_are_passed_on_tell_the_day_alone(client, centre, organisation, coordinator):
    organisation.contact_email = "kontakt@tirana.example"
    organisation.save()
    moment = datetime.combine(today() + timedelta(days=3), time(3, 17), tzinfo=TIRANA)
    event = secret_event(centre, starts_at=moment, status="planned", visibility="public")
    invitation = Invitation.objects.create(
        event=event, organisation=organisation, invited_by=coordinator, told_at=timezone.now()
    )
    token = token_for_contact(invitation, "en")

    for address in (
        reverse("answer_by_link", args=[token]),
        reverse("calendar_by_link", args=[token]),
        reverse("public_events"),
    ):
        text = text_of(client.get(address))
        assert "Activity" in text or "Aktivitet" in text
        assert not any(word in text for word in (HOUR, "T0317", "T0117", "T0217", TITLE))


def test_r51_the_order_of_a_list_tells_no_hour_either(partner, centre):
    late = secret_event(centre)
    early = EventFactory(centre=centre, starts_at=late.starts_at - timedelta(hours=1))
    early.visibility = "all_partners"
    early.save()

    shown = Event.objects.visible_to(partner).in_known_order(partner)

    assert list(shown) == [late, early]


@pytest.mark.parametrize(("days", "is_sensitive", "seen"), [(-1, 0, 1), (0, 0, 0), (-1, 1, 0)])
def test_r20_observers_see_past_events_that_are_not_sensitive(
    observer, centre, days, is_sensitive, seen
):
    moment = timezone.now() + timedelta(days=days)
    EventFactory(centre=centre, starts_at=moment, is_sensitive=bool(is_sensitive))

    assert Event.objects.visible_to(observer).count() == seen


def test_r24_members_of_a_sensitive_series_are_not_names_for_colleagues(client, centre):
    series = SeriesFactory(centre=centre, is_sensitive=True)
    SeriesMemberFactory(series=series, participant=ParticipantFactory(last_name=NAME))
    assigned = user_with("staff", centre=centre)
    series.volunteers.add(assigned)
    client.force_login(assigned)

    assert NAME in text_of(client.get(reverse("events:series_members", args=[series.pk])))

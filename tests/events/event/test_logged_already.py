"""The same meeting logged twice is asked about; what is another one is not asked about again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.lib.twins.asking import LooksLoggedAlready
from events.lib.twins.finding import pairs_among, tell_apart, twins_of
from events.lib.twins.likeness import are_alike, are_parallel
from events.models import DistinctEvents, Event
from events.partner.proposals.services import accept
from shkej.lib.albanian import fold
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    EventProposalFactory,
    HeadcountFactory,
    RegistrationFactory,
    SeriesFactory,
)
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOON = datetime(2021, 10, 6, 12, tzinfo=UTC)
TITLE = "Takim sensibilizues me prindërit"


def minutes(number):
    return timedelta(minutes=number)


def event_with(title=TITLE, **facts):
    return EventFactory(**{"title_sq": title, "starts_at": NOON, **facts})


def look_the_same(one, other):
    """Whether they are found as twins, from either side and among each other."""
    found = twins_of(other) == [one]
    assert (twins_of(one) == [other]) == found
    assert (pairs_among(Event.objects.all()) != []) == found
    return found


# Titles


@pytest.mark.parametrize(
    ("title", "other"),
    [
        (TITLE, TITLE),
        (TITLE, "TAKIM SENSIBILIZUES ME PRINDERIT"),
        (TITLE, "Takimi sensibilizues me prindër"),
        (TITLE, "Takim me prindërit, sensibilizues"),
        (TITLE, "Takim sensibilizues"),
        ("Trajnim", "Trajnim 2"),
        ("Takim 6.10.2021", "Takim"),
    ],
)
def test_titles_that_are_alike(title, other):
    title, other = fold(title), fold(other)
    assert are_alike(title, other)
    assert not are_parallel(title, other)


@pytest.mark.parametrize(
    ("title", "other"),
    [(TITLE, "Trajnim digjital"), ("Takim", "Takim me policinë"), ("Lexim", "Futboll")],
)
def test_titles_that_are_not(title, other):
    assert not are_alike(fold(title), fold(other))


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Anglisht – grupi A", "Anglisht – grupi B"),
        ("Anglisht, grupi 1", "Anglisht, grupi 2"),
        ("Anglisht, grupi I", "Anglisht, grupi II"),
        ("Grupi i parë", "Grupi i dytë"),
        ("Futboll vajza", "Futboll djem"),
        ("Robotikë 10–12 vjeç", "Robotikë 13–15 vjeç"),
        ("English in the morning", "English in the afternoon"),
        ("Seanca e1", "Seanca e2"),
    ],
)
def test_parallel_groups_are_told_apart(title, other):
    assert are_parallel(fold(title), fold(other))
    assert not look_the_same(event_with(title), event_with(other))


def test_articles_are_no_groups():
    assert not are_parallel(fold("Takimi i prindërve"), fold("Takimi e prindërve"))


# Events


def test_same_day_and_title_at_another_hour():
    assert look_the_same(event_with(), event_with(starts_at=NOON + minutes(240)))


def test_title_in_the_other_language():
    one = event_with(title_en="Awareness meeting with parents")
    other = EventFactory(title_sq="", title_en="Awareness meeting with the parents", starts_at=NOON)
    assert look_the_same(one, other)


@pytest.mark.parametrize(
    "facts",
    [
        {"starts_at": NOON + timedelta(days=1)},
        {"title": "Trajnim digjital"},
        {"status": "cancelled"},
        {"status": "postponed"},
    ],
)
def test_what_makes_it_another(facts):
    assert twins_of(event_with(**facts)) == []
    one = event_with()
    assert not twins_of(one)


def test_another_centre_is_another_meeting():
    assert not look_the_same(event_with(), event_with(centre=CentreFactory()))


def test_two_meetings_of_one_series_are_its_own():
    series = SeriesFactory()
    day = NOON.date()
    one = event_with(series=series, series_day=day)
    other = event_with(series=series, series_day=day + timedelta(days=7))
    assert not look_the_same(one, other)


def test_a_meeting_beside_its_series_is_asked_about():
    assert look_the_same(event_with(series=SeriesFactory()), event_with())


def test_overlapping_times_at_one_venue():
    one = event_with(venue_sq="Biblioteka", ends_at=NOON + minutes(120))
    other = event_with("Lexim", venue_sq="BIBLIOTEKA", starts_at=NOON + minutes(90))
    assert look_the_same(one, other)


@pytest.mark.parametrize("start", [120, 180])
def test_one_after_the_other_at_one_venue(start):
    one = event_with(venue_sq="Biblioteka", ends_at=NOON + minutes(120))
    other = event_with("Lexim", venue_sq="Biblioteka", starts_at=NOON + minutes(start))
    assert not look_the_same(one, other)


def test_the_centre_itself_is_no_shared_venue():
    assert not look_the_same(event_with(), event_with("Lexim"))


def test_overlapping_times_with_shared_people():
    one, other = event_with(), event_with("Lexim", starts_at=NOON + minutes(30))
    person = ParticipantFactory()
    RegistrationFactory(event=one, participant=person, present=True)
    place = RegistrationFactory(event=other, participant=person, present=True)
    assert look_the_same(one, other)

    place.attendance = "absent"
    place.save()
    assert not look_the_same(one, other)


@pytest.mark.parametrize(("shared", "expected"), [(1, False), (2, True)])
def test_half_of_the_smaller_register(shared, expected):
    one, other = event_with(), event_with("Lexim")
    people = ParticipantFactory.create_batch(8)
    for person in people[:5]:
        RegistrationFactory(event=one, participant=person, present=True)
    for person in people[5 - shared : 9 - shared]:
        RegistrationFactory(event=other, participant=person, present=True)
    assert look_the_same(one, other) == expected


def test_the_night_is_no_border():
    late = datetime(2021, 10, 6, 21, tzinfo=UTC)  # 23:00 in Tirana
    one = event_with(starts_at=late, ends_at=late + minutes(120), venue_sq="Salla")
    other = event_with("Lexim", starts_at=late + minutes(90), venue_sq="Salla")
    assert one.local_date != other.local_date
    assert twins_of(other) == [one]
    assert pairs_among(Event.objects.all()) == [(one, other)]


def test_the_staff_are_no_shared_people():
    staff = CategoryFactory(code="staff", is_counted=False)
    one, other = event_with(), event_with("Lexim")
    person = ParticipantFactory()
    for event in (one, other):
        RegistrationFactory(event=event, participant=person, category=staff, present=True)
    assert not look_the_same(one, other)


def test_a_talk_alone_during_a_group_is_another_meeting():
    one, other = event_with(), event_with("Këshillim", kind="individual_session")
    person = ParticipantFactory()
    for event in (one, other):
        RegistrationFactory(event=event, participant=person, present=True)
    assert not look_the_same(one, other)


# Asking


def log(client, **data):
    return client.post(
        reverse("events:event_create"),
        {"title_sq": TITLE, "date": "06.10.2021", "start_time": "14:00", **data},
    )


def test_form_asks_with_a_link_and_the_number_of_people(desk):
    logged = event_with()
    HeadcountFactory(event=logged, count=14)

    response = log(desk)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Is it this one?" in page
    assert "14 people" in page
    assert reverse("events:event_detail", args=[logged.pk]) in page
    assert TITLE in page
    assert Event.objects.get() == logged


def test_no_it_is_another_is_remembered(desk, staff):
    logged = event_with()

    assert log(desk, other_than=f"{logged.pk}").status_code == 302

    made = Event.objects.exclude(pk=logged.pk).get()
    pair = DistinctEvents.objects.get()
    assert (pair.first, pair.second, pair.decided_by) == (logged, made, staff)
    assert twins_of(made) == twins_of(logged) == []
    url = reverse("events:event_update", args=[made.pk])
    data = {"title_sq": TITLE + "!", "date": "06.10.2021", "start_time": "14:00", "status": "held"}
    assert desk.post(url, data).status_code == 302


def test_another_event_that_appears_meanwhile_is_asked_about(desk):
    logged, meanwhile = event_with(), event_with()

    page = log(desk, other_than=f"{logged.pk}").content.decode()

    assert reverse("events:event_detail", args=[meanwhile.pk]) in page
    assert Event.objects.count() == 2


@pytest.mark.parametrize("text", ["x", "99999999999999999999", "0", "a1"])
def test_what_is_no_key_is_no_answer(desk, text):
    event_with()

    assert log(desk, other_than=text).status_code == 409
    assert not DistinctEvents.objects.exists()


def test_a_change_of_the_day_asks_too(desk):
    logged = event_with()
    event = event_with(starts_at=NOON + timedelta(days=1))
    url = reverse("events:event_update", args=[event.pk])
    data = {"title_sq": TITLE, "date": "06.10.2021", "start_time": "14:00", "status": "held"}

    response = desk.post(url, data)

    assert response.status_code == 409
    assert reverse("events:event_detail", args=[logged.pk]) in response.content.decode()


def test_a_change_of_something_else_does_not_ask(desk):
    event_with()
    event = event_with()
    url = reverse("events:event_update", args=[event.pk])
    data = {"title_sq": TITLE, "date": "06.10.2021", "start_time": "14:00", "status": "held"}

    assert desk.post(url, {**data, "aim_sq": "Qëllimi"}).status_code == 302


def test_accepting_a_proposal_asks(client, coordinator, centre):
    proposal = EventProposalFactory(title_sq=TITLE, venue_sq="Salla")
    logged = event_with(starts_at=proposal.starts_at, planned=True)
    client.force_login(coordinator)
    url = reverse("events:proposal", args=[proposal.pk])
    answer = {"decision": "accept", "centre": centre.pk}

    page = client.post(url, answer).content.decode()

    assert reverse("events:event_detail", args=[logged.pk]) in page
    assert Event.objects.get() == logged
    with pytest.raises(LooksLoggedAlready):
        accept(proposal=proposal, centre=centre, by=coordinator)

    client.post(url, {**answer, "other_than": f"{logged.pk}"})

    assert Event.objects.count() == 2
    assert DistinctEvents.objects.get().first == logged


def test_pair_is_remembered_once(staff):
    one, other = event_with(), event_with()
    for _time in range(2):
        tell_apart(one, [other.pk], by=staff)
        tell_apart(other, [one.pk], by=staff)
    assert DistinctEvents.objects.count() == 1
    assert not look_the_same(one, other)


def test_what_was_said_of_a_wrong_date_is_not_asked_again(desk):
    """A corrected date that lands on a meeting like it: one question after the other, none lost."""
    logged, event = event_with(), event_with(starts_at=NOON + timedelta(days=1))
    RegistrationFactory(event=event, present=True)
    url = reverse("events:event_update", args=[event.pk])
    data = {"title_sq": TITLE, "date": "06.10.2021", "start_time": "14:00", "status": "held"}
    data |= {"is_slip": "1", "slip_reason": "the list says so"}

    page = desk.post(url, data).content.decode()

    assert "Is it this one?" in page
    assert '<input type="hidden" name="is_slip" value="1">' in page
    assert 'value="the list says so"' in page
    assert desk.post(url, {**data, "other_than": f"{logged.pk}"}).status_code == 302
    event.refresh_from_db()
    assert event.starts_at == NOON

"""The children who usually come with somebody, and what a child's record lacks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Registration
from events.register.families.companions import just_marked, usual_companions
from events.register.families.services import register_family, undo_family
from participants.models import Consent, Guardianship, Household, Participant
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory, SeriesFactory
from tests.events.register.addresses import url
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def event(centre):
    """A meeting that began a quarter of an hour ago."""
    return EventFactory(centre=centre, starts_at=timezone.now() - timedelta(minutes=15))


@pytest.fixture
def mother(centre):
    return ParticipantFactory(first_name="Drita", last_name="Çela", centre=centre)


def child_of(adult, **facts):
    child = ParticipantFactory(category=CategoryFactory(code="child"), centre=adult.centre, **facts)
    Guardianship.objects.create(adult=adult, child=child, relation="mother")
    return child


def came(people, *, days, event=None, attendance="present", **facts):
    """A held event so many days ago at which `people` were."""
    event = EventFactory(starts_at=timezone.now() - timedelta(days=days), **facts)
    for person in people:
        RegistrationFactory(
            event=event,
            participant=person,
            category=person.category,
            attendance=attendance,
            marked_at=event.starts_at,
        )
    return event


def arrives(event, person):
    return RegistrationFactory(
        event=event,
        participant=person,
        category=person.category,
        attendance="present",
        marked_at=timezone.now(),
    )


def offered(event, *registrations, people=None):
    people = Participant.objects.select_related("category") if people is None else people
    return usual_companions(registrations, event=event, people=people)


# Who usually comes


def test_a_child_who_came_twice_with_the_guardian_is_offered(event, mother):
    mira, rare = child_of(mother, first_name="Mira"), child_of(mother)
    came([mother, mira, rare], days=7)
    came([mother, mira], days=14, attendance="late")

    assert offered(event, arrives(event, mother)) == {mother.pk: [mira]}


def test_a_child_of_the_household_is_offered_and_another_adult_is_not(event, mother):
    mother.household = Household.objects.create(name="Çela")
    mother.save()
    here = {"household": mother.household, "centre": mother.centre}
    child = ParticipantFactory(category=CategoryFactory(code="child"), **here)
    adult = ParticipantFactory(**here)
    for days in (7, 14):
        came([mother, child, adult], days=days)

    assert offered(event, arrives(event, mother)) == {mother.pk: [child]}


@pytest.mark.parametrize(
    "facts",
    [{"attendance": "absent"}, {"attendance": "excused"}, {"status": "cancelled"}],
)
def test_only_held_events_at_which_both_were_count(event, mother, facts):
    child = child_of(mother)
    came([mother, child], days=7)
    came([mother, child], days=14, **facts)
    came([child], days=21)

    assert offered(event, arrives(event, mother)) == {}


def test_events_of_another_centre_do_not_count(event, mother):
    child = child_of(mother)
    for days in (7, 14):
        came([mother, child], days=days, centre=CentreFactory())

    assert offered(event, arrives(event, mother)) == {}


def test_in_a_series_only_its_own_events_count(event, mother):
    child, other = child_of(mother), child_of(mother)
    event.series = SeriesFactory(centre=event.centre)
    event.save()
    for days in (7, 14):
        came([mother, child], days=days, series=event.series)
        came([mother, other], days=days)

    assert offered(event, arrives(event, mother)) == {mother.pk: [child]}


def test_only_the_last_ten_events_of_the_guardian_count(event, mother):
    child = child_of(mother)
    for days in range(1, 10):
        came([mother], days=days)
    came([mother, child], days=20)
    came([mother, child], days=21)

    assert offered(event, arrives(event, mother)) == {}


def test_who_is_here_already_or_out_of_the_readers_sight_is_not_offered(event, mother):
    here, unseen, expected = (child_of(mother) for _child in range(3))
    for days in (7, 14):
        came([mother, here, unseen, expected], days=days)
    arrives(event, here)
    RegistrationFactory(event=event, participant=expected, category=expected.category)
    people = Participant.objects.exclude(pk=unseen.pk).select_related("category")

    assert offered(event, arrives(event, mother), people=people) == {mother.pk: [expected]}


def test_only_those_marked_a_moment_ago_get_offers(event, mother):
    now = timezone.now()
    row = arrives(event, mother)

    assert just_marked([row], now) == [row]
    assert just_marked([row], now + timedelta(minutes=11)) == []
    row.attendance = "absent"
    assert just_marked([row], now) == []


def test_three_queries_for_all_rows(event, centre, django_assert_num_queries):
    rows = []
    for _family in range(5):
        adult = ParticipantFactory(centre=centre)
        children = [child_of(adult), child_of(adult)]
        for days in (7, 14):
            came([adult, *children], days=days)
        rows.append(arrives(event, adult))

    with django_assert_num_queries(3):
        usual = offered(event, *rows)

    assert [len(children) for children in usual.values()] == [2] * 5


def test_a_child_of_two_is_offered_with_whoever_is_there(event, mother, centre):
    father, neighbour = ParticipantFactory(centre=centre), ParticipantFactory(centre=centre)
    mira = child_of(mother, first_name="Mira")
    Guardianship.objects.create(adult=father, child=mira, relation="father")
    strange = child_of(neighbour)
    for days in (7, 14):
        came([mother, father, neighbour, mira, strange], days=days)

    assert offered(event, arrives(event, father)) == {father.pk: [mira]}


# The act


def test_the_children_are_registered_and_present_as_one_act(event, mother, staff):
    new, expected, there = (child_of(mother) for _child in range(3))
    RegistrationFactory(event=event, participant=expected, category=expected.category)
    arrives(event, there)

    _moment, changed = register_family(
        event=event, participants=[new, expected, there], registered_by=staff
    )

    assert {row.participant for row in changed} == {new, expected}
    assert event.registrations.filter(attendance="present").count() == 3


def test_undo_takes_all_of_them_back_to_where_they_stood(event, mother, staff):
    new, expected, away = (child_of(mother) for _child in range(3))
    rows = {
        person: RegistrationFactory(
            event=event,
            participant=person,
            category=person.category,
            attendance=mark,
            marked_at=None if mark == "unmarked" else timezone.now(),
        )
        for person, mark in [(expected, "unmarked"), (away, "absent")]
    }
    moment, changed = register_family(
        event=event, participants=[new, expected, away], registered_by=staff
    )

    undone = undo_family(event=event, registrations=changed, moment=moment, undone_by=staff)

    assert undone == 3
    marks = {row.participant: (row.status, row.attendance) for row in event.registrations.all()}
    assert marks == {
        new: ("cancelled", "unmarked"),
        expected: ("registered", "unmarked"),
        away: ("registered", "absent"),
    }
    assert rows[expected].history.count() == 3


def test_undo_leaves_whoever_was_marked_again_since(event, mother, staff, coordinator):
    first, second = child_of(mother), child_of(mother)
    moment, changed = register_family(
        event=event, participants=[first, second], registered_by=staff
    )
    Registration.objects.filter(pk=changed[0].pk).update(marked_by=coordinator)

    undone = undo_family(event=event, registrations=changed, moment=moment, undone_by=staff)

    assert undone == 1
    assert event.registrations.attended().get().participant == first


def test_a_child_on_the_waiting_list_who_came_is_put_back_there(event, mother, staff):
    event.capacity = 1
    event.save()
    child, since = child_of(mother), timezone.now() - timedelta(days=1)
    arrives(event, mother)
    RegistrationFactory(
        event=event,
        participant=child,
        category=child.category,
        status="waitlisted",
        waitlisted_at=since,
    )
    moment, changed = register_family(event=event, participants=[child], registered_by=staff)
    assert changed[0].status == "registered"

    undo_family(event=event, registrations=changed, moment=moment, undone_by=staff)

    place = event.registrations.get(participant=child)
    assert (place.status, place.waitlisted_at) == ("waitlisted", since)


# The screens


@pytest.fixture
def family(mother):
    """The mother and three children who come every week."""
    children = [
        child_of(mother, first_name=name, last_name="Çela") for name in "Ana Ben Mira".split()
    ]
    for days in (7, 14):
        came([mother, *children], days=days)
    return children


def text(response):
    return " ".join(response.content.decode().split())


def marks_mother(desk, event, mother, **options):
    place = event.registrations.filter(participant=mother).first()
    place = place or RegistrationFactory(event=event, participant=mother)
    return desk.post(url("mark", event, place.pk), {"attendance": "present"}, **options)


@pytest.mark.parametrize("options", [{"headers": HTMX}, {"follow": True}])
def test_marking_a_guardian_offers_the_children(desk, event, mother, family, options):
    answer = text(marks_mother(desk, event, mother, **options))

    for child in family:
        assert f'name="participant" value="{child.pk}"' in answer
    assert f'value="{",".join(str(child.pk) for child in family)}"' in answer
    assert "All 3" in answer


def test_a_known_guardian_who_walks_in_is_offered_the_children_too(desk, event, mother, family):
    answer = desk.post(url("add_known_person", event), {"participant": mother.pk}, headers=HTMX)

    assert "All 3" in text(answer)


def test_one_tap_adds_all_of_them_and_undo_takes_all_back(desk, event, mother, family):
    marks_mother(desk, event, mother, headers=HTMX)
    ids = ",".join(str(child.pk) for child in family)

    answer = desk.post(url("add_family", event), {"participant": ids}, headers=HTMX)

    assert "3 children are registered and present." in text(answer)
    assert "All 3" not in text(answer)
    assert event.registrations.attended().count() == 4
    [message] = answer.context["messages"]

    desk.post(message.extra_tags.partition("undo:")[2], headers=HTMX)

    assert event.registrations.attended().get().participant == mother


def test_one_tap_adds_one_of_them(desk, event, mother, family):
    marks_mother(desk, event, mother)

    answer = desk.post(url("add_family", event), {"participant": family[2].pk}, follow=True)

    assert '<span translate="no">Mira Çela</span> is registered and present.' in text(answer)
    assert event.registrations.attended().count() == 2
    assert "All 2" in text(answer)


@pytest.mark.parametrize("ids", ["", "x", "1,", "1;2", "1" * 30, "1,2" * 300])
def test_what_is_no_list_of_ids_is_refused(desk, event, ids):
    assert desk.post(url("add_family", event), {"participant": ids}).status_code == 400


def test_a_child_of_another_centre_is_not_there_and_nobody_is_added(desk, event, family):
    stranger = ParticipantFactory(centre=CentreFactory())

    response = desk.post(url("add_family", event), {"participant": f"{family[0].pk},{stranger.pk}"})

    assert response.status_code == 404
    assert not event.registrations.exists()


def test_a_closed_register_takes_no_family(desk, event, family):
    event.register_closed_at = timezone.now()
    event.save()

    response = desk.post(url("add_family", event), {"participant": family[0].pk}, follow=True)

    assert "The register is closed." in text(response)
    assert not event.registrations.exists()


def test_a_volunteer_sees_short_names_of_the_children(client, volunteer, event, mother, family):
    lately = EventFactory(centre=event.centre, starts_at=event.starts_at - timedelta(hours=30))
    for meeting in (event, lately):  # the children are known to her from one of her meetings
        meeting.volunteers.add(volunteer)
    for child in family:
        RegistrationFactory(event=lately, participant=child)
    client.force_login(volunteer)
    client.get(reverse("health"))

    answer = text(marks_mother(client, event, mother, headers=HTMX))

    assert f'name="participant" value="{family[0].pk}"' in answer
    assert "Çela" not in answer
    assert "Ç." in answer


def test_the_page_needs_as_many_queries_for_five_families_as_for_one(
    desk, event, mother, family, centre, django_assert_max_num_queries
):
    arrives(event, mother)
    desk.get(url("register", event))  # the session notes that a register is on the screen
    with django_assert_max_num_queries(16) as few:
        desk.get(url("register", event))
    for _family in range(4):
        adult = ParticipantFactory(centre=centre)
        children = [child_of(adult), child_of(adult)]
        for days in (7, 14):
            came([adult, *children], days=days)
        arrives(event, adult)
        arrives(event, children[0])

    with django_assert_max_num_queries(17) as many:
        desk.get(url("register", event))

    assert len(many) <= len(few) + 1  # what children lack, once for all of them


# What a child's record lacks

CONTACT = "No parent or guardian who can be reached is recorded."
CONSENT = "No valid consent for keeping personal data is recorded."
EXPIRED = "The consent for keeping personal data has expired."


def consent(child, answer="given", days=30, **facts):
    day = timezone.localdate() - timedelta(days=days)
    return Consent.objects.create(
        participant=child, purpose="data", answer=answer, given_by="guardian", given_on=day, **facts
    )


@pytest.fixture
def child(mother, event):
    mother.phone = "+355692345678"
    mother.save()
    child = child_of(mother)
    RegistrationFactory(event=event, participant=child, category=child.category)
    return child


def test_a_child_of_whom_nothing_is_known_carries_a_sign_with_words(desk, event):
    child = ParticipantFactory(category=CategoryFactory(code="child"))
    RegistrationFactory(event=event, participant=child, category=child.category)

    page = text(desk.get(url("register", event)))

    assert CONTACT in page
    assert CONSENT in page


def test_a_child_with_a_contact_and_a_valid_consent_carries_none(desk, event, child):
    consent(child, expires_on=timezone.localdate())

    assert "row-gaps" not in text(desk.get(url("register", event)))


@pytest.mark.parametrize(
    ("answer", "sentence"), [("refused", CONSENT), ("withdrawn", CONSENT), ("given", EXPIRED)]
)
def test_the_newest_answer_counts(desk, event, child, answer, sentence):
    consent(child, days=60)
    ends = timezone.localdate() - timedelta(days=1) if answer == "given" else None
    consent(child, answer, expires_on=ends)

    page = text(desk.get(url("register", event)))

    assert sentence in page
    assert CONTACT not in page


def test_an_adult_carries_no_sign(desk, event, mother):
    RegistrationFactory(event=event, participant=mother)
    young = ParticipantFactory(category=CategoryFactory(code="child"), birth_year=1990)
    RegistrationFactory(event=event, participant=young, category=young.category)

    assert "row-gaps" not in text(desk.get(url("register", event)))


def test_a_volunteer_sees_no_sign(client, event, centre):
    volunteer = user_with("volunteer", centre=centre)
    event.volunteers.add(volunteer)
    child = ParticipantFactory(category=CategoryFactory(code="child"))
    RegistrationFactory(event=event, participant=child, category=child.category)
    client.force_login(volunteer)

    page = text(client.get(url("register", event)))

    assert child.short_name in page
    assert "row-gaps" not in page


def test_the_name_and_the_mark_are_read_before_what_is_missing(desk, event):
    child = ParticipantFactory(category=CategoryFactory(code="child"), first_name="Arta")
    place = RegistrationFactory(
        event=event,
        participant=child,
        category=child.category,
        attendance="present",
        marked_at=timezone.now(),
    )

    page = text(desk.get(url("register", event)))

    row = page[page.index(f'id="registration-{place.pk}"') :]
    row = row[: row.index("</button>")]
    assert 0 < row.index("Arta") < row.index("tap-mark") < row.index(CONTACT, row.index("tap-mark"))
    # Before the mark it stands as a hint for a mouse alone.
    sign = row[row.index("row-gaps") : row.index("tap-mark")]
    assert 'aria-hidden="true"' in sign
    assert sign.count(CONTACT) == 1

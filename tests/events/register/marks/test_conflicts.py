"""Two people mark one person differently: the second is asked, and both marks are kept."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from events.models import RegisterAct
from events.register.closing.history import history_of, register_history
from events.register.closing.services import close_register, correct_attendance
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.register.addresses import url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def event(centre):
    return EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def place(event):
    return RegistrationFactory(event=event)


@pytest.fixture
def colleague(coordinator):
    client = Client()
    client.force_login(coordinator)
    return client


@pytest.fixture
def asked(desk, colleague, place):
    """A coordinator marked the person as present; staff, who did not see it, as absent."""
    mark(colleague, place, "present", seen="unmarked")
    return mark(desk, place, "absent", seen="unmarked")


def mark(client, place, attendance, *, seen=None, headers=HTMX, **more):
    address = url("mark", place.event, place.pk) + (f"?seen={seen}" if seen else "")
    return client.post(address, {"attendance": attendance} | more, headers=headers)


def text(response):
    return response.content.decode()


def lines(acts):
    return [(act.what, act.after, act.by.name if act.by else None) for act in acts]


def stands(place):
    place.refresh_from_db()
    return place.attendance, place.marked_by.name if place.marked_by else None


def test_the_second_is_asked_and_nothing_is_overwritten(asked, place):
    assert asked.status_code == 409
    page = text(asked)
    assert f'id="registration-{place.pk}"' in page
    assert 'Two marks: Present (<span translate="no">coordinator user</span>, today at' in page
    assert 'and Absent (<span translate="no">staff user</span>). Which is right?' in page
    assert "Keep: Present" in page
    assert "Change to: Absent" in page
    assert stands(place) == ("present", "coordinator user")
    assert not place.history.filter(attendance="absent").exists()


def test_the_question_stands_on_every_screen_until_somebody_decides(
    asked, desk, colleague, event, place
):
    other = RegistrationFactory(event=event)
    for reader in (desk, colleague):
        assert text(reader.get(url("register", event))).count("Which is right?") == 1

    colleague.post(url("keep_mark", event, place.pk), headers=HTMX)

    for reader in (desk, colleague):
        assert "Which is right?" not in text(reader.get(url("register", event)))
    assert stands(other) == ("unmarked", None)


def test_keeping_leaves_the_mark_and_both_stand_in_the_history(
    asked, desk, colleague, event, place
):
    response = desk.post(url("keep_mark", event, place.pk), headers=HTMX)

    assert response.status_code == 200
    assert "Which is right?" not in text(response)
    assert stands(place) == ("present", "coordinator user")
    expected = [
        ("Decided between the two marks", "", "staff user"),
        ("Other mark asked for", "Absent", "staff user"),
        ("Marked", "Present", "coordinator user"),
    ]
    place.event = event
    assert lines(history_of(place))[:3] == expected
    assert lines(register_history(event))[:3] == expected


def test_changing_makes_the_other_mark_and_both_stand_in_the_history(
    asked, desk, colleague, event, place
):
    response = mark(colleague, place, "absent", seen="present", chosen="1")

    assert response.status_code == 200
    assert "Which is right?" not in text(response)
    assert stands(place) == ("absent", "coordinator user")
    assert set(lines(history_of(place))) >= {
        ("Marked", "Present", "coordinator user"),
        ("Other mark asked for", "Absent", "staff user"),
        ("Marked", "Absent", "coordinator user"),
        ("Decided between the two marks", "", "coordinator user"),
    }
    assert not RegisterAct.objects.open_conflicts().exists()


def test_several_questions_about_one_person_are_answered_together(asked, desk, event, place):
    mark(desk, place, "late", seen="unmarked")
    assert RegisterAct.objects.open_conflicts().count() == 2
    assert "Change to: Late" in text(desk.get(url("register", event)))

    desk.post(url("keep_mark", event, place.pk), headers=HTMX)

    assert not RegisterAct.objects.open_conflicts().exists()


def test_only_those_who_may_mark_decide(asked, observer, event, place):
    reader = Client()
    reader.force_login(observer)

    assert reader.post(url("keep_mark", event, place.pk)).status_code == 403
    assert RegisterAct.objects.open_conflicts().exists()


@pytest.mark.parametrize(
    ("first", "second", "seen"),
    [
        ("present", "present", "unmarked"),  # both say the same
        ("present", "absent", "present"),  # the other mark was seen
        ("present", "absent", None),  # the form says nothing of what was seen
        ("unmarked", "absent", "present"),  # taken back meanwhile
    ],
)
def test_nobody_is_asked_where_no_mark_would_be_lost(desk, colleague, place, first, second, seen):
    mark(colleague, place, first)

    assert mark(desk, place, second, seen=seen).status_code == 200
    assert stands(place)[0] == second
    assert not RegisterAct.objects.conflicts().exists()


@pytest.mark.parametrize("seen", ["often", "x" * 300])
def test_an_invented_mark_as_seen_is_refused(desk, place, seen):
    response = desk.post(
        url("mark", place.event, place.pk), {"attendance": "late", "seen": seen}, headers=HTMX
    )

    assert response.status_code == 400
    assert stands(place)[0] == "unmarked"


def test_a_mark_that_a_colleague_changed_is_not_taken_back(desk, colleague, event, place):
    [message] = mark(desk, place, "present", seen="unmarked").context["messages"]
    undo = message.extra_tags.removeprefix("undo:").split()[0]
    mark(colleague, place, "late", seen="present")

    response = desk.post(undo, headers=HTMX)

    assert response.status_code == 409
    assert "This was changed meanwhile, so it cannot be undone." in text(response)
    assert stands(place) == ("late", "coordinator user")


def test_without_a_script_the_persons_page_asks(desk, colleague, event, place):
    mark(colleague, place, "present", seen="unmarked")

    response = mark(desk, place, "absent", seen="unmarked", headers={})

    assert (response.status_code, response.url) == (302, url("registration", event, place.pk))
    page = text(desk.get(response.url))
    assert "A colleague marked this person otherwise meanwhile." in page
    assert page.count("Which is right?") == 1
    assert f'formaction="{url("keep_mark", event, place.pk)}"' in page
    assert f'formaction="{url("mark", event, place.pk)}?seen=present&amp;chosen=1"' in page
    response = desk.post(url("keep_mark", event, place.pk))
    assert response.status_code == 302
    assert stands(place) == ("present", "coordinator user")


def test_somebody_added_whom_a_colleague_marked_absent_is_asked_about(
    desk, colleague, event, place
):
    mark(colleague, place, "absent")

    response = desk.post(
        url("add_known_person", event), {"participant": place.participant_id}, headers=HTMX
    )

    assert response.status_code == 409
    assert "Change to: Present" in text(response)
    assert stands(place)[0] == "absent"
    assert RegisterAct.objects.open_conflicts().get().registration == place


def test_somebody_added_who_was_seen_as_absent_is_marked(desk, colleague, event, place):
    mark(colleague, place, "absent")
    person = {"participant": place.participant_id, "seen": "absent"}

    assert desk.post(url("add_known_person", event), person, headers=HTMX).status_code == 200
    assert stands(place)[0] == "present"


def test_a_person_whom_nobody_marked_is_added_without_a_question(desk, event, place):
    person = {"participant": place.participant_id}

    assert desk.post(url("add_known_person", event), person, headers=HTMX).status_code == 200
    assert stands(place)[0] == "present"


def test_a_question_stays_readable_when_the_first_mark_is_taken_back(
    asked, colleague, desk, event, place
):
    [first] = [act for act in event.acts.all() if act.undo_url]
    colleague.post(first.undo_url, headers=HTMX)

    page = text(desk.get(url("register", event)))

    asker = '<span translate="no">staff user</span>'
    assert f"Asked for: Absent ({asker}). Now not yet marked. Which is right?" in page


def test_a_closed_register_refuses_and_asks_nothing(desk, colleague, coordinator, event, place):
    mark(colleague, place, "present")
    event.refresh_from_db()
    close_register(event=event, closed_by=coordinator)

    response = mark(desk, place, "absent", seen="unmarked")

    assert response.status_code == 409
    assert "The register is closed." in text(response)
    assert not RegisterAct.objects.conflicts().exists()


def test_on_a_closed_register_a_coordinator_decides(
    asked, desk, colleague, coordinator, event, place
):
    event.refresh_from_db()
    close_register(event=event, closed_by=coordinator)
    keep = url("keep_mark", event, place.pk)
    assert desk.post(keep, headers=HTMX).status_code == 409
    assert "Keep: Present" not in text(desk.get(url("register", event)))
    page = text(colleague.get(url("register", event)))
    assert "Keep: Present" in page
    assert f"{url('correct_register', event)}?person={place.pk}" in page

    assert colleague.post(keep, headers=HTMX).status_code == 200
    assert not RegisterAct.objects.open_conflicts().exists()
    assert stands(place)[0] == "present"


def test_a_correction_with_a_reason_decides_too(asked, coordinator, event, place):
    event.refresh_from_db()
    close_register(event=event, closed_by=coordinator)
    place.event = event

    correct_attendance(
        registration=place, attendance="absent", reason="Gabim", corrected_by=coordinator
    )

    assert RegisterAct.objects.conflicts().get().settled_by == coordinator


def test_a_question_sent_again_after_the_person_was_taken_off_is_over(desk, colleague, place):
    mark(colleague, place, "present")
    address, key = f"{url('mark', place.event, place.pk)}?seen=unmarked", str(uuid4())
    sent = {"attendance": "absent", "key": key}
    for _time in range(2):
        assert desk.post(address, sent, headers=HTMX).status_code == 409
    assert RegisterAct.objects.conflicts().count() == 1
    colleague.post(url("remove_registration", place.event, place.pk))

    response = desk.post(address, sent, headers=HTMX)

    assert response.status_code == 200
    assert f'id="registration-{place.pk}"' not in text(response)


def test_a_question_sent_again_after_it_was_answered_says_so(desk, colleague, place):
    mark(colleague, place, "present")
    address = f"{url('mark', place.event, place.pk)}?seen=unmarked"
    sent = {"attendance": "absent", "key": str(uuid4())}
    desk.post(address, sent, headers=HTMX)
    colleague.post(url("keep_mark", place.event, place.pk))

    response = desk.post(address, sent, headers=HTMX)

    assert response.status_code == 200
    assert "Somebody decided meanwhile which of the two marks is right." in text(response)
    assert stands(place)[0] == "present"


@pytest.mark.parametrize("lacking", [{"attendance": ""}, {"registration": None}])
def test_the_database_holds_no_conflict_of_nobody_or_without_a_mark(event, place, staff, lacking):
    facts = {"registration": place, "attendance": "absent"} | lacking
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterAct.objects.create(
            event=event, by=staff, body_hash="x", outcome="conflict", **facts
        )


def test_the_register_needs_no_more_queries_for_many_questions(
    desk, event, place, staff, django_assert_max_num_queries
):
    desk.get(url("register", event))  # the session notes that a register is on the screen
    with django_assert_max_num_queries(12) as few:
        desk.get(url("register", event))
    for row in RegistrationFactory.create_batch(30, event=event, present=True):
        facts = {"registration": row, "outcome": "conflict", "attendance": "absent"}
        RegisterAct.objects.create(event=event, by=staff, body_hash="x", **facts)

    with django_assert_max_num_queries(13) as many:  # the acts that ask, where there are any
        desk.get(url("register", event))

    assert len(many) <= len(few) + 1

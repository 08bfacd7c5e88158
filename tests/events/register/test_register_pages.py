"""The register as people use it: pages, fragments, refusals, wrong input."""

import re
from datetime import time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from events.models import Event, Registration
from participants.models import Participant
from partners.models import Organisation
from shkej.lib.dates import local_moment, today
from tests.conftest import user_with
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LONG = "ë" * 300
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def event(db):
    """A meeting of today that started an hour ago, or at midnight, and is still a plan."""
    midnight = local_moment(today(), time())
    hour_ago = timezone.now() - timedelta(hours=1)
    return EventFactory(planned=True, starts_at=max(hour_ago, midnight))


@pytest.fixture
def register(client, staff, event):
    """What a member of staff does with the register of `event`."""
    client.force_login(staff)
    client.get(reverse("health"))  # the first request of a session notes when it began
    return Register(client, event)


class Register:
    def __init__(self, client, event):
        self.client, self.event = client, event

    def url(self, route, *arguments):
        return reverse(f"events:{route}", args=[self.event.pk, *arguments])

    def get(self, route="register", data=None, **options):
        return self.client.get(self.url(route), data, **options)

    def post(self, route, *arguments, data=None, **options):
        return self.client.post(self.url(route, *arguments), data or {}, **options)

    def mark(self, registration, attendance, **options):
        return self.post("mark", registration.pk, data={"attendance": attendance}, **options)

    def add_new(self, *, answers, **options):
        return self.post("add_new_person", data=NEW | answers, **options)


NEW = {
    "first_name": "Drita",
    "last_name": "Çela",
    "sex": "female",
    "age": "34",
    "birth_year": "",
    "category": "parent",
    "organisation": "",
}


def text(response):
    return response.content.decode()


def undo_of(response):
    *_earlier, message = list(response.context["messages"])
    [tag] = [tag for tag in message.extra_tags.split() if tag.startswith("undo:")]
    return tag.removeprefix("undo:")


def refused(response, sentence):
    """The answer to htmx says why, with the list as it stands."""
    assert response.status_code == 409
    [told] = re.findall(r"<div data-refusal>(.*?)</div>", text(response))
    assert sentence in told
    assert 'id="register-list"' in text(response)


# The page


def test_the_page_says_the_totals_whole(register, event):
    RegistrationFactory.create_batch(7, event=event, present=True)
    RegistrationFactory(event=event)
    HeadcountFactory(event=event, count=5)
    Event.objects.filter(pk=event.pk).update(status="held")

    page = text(register.get())

    assert "12 participants: 7 named, 5 counted" in page
    assert "Mark 1 as present" in page


def test_the_page_needs_as_many_queries_for_100_people_as_for_1(
    register, event, django_assert_max_num_queries
):
    RegistrationFactory(event=event)
    HeadcountFactory(event=event)
    register.get()  # the session notes that a register is on the screen
    with django_assert_max_num_queries(12) as few:
        register.get()
    RegistrationFactory.create_batch(99, event=event)

    with django_assert_max_num_queries(12) as many:
        register.get()

    assert len(many) == len(few)


def test_opening_a_register_with_names_is_logged_once(register, event, staff):
    RegistrationFactory.create_batch(3, event=event)

    register.get()

    line = AccessLog.objects.get(action="view_participants")
    assert (line.user, line.object_id, line.detail) == (staff, str(event.pk), {"shown": 3})


def test_opening_an_empty_register_is_not_logged(register):
    register.get()

    assert not AccessLog.objects.filter(action="view_participants").exists()


def test_volunteers_see_first_name_and_initial_of_events_they_are_assigned_to(
    client, volunteer, event
):
    person = ParticipantFactory(
        first_name="Ana", last_name="Hoxha", told_age=8, age_told_on=event.local_date
    )
    RegistrationFactory(event=event, participant=person)
    client.force_login(volunteer)
    url = reverse("events:register", args=[event.pk])

    assert client.get(url).status_code == 404
    event.volunteers.add(volunteer)
    page = text(client.get(url))

    assert "Ana H." in page
    assert "Hoxha" not in page
    assert "8\u00a0years" not in page


def test_volunteers_cannot_name_or_add_organisations(client, volunteer, event):
    event.volunteers.add(volunteer)
    client.force_login(volunteer)

    Register(client, event).add_new(answers={"organisation": "Bashkia e Re"})

    assert Registration.objects.get().organisation is None
    assert not Organisation.objects.exists()


# Marking


def test_a_mark_is_saved_and_answered_with_its_row(register, event, staff):
    registration, bystander = RegistrationFactory(event=event), RegistrationFactory(event=event)

    response = register.mark(registration, "present", headers=HTMX)

    registration.refresh_from_db()
    assert (registration.attendance, registration.marked_by) == ("present", staff)
    page = text(response)
    assert f'id="registration-{registration.pk}"' in page
    assert f'id="registration-{bystander.pk}"' not in page
    assert "1 named" not in page  # the figures follow by `register_changes`
    assert f"{register.url('mark', registration.pk)}?seen=present" in page
    event.refresh_from_db()
    assert event.status == "held"


def test_without_a_script_the_mark_leads_back_to_the_row(register, event):
    registration = RegistrationFactory(event=event)

    response = register.mark(registration, "present")

    assert response.status_code == 302
    assert response.url == f"{register.url('register')}#registration-{registration.pk}"


def test_marking_one_person_takes_few_queries(register, event, django_assert_max_num_queries):
    first, second = RegistrationFactory(event=event), RegistrationFactory(event=event)
    HeadcountFactory(event=event)
    register.mark(first, "present", headers=HTMX)

    with django_assert_max_num_queries(12):
        register.mark(second, "present", headers=HTMX)


def test_a_mark_is_undone_to_what_it_was(register, event):
    registration = RegistrationFactory(event=event)
    register.mark(registration, "late")
    undo = undo_of(register.mark(registration, "absent", headers=HTMX))

    register.client.post(undo)

    registration.refresh_from_db()
    assert registration.attendance == "late"


@pytest.mark.parametrize("data", [{}, {"attendance": "there"}, {"attendance": ""}])
def test_an_unknown_mark_is_a_bad_request(register, event, data):
    registration = RegistrationFactory(event=event)

    assert register.post("mark", registration.pk, data=data).status_code == 400

    registration.refresh_from_db()
    assert registration.attendance == "unmarked"


def test_a_row_of_another_event_does_not_exist(register):
    elsewhere = RegistrationFactory()

    assert register.mark(elsewhere, "present").status_code == 404
    assert register.post("remove_registration", elsewhere.pk).status_code == 404
    assert register.post("keep_mark", elsewhere.pk).status_code == 404

    elsewhere.refresh_from_db()
    assert (elsewhere.attendance, elsewhere.status) == ("unmarked", "registered")


def test_a_register_of_another_centre_does_not_exist(client, event):
    registration = RegistrationFactory(event=event)
    client.force_login(user_with("staff", centre=CentreFactory()))
    register = Register(client, event)

    assert register.get().status_code == 404
    assert register.post("register_search", data={"q": "ana"}).status_code == 404
    assert register.mark(registration, "present").status_code == 404
    assert register.post("close_register").status_code == 404


def test_the_rest_came_after_the_number_was_shown_and_can_be_undone(register, event):
    rest = RegistrationFactory.create_batch(3, event=event)
    late = RegistrationFactory(event=event, attendance="late", marked_at=timezone.now())

    response = register.post(
        "mark_rest", data={"attendance": "present", "expected": 3}, headers=HTMX
    )

    assert "3 were marked as present." in text(response)
    marks = Registration.objects.order_by("pk").values_list("attendance", flat=True)
    assert list(marks) == ["present"] * 3 + ["late"]
    register.client.post(undo_of(response))
    assert list(marks.all()) == ["unmarked"] * 3 + ["late"]
    assert len(rest) == 3
    late.refresh_from_db()
    assert late.attendance == "late"


@pytest.mark.parametrize(
    "data",
    [
        {"attendance": "present"},
        {"attendance": "present", "expected": "-1"},
        {"attendance": "late", "expected": "1"},
    ],
)
def test_the_rest_is_not_marked_without_its_number_or_otherwise_than_offered(register, event, data):
    registration = RegistrationFactory(event=event)

    assert register.post("mark_rest", data=data).status_code == 400

    registration.refresh_from_db()
    assert registration.attendance == "unmarked"


def test_who_was_taken_off_comes_back_with_the_mark(register, event):
    registration = RegistrationFactory(event=event, present=True)

    response = register.post("remove_registration", registration.pk, headers=HTMX)

    registration.refresh_from_db()
    assert (registration.status, registration.attendance) == ("cancelled", "unmarked")
    assert f'id="registration-{registration.pk}"' not in text(response)
    register.client.post(undo_of(response))
    registration.refresh_from_db()
    assert (registration.status, registration.attendance) == ("registered", "present")


def test_what_somebody_attends_as_and_for_whom_is_changed(register, event):
    registration = RegistrationFactory(event=event)
    bashkia = Organisation.objects.create(name_sq="Bashkia Tiranë", name_en="City of Tirana")

    page = register.client.get(register.url("registration", registration.pk))
    assert page.status_code == 200
    response = register.post(
        "registration",
        registration.pk,
        data={"category": "institution", "organisation": "bashkia TIRANE"},
    )

    assert response.status_code == 302
    registration.refresh_from_db()
    assert registration.category.code == "institution"
    assert registration.organisation == bashkia
    assert registration.participant.category.code == "parent"


def test_a_place_of_an_unknown_category_is_not_saved(register, event):
    registration = RegistrationFactory(event=event)

    response = register.post(
        "registration", registration.pk, data={"category": "king", "organisation": LONG}
    )

    assert response.context["form"].errors.keys() == {"category", "organisation"}
    assert LONG in text(response)


# Closing


def test_a_mark_on_a_register_that_a_colleague_closed_answers_with_the_list(register, event):
    registration = RegistrationFactory(event=event)
    event.status, event.register_closed_at = "held", timezone.now()
    event.save()

    response = register.mark(registration, "present", headers=HTMX)

    refused(response, "The register is closed.")
    assert f'id="registration-{registration.pk}"' in text(response)
    registration.refresh_from_db()
    assert registration.attendance == "unmarked"


def test_staff_close_a_register_and_a_coordinator_opens_it_again(
    client, register, event, staff, coordinator
):
    register.mark(RegistrationFactory(event=event), "present")
    register.post("close_register")
    event.refresh_from_db()
    assert event.register_is_closed
    assert register.post("reopen_register", data={"reason": "A mistake"}).status_code == 403

    client.force_login(coordinator)
    refused = register.post("reopen_register", data={"reason": LONG})
    assert "reason" in refused.context["reopen_form"].errors
    register.post("reopen_register", data={"reason": "Një emër ishte gabim"})

    event.refresh_from_db()
    assert not event.register_is_closed
    assert event.history.first().history_change_reason == "Një emër ishte gabim"


def test_a_closed_register_offers_nothing_to_press(register, event):
    registration = RegistrationFactory(event=event, present=True)
    event.status, event.register_closed_at = "held", timezone.now()
    event.save()

    page = text(register.get())

    assert reverse("events:mark", args=[event.pk, registration.pk]) not in page
    assert register.url("add_new_person") not in page
    assert "Register closed" in page


def test_before_the_day_people_are_registered_and_not_marked(client, staff):
    event = EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=3))
    registration = RegistrationFactory(event=event)
    person = ParticipantFactory(centre=event.centre)
    client.force_login(staff)
    register = Register(client, event)

    assert "Attendance can be marked from the day" in text(register.get())
    response = register.mark(registration, "present", headers=HTMX)
    refused(response, "Attendance can be marked from that day.")
    register.post("add_known_person", data={"participant": person.pk})

    added = Registration.objects.get(participant=person)
    assert (added.attendance, added.source) == ("unmarked", "staff")
    registration.refresh_from_db()
    assert registration.attendance == "unmarked"


# Finding and adding


def test_people_are_found_without_their_diacritics(register, event):
    here = ParticipantFactory(first_name="Gëzim", last_name="Çela")
    RegistrationFactory(event=event, participant=here, present=True)
    known = ParticipantFactory(first_name="Ana", last_name="Çela", centre=event.centre)
    ParticipantFactory(first_name="Ben", last_name="Çela", centre=CentreFactory())

    response = register.post("register_search", data={"q": "cela"}, headers=HTMX)

    assert [person.pk for person in response.context["people"]] == [here.pk, known.pk]
    assert "Ben" not in text(response)
    line = AccessLog.objects.get()
    assert line.detail["shown"] == 2
    assert "cela" not in str(line.detail)


def test_without_a_script_the_page_itself_finds(register, event):
    ParticipantFactory(first_name="Ana", last_name="Çela", centre=event.centre)

    assert "Ana Çela" in text(register.post("register_search", data={"q": "cela"}, follow=True))


@pytest.mark.parametrize("query", ["", "a", " ", "\x00", "a\x00b", "x" * 5000, "%", "_", "'"])
def test_a_search_for_nothing_sensible_finds_nobody(register, event, query):
    ParticipantFactory(centre=event.centre)

    for options in ({"follow": True}, {"headers": HTMX}):
        response = register.post("register_search", data={"q": query}, **options)

        assert response.status_code == 200
        assert list(response.context["people"]) == []


def test_a_search_needs_a_bounded_number_of_queries(register, event, django_assert_max_num_queries):
    for n in range(12):
        person = ParticipantFactory(first_name="Ana", last_name=f"Gjo{n}", centre=event.centre)
        RegistrationFactory(event=event, participant=person)

    with django_assert_max_num_queries(11):  # one of them finds whose children they are
        response = register.post("register_search", data={"q": "ana"}, headers=HTMX)

    assert len(response.context["people"]) == 8
    assert response.context["has_more"]


def test_a_known_person_is_registered_and_present_with_one_press(register, event):
    person = ParticipantFactory(centre=event.centre)

    response = register.post("add_known_person", data={"participant": person.pk}, headers=HTMX)

    registration = Registration.objects.get(participant=person)
    assert (registration.attendance, registration.source) == ("present", "walk_in")
    assert f'id="registration-{registration.pk}"' in text(response)
    register.client.post(undo_of(response))
    registration.refresh_from_db()
    assert registration.status == "cancelled"


def test_who_is_expected_is_marked_when_found(register, event):
    registration = RegistrationFactory(event=event, source="series")

    response = register.post(
        "add_known_person", data={"participant": registration.participant.pk}, headers=HTMX
    )

    registration.refresh_from_db()
    assert (registration.attendance, registration.source) == ("present", "series")
    register.client.post(undo_of(response))
    registration.refresh_from_db()
    assert (registration.attendance, registration.status) == ("unmarked", "registered")


def acts_found(register, query):
    found = register.post("register_search", data={"q": query}, headers=HTMX)
    return re.findall('class="finder-act">(.+?)<', squeezed(text(found)))


def test_the_button_of_somebody_found_says_all_that_it_does(register, event):
    expected = ParticipantFactory(first_name="Zana", last_name="Hoxha", centre=event.centre)
    RegistrationFactory(event=event, participant=expected)
    assert acts_found(register, "zana") == ["Mark as present"]

    ParticipantFactory(first_name="Mira", last_name="Hoxha", centre=event.centre)
    assert acts_found(register, "mira") == ["Add and mark as present"]

    ahead = EventFactory(
        planned=True, centre=event.centre, starts_at=timezone.now() + timedelta(days=3)
    )
    assert acts_found(Register(register.client, ahead), "mira") == ["Add"]


def test_people_of_another_centre_cannot_be_registered(register):
    stranger = ParticipantFactory(centre=CentreFactory())

    response = register.post("add_known_person", data={"participant": stranger.pk})

    assert response.status_code == 404
    assert not Registration.objects.exists()


@pytest.mark.parametrize("participant", ["", "ana", "9" * 30, "-1"])
def test_no_person_is_registered_by_a_number_that_is_none(register, participant):
    response = register.post("add_known_person", data={"participant": participant})

    assert response.status_code in {400, 404}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("drita çela", ("Drita", "Çela")),
        ("Drita", ("Drita", "")),
        ("Ana Maria  de la Cruz", ("Ana Maria de la", "Cruz")),
        ("DRITA ÇELA", ("DRITA", "ÇELA")),
    ],
)
def test_who_is_not_found_can_be_added_with_the_name_split(register, typed, names):
    response = register.post("register_search", data={"q": typed}, headers=HTMX)

    form = response.context["person_form"]
    assert (form.initial["first_name"], form.initial["last_name"]) == names


def test_a_new_person_attends_as_most_people_on_the_register_do(register, event):
    RegistrationFactory.create_batch(2, event=event, category=CategoryFactory(code="teacher"))
    RegistrationFactory(event=event)

    response = register.post("register_search", data={"q": "Drita Çela"}, follow=True)

    assert response.context["person_form"].initial["category"] == "teacher"


def test_a_new_person_is_registered_and_present(register, event):
    response = register.add_new(answers={"organisation": "Shkolla e Re"}, headers=HTMX)

    registration = Registration.objects.get()
    person = registration.participant
    assert (person.full_name, person.sex, person.centre) == ("Drita Çela", "female", event.centre)
    assert (registration.attendance, registration.age) == ("present", 34)
    assert registration.organisation.name_en == "Shkolla e Re"
    assert registration.organisation.needs_completion
    assert '<span translate="no">Drita Çela</span> is registered and present.' in text(response)


def test_a_birth_year_will_do_instead_of_the_age(register, event):
    year = event.local_date.year - 34

    register.add_new(answers={"age": "", "birth_year": str(year)})

    assert Registration.objects.get().age == 34


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"first_name": LONG}, {"first_name"}),
        ({"first_name": "🙂"}, {"first_name"}),
        ({"last_name": SCRIPT}, {"last_name"}),
        ({"first_name": ""}, {"first_name"}),
        ({"sex": "both"}, {"sex"}),
        ({"age": "-1"}, {"age"}),
        ({"age": "200", "birth_year": "1990"}, {"age"}),
        ({"age": "20", "birth_year": "1990"}, {"birth_year"}),
        ({"age": "", "birth_year": "1850"}, {"birth_year"}),
        ({"age": "", "birth_year": "2500"}, {"birth_year"}),
        ({"age": "9" * 400}, {"age"}),
        ({"age": "twelve"}, {"age"}),
        ({"category": "king"}, {"category"}),
        ({"organisation": LONG}, {"organisation"}),
        (dict.fromkeys(NEW, ""), {"first_name", "sex", "category"}),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_wrong_answers_are_told_at_their_fields_and_stay(register, answers, wrong, headers):
    response = register.add_new(answers=answers, headers=headers)

    form = response.context["person_form"]
    assert response.status_code == (422 if headers else 200)
    assert form.errors.keys() == wrong
    assert "error-summary" in text(response)
    assert SCRIPT not in text(response)
    assert not Participant.objects.exists()
    for name, typed in (NEW | answers).items():
        assert form[name].value() == typed


def test_odd_names_of_organisations_are_escaped(register, event):
    register.add_new(answers={"organisation": SCRIPT})

    assert Registration.objects.get().organisation.name_en == SCRIPT
    assert SCRIPT not in text(register.get())


def test_somebody_very_similar_is_shown_before_a_new_person_is_added(register, event):
    known = ParticipantFactory(
        first_name="Drita", last_name="Cela", sex="female", centre=event.centre
    )

    response = register.add_new(answers={}, headers=HTMX)

    assert [person.pk for person in response.context["similar"]] == [known.pk]
    assert ">Yes, it is this one<" in squeezed(text(response))
    assert Participant.objects.count() == 1
    register.add_new(answers={"is_new": "on"})
    assert Participant.objects.count() == 2


def test_somebody_similar_of_another_centre_is_not_shown(register):
    ParticipantFactory(first_name="Drita", last_name="Çela", centre=CentreFactory())

    register.add_new(answers={})

    assert Participant.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_new_person_who_is_sent_several_times_at_once_is_added_once(client, staff, event):
    CategoryFactory(code="parent")
    client.force_login(staff)
    client.get(reverse("health"))
    url, together, shown = reverse("events:add_new_person", args=[event.pk]), Barrier(3), []

    def send():
        tab = Client()
        tab.cookies = client.cookies
        together.wait(10)
        try:
            shown.append(tab.post(url, NEW).status_code)
        finally:
            connection.close()

    taps = [Thread(target=send) for _tap in range(3)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()

    assert sorted(shown) == [200, 200, 302]
    assert Participant.objects.filter(last_name="Çela").count() == 1

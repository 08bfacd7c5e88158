"""Forms without a script that are sent twice."""

import re
import uuid

import pytest

from events.models import Event
from tests.events.factories import RegistrationFactory
from tests.events.register.addresses import url
from tests.events.register.ended import ended_meeting, said
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def event(centre):
    return ended_meeting(centre)


def key_in(page, form):
    """The hidden key of the form that leads to `form`."""
    text = page.content.decode()
    found = re.search(rf'action="{form}".*?name="form_key"\s+value="(.*?)"', text, re.DOTALL)
    return found[1]


def test_a_number_counted_without_a_script_and_sent_twice_counts_once(desk, event):
    CategoryFactory(code="parent")
    address = url("step_headcount", event)
    key = key_in(desk.get(url("register", event)), address)
    press = {"form_key": key, "category": "parent", "cell": "female|25|59|1"}

    for _time in range(2):
        page = desk.post(address, press, follow=True)

    assert [group.count for group in event.headcounts.all()] == [1]
    assert said(page) == ["This is saved."]
    desk.post(address, press | {"form_key": str(uuid.uuid4())})
    assert [group.count for group in event.headcounts.all()] == [2]


def test_another_button_of_the_same_form_is_another_act(desk, event):
    CategoryFactory(code="parent")
    form = {"form_key": str(uuid.uuid4()), "category": "parent"}
    for cell in ("female|25|59|1", "male|25|59|1", "female|25|59|1"):
        desk.post(url("step_headcount", event), form | {"cell": cell})

    assert sorted((group.sex, group.count) for group in event.headcounts.all()) == [
        ("female", 1),
        ("male", 1),
    ]


def a_group(event):
    return "add_headcount", {"category": "parent", "sex": "female", "count": "4"}


def a_new_person(event):
    answers = {"first_name": "Drita", "last_name": "Çela", "sex": "female", "age": "34"}
    return "add_new_person", answers | {"birth_year": "", "category": "parent", "organisation": ""}


def a_known_person(event):
    return "add_known_person", {"participant": ParticipantFactory(centre=event.centre).pk}


def a_family(event):
    return "add_family", {"participant": ParticipantFactory(centre=event.centre).pk}


def the_rest(event):
    RegistrationFactory.create_batch(2, event=event)
    return "mark_rest", {"attendance": "present", "expected": "2"}


@pytest.mark.parametrize("ask", [a_group, a_new_person, a_known_person, a_family, the_rest])
def test_what_a_form_sends_twice_is_done_once(desk, event, ask):
    CategoryFactory(code="parent")
    route, answers = ask(event)
    page = desk.post(
        url("register_search", event), {"q": "Drita Çela"}, follow=True
    ).content.decode()
    key = re.findall(r'name="form_key"\s+value="(.*?)"', page)[0]
    answers |= {"form_key": key}

    desk.post(url(route, event), answers, follow=True)
    done = list(event.registrations.values()), list(event.headcounts.values())
    page = desk.post(url(route, event), answers, follow=True)

    assert said(page) == ["This is saved."]
    [message] = page.context["messages"]
    assert "undo:" in message.extra_tags
    assert (list(event.registrations.values()), list(event.headcounts.values())) == done
    assert event.acts.count() == 1


def test_one_of_the_counted_is_named_once_though_sent_twice(desk, event):
    category = CategoryFactory(code="parent")
    group = event.headcounts.create(category=category, sex="female", count=1)
    address = url("name_counted", event, group.pk)
    page = desk.get(address).content.decode()
    key = re.findall(r'name="form_key"\s+value="(.*?)"', page)[0]
    _route, answers = a_new_person(event)

    for _time in range(2):  # the second time the group is gone
        page = desk.post(address, answers | {"form_key": key}, follow=True)

    assert said(page) == ["This is saved."]
    assert event.registrations.count() == 2
    assert not event.headcounts.exists()


def test_a_form_that_is_sent_again_once_its_act_was_taken_back_says_so(desk, event):
    route, answers = a_known_person(event)
    answers |= {"form_key": str(uuid.uuid4())}
    desk.post(url(route, event), answers)
    desk.post(event.acts.get().undo_url)

    page = desk.post(url(route, event), answers, follow=True)

    assert "This was done before and taken back since. Nothing was changed." in said(page)
    assert event.registrations.active().count() == 1


def test_a_key_of_a_form_that_is_none_is_a_bad_request(desk, event):
    route, answers = a_known_person(event)

    assert desk.post(url(route, event), answers | {"form_key": "x"}).status_code == 400
    assert Event.objects.get(pk=event.pk).acts.count() == 0

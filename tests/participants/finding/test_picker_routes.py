"""Every place where a person is chosen or written down: the one picker, found by its routes."""

import re

import pytest

from accounts.access import access_table
from participants.models import Guardianship
from tests.participants.factories import ParticipantFactory
from tests.routes import all_routes
from tests.searching import search_on

pytestmark = pytest.mark.django_db
SIGN_IN = ("account_", "mfa_", "usersessions_")
HTMX = {"HX-Request": "true"}
BOX = re.compile(r'<form [^>]*role="search"[^>]*>', re.DOTALL)
# Where a person is chosen on a page of its own; the first four may be somebody new.
PICKERS = {
    "participants:guardian_create",
    "participants:child_create",
    "participants:household_join",
    "events:series_members",
    "events:name_counted",
    "participants:duplicate_create",
}
MADE_NOWHERE = {"participants:duplicate_create"}  # whoever it is, is recorded already
# Where somebody is found or written down in a form that holds more: what answers while one types.
WHILE_TYPING = {
    "events:register_search": {"q": "Elirra Gjoni"},
    "participants:participant_alike": {"first_name": "Elirra", "last_name": "Gjoni"},
    "participants:family_alike": {
        "line": "children-0",
        "children-0-first_name": "Elirra",
        "children-0-last_name": "Gjoni",
    },
}
TOLD = "mori pjesë 0 herë · nëna: Drita"


def words_of(answer):
    return " ".join(re.sub(r"<[^>]*>", "", answer.content.decode()).split())


@pytest.fixture
def elira(shared_world, centre):
    """A girl whose mother is Drita."""
    elira = ParticipantFactory(first_name="Elira", last_name="Gjoni", centre=centre)
    drita = ParticipantFactory(first_name="Drita", last_name="Zogaj", centre=centre)
    Guardianship.objects.create(adult=drita, child=elira, relation="mother")
    return elira


@pytest.mark.more
def test_every_page_with_a_box_for_people_has_this_one(client, shared_world):
    arguments = dict(all_routes())
    client.force_login(shared_world.users["coordinator"])
    pickers = set()

    for name, route in access_table()["routes"].items():
        if "GET" not in route["methods"] or name not in arguments or name.startswith(SIGN_IN):
            continue
        answer = client.get(shared_world.address(name, arguments[name]))
        if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
            continue
        for box in BOX.findall(answer.content.decode()):
            if "data-picker" in box:
                pickers.add(name)
            else:  # the register's own box, the filters of a list, the words of the help
                is_of_register = name.startswith("events:register") and 'id="finder"' in box
                assert is_of_register or "aria-label" in box or name == "help", (name, box)
    assert pickers == PICKERS


@pytest.mark.parametrize("name", sorted(PICKERS))
def test_each_shows_near_names_while_typing_and_makes_who_is_new(client, shared_world, elira, name):
    client.force_login(shared_world.users["staff" if name not in MADE_NOWHERE else "coordinator"])
    address = shared_world.address(name, dict(all_routes())[name])

    page = search_on(client, address, "Elirra Gjoni")

    assert TOLD in words_of(page)
    (box,) = [box for box in BOX.findall(page.content.decode()) if "data-picker" in box]
    assert 'hx-trigger="input changed' in box
    assert 'method="post"' in box  # without a script by a press
    html = page.content.decode()
    if name in MADE_NOWHERE:
        assert 'name="new-first_name"' not in html
    else:
        assert re.search(r'name="(new-)?first_name"\s+value="Elirra"', html)
        assert re.search(r'name="(new-)?last_name"\s+value="Gjoni"', html)


@pytest.mark.parametrize("name", sorted(WHILE_TYPING))
def test_forms_that_hold_more_tell_of_near_names_too(client, shared_world, elira, name):
    client.force_login(shared_world.users["staff"])
    address = shared_world.address(name, dict(all_routes())[name])

    answer = client.post(address, WHILE_TYPING[name], headers=HTMX)

    assert answer.status_code == 200
    assert TOLD in words_of(answer)

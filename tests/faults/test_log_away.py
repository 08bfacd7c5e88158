"""R53: where the log of who saw whom cannot be written, nobody is shown, and the page says so."""

import re
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.urls import reverse

from accounts.access import access_table
from accounts.models import AccessLog
from events.models import Registration
from participants.models import Participant
from tests.events.factories import EventFactory, RegistrationFactory
from tests.leaks.crawling import BY_LINK, LIBRARIES, addresses, text_of
from tests.participants.factories import ParticipantFactory
from tests.routes import all_routes

pytestmark = pytest.mark.django_db
CANARY = re.compile(r"Canary\d+x|Kanarina")
SAID, SAID_EN = "emrat nuk shfaqen", "names are not shown"
HTMX = {"HX-Request": "true"}


@contextmanager
def log_away(fault=OperationalError):
    """The access log takes no line, as where the disk is full; what was tried is taken back."""

    def refuse(execute, statement, parameters, many, context):
        if statement.startswith('INSERT INTO "accounts_accesslog"'):
            raise fault("Canary1x: no room")
        return execute(statement, parameters, many, context)

    with transaction.atomic(), connection.execute_wrapper(refuse):
        yield
        transaction.set_rollback(True)


def name_everybody():
    Participant.objects.update(father_name="")
    for person in Participant.objects.all():
        Participant.objects.filter(pk=person.pk).update(
            first_name=f"Canary{person.pk}x", last_name="Kanarina"
        )


@pytest.fixture
def somebody(client, coordinator):
    client.force_login(coordinator)
    client.raise_request_exception = False
    return client


@pytest.fixture
def elira(centre):
    return ParticipantFactory(first_name="Elira", last_name="Gjonaj", centre=centre)


@pytest.mark.more
@pytest.mark.one_database
@pytest.mark.parametrize("role", ["coordinator", "partner", "staff", "volunteer"])
def test_no_page_shows_a_name(client, world, role):
    name_everybody()
    client.force_login(world.users[role])
    client.raise_request_exception = False
    wrong, refused = {}, 0

    for address in addresses(world):
        with transaction.atomic():
            is_named = CANARY.search(text_of(client.get(address)))
            transaction.set_rollback(True)
        with log_away():
            answer = client.get(address)
        text = text_of(answer)
        says_so = answer.status_code == 503 and SAID in text and SAID_EN in text
        refused += says_so
        if CANARY.search(text) or (is_named and not says_so):
            wrong[address] = answer.status_code

    assert wrong == {}
    assert refused >= 2  # of partners; others see many more


@pytest.mark.more
@pytest.mark.one_database
@pytest.mark.parametrize("role", ["coordinator", "staff", "volunteer"])
def test_no_answer_to_what_is_sent_shows_a_name(client, world, role):
    name_everybody()
    client.raise_request_exception = False
    routes = access_table()["routes"]
    wrong, refused = {}, 0

    for name, arguments in all_routes():
        if name.startswith(LIBRARIES) or name in BY_LINK or "POST" not in routes[name]["methods"]:
            continue
        for headers in ({}, HTMX):
            client.force_login(world.users[role])  # signing out is a route too
            with log_away():
                answer = client.post(world.address(name, arguments), headers=headers)
            refused += answer.status_code == 503
            if CANARY.search(text_of(answer)):
                wrong[name] = answer.status_code

    assert wrong == {}
    assert refused >= 1


@pytest.mark.parametrize("route", ["participant_list", "participant_detail"])
def test_pages_without_names_open_and_those_with_names_come_back(somebody, elira, route):
    page = reverse(f"participants:{route}", args=[elira.pk] if "detail" in route else [])
    with log_away():
        assert somebody.get(reverse("partners:organisation_list")).status_code == 200
        refused = somebody.get(page)

    assert refused.status_code == 503
    assert int(refused["Retry-After"]) > 0
    assert 'http-equiv="refresh"' in refused.content.decode()
    assert "Elira" in somebody.get(page).content.decode()


def test_what_is_done_without_its_line_is_not_done(somebody, centre, elira):
    place = RegistrationFactory(event=EventFactory(centre=centre), participant=elira)
    lines = AccessLog.objects.count()
    with log_away():
        answer = somebody.post(
            reverse("events:mark", args=[place.event_id, place.pk]),
            {"attendance": "present"},
            headers=HTMX,
        )

    assert answer.status_code == 503
    said = re.search(r'<p data-said="sq">(.*?)</p>', answer.content.decode(), re.DOTALL)[1]
    assert "shënohet në regjistrin e veprimeve" in said
    assert "mund të mos jetë ruajtur" in said
    assert 'http-equiv="refresh"' not in answer.content.decode()
    assert Registration.objects.get(pk=place.pk).attendance == "unmarked"
    assert AccessLog.objects.count() == lines


def test_the_operators_log_says_it_without_a_name(somebody, elira, caplog):
    with log_away():
        somebody.get(reverse("participants:participant_list"))

    assert "The access log takes no line (OperationalError)" in caplog.text
    assert "Canary" not in "".join(record.getMessage() for record in caplog.records)


def test_a_fault_that_does_not_pass_by_itself_gets_a_number(somebody, elira):
    with log_away(IntegrityError):
        page = somebody.get(reverse("participants:participant_list")).content.decode()

    assert SAID in page
    assert re.search(r"Numri i gabimit: <strong translate=\"no\">[A-Z2-9]{4}-[A-Z2-9]{4}<", page)

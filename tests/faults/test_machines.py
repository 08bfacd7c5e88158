"""A server of the database, or a machine that asks it, vanishes without a word."""

import socket
from contextlib import closing, contextmanager

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections

from shkej import postgresql

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def of_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")


@contextmanager
def connected_to(hosts, ports, **options):
    """Let connections be made to these servers, with the options of such an address."""
    before = dict(connection.settings_dict)
    asked = {"HOST": ",".join(hosts), "PORT": ",".join(map(str, ports)), "OPTIONS": options}
    connections.close_all()
    connection.settings_dict.update(asked)
    connection.settings_dict["OPTIONS"] = postgresql.options_of(connection.settings_dict)
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_a_server_that_says_nothing_is_passed_over_for_the_next_one():
    place = settings.DATABASES["default"]
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # takes the connection, and never says a word
        hosts = "127.0.0.1", place["HOST"] or "127.0.0.1"
        ports = silent.getsockname()[1], place["PORT"] or 5432
        with connected_to(hosts, ports, connect_timeout=2):
            assert asked("SELECT 1") == 1


def test_of_several_servers_only_one_that_writes_is_taken():
    place = settings.DATABASES["default"]
    hosts, ports = [place["HOST"] or "127.0.0.1"] * 2, [place["PORT"] or 5432] * 2
    with connected_to(hosts, ports):
        assert asked("SHOW transaction_read_only") == "off"
    read_only = {"options": "-c default_transaction_read_only=on"}
    with (
        connected_to(hosts, ports, **read_only),
        pytest.raises(OperationalError, match="read-only"),
    ):
        asked("SELECT 1")


def test_the_server_asks_whether_a_quiet_client_is_there():
    if connection.settings_dict["HOST"].startswith("/"):
        pytest.skip("no network between them")
    assert asked("SHOW tcp_keepalives_idle") == str(postgresql.QUIET)
    assert asked("SHOW tcp_keepalives_interval") == str(postgresql.BETWEEN)
    assert asked("SHOW tcp_keepalives_count") == str(postgresql.TIMES)


def test_no_query_is_compiled():
    assert asked("SHOW jit") == "off"


def test_what_the_address_says_goes_before_ours():
    given = {"connect_timeout": 9, "options": "-c lock_timeout=7s", "target_session_attrs": "any"}
    found = postgresql.options_of({"HOST": "one,two", "OPTIONS": given})
    assert found["connect_timeout"] == 9
    assert found["target_session_attrs"] == "any"
    assert found["options"].endswith("-c lock_timeout=7s")
    assert "target_session_attrs" not in postgresql.options_of({"HOST": "one", "OPTIONS": {}})

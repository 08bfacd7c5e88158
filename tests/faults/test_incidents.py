"""R37: one number on the page, in the log and in the mail, and a name in none."""

import json
import logging
import re
from logging import LogRecord

import pytest
from django.db import OperationalError
from django.urls import reverse

from accounts.models import OutgoingMail
from accounts.outbox import send_due_mails
from shkej.incidents import place_of
from shkej.logs import MaskingFormatter
from tests.conftest import user_with

pytestmark = pytest.mark.django_db
NAME = "Elira Gjonaj"
NUMBER = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")


@pytest.fixture
def faulty(monkeypatch, client, coordinator):
    """A client for whom the home page fails with a fault that holds a name."""

    def fail(_user):
        raise ValueError(NAME)

    monkeypatch.setattr("shkej.views.waiting_for", fail)
    client.force_login(coordinator)
    client.raise_request_exception = False
    return client


def incidents(caplog):
    return [
        json.loads(record.getMessage())
        for record in caplog.records
        if record.name == "shkej.incidents"
    ]


def test_the_number_on_the_page_is_that_of_the_log_and_of_the_mail(
    faulty, caplog, mailoutbox, centre
):
    admin = user_with("admin")
    user_with("staff", centre=centre)
    page = faulty.get(reverse("home"))

    assert page.status_code == 500
    [about] = incidents(caplog)
    number = about["incident"]
    assert set(NUMBER.findall(page.content.decode())) == {number}
    assert about["kind"] == "builtins.ValueError"
    assert about["place"].startswith("tests/faults/test_incidents.py")
    assert about["route"] == "home"
    send_due_mails()
    [mail] = mailoutbox
    assert mail.to == [admin.email]
    assert number in mail.subject
    assert number in mail.body


def test_no_name_stands_in_page_log_or_mail(faulty, caplog, mailoutbox, centre):
    user_with("admin")
    page = faulty.get(reverse("home"))
    send_due_mails()

    written = "".join(MaskingFormatter().format(record) for record in caplog.records)
    assert "ValueError" in written
    for text in (page.content.decode(), written, mailoutbox[0].subject, mailoutbox[0].body):
        assert NAME not in text


def test_the_same_fault_is_mailed_once_a_day(faulty):
    user_with("admin")
    numbers = {NUMBER.search(faulty.get(reverse("home")).content.decode())[0] for _ in range(3)}
    assert len(numbers) == 3
    assert OutgoingMail.objects.count() == 1


def test_a_demonstration_mails_nobody(faulty, settings):
    settings.DEMONSTRATION = True
    user_with("admin")
    faulty.get(reverse("home"))
    assert not OutgoingMail.objects.exists()


def test_where_nobody_can_be_told_the_page_comes_all_the_same(faulty, monkeypatch, caplog):
    def away(*_arguments):
        raise OperationalError

    monkeypatch.setattr("shkej.incidents.cache.add", away)
    assert faulty.get(reverse("home")).status_code == 500
    assert "Nobody could be told" in caplog.text


def chained():
    try:
        raise KeyError(NAME)
    except KeyError as first:
        raise ValueError(NAME) from first


def test_a_log_line_says_where_each_fault_of_a_chain_was():
    with pytest.raises(ValueError, match=NAME) as raised:
        chained()
    info = raised.type, raised.value, raised.tb
    line = MaskingFormatter().format(LogRecord("x", logging.ERROR, "x", 1, "It failed", (), info))

    assert NAME not in line
    assert line.index("KeyError") < line.index("ValueError")
    assert line.count("in chained") == 2
    assert place_of(raised.value).endswith("in chained")

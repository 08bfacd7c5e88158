"""Where somebody begins who tries it: six people by one click, tours, mails; nowhere else."""

import re
from pathlib import Path

import pytest
from django.conf import settings as all_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.access import access_table
from accounts.demonstration import DOMAIN
from accounts.models import AccessLog, Role, User
from accounts.outbox import send_due_mails
from demonstration.load import load_demonstration
from demonstration.start.template import template_of
from events.models import Event
from reports.models import Report
from reports.prp.filling import fill, template_for
from reports.prp.mapping import Targets, confirm, things_of
from shkej.lib.dates import today
from tests.demonstration.served import BE, MAILS, START, served

pytestmark = [pytest.mark.more, pytest.mark.slow]

__all__ = ["served"]
PASSWORD = "only for this test"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_demonstration(password=PASSWORD)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def visitor(served, loaded, db):
    """A browser on this machine."""
    return Client(headers={"host": "127.0.0.1:8000"})


def test_the_sign_in_page_offers_six_people_of_one_role_each(visitor):
    page = visitor.get(reverse("account_login"))

    for user in User.objects.filter(email__in=[f"{role}@{DOMAIN}" for role in Role.values]):
        assert f"{user.name} · " in page.text
    assert len(re.findall(r'name="role"\s+value="\w+"', page.text)) == len(Role.values)
    assert START in page.text


@pytest.mark.parametrize("role", Role.values)
def test_one_click_signs_in_and_the_log_says_so(visitor, role):
    answer = visitor.post(BE, {"role": role})

    assert answer.status_code == 302
    user = User.objects.get(email=f"{role}@{DOMAIN}")
    assert visitor.session["_auth_user_id"] == str(user.pk)
    assert visitor.get(answer.url, follow=True).status_code == 200
    assert AccessLog.objects.filter(user=user, action="sign_in").exists()


@pytest.mark.parametrize("language", ["en", "sq"])
def test_the_language_that_was_chosen_stays(visitor, language):
    visitor.cookies[all_settings.LANGUAGE_COOKIE_NAME] = language

    visitor.post(BE, {"role": "staff"})

    assert visitor.get("/")["Content-Language"] == language


def test_nobody_gets_the_language_of_an_earlier_visitor(visitor):
    visitor.cookies[all_settings.LANGUAGE_COOKIE_NAME] = "en"
    visitor.post(BE, {"role": "staff"})
    other = Client(headers={"host": "127.0.0.1:8000"})
    page = other.get(START)

    other.post(BE, {"role": "staff"})

    assert page["Content-Language"] == "sq"
    assert other.get("/")["Content-Language"] == "sq"


def test_who_becomes_somebody_else_reads_on_in_the_language_of_the_page(visitor):
    User.objects.filter(email=f"staff@{DOMAIN}").update(language="sq")
    visitor.cookies[all_settings.LANGUAGE_COOKIE_NAME] = "en"
    visitor.post(BE, {"role": "coordinator"})
    del visitor.cookies[all_settings.LANGUAGE_COOKIE_NAME]

    visitor.post(BE, {"role": "staff"})

    assert visitor.get("/")["Content-Language"] == "en"


def test_the_coordinator_takes_a_register_away_with_the_password_that_was_printed(visitor):
    event = Event.objects.filter(starts_on__lt=today(), registrations__isnull=False).first()
    address = reverse("events:register_download", args=[event.pk])
    assert "make run" in visitor.get(START).text
    visitor.post(BE, {"role": "coordinator"})
    assert address in visitor.get(reverse("events:register", args=[event.pk])).text

    asked = visitor.post(address, {"reason": "correct"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    answer = visitor.post(asked.url, {"password": PASSWORD}, follow=True)

    assert answer.context["password"]


def test_another_click_is_another_person(visitor):
    visitor.post(BE, {"role": "staff"})
    visitor.post(BE, {"role": "partner"})

    partner = User.objects.get(email=f"partner@{DOMAIN}")
    assert visitor.session["_auth_user_id"] == str(partner.pk)


@pytest.mark.parametrize("role", ["", "second.coordinator", "nobody"])
def test_nobody_else_can_be_signed_in_as(visitor, role):
    assert visitor.post(BE, {"role": role}).status_code == 404
    assert "_auth_user_id" not in visitor.session


def test_one_click_asks_for_a_form_of_this_page(served, loaded, db):
    visitor = Client(headers={"host": "127.0.0.1:8000"}, enforce_csrf_checks=True)

    assert visitor.post(BE, {"role": "staff"}).status_code == 403


@pytest.mark.parametrize(
    "request_differs",
    [
        {"HTTP_HOST": "shkej.example"},
        {"REMOTE_ADDR": "192.168.1.7"},
        {"HTTP_X_FORWARDED_FOR": "192.168.1.7"},
    ],
)
def test_from_another_machine_there_is_nothing(visitor, settings, request_differs):
    settings.ALLOWED_HOSTS = ["*"]

    for address in (START, MAILS):
        assert visitor.get(address, **request_differs).status_code in (403, 404)
    assert visitor.post(BE, {"role": "admin"}, **request_differs).status_code in (403, 404)
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("key", ["door", "report", "partner"])
def test_a_tour_begins_on_its_page(visitor, key):
    role = {"door": "volunteer", "report": "coordinator", "partner": "partner"}[key]
    assert f'value="{key}"' in visitor.get(START).text

    page = visitor.post(BE, {"role": role, "tour": key}, follow=True)

    assert page.status_code == 200
    last, _status = page.redirect_chain[-1]
    due = Report.objects.get(status="draft")
    wanted = {
        "door": reverse("events:register", args=[Event.objects.get(starts_on=today()).pk]),
        "report": reverse("reports:report_detail", args=[due.pk]),
        "partner": reverse("events:partner_page"),
    }
    assert last == wanted[key]


def test_the_template_of_the_tour_maps_by_its_words_and_fills(visitor):
    report = Report.objects.get(status="frozen")
    address = f"/start-here/template/{report.pk}/"
    assert address in visitor.get(START).text

    answer = visitor.get(address)
    content = b"".join(answer.streaming_content)

    name, _content = template_of(report)
    assert name in answer.headers["Content-Disposition"]
    template, _name = template_for(content=content, name=name, report=report)
    things = things_of(template)
    proposals = Targets(report.project).propose(things, {})
    assert {thing.key for thing in things} == set(proposals)
    assert all(proposal.is_exact for proposal in proposals.values())
    choices = {key: proposal.choice for key, proposal in proposals.items()}
    by = User.objects.get(email=f"coordinator@{DOMAIN}")
    confirm(project=report.project, things=things, choices=choices, confirmed_by=by)
    assert fill(content=content, name=name, report=report).cells > 0


def test_the_mails_are_read_and_their_links_work(visitor):
    send_due_mails()

    page = visitor.get(MAILS)
    numbers = re.findall(rf'href="{MAILS}(\d+)/"', page.text)
    assert len(numbers) >= 4
    answered = 0
    for number in numbers:
        text = visitor.get(f"{MAILS}{number}/").text
        for link in set(re.findall(rf'href="{re.escape(all_settings.SITE_URL)}(/[^"]+)"', text)):
            assert visitor.get(link, follow=True).status_code == 200, link
            answered += "/calendar/answer/" in link
    assert answered
    assert visitor.get(f"{MAILS}999/").status_code == 404


def test_a_mail_that_is_being_written_is_not_shown_yet(visitor, settings):
    whole = "Subject: Whole\nTo: a@b.example\nDate: Wed, 06 Oct 2021 09:00:00 -0000\n\nText\n"
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir()
    for half in ("Subject: Half", "Subject: Half\nTo: a@b.example\nDate: Wed, 06"):
        (folder / "1.log").write_text(f"{whole}{'-' * 79}\n{half}")

        page = visitor.get(MAILS)

        assert page.status_code == 200
        assert "Whole" in page.text
        assert "Half" not in page.text
        assert visitor.get(f"{MAILS}1/").status_code == 200
        assert visitor.get(f"{MAILS}2/").status_code == 404


def test_pages_speak_both_languages(visitor):
    for language, word in (("sq", "Filloni këtu"), ("en", "Start here")):
        visitor.cookies[all_settings.LANGUAGE_COOKIE_NAME] = language
        assert word in visitor.get(START).text


def test_each_own_route_stands_in_the_table(served):
    from demonstration.urls import own

    assert {f"demonstration:{route.name}" for route in own} <= set(access_table()["routes"])

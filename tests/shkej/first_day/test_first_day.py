"""The first day of a new installation: what comes next, each step skippable, by whom it is done."""

import smtplib

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import FirstDayStep, OutgoingMail
from events.models import Centre
from shkej.first_day.steps import STEPS, FirstDay
from tests.conftest import user_with
from tests.events.factories import EventFactory
from tests.partners.factories import ProjectFactory

pytestmark = pytest.mark.django_db
PAGE = "first_day"


def say(client, name, state):
    return client.post(reverse("first_day_step", args=[name]), {"state": state})


def states(user):
    return {step.name: str(state) for step, state, _is_own in FirstDay(user).rows}


def text(client, route="home"):
    return client.get(reverse(route)).content.decode()


@pytest.fixture
def desk(client, admin):
    client.force_login(admin)
    return client


def test_an_empty_home_says_what_comes_next_until_all_is_done_or_skipped(desk, admin, centre):
    Centre.objects.update(municipality=None)
    seen = []
    while (step := FirstDay(admin).next) is not None:
        home = text(desk)
        assert str(step.title) in home
        assert f"{reverse(PAGE)}#{step.name}" in home
        seen.append(step.name)
        say(desk, step.name, "skipped")

    assert seen == ["language", "centre", "coordinator", "mail", "keys"]
    assert reverse(PAGE) not in text(desk)
    say(desk, "mail", "")
    assert f"{reverse(PAGE)}#mail" in text(desk)


def test_the_data_say_what_is_done(admin, coordinator, centre):
    assert centre.municipality  # as the first centre comes
    ProjectFactory()

    found = states(admin)

    assert [name for name in found if found[name] == "done"] == ["centre", "coordinator", "project"]
    assert FirstDay(admin).next.name == "language"


def test_who_coordinates_has_the_steps_of_a_coordinator(client, coordinator):
    client.force_login(coordinator)
    own = [step.name for step, _state, is_own in FirstDay(coordinator).rows if is_own]
    assert own == ["language", "centre", "project", "consent"]

    for name in ("mail", "keys", "coordinator"):
        assert say(client, name, "skipped").status_code == 404
    assert client.post(reverse("first_day_mail")).status_code == 403
    assert not FirstDayStep.objects.exists()


def test_what_the_data_say_nobody_can_claim(desk):
    assert say(desk, "centre", "done").status_code == 404
    assert say(desk, "mail", "done").status_code == 404
    assert say(desk, "nothing", "skipped").status_code == 404
    assert not FirstDayStep.objects.exists()


def test_keys_count_once_the_server_knows_two(desk, admin, settings):
    settings.BACKUP_RECIPIENTS = []
    say(desk, "keys", "done")
    assert states(admin)["keys"] == ""
    assert "backup_keys holder.key" in text(desk, PAGE)


@pytest.mark.parametrize("fault", [None, OSError(), smtplib.SMTPAuthenticationError(535, b"no")])
def test_a_mail_is_tried_and_what_came_of_it_said(desk, admin, mailoutbox, monkeypatch, fault):
    def send(_mail, **_options):
        raise fault

    if fault:
        monkeypatch.setattr("django.core.mail.EmailMessage.send", send)

    page = desk.post(reverse("first_day_mail"), follow=True).content.decode()

    assert states(admin)["mail"] == ("" if fault else "done")
    if fault:
        assert type(fault).__name__ in page
    else:
        assert [mail.to for mail in mailoutbox] == [[admin.email]]
        assert admin.email in page
    assert not OutgoingMail.objects.exists()


def test_nobody_else_is_asked_and_a_day_with_meetings_is_not_interrupted(client, centre, admin):
    client.force_login(user_with("staff", centre=centre))
    assert reverse(PAGE) not in text(client)
    assert client.get(reverse(PAGE)).status_code == 403

    client.force_login(admin)
    assert reverse(PAGE) in text(client)
    EventFactory(centre=centre, planned=True, starts_at=timezone.now())
    assert reverse(PAGE) not in text(client)


def test_the_page_is_albanian_first_and_asks_as_many_queries_each_time(
    desk, admin, django_assert_max_num_queries
):
    type(admin).objects.filter(pk=admin.pk).update(language="sq")
    with django_assert_max_num_queries(25):
        page = text(desk, PAGE)
    assert "Dita e parë" in page
    for step in STEPS:
        assert f'id="{step.name}"' in page

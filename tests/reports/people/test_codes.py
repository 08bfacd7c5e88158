"""Files of people under codes: who is in them, what they say, and what they never say."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.models.access_log import Action
from accounts.reading.shown_people import read
from participants.consents.received import received
from participants.models import Disability, Participant
from reports.people import views
from reports.people.codes import code_maker
from tests.background import sample
from tests.conftest import user_with
from tests.events.factories import CentreFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProjectFactory
from tests.reports.factories import came, held
from tests.reports.people.sharing import agree, file_of, lines_of, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client, coordinator):
    coordinator.grants.update(exports=True)
    client.force_login(coordinator)
    return coordinator


def test_p13_codes_differ_between_recipients_and_projects_and_hang_on_the_key(settings):
    one, other = OrganisationFactory(), OrganisationFactory()
    project, another = ProjectFactory(), ProjectFactory()
    code = code_maker(one, project)(7)

    assert re.fullmatch(r"[A-Z2-7]{12}", code)
    assert code == code_maker(one, project)(7)
    assert code not in {
        code_maker(one, project)(8),
        code_maker(other, project)(7),
        code_maker(one, another)(7),
    }
    settings.EXPORT_KEY = "another"
    assert code != code_maker(one, project)(7)


def test_p13_file_holds_codes_bands_and_months_and_nothing_that_names(client, coordinator, shared):
    answer = file_of(client, shared)

    text = answer.content.decode("utf-8-sig")
    rows = lines_of(answer)
    code_of = code_maker(shared.recipient, shared.project)
    assert [row[2] for row in rows] == sorted(code_of(person.pk) for person in shared.people)
    assert {tuple(row[3:5]) for row in rows} == {("Female", "10–14 years")}
    assert {tuple(row[-3:]) for row in rows} == {("2021-10", "2021-11", "2")}
    for person in shared.people:
        for told in (person.first_name, person.last_name, person.code, "2011", "06"):
            assert told not in text.replace("2021-10-06", "")
    assert {len(row) for row in rows} == {
        2 + len(("code", "sex", "age", "place", "from", "to", "n"))
    }


def test_p5_who_was_in_a_file_is_told_that_it_left(client, coordinator, shared):
    stranger = ParticipantFactory(centre=None)
    came(shared.events[0], stranger)
    file_of(client, shared)

    assert [list(received(person)) for person in shared.people] == [
        [AccessLog.objects.get(action=Action.EXPORT_PEOPLE)] for _person in shared.people
    ]
    assert not received(stranger).exists()


def test_p13_who_did_not_agree_is_not_in_the_file(client, coordinator, shared):
    refused, withdrew, over, elsewhere, never = (
        ParticipantFactory(centre=None) for _number in range(5)
    )
    agree(refused, shared.recipient, "refused")
    agree(withdrew, shared.recipient)
    agree(withdrew, shared.recipient, "withdrawn", given_on=date(2021, 9, 2))
    agree(over, shared.recipient, expires_on=timezone.localdate() - timedelta(days=1))
    agree(elsewhere, OrganisationFactory())
    for person in (refused, withdrew, over, elsewhere, never):
        came(shared.events[0], person)

    context = page(client, shared).context

    assert len(lines_of(file_of(client, shared))) == 12
    assert context["asked"].people.kept_back == 5
    assert context["identifiability"].rows == 12


def test_p13_sensitive_events_tell_nothing(client, coordinator, shared):
    event = held("2021-12-01", centre=shared.events[0].centre, is_sensitive=True)
    event.projects.add(shared.project)
    came(event, shared.people[0])

    assert {row[-2] for row in lines_of(file_of(client, shared))} == {"2021-11"}


def test_p13_page_counts_who_stands_alone_and_the_file_leaves_them_out(client, coordinator, shared):
    boy = ParticipantFactory(sex="male", birth_date=date(1950, 1, 1), centre=None)
    agree(boy, shared.recipient)
    came(shared.events[0], boy)

    context = page(client, shared).context

    assert (context["identifiability"].rows, context["identifiability"].alone) == (13, 1)
    assert (context["in_file"], context["left_out"]) == (12, 1)
    assert len(lines_of(file_of(client, shared))) == 12
    line = AccessLog.objects.get(action=Action.EXPORT_PEOPLE)
    assert read(line.people) == {person.pk for person in shared.people}


def test_disability_is_for_who_may_see_it(client, coordinator, shared):
    Participant.objects.update(disability=Disability.YES, disability_method="self_reported")

    assert "Disability" not in file_of(client, shared).content.decode()
    coordinator.grants.update(sees_sensitive=True)
    assert "Disability" in file_of(client, shared).content.decode()


def test_small_groups_of_a_disability_are_hidden(client, coordinator, shared):
    coordinator.grants.update(sees_sensitive=True)
    Participant.objects.update(disability=Disability.NO, disability_method="self_reported")
    Participant.objects.filter(pk=shared.people[0].pk).update(disability=Disability.YES)

    rows = lines_of(file_of(client, shared))

    assert not any("Yes" in row for row in rows)
    assert len(rows) == 11


def test_r25_a_fourth_file_within_a_day_is_refused(client, coordinator, shared):
    answers = [file_of(client, shared) for _number in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 302]
    assert AccessLog.objects.filter(action=Action.EXPORT_PEOPLE).count() == 3
    assert AccessLog.objects.filter(action=Action.EXPORT_REFUSED).count() == 1


def test_large_file_is_made_by_the_worker(client, coordinator, shared, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    asked = file_of(client, shared)
    sample.work()

    taken = client.get(coordinator.started_tasks.get().url)

    assert asked.url.startswith("/tasks/")
    assert len(lines_of(taken)) == 12
    assert AccessLog.objects.filter(action=Action.EXPORT_PEOPLE).count() == 1


def test_coordinator_without_the_grant_and_of_elsewhere_get_nothing(client, shared):
    for grant, status in (({"exports": False}, 403), ({"exports": True}, 200)):
        client.force_login(user_with("coordinator", centre=CentreFactory(), **grant))
        answer = page(client, shared)
        assert answer.status_code == status
        if status == 200:
            assert answer.context["asked"].people.rows == []


def test_nothing_chosen_asks_and_wrong_choices_are_said(client, coordinator, shared):
    address = reverse("reports:export_people")

    assert not client.get(address).context["form"].errors
    none = client.get(address, {"project": ""}).context["form"].errors
    assert list(none) == ["recipient", "project"]  # in the order of the fields
    errors = client.get(address, {"project": shared.project.code}).context["form"].errors
    assert set(errors) == {"recipient"}
    assert file_of(client, shared, format="exe").status_code == 404

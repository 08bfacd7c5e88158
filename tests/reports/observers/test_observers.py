"""P11: observers read figures of whole quarters with small counts hidden, and take them along."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AccessLog, Role
from reports.observers.figures import quarters_of
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.leaks.crawling import text_of
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:disclosed_figures")


@pytest.fixture(autouse=True)
def later():
    with time_machine.travel(datetime(2022, 5, 1, 12, tzinfo=UTC)):
        yield


def held(centre, month, people, **facts):
    """A closed event of 2021; `people`: {(category, sex): how many came}."""
    moment = datetime(2021, month, 10, 12, tzinfo=UTC)
    known = {"starts_at": moment, "register_closed_at": moment, **facts}
    event = EventFactory(centre=centre, **known)
    for (code, sex), number in people.items():
        for _person in range(number):
            RegistrationFactory(
                event=event,
                participant=ParticipantFactory(last_name="Zymrytkanarie", sex=sex),
                category=CategoryFactory(code=code),
                attendance="present",
                marked_at=moment,
            )
    return event


def values_of(kind, content):
    """Every value that is in a file, as text."""
    if kind == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        return {value for row in rows for value in row}
    book = load_workbook(io.BytesIO(content))
    return {str(cell.value) for sheet in book for row in sheet for cell in row}


@pytest.fixture
def work(centre):
    held(centre, 2, {("parent", "female"): 12, ("parent", "male"): 1, ("child", "female"): 9})
    held(centre, 5, {("parent", "female"): 7}, register_closed_at=None)
    return held(centre, 8, {("parent", "male"): 6}, is_sensitive=True, title_sq="Titullkanarie")


def test_p11_small_counts_are_hidden_and_open_quarters_wait(client, observer, work):
    client.force_login(observer)

    answer = client.get(PAGE)

    figures = {one.event.first.month: one for one in answer.context["figures"]}
    assert figures[1].total == 22
    told = [cell for _category, cells, total in figures[1].rows for cell in (*cells, total)]
    assert told == [13, 9]  # of the two sums nobody finds the one man, or how many women
    assert figures[4].is_open
    assert figures[7].total == 6  # a figure of all work, also of what is sensitive
    for word in ("Zymrytkanarie", "Titullkanarie"):
        assert word not in text_of(answer)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_p11_the_file_tells_no_more_than_the_page(client, observer, work, kind):
    client.force_login(observer)

    answer = client.get(reverse("reports:disclosed_figures_export", args=[kind]))

    assert answer.status_code == 200
    assert "canarie" not in text_of(answer).lower()
    told = values_of(kind, answer.content)
    assert "22" in told
    assert not {"1", "12"} & told
    assert AccessLog.objects.filter(action="export", detail__report="told_figures").exists()


def test_p11_nothing_can_be_chosen(client, observer, work):
    client.force_login(observer)
    plain = client.get(PAGE).context["figures"]

    asked = {"start": "2021-02-10", "end": "2021-02-10", "centre": work.centre_id, "sex": "male"}

    assert client.get(PAGE, asked).context["figures"] == plain


def test_p11_of_another_centre_an_observer_reads_nothing(client, centre, work):
    user = user_with(Role.OBSERVER, centre=CentreFactory(code="tjeter"))

    assert quarters_of(user) == []


@pytest.mark.parametrize("role", ["staff", "volunteer", "partner", "admin"])
def test_p11_the_page_is_for_observers(client, request, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(PAGE).status_code == 403


def test_p11_as_many_queries_for_many_quarters_as_for_a_page(
    client, observer, centre, django_assert_max_num_queries
):
    for month in range(1, 13):
        held(centre, month, {})
        held(CentreFactory(code=f"q{month}"), month, {})
    client.force_login(observer)

    with django_assert_max_num_queries(30):
        client.get(PAGE)

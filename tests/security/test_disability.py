"""P11: without the grant nobody learns who has a disability, whatever they ask for.

Asked is every page and file, under every filter; then the answers are taken from each other.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
import time_machine
from django.urls import reverse

from events.models import Centre
from reports.counting import Period, count_attendance, scope_for
from reports.counting.disclosed_disability import disclosed_disability, disclosed_numbers
from reports.counting.suppression import SMALL
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.leaks.crawling import text_of
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]
# The first of each quarter, the day of its events, and its last.
DAYS = [date(2021, 1, 1), date(2021, 2, 10), date(2021, 3, 31)]
DAYS += [date(2021, 4, 1), date(2021, 5, 10), date(2021, 6, 30)]
DAYS += [date(2021, 10, 1), date(2021, 11, 10), date(2021, 12, 31)]
QUARTERS = {(date(2021, m, 1), date(2021, m + 3, 1) - timedelta(days=1)) for m in (1, 4, 7)}
QUARTERS.add((date(2021, 10, 1), date(2021, 12, 31)))


@pytest.fixture(autouse=True)
def later():
    with time_machine.travel(datetime(2022, 5, 1, 12, tzinfo=UTC)):
        yield


def came(event, disability, number=1):
    """So many on the register of `event` of whom this is known."""
    method = "" if disability == "unknown" else "imported"
    for _person in range(number):
        person = ParticipantFactory(
            centre=event.centre, disability=disability, disability_method=method
        )
        RegistrationFactory(
            event=event, participant=person, attendance="present", marked_at=event.starts_at
        )


@pytest.fixture
def work(centre):
    """Two centres and a project: whoever has a disability stands out in each part, not in all."""
    other, project = CentreFactory(code="tjeter"), ProjectFactory()
    for place, month, projects in product((centre, other), (2, 5, 11), ([], [project])):
        moment = datetime(2021, month, 10, 12, tzinfo=UTC)
        event = EventFactory(
            centre=place, starts_at=moment, projects=projects, register_closed_at=moment
        )
        came(event, "yes", 1 if projects else 5)
        came(event, "no", 6)
        came(event, "unknown", 5)
    return [centre, other], project


def asked(centres, project):
    """Every question: each centre or all, the project or all, from any day to any other."""
    for place, of, start, end in product([None, *centres], [None, project], DAYS, DAYS):
        if start <= end:
            yield place, of, Period(start, end)


@pytest.mark.more
def test_p11_disability_is_told_of_nothing_but_whole_quarters_of_one_centre(work):
    centres, project = work
    told = defaultdict(set)
    for place, of, period in asked(centres, project):
        count = count_attendance(scope_for(project=of, centre=place), period)
        reached = [place] if place else centres
        if disclosed_disability(count, reached):
            told[place, of].add((period.start, period.end))

    # None of them holds another one: there is nothing that could be taken from something else.
    assert set(told) == {(place, None) for place in centres}
    assert all(periods <= QUARTERS for periods in told.values())
    assert (date(2021, 1, 1), date(2021, 3, 31)) in told[centres[0], None]


def test_p11_whoever_knows_the_rule_finds_three_values_for_what_is_not_told():
    most = 16
    by_answer = defaultdict(list)
    for counts in product(range(most), repeat=3):
        by_answer[disclosed_numbers(counts), sum(counts)].append(counts)

    for (told, total), possible in by_answer.items():
        if total >= most or total < SMALL:
            continue
        assert not any(0 < number < SMALL for number in told or ())
        for place, values in enumerate(zip(*possible, strict=True)):
            is_told = told is not None and (len(told) == 3 or place == 0)
            assert len(set(values)) == 1 if is_told else len(set(values)) >= 3


@pytest.mark.parametrize("counts", [(1, 0, 0), (0, 9, 0), (9, 0, 0), (1, 9, 9), (9, 1, 1)])
def test_p11_of_few_and_of_all_alike_nothing_is_told(counts):
    assert disclosed_numbers(counts) is None


@pytest.mark.more
@pytest.mark.parametrize("role", ["staff", "coordinator"])
def test_p11_no_page_drill_down_or_file_tells_it(client, work, role):
    centres, _project = work
    client.force_login(user_with(role, centre=centres[0]))
    for start, end in ((date(2021, 2, 10), date(2021, 2, 10)), (date(2021, 1, 1), DAYS[-1])):
        question = {"period": "custom", "start": start.isoformat(), "end": end.isoformat()}
        page = client.get(reverse("reports:attendance"), question)
        answer = page.context["answer"]

        assert answer.disclosed_disability["lines"] is None
        assert "disability" not in [table.key for table in answer.tables()]
        assert "disability=" not in text_of(page)
        for name in ("events", "people"):
            for code in ("yes", "no", "unknown"):
                more = {"figure": "reached", "disability": code}
                behind = client.get(reverse(f"reports:{name}"), question | more)
                assert behind.status_code == 403
        for kind in ("csv", "xlsx", "docx") if role == "coordinator" else ():
            file = client.get(
                reverse("reports:download"),
                {**question, "format": kind, "language": "en", "reason": "house"},
            )
            assert file.status_code == 200
            assert "With disability" not in text_of(file)
            assert "have a disability" not in text_of(file)


def test_p11_a_whole_quarter_of_one_centre_is_told_without_small_groups(client, work):
    centres, _project = work
    client.force_login(user_with("staff", centre=centres[0]))
    question = {"period": "custom", "start": "2021-01-01", "end": "2021-03-31"}

    told = (
        client.get(reverse("reports:attendance"), question).context["answer"].disclosed_disability
    )

    assert [line.people for line in told["lines"]] == [6, 12, 10]


def test_p11_an_open_register_keeps_the_quarter_back(work):
    centre = Centre.objects.get(code="tjeter")
    EventFactory(centre=centre, starts_at=datetime(2021, 2, 11, 12, tzinfo=UTC))
    count = count_attendance(scope_for(centre=centre), Period(date(2021, 1, 1), date(2021, 3, 31)))

    assert disclosed_disability(count, [centre]) is None

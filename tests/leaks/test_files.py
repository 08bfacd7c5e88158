"""R21: a file that asks for the right to export, and not for that to names, names nobody."""

import pytest

from accounts.access import exporting, naming
from accounts.models import Role
from participants.models import Participant
from tests.accounts.test_exporting import FILES, TABLE
from tests.leaks.crawling import text_of
from tests.reports.factories import QUARTER_4
from tests.reports.people.conftest import shared  # noqa: F401 - a fixture
from tests.routes import all_routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]
NAMED = {"first_name": "Zykafta", "father_name": "Pllumbesh", "last_name": "Xhexhani"}
DAYS = {"start": QUARTER_4.start.isoformat(), "end": QUARTER_4.end.isoformat()}
# What brings each of them; of whom a file of people tells is added.
ASKED = {
    "reports:download": [
        DAYS | {"format": kind, "language": "both", "reason": "house"} for kind in ("csv", "xlsx")
    ],
    "reports:export_people_file": [{"format": kind, "language": "sq"} for kind in ("csv", "xlsx")],
    "reports:report_download": [{}],
}
# Those that no address brings, and why nobody is named there.
NOT_ASKED = {"reports:prp_file": "UNICEF's own template, with figures of a frozen report in it"}
PLAIN = {route for route in FILES if TABLE["routes"][route]["permission"] in exporting() - naming()}
ARGUMENTS = dict(all_routes())


def test_each_such_file_is_asked_for():
    assert set(ASKED) | set(NOT_ASKED) == PLAIN


CASES = [(route, asked) for route in sorted(PLAIN) for asked in ASKED.get(route, [])]


@pytest.mark.parametrize(("route", "asked"), CASES)
def test_r21_without_the_right_to_names_it_names_nobody(client, shared, world, route, asked):  # noqa: F811
    Participant.objects.update(**NAMED)
    user = world.users[Role.COORDINATOR]
    user.grants.update(exports_names=False, centre=None)
    client.force_login(type(user).objects.get(pk=user.pk))

    address = world.address(route, ARGUMENTS[route])
    answer = client.get(address, shared.asked | asked)

    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert [name for name in NAMED.values() if name in text_of(answer)] == []

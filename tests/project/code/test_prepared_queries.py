"""No query that is put together once keeps the day on which that was done."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from accounts.locking.store import STORED
from accounts.models import Grant
from accounts.models.users import GRANTS
from events.register.lookups import EVENT, PLACE
from events.register.marks.conflicts import LAST_DONE
from events.register.marks.row_extras import SAFEGUARDS
from events.register.paging import FIRST
from events.register.people.namesakes import NAMESAKES
from shkej.lib.queries.prepared import Prepared

DAY = {"on": date(2026, 11, 30)}
# Each with values and a shape with which it can be put together.
KNOWN = {
    "STORED": (STORED, ["key"], {}),
    "GRANTS": (GRANTS, [1], {}),
    "EVENT": (EVENT, [1], {"centres": (1, 2)}),
    "PLACE": (PLACE, [1, 2], {"centres": (1, 2), "is_active": True, "is_locked": False} | DAY),
    "LAST_DONE": (LAST_DONE, [1], {}),
    "SAFEGUARDS": (SAFEGUARDS, [1], DAY),
    "FIRST": (FIRST, [1], DAY),
    "NAMESAKES": (NAMESAKES, [1, 2, "ana"], {}),
}


def keeps_its_day(query, values, shape):
    """Whether it is another one where it is put together forty days later."""
    today = query.build(*values, **shape).query.sql_with_params()
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        return query.build(*values, **shape).query.sql_with_params() != today


@pytest.mark.parametrize("name", KNOWN)
def test_it_is_the_same_on_any_day(db, name):
    assert not keeps_its_day(*KNOWN[name])


def test_one_that_asks_what_time_it_is_would_be_found(db):
    begun = Prepared(lambda key: Grant.objects.in_effect().filter(user=key))

    assert keeps_its_day(begun, [1], {})


def test_each_of_the_code_is_tried_here():
    apps = [name for name in settings.INSTALLED_APPS if (settings.BASE_DIR / name).is_dir()]
    texts = [path.read_text() for app in apps for path in (settings.BASE_DIR / app).rglob("*.py")]
    made = re.compile(r"^(\w+) = Prepared\(", re.MULTILINE)

    assert sorted(name for text in texts for name in made.findall(text)) == sorted(KNOWN)

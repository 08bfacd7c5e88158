"""What a register adds up to."""

import pytest

from events.register.totals import RegisterTotals, register_totals
from participants.models import Category
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory

pytestmark = pytest.mark.django_db


def test_totals_say_named_and_counted_and_leave_the_staff_out(django_assert_num_queries):
    event = EventFactory()
    RegistrationFactory.create_batch(2, event=event, present=True)
    RegistrationFactory(event=event, attendance="late", marked_at=event.starts_at)
    RegistrationFactory(event=event, attendance="absent", marked_at=event.starts_at)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, present=True, category=CategoryFactory(code="staff"))
    RegistrationFactory(event=event, status="cancelled")
    HeadcountFactory(event=event, count=5)
    HeadcountFactory(event=event, count=2, category=CategoryFactory(code="staff"))
    RegistrationFactory(present=True)

    with django_assert_num_queries(1):
        totals = register_totals(event)

    assert (totals.participants, totals.named, totals.counted) == (8, 3, 5)
    assert totals.not_counted == 3
    assert totals.by_category == {"parent": [3, 5], "staff": [1, 2]}
    read = RegisterTotals.over(
        event.registrations.active().for_register(),
        event.headcounts.all(),
        Category.objects.on(event.starts_on),
    )
    assert read.by_category == totals.by_category
    assert (totals.registered, totals.unmarked) == (6, 1)
    assert totals.marks == {"present": 3, "late": 1, "absent": 1, "unmarked": 1}

"""Queries that are put together once give what they would give anew, for any values."""

from threading import Thread

import pytest
from django.db import connection, connections, transaction
from django.db.transaction import TransactionManagementError

from events.models import Registration
from events.register.lookups import PLACE
from shkej.lib.dates import today
from shkej.lib.queries.prepared import Prepared
from tests.events.factories import EventFactory, RegistrationFactory

OF_EVENT = Prepared(
    lambda event, is_short=False: (
        Registration.objects.filter(event=event)
        .select_related("participant", "event", "organisation")
        .order_by("pk")[: 1 if is_short else None]
    )
)


def test_rows_are_those_of_the_values_asked_for(db):
    first, second = RegistrationFactory(), RegistrationFactory()

    assert OF_EVENT.rows(first.event_id) == [first]
    assert OF_EVENT.rows(second.event_id) == [second]
    assert OF_EVENT.rows(0) == []


def test_related_objects_come_in_the_same_query(db, django_assert_num_queries):
    place = RegistrationFactory()
    OF_EVENT.rows(place.event_id)

    with django_assert_num_queries(1):
        [row] = OF_EVENT.rows(place.event_id)
        assert row.participant.full_name == place.participant.full_name
        assert row.event == place.event
        assert row.organisation is None


def test_they_are_as_the_queryset_itself_gives_them(db):
    RegistrationFactory(present=True)
    place = RegistrationFactory(age=30, present=True)
    asked = {"centres": None, "is_active": True, "is_locked": False, "on": today()}

    for _twice in range(2):
        [row] = PLACE.rows(place.event_id, place.pk, **asked)
        anew = PLACE.build(place.event_id, place.pk, **asked).get()
        for name in ("participant", "category", "organisation", "event", "marked_by"):
            assert _columns(getattr(row, name)) == _columns(getattr(anew, name))
        assert _columns(row) == _columns(anew)
        assert row.had_age


def _columns(row):
    return row and {name: value for name, value in vars(row).items() if name != "_state"}


def test_another_thread_asks_by_a_connection_of_its_own(transactional_db):
    place = RegistrationFactory()
    found = {}

    def ask():
        try:
            found["rows"], found["by"] = OF_EVENT.rows(place.event_id), connections["default"]
        finally:
            connection.close()

    assert OF_EVENT.rows(place.event_id) == [place]
    other = Thread(target=ask)
    other.start()
    other.join()

    assert found["rows"] == [place]
    assert found["by"] is not connections["default"]
    assert OF_EVENT.rows(place.event_id) == [place]


def test_what_changed_meanwhile_is_read(db):
    place = RegistrationFactory()
    OF_EVENT.rows(place.event_id)
    Registration.objects.filter(pk=place.pk).update(source="import")

    assert OF_EVENT.rows(place.event_id)[0].source == "import"


def test_each_shape_is_a_query_of_its_own(db):
    event = EventFactory()
    RegistrationFactory.create_batch(2, event=event)

    assert len(OF_EVENT.rows(event.pk)) == 2
    assert len(OF_EVENT.rows(event.pk, is_short=True)) == 1
    assert len(OF_EVENT.rows(event.pk)) == 2


def test_rows_are_locked_within_a_transaction_only(transactional_db):
    place = RegistrationFactory()
    asked = {"centres": None, "is_active": True, "is_locked": True, "on": today()}
    with transaction.atomic():
        assert PLACE.rows(place.event_id, place.pk, **asked) == [place]

    with pytest.raises(TransactionManagementError):
        PLACE.rows(place.event_id, place.pk, **asked)


def test_a_value_that_does_not_come_into_the_query_is_an_error(db):
    forgetful = Prepared(lambda event: Registration.objects.filter(status="registered"))

    with pytest.raises(ValueError, match="did not come"):
        forgetful.rows(1)


def test_texts_are_values_too(db):
    here, there = (EventFactory(title_sq=title) for title in ("Takim", "Tjetër"))
    of_title = Prepared(
        lambda centre, title: type(here).objects.filter(centre=centre, title_sq=title)
    )

    assert of_title.rows(here.centre_id, "Takim") == [here]
    assert of_title.rows(there.centre_id, "Tjetër") == [there]
    assert of_title.rows(0, "Takim") == []
    assert of_title.rows(here.centre_id, "' OR 1=1 --") == []


def test_a_place_of_another_centre_is_not_found(db):
    mine, other = RegistrationFactory(), RegistrationFactory()
    asked = {"is_active": True, "is_locked": False, "on": today()}

    for place, event in ((mine, other.event), (other, mine.event)):
        assert PLACE.rows(event.pk, place.pk, centres=None, **asked) == []
    centres = (mine.event.centre_id,)
    assert PLACE.rows(mine.event_id, mine.pk, centres=centres, **asked) == [mine]
    elsewhere = (mine.event.centre_id + 1_000,)
    assert PLACE.rows(mine.event_id, mine.pk, centres=elsewhere, **asked) == []

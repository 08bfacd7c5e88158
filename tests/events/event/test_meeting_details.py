"""What events, series and proposals share is defined once, and each keeps what is its own."""

import pytest

from events.models import Event, EventProposal, Series
from events.models.details import MeetingDetails, MeetingOfCentre, OneMeeting


def names(model):
    return {field.name for field in model._meta.get_fields()}


@pytest.mark.parametrize(
    ("shared", "models"),
    [
        (MeetingDetails, [Event, Series, EventProposal]),
        (MeetingOfCentre, [Event, Series]),
        (OneMeeting, [Event, EventProposal]),
    ],
)
def test_each_has_what_it_shares(shared, models):
    for model in models:
        assert issubclass(model, shared)
        assert names(shared) <= names(model)


def test_what_two_of_them_have_alike_is_not_written_twice():
    """Fields of one name that say the same of an event and a series, or of it and a proposal."""

    def own(model):
        bases = (MeetingOfCentre, OneMeeting)
        return names(model) - {name for base in bases for name in names(base)}

    alike = {"id", "history", "series", "event", "status", "organisations"}
    alike |= {f"{name}_{code}" for name in ("title", "venue") for code in ("sq", "en")}

    assert (own(Event) & own(EventProposal)) - alike == set()
    # An event's day is worked out from its start; that of a series is the first of its rule.
    assert (own(Event) & own(Series)) - alike == {"starts_on"}


def test_each_keeps_its_own_default_and_what_it_cannot_do_without():
    assert Event().kind == EventProposal().kind == Event.Kind.OTHER
    assert Series().kind == Event.Kind.GROUP_SESSION
    assert Event._meta.get_field("venue").blank
    assert not EventProposal._meta.get_field("venue").blank


@pytest.mark.parametrize(("model", "name"), [(Event, "events"), (Series, "series")])
@pytest.mark.parametrize("field", ["centre", "municipality", "topics", "projects", "volunteers"])
def test_other_rows_know_them_by_their_plural(model, name, field):
    assert model._meta.get_field(field).remote_field.get_accessor_name() == name

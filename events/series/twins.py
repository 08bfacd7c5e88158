"""Meetings of a series that may be logged already, each on its own: told beside its date."""

from events.lib.twins.finding import logged_on, tell_apart, twins_of
from events.models import Event
from events.series.plan import moments
from shkej.lib.bilingual import sides

SHARED = [*sides("title", "venue"), "centre_id", "kind"]


def find_twins(series, plan):
    """Give each step that plans a meeting on a new day its `twins`; returns the ids of all."""
    steps = plan.of("add", "move")
    logged = logged_on({step.day for step in steps}, centre=series.centre_id)
    for step in steps:
        step.twins = twins_of(_meeting(series, step.day), logged=logged)
    return {twin.pk for step in steps for twin in step.twins}


def _meeting(series, day):
    starts_at, ends_at = moments(series, day)
    shared = {name: getattr(series, name) for name in SHARED}
    return Event(series_id=series.pk, starts_at=starts_at, ends_at=ends_at, **shared)


def tell_steps_apart(plan, events, *, seen, by):
    """Remember that the meetings made are others than the twins that the user saw.

    `events`: {day of the series: event}; `seen`: ids of events.
    """
    for step in plan.of("add", "move"):
        others = [twin.pk for twin in step.twins if twin.pk in seen]
        if others and step.day in events:
            tell_apart(events[step.day], others, by=by)

"""The count of docs/counting.md once more: over plain rows, slowly, one sentence after the other.

It shares no line with the counting engine, so that the two can check each other.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

COUNTED_CATEGORIES = ["parent", "child", "police"]


@dataclass(frozen=True)
class Meeting:
    number: int
    centre: int
    projects: frozenset
    starts_at: datetime
    status: str

    @property
    def day(self):
        return self.starts_at.astimezone(ZoneInfo("Europe/Tirane")).date()


@dataclass(frozen=True)
class Person:
    number: int
    sex: str
    disability: str


@dataclass(frozen=True)
class Place:
    meeting: Meeting
    person: Person
    category: str
    status: str
    attendance: str
    age: int | None


@dataclass(frozen=True)
class Crowd:
    meeting: Meeting
    category: str
    sex: str
    age_from: int | None
    age_to: int | None
    people: int


@dataclass
class World:
    people: list = field(default_factory=list)
    meetings: list = field(default_factory=list)
    places: list = field(default_factory=list)
    crowds: list = field(default_factory=list)


def is_in(meeting, project, centre):
    if project is not None and project not in meeting.projects:
        return False
    return centre is None or meeting.centre == centre


def band_of(age, starts):
    if age is None:
        return "unknown"
    for first, following in zip(starts, starts[1:], strict=False):
        if first <= age < following:
            return f"{first}-{following - 1}"
    return f"{starts[-1]}+"


def band_of_range(age_from, age_to, starts):
    if age_from is not None and age_from >= starts[-1]:
        return f"{starts[-1]}+"
    if age_to is None:
        return "unknown"
    age_from = age_from or 0
    lowest, highest = band_of(age_from, starts), band_of(age_to, starts)
    return lowest if lowest == highest else "unknown"


def counts(place):
    return (
        place.meeting.status == "held"
        and place.attendance in ("present", "late")
        and place.status != "cancelled"
        and place.category in COUNTED_CATEGORIES
    )


def slow_count(world, *, start, end, starts, categories, project=None, centre=None):
    """The contract's figures; `categories`: all codes, the first recorded first."""

    def order(place):
        band = band_of(place.age, starts)
        bands = [band_of(age, starts) for age in starts] + ["unknown"]
        return (
            place.meeting.starts_at,
            categories.index(place.category),
            bands.index(band),
        )

    places = [p for p in world.places if counts(p) and is_in(p.meeting, project, centre)]
    inside = [p for p in places if start <= p.meeting.day <= end]
    cells = defaultdict(
        lambda: {"attendances": 0, "headcount": 0, "reached": 0, "newly_reached": 0}
    )

    def cell(place):
        person = place.person
        return cells[place.category, person.sex, band_of(place.age, starts), person.disability]

    for place in inside:
        cell(place)["attendances"] += 1
    for person in {p.person for p in inside}:
        first = min((p for p in inside if p.person == person), key=order)
        first_ever = min((p for p in places if p.person == person), key=order)
        cell(first)["reached"] += 1
        if first_ever.meeting.day >= start:
            cell(first)["newly_reached"] += 1
    for crowd in world.crowds:
        meeting = crowd.meeting
        if (
            meeting.status == "held"
            and is_in(meeting, project, centre)
            and start <= meeting.day <= end
            and crowd.category in COUNTED_CATEGORIES
        ):
            band = band_of_range(crowd.age_from, crowd.age_to, starts)
            cells[crowd.category, crowd.sex, band, "unknown"]["attendances"] += crowd.people
            cells[crowd.category, crowd.sex, band, "unknown"]["headcount"] += crowd.people
    statuses = [
        m.status for m in world.meetings if is_in(m, project, centre) and start <= m.day <= end
    ]
    return {
        "cells": dict(cells),
        "cumulative": len({p.person for p in places if p.meeting.day <= end}),
        "events": {
            status: statuses.count(status)
            for status in ("held", "cancelled", "postponed", "planned")
        },
    }

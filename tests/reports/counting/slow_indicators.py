"""Indicators counted once more: over plain rows, slowly, one sentence after the other.

It shares no line with the counting engine, so that the two can check each other.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Meeting:
    number: int
    moment: object  # with zone of Tirana
    place: str
    kind: str
    is_held: bool
    is_ours: bool


@dataclass(frozen=True)
class Visit:
    meeting: Meeting
    person: int
    category: str
    mark: str
    age: int | None


def attended(visits, *, kinds, categories, ages, places):
    """The visits that the indicator takes, in the order in which they happened."""
    first, last = ages
    taken = []
    for visit in visits:
        meeting = visit.meeting
        if not (meeting.is_held and meeting.is_ours and visit.mark in ("present", "late")):
            continue
        if visit.category == "staff" or (categories and visit.category not in categories):
            continue
        if kinds and meeting.kind not in kinds:
            continue
        if places and meeting.place not in places:
            continue
        if (first is not None or last is not None) and visit.age is None:
            continue
        if first is not None and visit.age < first:
            continue
        if last is not None and visit.age > last:
            continue
        taken.append(visit)
    return sorted(taken, key=_in_time)


# Of events that begin at the same moment the first category decides, then the lower age, then none.
CATEGORIES = ["parent", "child", "staff"]


def _in_time(visit):
    age = 200 if visit.age is None else visit.age
    order = CATEGORIES.index(visit.category)
    return visit.meeting.moment, order, age, visit.meeting.number


def band_of(age, bands):
    for code, first, last in bands:
        if age is not None and age >= first and (last is None or age <= last):
            return code
    return None


def cell_of(visit, sexes, bands, places):
    """(place, [sex, band]): where the visit stands; None where nothing fits."""
    place = visit.meeting.place if places else None
    sex = sexes[visit.person]
    return place, (sex if sex in ("female", "male") else None, band_of(visit.age, bands))


OF_PEOPLE = {"new_people", "unique_people", "cumulative_people", "completers"}


def count(rule, taken, periods, period, threshold=1):
    """The visits that make the figure of a rule in `period`, one of `periods` (first, last day)."""
    inside = [v for v in taken if period[0] <= v.meeting.moment.date() <= period[1]]
    if rule == "attendances":
        return inside
    if rule not in OF_PEOPLE:
        raise NotImplementedError(f"say here whom the rule {rule} counts")
    people = {visit.person for visit in taken}
    counted = []
    for person in people:
        mine = [visit for visit in taken if visit.person == person]
        here = [visit for visit in inside if visit.person == person]
        if rule == "new_people" and here and mine[0] is here[0]:
            counted.append(here[0])
        if rule == "unique_people" and here:
            counted.append(here[0])
        if rule == "cumulative_people" and mine[0].meeting.moment.date() <= period[1]:
            counted.append(mine[0])
        if rule == "completers" and len(mine) >= threshold and mine[threshold - 1] in here:
            counted.append(here[0])
    return counted

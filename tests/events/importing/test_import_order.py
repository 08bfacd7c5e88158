"""The order of the rows changes nothing, and neither does a second import."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from events.models import Registration
from tests.chance import examples
from tests.events.importing.import_files import attendance, load, rejected, state
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, pytest.mark.slow, MORE_ON_POSTGRESQL]

FILES = examples(15, times=5)


def cells(**columns):
    """Dictionaries in which each column may be left out, or say one of few things."""
    return st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in columns.items()})


EVENT = cells(
    title_sq=["Titulli", "Tjetër titull"],
    kind=["training", "trajnim", "workshop"],
    status=["held", "planned"],
    ends_at=["2021-10-06 12:00", "2021-10-06 09:30", "2023-01-01"],
    project=["P1", "p1;P2"],
)
NAMED = st.tuples(
    EVENT,
    cells(
        person=["1", "2", "3"],
        father_name=["Agim"],
        sex=["F", "M", "x"],
        birth_year=["1990", "1991"],
        birth_date=["1990-05-05"],
        age=["31", "30", "12"],
        category=["parent", "Fëmijë"],
        organisation=["Bashkia", "BASHKIA", "Shkolla"],
        disability=["yes", "no"],
        attendance=["absent", "late"],
    ),
    st.sampled_from(["Ana", "ANA", "Anna", "Ben"]),
).map(lambda parts: {**parts[0], **parts[1], "first_name": parts[2]})
COUNTED = st.tuples(
    EVENT, cells(sex=["F"], age_from=["5"]), st.sampled_from(["1", "2", "99999"])
).map(lambda parts: {**parts[0], **parts[1], "headcount": parts[2]})
ROW = st.tuples(
    st.sampled_from(["A", "B"]),
    st.sampled_from(["2021-10-06 10:00", "2021-10-06", "2021-10-06 11:00", "2022-12-01 10:00"]),
    st.one_of(NAMED, NAMED, NAMED, COUNTED),
).map(lambda parts: attendance(parts[0], parts[1], **parts[2]))
ROWS = st.lists(ROW, min_size=1, max_size=12)


def imported(*files):
    """The state after importing files one after the other, taken back again."""
    with transaction.atomic():
        results = [load(rows, skip_bad_rows=True, create_projects=True) for rows in files]
        found = state()
        transaction.set_rollback(True)
    return results, found


@FILES
@given(st.data())
def test_the_order_of_the_rows_changes_nothing(db, data):
    rows = data.draw(ROWS)
    places = data.draw(st.permutations(range(len(rows))))

    [result], found = imported(rows)
    [other], again = imported([rows[place] for place in places])

    assert again == found
    assert other.counts == result.counts
    assert len(other.rejected) == len(result.rejected)


ANA = {"first_name": "Ana", "last_name": "Hoxha"}
# What the headcount leaves denies the status of the last row; Ana is told apart before it is asked.
TOLD_TWICE = [
    attendance("A", "2021-10-06 10:00", **row)
    for row in (ANA, ANA, {"headcount": "1"}, {**ANA, "status": "planned", "title_sq": "Titulli"})
]


# Who says that the event is only planned is wrong, not the others who were there.
COUNTED_AND_PLANNED = [
    attendance("B", "2021-10-06 10:00", **row)
    for row in ({"status": "planned", "headcount": "1"}, {"headcount": "1"}, ANA)
]


# Were the first row and the last one person only until somebody of that name is recorded, a second
# import would take them.
WITH_A_NAME_AND_WITHOUT = [
    attendance("A", "2021-10-06 10:00", **ANA),
    attendance("A", "2022-12-01 10:00", **ANA),
    attendance("A", "2021-10-06 10:00", **ANA, person="1"),
]


@FILES
@example(TOLD_TWICE)
@example(COUNTED_AND_PLANNED)
@example(WITH_A_NAME_AND_WITHOUT)
@given(ROWS)
def test_importing_a_file_again_changes_nothing(db, rows):
    [first, second], found = imported(rows, rows)

    assert rejected(second) == rejected(first)
    assert found == imported(rows)[1]
    for counts in second.counts.values():
        assert counts["created"] == 0
        assert counts.get("updated", 0) == 0
    assert second.possible_duplicates == 0


def mark(place):
    place.attendance, place.age = "excused", 40
    place.marked_at = place.marked_at or timezone.now()
    place.save()


def take_off(place):
    place.status, place.attendance = Registration.Status.CANCELLED, "unmarked"
    place.age = place.marked_at = place.marked_by = None
    place.save()


def rename(place):
    place.participant.first_name, place.participant.last_name = "Zana", "Zogu"
    place.participant.save()


def retitle(place):
    place.event.title_sq = place.event.title_en = "Titull i ndrequr"
    place.event.save()


def correct(data):
    """Change some of the places, people and events that there are, as screens do."""
    places = list(Registration.objects.select_related("event", "participant").order_by("pk"))
    for change in (mark, take_off, rename, retitle):
        for place in data.draw(st.sets(st.sampled_from(places))) if places else ():
            place.refresh_from_db()
            change(place)


@FILES
@given(st.data())
def test_what_was_corrected_in_between_stays_whatever_the_order_of_the_rows(db, data):
    rows = data.draw(ROWS)
    with transaction.atomic():
        bad = rejected(load(rows, skip_bad_rows=True, create_projects=True))
        good = [row for number, row in enumerate(rows, 2) if number not in bad]
        correct(data)
        corrected = state()
        if good:
            result = load(data.draw(st.permutations(good)), create_projects=True)
            assert rejected(result) == {}
            assert {kind: counts["created"] for kind, counts in result.counts.items()} == (
                dict.fromkeys(result.counts, 0)
            )
        again = state()
        transaction.set_rollback(True)

    assert again == corrected


@FILES
@given(ROWS)
def test_skipping_bad_rows_is_importing_a_file_without_them(db, rows):
    [result], found = imported(rows)
    bad = rejected(result)
    good = [row for number, row in enumerate(rows, 2) if number not in bad]

    if good:
        [other], again = imported(good)
        assert rejected(other) == {}
        assert again == found


@FILES
@given(ROWS)
def test_all_rows_or_none(db, rows):
    before = state()
    with transaction.atomic():
        result = load(rows, create_projects=True)
        after = state()
        transaction.set_rollback(True)

    assert (after == before) == bool(result.rejected)

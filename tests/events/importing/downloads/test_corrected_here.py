"""What was corrected here stays, whatever an older file says of it."""

from datetime import timedelta

import pytest

from events.models import Event, Headcount, Registration
from events.register.people.services import cancel_registration
from participants.merging.services import merge_participants
from participants.models import Participant
from tests.events.importing.downloads.registers import (
    NOON,
    changed,
    one_of_two,
    rows_of,
    says_nothing_new,
    take_away,
    take_in,
)
from tests.events.importing.import_files import rejected, state
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import CategoryFactory
from tests.partners.factories import OrganisationFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english"),
    MORE_ON_POSTGRESQL,
    pytest.mark.slow,
]


def test_what_was_corrected_on_screen_since_stays(register, coordinator, centre):
    content = take_away(register, coordinator)
    gone, marked = one_of_two(register)
    cancel_registration(registration=gone, cancelled_by=coordinator)
    Registration.objects.filter(pk=marked.pk).update(attendance="excused", marked_at=NOON)
    Participant.objects.filter(first_name="Lul").update(first_name="Lulzim")
    Event.objects.filter(pk=register.pk).update(
        starts_at=NOON + timedelta(days=1), ends_at=NOON + timedelta(days=1, hours=2)
    )
    corrected = state()

    result = take_in(content, coordinator, centre)

    assert says_nothing_new(result)
    assert state() == corrected
    assert any("Taken off" in str(note.reason) for note in result.left_out)


def test_an_older_file_does_not_take_back_what_a_newer_one_brought(register, coordinator, centre):
    older = take_away(register, coordinator)
    Registration.objects.filter(participant__first_name="Lul").update(attendance="absent")
    newer = take_away(register, coordinator)
    take_in(newer, coordinator, centre)
    before = state()

    assert says_nothing_new(take_in(older, coordinator, centre))
    assert state() == before


def test_an_older_copy_takes_no_correction_back(register, coordinator, centre):
    content = take_away(register, coordinator)
    [lul], [count] = rows_of(content, first_name="Lul"), rows_of(content, headcount="8")
    said = {
        "row_2": {"title_en": "Autumn meeting"},
        f"row_{lul}": {"attendance": "absent"},
        f"row_{count}": {"headcount": "9"},
    }
    corrected = changed(content, **said)
    take_in(corrected, coordinator, centre)
    before = state()

    for copy in (content, corrected, content):
        result = take_in(copy, coordinator, centre)

        assert says_nothing_new(result)
        assert state() == before
    assert register.registrations.get(participant__first_name="Lul").attendance == "absent"
    assert Headcount.objects.get().count == 9
    assert Event.objects.get().title_en == "Autumn meeting"


def test_one_changed_cell_leaves_what_was_corrected_beside_it(register, coordinator, centre):
    content = take_away(register, coordinator)
    [lul] = rows_of(content, first_name="Lul")
    young = CategoryFactory(code="young_person")
    places = register.registrations.filter(participant__first_name="Lul")
    places.update(category=young)

    take_in(changed(content, **{f"row_{lul}": {"attendance": "absent"}}), coordinator, centre)

    place = places.get()
    assert (place.attendance, place.category) == ("absent", young)


@pytest.mark.parametrize("what", ["mark", "category", "organisation", "count", "title", "place"])
def test_what_was_changed_in_the_file_and_here_is_a_bad_row(register, coordinator, centre, what):
    content = take_away(register, coordinator)
    [drita], [count] = rows_of(content, first_name="Drita"), rows_of(content, headcount="8")
    places = register.registrations.filter(participant__first_name="Drita")
    row, column, text = {
        "mark": (drita, "attendance", "absent"),
        "category": (drita, "category", "child"),
        "organisation": (drita, "organisation", "Shkolla"),
        "count": (count, "headcount", "9"),
        "title": (2, "title_en", "Autumn meeting"),
        "place": (drita, "attendance", "present"),
    }[what]
    match what:
        case "mark":
            places.update(attendance="excused")
        case "category":
            places.update(category=CategoryFactory(code="young_person"))
        case "organisation":
            places.update(organisation=OrganisationFactory(name_sq="Kryqi i Kuq"))
        case "count":
            Headcount.objects.update(count=10)
        case "title":
            Event.objects.update(title_en="Harvest")
        case "place":
            cancel_registration(registration=places.get(), cancelled_by=coordinator)
    before, said = state(), changed(content, **{f"row_{row}": {column: text}})

    result = take_in(said, coordinator, centre)

    assert rejected(result) == {row: "person" if what == "place" else column}
    assert state() == before
    if what not in ("place", "organisation"):
        assert not take_in(said, coordinator, centre, afresh=True).is_refused


def test_the_same_change_here_and_in_the_file_is_none(register, coordinator, centre):
    content = take_away(register, coordinator)
    [lul] = rows_of(content, first_name="Lul")
    register.registrations.filter(participant__first_name="Lul").update(attendance="absent")
    before = state()

    said = changed(content, **{f"row_{lul}": {"attendance": "absent"}})

    assert says_nothing_new(take_in(said, coordinator, centre))
    assert state() == before


def test_people_merged_since_are_one(register, coordinator, centre):
    content = take_away(register, coordinator)
    first, second = [place.participant for place in one_of_two(register)]
    merge_participants(kept=first, merged=second, merged_by=coordinator)
    before = state()

    assert says_nothing_new(take_in(content, coordinator, centre))
    assert state() == before


def test_taken_in_afresh_it_says_again_what_it_said(register, coordinator, centre):
    content = take_away(register, coordinator)
    Registration.objects.filter(participant__first_name="Lul").update(attendance="absent")

    result = take_in(content, coordinator, centre, afresh=True)

    assert not result.is_refused
    place = register.registrations.get(participant__first_name="Lul")
    assert place.attendance == "present"
    assert Participant.objects.count() == 4

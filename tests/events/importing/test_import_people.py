"""Who the people of a file are: the same person, somebody known, or merely alike."""

from datetime import UTC, date, datetime

import pytest

from events.models import Centre, Event, Registration
from participants.merging.services import merge_participants
from participants.models import Participant, PossibleDuplicate
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.importing.import_files import attendance, load, rejected, state
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]

SECOND = {"event": "B", "starts_at": "2021-11-06 10:00"}


def people():
    return Participant.objects.count()


def test_the_same_person_key_is_the_same_person_whatever_the_spelling():
    rows = [
        attendance(person="7", first_name="Ana", last_name="Çela"),
        attendance(person="7", first_name="Ana", last_name="Çela", event="C"),
        attendance(person="7", first_name="ANA", last_name="Cela", **SECOND),
    ]

    assert rejected(load(rows)) == {}
    assert Participant.objects.get().full_name == "Ana Çela"
    assert Registration.objects.count() == 3


def test_the_same_person_key_is_the_same_person_in_a_later_file():
    load([attendance(person="7")])

    result = load([attendance(person="7", first_name="Anila", sex="F", **SECOND)])

    assert result.counts["participants"] == {"created": 0, "matched": 1}
    person = Participant.objects.get()
    assert (person.first_name, person.sex) == ("Ana", "female")


def test_a_person_key_belongs_to_its_centre():
    load([attendance(person="7")])
    load([attendance(person="7")], centre=CentreFactory())

    assert people() == 2


@pytest.mark.parametrize(
    "same",
    [
        {},
        {"first_name": "ÀNA ", "last_name": "hoxha"},
        {"sex": "female"},
        {"birth_year": "", "age": "", "birth_date": ""},
    ],
)
def test_without_a_key_equal_facts_are_the_same_person(same):
    load([attendance(sex="F"), attendance(sex="F", **SECOND) | same])

    assert people() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"sex": "M"},
        {"sex": ""},
        {"father_name": "Agim"},
        {"birth_year": "1990"},
        {"birth_date": "1991-01-01"},
        {"age": "30"},
        {"first_name": "Anna"},
        {"person": "7", "sex": "M"},
    ],
)
def test_without_a_key_any_other_fact_makes_another_person(other):
    load([attendance(sex="F"), attendance(sex="F", **SECOND) | other])

    assert people() == 2


def test_somebody_merely_alike_is_a_possible_duplicate_for_a_human():
    result = load([attendance(first_name="Ana"), attendance(first_name="Anna")])

    assert people() == 2
    assert result.possible_duplicates == PossibleDuplicate.objects.count() == 1
    assert load([attendance(first_name="Ana")]).possible_duplicates == 0


def test_ages_told_at_two_events_are_one_person_when_they_imply_one_year():
    rows = [attendance(age="10"), attendance("B", "2023-01-05 10:00", age="12")]

    load(rows)

    person = Participant.objects.get()
    assert (person.told_age, person.age_told_on) == (10, date(2021, 10, 6))
    ages = Registration.objects.order_by("event__starts_at").values_list("age", flat=True)
    assert list(ages) == [10, 12]


@pytest.mark.parametrize(
    ("born", "ages"),
    [
        ({"birth_year": "2010"}, [11, 11, 11]),
        ({"birth_date": "2010-10-07"}, [10, 11, 11]),
        ({}, [10, 11, 11]),
    ],
)
def test_the_age_at_an_event_follows_from_the_birth_before_what_somebody_told(born, ages):
    result = load(
        [
            attendance(person="7", age="10", **born),
            attendance(person="7", age="11", **SECOND),
            attendance("C", "2021-12-01 10:00", person="7", age="11"),
        ]
    )

    assert rejected(result) == {}
    found = Registration.objects.order_by("event__starts_at").values_list("age", flat=True)
    assert list(found) == ages


@pytest.mark.parametrize(
    ("born", "age"), [({"birth_date": "2003-12-31"}, 17), ({"birth_year": "2003"}, 18)]
)
def test_a_recorded_birth_goes_before_an_age_in_a_later_file(born, age):
    load([attendance(person="7", **born)])

    load([attendance("B", "2021-10-06 15:00", person="7", age="16")])

    assert Registration.objects.get(event__import_key="B").age == age


def test_an_age_that_a_later_file_makes_known_counts_for_earlier_attendances_too():
    load([attendance(person="7"), attendance("Tjetër", person="8", last_name="Kola")])
    later = [attendance(person="7", birth_year="2010", **SECOND)]

    counts = load(later).counts["registrations"]

    assert counts == {"created": 1, "updated": 1, "unchanged": 0}
    ages = Registration.objects.filter(participant__import_key="7")
    assert list(ages.order_by("event__starts_at").values_list("age", flat=True)) == [11, 11]
    assert load(later).counts["registrations"] == {"created": 0, "updated": 0, "unchanged": 1}


def test_an_age_does_not_change_a_closed_register():
    load([attendance(person="7")])
    Event.objects.update(register_closed_at=datetime(2021, 10, 6, 18, tzinfo=UTC))

    load([attendance(person="7", birth_year="2010", **SECOND)])

    ages = Registration.objects.order_by("event__starts_at").values_list("age", flat=True)
    assert list(ages) == [None, 11]


def test_people_made_by_hand_are_recognised_by_their_facts(centre):
    known = ParticipantFactory(
        first_name="Ana", last_name="Çela", sex="female", birth_year=1990, centre=centre
    )

    result = load([attendance(last_name="CELA", sex="F", birth_year="1990")])

    assert result.counts["participants"] == {"created": 0, "matched": 1}
    assert Registration.objects.get().participant == known


def test_people_met_at_the_centre_are_recognised_and_strangers_are_not(centre):
    stranger = ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=CentreFactory())

    assert load([attendance()], dry_run=True).counts["participants"]["created"] == 1

    RegistrationFactory(participant=stranger, event=EventFactory(centre=centre, title_sq="Lexim"))
    assert load([attendance()]).counts["participants"] == {"created": 0, "matched": 1}


def test_a_user_recognises_only_people_whom_they_see(staff, coordinator, centre):
    ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=CentreFactory())
    everywhere = coordinator.grants.get()
    everywhere.centre = None
    everywhere.save()

    created = load([attendance()], user=staff, dry_run=True).counts["participants"]
    matched = load([attendance()], user=coordinator, dry_run=True).counts["participants"]

    assert (created["created"], matched["matched"]) == (1, 1)


def test_existing_facts_stand_and_blanks_are_filled():
    load([attendance(person="7", sex="F", category="child")])
    later = {"sex": "M", "birth_year": "2010", "phone": "069 234 5678", "father_name": "Agim"}

    result = load([attendance(person="7", organisation="Shkolla", disability="yes", **later)])

    person = Participant.objects.get()
    assert rejected(result) == {}
    assert (person.sex, person.birth_year, person.phone) == ("female", 2010, "+355692345678")
    assert (person.father_name, person.search_name) == ("Agim", "ana agim hoxha")
    assert (person.organisation.name_sq, person.category.code) == ("Shkolla", "child")
    assert (person.disability, person.disability_method) == ("yes", "imported")
    assert not person.needs_completion
    assert person.history.count() == 2


def test_a_merged_person_is_the_one_who_was_kept(coordinator):
    rows = [attendance(person="7"), attendance(person="8", first_name="Anna", **SECOND)]
    rows += [attendance(first_name="Ana", last_name="Hoxhaj", event="C")]
    load(rows)
    ana, anna, third = Participant.objects.order_by("pk")
    merge_participants(kept=ana, merged=anna, merged_by=coordinator)
    merge_participants(kept=ana, merged=third, merged_by=coordinator)
    before = state()

    result = load([*rows, attendance("D", "2021-12-01", person="8", first_name="Anna")])

    assert result.counts["participants"] == {"created": 0, "matched": 1}
    assert result.counts["registrations"] == {"created": 1, "updated": 0, "unchanged": 3}
    assert ana.registrations.count() == 4
    assert state()["people"] == before["people"]


def test_rows_of_two_merged_records_at_one_event_are_one_place(coordinator):
    rows = [attendance(person="7"), attendance(person="8", first_name="Anna")]
    load(rows)
    ana, anna = Participant.objects.order_by("pk")
    merge_participants(kept=ana, merged=anna, merged_by=coordinator)

    result = load(rows)

    assert rejected(result) == {}
    assert result.counts["registrations"] == {"created": 0, "updated": 0, "unchanged": 1}


def test_rows_that_clashed_when_the_person_was_new_clash_again():
    facts = {"sex": "F", "birth_year": "1990"}
    rows = [
        attendance(person="3", birth_year="1990"),
        attendance(**facts),
        attendance("B", person="3", sex="F"),
    ]

    first = load(rows, skip_bad_rows=True)
    before = state()
    second = load(rows, skip_bad_rows=True)

    assert rejected(first) == rejected(second) == {2: "person", 3: "last_name"}
    assert second.counts["registrations"] == {"created": 0, "updated": 0, "unchanged": 1}
    assert state() == before


@pytest.mark.parametrize("known", [{}, {"first_name": "Ana", "last_name": "Hoxha"}])
def test_somebody_with_a_key_and_without_it_at_one_event_is_bad_whoever_is_known(known):
    if known:
        ParticipantFactory(centre=Centre.objects.get(code="engjejt-e-vegjel"), **known)
    rows = [attendance(), attendance("B"), attendance(person="1"), attendance("C", person="1")]

    first = load(rows, skip_bad_rows=True)
    before = state()
    second = load(rows, skip_bad_rows=True)

    assert rejected(first) == rejected(second) == {2: "last_name", 4: "person"}
    assert "see row 4" in first.rejected[0].reason
    assert second.counts["registrations"] == {"created": 0, "updated": 0, "unchanged": 2}
    assert state() == before


def test_of_two_whom_the_file_names_alike_a_row_without_a_key_is_a_third():
    rows = [attendance(), attendance(person="1"), attendance(person="2")]

    assert rejected(load(rows)) == {}
    assert people() == 3


def test_two_people_whom_the_file_tells_apart_are_not_one_without_a_key():
    rows = [
        attendance(person="7"),
        attendance(person="8", event="B"),
        attendance(event="C"),
    ]

    load(rows)
    assert people() == 3
    before = state()

    assert load(rows).counts["registrations"]["unchanged"] == 3
    assert state() == before


def test_a_row_without_a_key_is_the_one_person_whom_the_file_names_with_these_facts():
    load([attendance(person="7"), attendance(event="C")])

    assert people() == 1


def test_what_is_filled_in_counts_when_others_are_recognised():
    load([attendance(person="7")])
    rows = [attendance(person="7", sex="F", event="B"), attendance(event="C")]

    load(rows)
    before = state()
    load(rows)

    assert state() == before


# Contradictions within one file


def of_one_person(*facts):
    return [attendance(f"E{number}", person="7", **cells) for number, cells in enumerate(facts, 1)]


@pytest.mark.parametrize(
    ("facts", "bad"),
    [
        ([{"sex": "F"}, {"sex": "F"}, {"sex": "M"}], {4: "sex"}),
        ([{"sex": "F"}, {"sex": "M"}, {}], {2: "sex", 3: "sex"}),
        ([{"disability": "yes"}, {"disability": "no"}], {2: "disability", 3: "disability"}),
        (
            [{"birth_year": "1990"}, {"birth_year": "1991"}, {"birth_year": "1990"}],
            {3: "birth_year"},
        ),
        ([{"birth_date": "1990-05-05"}, {"birth_year": "1990"}, {"age": "31"}], {}),
        (
            [{"birth_date": "1990-05-05"}, {"birth_year": "1980"}],
            {2: "birth_date", 3: "birth_year"},
        ),
        ([{"age": "10"}, {"age": "11"}, {"age": "10"}], {}),
        ([{"age": "10"}, {"age": "20"}, {"age": "10"}], {3: "age"}),
        ([{"age": "10"}, {"age": "12"}], {2: "age", 3: "age"}),
        ([{"birth_year": "2010"}, {"age": "15"}, {"age": "11"}], {3: "age"}),
    ],
)
def test_what_most_rows_say_of_a_person_stands(facts, bad):
    assert rejected(load(of_one_person(*facts))) == bad
    assert rejected(load(of_one_person(*facts), dry_run=True, skip_bad_rows=True)) == bad


def test_identical_rows_are_one_and_the_others_named():
    result = load([attendance(sex="F"), attendance(sex="female"), attendance(sex="F")])

    assert rejected(result) == {}
    assert {note.row: note.column for note in result.left_out} == {3: "last_name", 4: "last_name"}
    assert "row 2" in result.left_out[1].reason
    assert people() == 1


def test_different_rows_about_one_person_at_one_event_are_all_bad():
    rows = [
        attendance(person="7", attendance="present"),
        attendance(person="7", attendance="absent"),
        attendance(person="8", first_name="Ben"),
    ]

    assert rejected(load(rows, skip_bad_rows=True)) == {2: "person", 3: "person"}
    assert Participant.objects.get().first_name == "Ben"


def test_codes_of_many_new_people_do_not_clash(monkeypatch):
    codes = iter(["AAAAAA", "AAAAAA", "BBBBBB", "BBBBBB", "CCCCCC", "DDDDDD", "EEEEEE"])
    ParticipantFactory(code="BBBBBB")
    monkeypatch.setattr("events.importing.bulk.new_code", lambda: next(codes))
    field = Participant._meta.get_field("code")
    monkeypatch.setattr(field, "_get_default", lambda: "BBBBBB")

    load([attendance(first_name=name) for name in ("Ana", "Ben", "Cen")])

    assert len(set(Participant.objects.values_list("code", flat=True))) == 4

"""What one row may say, and what makes it a bad row."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from events.importing.running import import_attendance
from events.importing.values import as_read
from events.models import Event, Headcount, Registration
from participants.models import Category, Participant
from shkej.lib.texts import FORMULA_STARTS, harmless
from tests.events.importing.import_files import (
    attendance,
    csv_file,
    load,
    rejected,
    state,
    xlsx_file,
)
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]


def test_a_row_makes_an_event_a_person_and_an_attendance(centre):
    result = load(
        [
            attendance(
                title_sq="Takim sensibilizues",
                title_en="Awareness meeting",
                kind="awareness_meeting",
                ends_at="2021-10-06 12:00",
                venue="Shkolla",
                father_name="Gëzim",
                sex="F",
                birth_date="1990-10-07",
                category="parent",
                organisation="Bashkia Tiranë",
                disability="no",
                phone="069 234 5678",
            )
        ]
    )

    assert result.as_json() == {
        "events": {"created": 1, "updated": 0},
        "participants": {"created": 1, "matched": 0},
        "registrations": {"created": 1, "updated": 0, "unchanged": 0},
        "headcounts": {"created": 0, "updated": 0, "unchanged": 0},
        "possible_duplicates": 0,
        "rejected": [],
    }
    event = Event.objects.get()
    assert (event.centre, event.status, event.kind) == (centre, "held", "awareness_meeting")
    assert (event.title_sq, event.title_en) == ("Takim sensibilizues", "Awareness meeting")
    assert (event.venue_sq, event.import_key, event.starts_on) == (
        "Shkolla",
        "Takimi",
        date(2021, 10, 6),
    )
    assert event.starts_at == datetime(2021, 10, 6, 8, tzinfo=UTC)
    assert event.ends_at == datetime(2021, 10, 6, 10, tzinfo=UTC)
    person = Participant.objects.get()
    assert (person.full_name, person.father_name, person.sex) == ("Ana Hoxha", "Gëzim", "female")
    assert (person.birth_date, person.disability, person.disability_method) == (
        date(1990, 10, 7),
        "no",
        "imported",
    )
    assert (person.phone, person.category.code, person.centre) == (
        "+355692345678",
        "parent",
        centre,
    )
    assert (person.search_name, person.needs_completion) == ("ana gezim hoxha", False)
    assert person.organisation.needs_completion
    registration = Registration.objects.get()
    assert (registration.source, registration.attendance, registration.age) == (
        "import",
        "present",
        30,
    )
    assert registration.marked_at
    assert registration.category.code == "parent"
    assert registration.organisation == person.organisation


def test_what_is_left_out_gets_a_plain_value(centre):
    load([attendance()])

    event, person = Event.objects.get(), Participant.objects.get()
    assert (event.title_sq, event.kind, event.status) == ("Takimi", "other", "held")
    assert (person.sex, person.category.code, person.needs_completion) == ("unknown", "other", True)
    assert Registration.objects.get().attendance == "present"


@pytest.mark.parametrize(
    ("starts_at", "utc", "is_all_day"),
    [
        ("2021-10-06 14:30", datetime(2021, 10, 6, 12, 30), False),
        ("2021-10-06T14:30:00", datetime(2021, 10, 6, 12, 30), False),
        ("06.10.2021 14:30", datetime(2021, 10, 6, 12, 30), False),
        ("6.10.2021", datetime(2021, 10, 5, 22, 0), True),
        ("2021-10-06", datetime(2021, 10, 5, 22, 0), True),
        ("2021-12-06 00:10", datetime(2021, 12, 5, 23, 10), False),
    ],
)
def test_times_are_those_of_tirana(starts_at, utc, is_all_day):
    assert rejected(load([attendance(starts_at=starts_at)])) == {}

    event = Event.objects.get()
    assert (event.starts_at, event.is_all_day) == (utc.replace(tzinfo=UTC), is_all_day)


BAD = [
    ("event", {"event": ""}),
    ("event", {"event": "x" * 101}),
    ("event", {"event": "J12345678A"}),
    ("starts_at", {"starts_at": ""}),
    ("starts_at", {"starts_at": "2021-02-30 10:00"}),
    ("starts_at", {"starts_at": "06/10/2021 10:00"}),
    ("starts_at", {"starts_at": "2021-10-06 25:00"}),
    ("starts_at", {"starts_at": "2021-10-06 10:00Z"}),
    ("starts_at", {"starts_at": "2027-03-28 02:30"}),
    ("starts_at", {"starts_at": "0021-10-06 10:00"}),
    ("starts_at", {"starts_at": "dje"}),
    ("ends_at", {"ends_at": "2021-10-06 09:59"}),
    ("ends_at", {"ends_at": "2021-10-05"}),
    ("ends_at", {"ends_at": "later"}),
    ("title_sq", {"title_sq": "x" * 201}),
    ("kind", {"kind": "party"}),
    ("status", {"status": "maybe"}),
    ("project", {"project": "NONE"}),
    ("first_name", {"first_name": ""}),
    ("last_name", {"first_name": "", "last_name": ""}),
    ("first_name", {"first_name": "=1+1"}),
    ("first_name", {"first_name": "?na"}),
    ("first_name", {"first_name": "123"}),
    ("last_name", {"last_name": "x" * 300}),
    ("last_name", {"last_name": "J12345678A"}),
    ("person", {"person": "J12345678A"}),
    ("sex", {"sex": "x"}),
    ("birth_date", {"birth_date": "2021-10-07"}),
    ("birth_date", {"birth_date": "1890-01-01"}),
    ("birth_date", {"birth_date": "01/02/1990"}),
    ("birth_year", {"birth_year": "2022"}),
    ("birth_year", {"birth_year": "1900"}),
    ("birth_year", {"birth_year": "90"}),
    ("birth_year", {"birth_date": "1990-05-05", "birth_year": "1991"}),
    ("age", {"age": "121"}),
    ("age", {"age": "-1"}),
    ("age", {"age": "3.5"}),
    ("age", {"birth_year": "1990", "age": "20"}),
    ("age", {"birth_year": "1990", "age": "32"}),
    ("age", {"birth_year": "1990", "age": "29"}),
    ("age", {"birth_date": "1990-05-05", "age": "30"}),
    ("age", {"birth_date": "1990-05-05", "age": "32"}),
    ("category", {"category": "astronaut"}),
    ("disability", {"disability": "maybe"}),
    ("attendance", {"attendance": "perhaps"}),
    ("phone", {"phone": "call my aunt"}),
    ("organisation", {"organisation": "x" * 201}),
    ("age_from", {"age_from": "5"}),
    ("first_name", {"headcount": "5", "first_name": "Ana", "last_name": "Hoxha"}),
    ("person", {"headcount": "5", "person": "7"}),
    ("age", {"headcount": "5", "age": "12"}),
    ("headcount", {"headcount": "0"}),
    ("headcount", {"headcount": "-1"}),
    ("headcount", {"headcount": "-1", "first_name": "Ana", "last_name": "Hoxha"}),
    ("headcount", {"headcount": "3.5"}),
    ("headcount", {"headcount": "100001"}),
    ("headcount", {"headcount": "many"}),
    ("age_to", {"headcount": "5", "age_from": "10", "age_to": "9"}),
    ("attendance", {"headcount": "5", "attendance": "absent"}),
]


@pytest.mark.parametrize("column", ["title_sq", "first_name", "sex", "starts_at", "age", "phone"])
def test_a_cell_of_any_length_is_a_bad_cell(column):
    result = load([attendance(), attendance("B", **{column: "x" * 32_000})])

    assert rejected(result) == {3: column}
    assert "too long" in result.rejected[0].reason


@pytest.mark.parametrize(
    ("language", "column", "words"),
    [
        ("en", "sex", "F, M."),
        ("sq", "sex", "F, M."),
        ("en", "attendance", "Not yet marked, Present, Late, Excused, Absent."),
        ("sq", "attendance", "Mori pjesë, Me vonesë, Mungesë me arsye, Nuk mori pjesë."),
        ("sq", "category", "Stafi, Të tjerë."),
    ],
)
def test_a_word_that_is_not_known_is_answered_with_those_that_are(centre, language, column, words):
    with translation.override(language):
        content = csv_file([attendance(**{column: "zzz"})])
        [problem] = import_attendance(content=content, centre=centre).rejected

    assert problem.reason.endswith(words)


@pytest.mark.parametrize(("column", "cells"), BAD)
def test_a_bad_row_is_named_with_its_column_and_a_sentence(column, cells):
    before = state()
    sound = attendance(event="Tjetër", first_name="Ben")

    result = load([sound, attendance(**cells)])

    assert rejected(result) == {3: column}
    assert result.rejected[0].reason.endswith((".", "?", "”)."))
    assert result.is_refused
    assert state() == before
    assert result.as_json()["events"] == {"created": 0, "updated": 0}


def test_only_the_good_rows_are_imported_by_choice():
    rows = [attendance(sex="x"), attendance(first_name="Ben"), attendance(age="200")]

    result = load(rows, skip_bad_rows=True)

    assert rejected(result) == {2: "sex", 4: "age"}
    assert [person.first_name for person in Participant.objects.all()] == ["Ben"]


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    result = load([attendance(sex="x", age="200", phone="?")])

    assert len(result.rejected) == 1
    assert result.rejected[0].column == "sex"
    assert "Phone:" in result.rejected[0].reason
    assert "Age:" in result.rejected[0].reason


def test_a_trial_run_tells_the_same_and_changes_nothing():
    before = state()
    rows = [attendance(organisation="E re", project="P-9")]

    trial = load(rows, create_projects=True, dry_run=True)

    assert state() == before
    assert trial.as_json() == load(rows, create_projects=True).as_json()
    assert (trial.new_organisations, trial.new_projects) == (["E re"], ["P-9"])


@pytest.mark.parametrize(
    ("column", "word", "code"),
    [
        ("sex", "Femër", "female"),
        ("sex", "mashkull", "male"),
        ("sex", "m", "male"),
        ("disability", "Po", "yes"),
        ("disability", "jo", "no"),
    ],
)
def test_words_of_people_are_known_in_both_languages(column, word, code):
    load([attendance(**{column: word})])

    assert getattr(Participant.objects.get(), column) == code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Mori pjesë", "present"),
        ("me vonesë", "late"),
        ("LATE", "late"),
        ("Nuk mori pjese", "absent"),
        ("excused", "excused"),
    ],
)
def test_words_of_attendance_are_known_in_both_languages(word, code):
    load([attendance(attendance=word)])

    assert Registration.objects.get().attendance == code


def test_somebody_not_marked_has_no_moment_and_no_age():
    load([attendance(attendance="unmarked", age="12")])

    registration = Registration.objects.get()
    assert (registration.attendance, registration.marked_at, registration.age) == (
        "unmarked",
        None,
        None,
    )


@pytest.mark.parametrize("word", ["parent", "Prindër", "prinder", "Parents"])
def test_categories_are_known_by_code_and_by_label(word):
    load([attendance(category=word)])

    assert Participant.objects.get().category.code == "parent"


@pytest.mark.parametrize("language", ["sq", "en"])
def test_categories_are_known_by_what_the_screens_call_one_person(language):
    category = Category.objects.get(code="institution")
    with translation.override(language):
        load([attendance(category=category.of_one)])

    assert Participant.objects.get().category == category


def test_the_quotation_mark_of_our_own_exports_is_taken_off():
    load([attendance(venue="'=B2", title_sq="'-1", organisation="O'Neill", phone="'+355692345678")])

    event = Event.objects.get()
    assert (event.venue_sq, event.title_sq) == ("=B2", "-1")
    assert Participant.objects.get().phone == "+355692345678"


@pytest.mark.parametrize(
    "name", ["D'Angelo", "D' Angelo", "D’ Angelo", "O’Neill", "O'Neill", "Deda'", "'Ana", "N'-Deda"]
)
def test_an_apostrophe_in_a_name_stays_as_it_is_written(name):
    load([attendance(last_name=name)])

    assert Participant.objects.get().last_name == name


@pytest.mark.parametrize("surname", ["D' Angelo", "D’ Angelo", "D'Angelo"])
def test_a_surname_with_a_space_behind_its_apostrophe_is_one_word_of_a_whole_name(surname):
    load(f"Emri Mbiemri;Aktiviteti;Data\nMarco {surname};Takimi;06.10.2021\n".encode())

    assert Participant.objects.get().last_name == surname


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_what_our_exports_put_before_a_cell_is_taken_off(start):
    text = f"{start}B2 D' Angelo '12"

    assert as_read(harmless(text)) == as_read(text)


def test_markup_and_signs_are_text():
    load([attendance(title_sq="<script>alert(1)</script> 🎉", organisation="a & b <i>")])

    assert Event.objects.get().title_sq == "<script>alert(1)</script> 🎉"


def test_a_spreadsheet_is_imported_like_a_csv_file():
    rows = [attendance(sex="F", age="34"), attendance(event="B", first_name="Ben")]
    columns = ["event", "starts_at", "first_name", "last_name", "sex", "age"]
    content = xlsx_file([columns, *([row.get(key) for key in columns] for row in rows)])

    load(content)
    imported = state()

    assert load(csv_file(rows)).as_json()["registrations"] == {
        "created": 0,
        "updated": 0,
        "unchanged": 2,
    }
    assert state() == imported


def test_headcounts_of_one_group_are_added_up():
    cells = {"category": "child", "sex": "F", "age_from": "5", "age_to": "9"}
    rows = [attendance(headcount="5", **cells), attendance(headcount="7", **cells)]
    rows += [attendance(headcount="2", category="child")]

    result = load(rows)

    assert result.counts["headcounts"] == {"created": 2, "updated": 0, "unchanged": 0}
    assert sorted(Headcount.objects.values_list("count", "sex", "age_from", "age_to")) == [
        (2, "unknown", None, None),
        (12, "female", 5, 9),
    ]
    assert load(rows).counts["headcounts"] == {"created": 0, "updated": 0, "unchanged": 2}
    assert load(rows[1:]).counts["headcounts"] == {"created": 0, "updated": 1, "unchanged": 1}


def test_a_group_of_more_people_than_can_be_is_bad():
    rows = [attendance(headcount="60000"), attendance(headcount="60000", first_name="")]

    assert rejected(load(rows)) == {2: "headcount", 3: "headcount"}


LETTERS = {
    "sq": {"P": "present", "v": "late", "A": "excused", "N": "absent", "L": None, "E": None},
    "en": {"P": "present", "l": "late", "E": "excused", "A": "absent", "V": None, "N": None},
    None: {"P": "present", "V": "late", "L": "late", "E": "excused", "N": "absent", "A": None},
}


@pytest.mark.parametrize(
    ("language", "letter", "mark"),
    [(language, *pair) for language, pairs in LETTERS.items() for pair in pairs.items()],
)
def test_a_letter_is_read_in_its_language_and_one_that_could_be_another_mark_is_asked_about(
    centre, language, letter, mark
):
    result = load([attendance(attendance=letter)], letters=language)

    if mark:
        assert Registration.objects.get().attendance == mark
    else:
        [problem] = result.rejected
        assert (problem.row, problem.column) == (2, "attendance")
        assert letter in problem.reason
        assert not Registration.objects.exists()

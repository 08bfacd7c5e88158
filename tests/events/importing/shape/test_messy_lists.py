"""Lists as centres keep them: what each asks, and what comes in once that is answered."""

from collections import Counter
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.importing.shape.questions import CHOICES, Answers
from events.models import Event, Headcount, Registration
from participants.models import Participant
from tests.events.importing.import_files import attendance, load, state
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL, pytest.mark.slow]
MESSY = Path(__file__).parent / "messy"
EVENT = {"event": "Takim", "starts_at": "2021-10-06 10:00"}

# file: ({question: answer}, people, events, {attendance: number}, words that are said)
LISTS = {
    "m01-signed-sheet.xlsx": ({}, 12, 1, {"present": 12}, ["Totali", "Përgatiti", "Nënshkrimi"]),
    "m02-two-header-rows.xlsx": ({}, 12, 1, {"present": 12}, []),
    "m03-trailing-total.xlsx": ({}, 12, 1, {"present": 12}, ["Totali"]),
    "m04b-words.xlsx": ({}, 12, 1, {"present": 12}, []),
    "m04d-slashes-eu.xlsx": ({"dates": "day_first"}, 12, 1, {"present": 12}, []),
    "m04e-two-digit-year.xlsx": ({}, 12, 1, {"present": 12}, []),
    "m04i-mixed-three-styles.xlsx": ({"dates": "month_first"}, 12, 1, {"present": 12}, []),
    "m06-po-jo.xlsx": ({}, 12, 1, {"present": 8, "absent": 4}, []),
    "m07-hidden-rows.xlsx": ({"hidden": "leave"}, 8, 1, {"present": 8}, ["Hidden"]),
    "m09-three-sheets.xlsx": (
        {"sheets": ("6 tetor", "Takim 2", "Takim 3")},
        12,
        3,
        {"present": 12},
        [],
    ),
    "m09c-cover-sheet-first.xlsx": ({}, 12, 1, {"present": 12}, ["No list of people"]),
    "m12b-1252-euro-n.csv": ({"encoding": "cp1252"}, 13, 1, {"present": 13}, []),
    "m14-utf16-no-bom.csv": ({}, 12, 1, {"present": 12}, []),
    "m15-libreoffice.ods": ({}, 12, 1, {"present": 12}, []),
    "m17-old-excel.xls": ({}, 12, 1, {"present": 12}, []),
    "m18-whatsapp-list.txt": (EVENT, 12, 1, {"present": 12}, ["Lista per neser"]),
    "m19-one-name-column.xlsx": ({}, 12, 1, {"present": 12}, []),
    "m20-matrix.xlsx": (
        {"event": "Takim", "empty": "absent"},
        12,
        3,
        {"present": 24, "absent": 12},
        ["Nr"],
    ),
    "m21-sex-columns.xlsx": ({}, 12, 1, {"present": 12}, []),
    "m29-kobo-export.csv": ({}, 12, 1, {"present": 12}, ["_uuid"]),
    "m32-vertically-merged-organisation.xlsx": ({}, 12, 1, {"present": 12}, []),
    "m37-extra-notes-column.xlsx": ({"column:Shënime": ""}, 12, 1, {"present": 12}, ["Shënime"]),
    "m38-two-phones.xlsx": ({}, 12, 1, {"present": 12}, ["Two phone numbers"]),
    "m44-identity-number.xlsx": ({}, 12, 1, {"present": 12}, ["Identity numbers are never kept"]),
    "m46b-product-english-labels.xlsx": ({}, 12, 1, {"present": 12}, []),
    "m49-grouped-by-subheading.xlsx": ({}, 12, 1, {"present": 12}, ["PRINDËR", "FËMIJË"]),
    "m53-attendance-signs.xlsx": ({}, 12, 1, {"present": 8, "absent": 4}, []),
    "m56-empty-attendance-means-absent.xlsx": (
        {"empty": "absent"},
        12,
        1,
        {"present": 6, "absent": 6},
        [],
    ),
    "c_slashes.csv": ({}, 1, 1, {"present": 1}, []),
    "c_mononym.csv": ({}, 1, 1, {"present": 1}, []),
    "c_twins.csv": ({}, 3, 1, {"present": 3}, []),
    "c_same_name.csv": ({}, 2, 1, {"present": 2}, []),
    "d_titlerow.xlsx": ({}, 1, 1, {"present": 1}, []),
}


def answers_of(given):
    columns = {key[7:]: value for key, value in given.items() if key.startswith("column:")}
    rest = {key: value for key, value in given.items() if not key.startswith("column:")}
    return Answers(asks=True, columns=columns, **rest)


def content(name):
    return (MESSY / name).read_bytes()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_comes_in_once_what_it_leaves_open_is_answered(name):
    given, people, events, marks, said = LISTS[name]
    if given:
        asked = load(content(name), answers=Answers(asks=True))
        assert {question["name"] for question in asked.questions} == given.keys()
        assert not Participant.objects.exists()

    result = load(content(name), answers=answers_of(given))

    assert [(p.row, p.column, p.reason) for p in result.rejected] == []
    assert result.questions == []
    assert (Participant.objects.count(), Event.objects.count()) == (people, events)
    assert Counter(Registration.objects.values_list("attendance", flat=True)) == marks
    told = " ".join(note.reason for note in result.left_out)
    assert all(word in told for word in said), told


@pytest.mark.parametrize("name", LISTS)
def test_a_list_taken_in_again_changes_nothing(name):
    answers = answers_of(LISTS[name][0])
    load(content(name), answers=answers)
    before = state()

    load(content(name), answers=answers)

    assert state() == before


def bad(name, **answers):
    result = load(content(name), skip_bad_rows=True, answers=answers_of(answers))
    return {problem.row: problem.column for problem in result.rejected}


def test_lines_above_the_headings_are_the_event():
    load(content("m01-signed-sheet.xlsx"), answers=Answers(asks=True))

    event = Event.objects.get()
    assert event.title == "Takim sensibilizues për mbrojtjen e fëmijëve"
    assert event.venue_sq == "Qendra “Engjëjt e Vegjël”"
    local = [timezone.localtime(moment) for moment in (event.starts_at, event.ends_at)]
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in local] == [
        "2021-10-06 10:00",
        "2021-10-06 12:00",
    ]
    assert not event.is_all_day


@pytest.mark.parametrize("order", ["day_first", "month_first"])
def test_slashes_are_read_as_was_answered(order):
    load(content("m04d-slashes-eu.xlsx"), answers=answers_of({"dates": order}))

    expected = {"day_first": "2021-10-06", "month_first": "2021-06-10"}[order]
    assert str(Event.objects.get().starts_on) == expected


def test_one_day_that_can_be_read_one_way_only_tells_how_the_others_are():
    load(content("c_slashes.csv"))

    assert str(Event.objects.get().starts_on) == "2021-10-06"
    assert str(Participant.objects.get().birth_date) == "2010-05-21"


def test_years_of_two_figures_are_of_this_century():
    load(content("m04e-two-digit-year.xlsx"))

    assert str(Event.objects.get().starts_on) == "2021-10-06"


def test_ages_with_a_word_are_read_and_ranges_are_bad():
    assert bad("m05b-ages-in-words.xlsx") == {5: "age", 6: "age", 12: "age"}
    assert Participant.objects.get(last_name="Gjoni").told_age == 12
    assert Participant.objects.get(last_name="Përmeti").told_age == 8


def test_most_dates_of_birth_are_read():
    assert bad("m41-birth-dates.xlsx", dates="day_first") == {6: "birth_date", 13: "birth_date"}
    born = Participant.objects.exclude(birth_date=None).values_list("birth_date", flat=True)
    assert Counter(map(str, born)) == {"2012-03-05": 9}
    assert Participant.objects.get(last_name="Qosja").birth_year == 2012


def test_people_counted_with_a_word_are_counted():
    load(content("m25-headcount-table.xlsx"))

    assert sorted(Headcount.objects.values_list("count", flat=True)) == [3, 7, 12]


@pytest.mark.parametrize(
    ("name", "rows"), [("m51-future-present.xlsx", 12), ("future_present.csv", 2)]
)
def test_nobody_was_present_on_a_day_that_is_ahead(name, rows):
    assert set(bad(name).values()) == {"starts_at"}
    assert len(bad(name)) == rows
    assert not Event.objects.exists()


def test_two_meetings_of_one_name_on_one_day_are_told_apart_by_their_names():
    result = load(content("c_two_sessions.csv"))

    assert result.is_refused
    assert all("a name of its own" in problem.reason for problem in result.rejected)


def test_a_merged_cell_counts_for_all_its_rows():
    load(content("m32-vertically-merged-organisation.xlsx"))

    places = Registration.objects.values_list("organisation__name_sq", flat=True)
    assert Counter(places) == {"Policia e Shtetit": 4, "UNICEF": 4, "SHKEJ": 4}


def test_whole_names_are_divided():
    load(content("m19-one-name-column.xlsx"))

    assert Participant.objects.filter(first_name="Elira", last_name="Gjoni", sex="female").exists()


def test_sex_is_read_from_two_columns():
    load(content("m21-sex-columns.xlsx"))
    sexes = Registration.objects.values_list("participant__sex", flat=True)
    assert Counter(sexes) == {"female": 6, "male": 6}


def test_identity_numbers_are_nowhere():
    load(content("m44-identity-number.xlsx"))

    for person in Participant.objects.values():
        assert "J206" not in str(person)


def test_a_matrix_marks_each_day_apart():
    load(content("m20-matrix.xlsx"), answers=answers_of({"event": "Takim", "empty": "leave_out"}))

    marks = Registration.objects.filter(participant__last_name="Gjoni")
    days = marks.values_list("event__starts_on", flat=True)
    assert sorted(map(str, days)) == ["2021-10-13", "2021-10-20"]


def test_only_chosen_sheets_come_in_and_the_others_are_said():
    result = load(content("m09-three-sheets.xlsx"), answers=answers_of({"sheets": ("Takim 2",)}))

    assert Event.objects.get().title == "Takim 2"
    assert [note.reason for note in result.left_out] == [
        "[6 tetor] Not chosen.",
        "[Takim 3] Not chosen.",
    ]


@pytest.mark.parametrize(
    ("name", "option"),
    [
        (
            "m56-empty-attendance-means-absent.xlsx",
            "--empty-attendance absent|present|unmarked|leave_out",
        ),
        ("m07-hidden-rows.xlsx", "--hidden take|leave"),
        ("m04d-slashes-eu.xlsx", "--dates day_first|month_first"),
        ("m20-matrix.xlsx", "--event"),
        ("m37-extra-notes-column.xlsx", "--leave-out-columns"),
        ("m12b-1252-euro-n.csv", "--encoding cp1252|cp1250"),
        ("m18-whatsapp-list.txt", "headings"),
    ],
)
def test_the_command_names_the_option_where_the_page_asks(name, option):
    try:
        result = load(content(name))
    except ValidationError as refusal:
        told = " ".join(refusal.messages)
    else:
        assert result.is_refused
        told = " ".join(problem.reason for problem in result.rejected)

    assert option in told
    assert not Participant.objects.exists()


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("m56-empty-attendance-means-absent.xlsx", "empty"),
        ("m07-hidden-rows.xlsx", "hidden"),
        ("m04d-slashes-eu.xlsx", "dates"),
        ("m12b-1252-euro-n.csv", "encoding"),
    ],
)
def test_what_the_page_offers_is_what_may_be_answered(name, asked):
    result = load(content(name), answers=Answers(asks=True))

    [offered] = [row["choices"] for row in result.questions if row["name"] == asked]
    assert [value for value, _label in offered] == list(CHOICES[asked])


def test_of_a_file_in_the_form_of_the_contract_an_empty_mark_is_present_for_the_command():
    rows = [attendance(attendance="absent"), attendance(first_name="Ben")]

    load(rows)

    assert Registration.objects.get(participant__first_name="Ben").attendance == "present"

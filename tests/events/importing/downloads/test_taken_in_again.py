"""A register taken away as a file and taken in again changes what was changed in it, only."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.models import Attendance, Event, Headcount, Registration
from events.models.imported import ImportedEvent, ImportedRow
from events.register.people.services import cancel_registration
from participants.merging.services import merge_participants
from participants.models import Participant
from tests.chance import examples
from tests.conftest import user_with
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
    SeriesFactory,
)
from tests.events.importing.downloads.registers import (
    changed,
    says_nothing_new,
    table,
    take_away,
    take_in,
)
from tests.events.importing.import_files import rejected, state
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NOON = datetime(2021, 10, 6, 10, tzinfo=UTC)


@pytest.fixture
def event(centre):
    """A meeting with titles in both languages, in a project and a series."""
    return EventFactory(
        centre=centre,
        title_sq="Takimi i tetorit",
        title_en="Meeting in October",
        venue_sq="Salla e madhe",
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=2),
        series=SeriesFactory(centre=centre),
        projects=[ProjectFactory(code="AKSES-2021")],
    )


@pytest.fixture
def register(event):
    """Two girls of one name and age, a boy by his nickname, one who came, and eight counted."""
    child = CategoryFactory(code="child")
    for _twice in range(2):
        girl = ParticipantFactory(
            first_name="Ana", last_name="Deda", sex="female", birth_year=2010, category=child
        )
        RegistrationFactory(event=event, participant=girl, category=child)
    boy = ParticipantFactory(first_name="Lul", last_name="", sex="male", category=child)
    RegistrationFactory(event=event, participant=boy, category=child, present=True)
    mother = ParticipantFactory(
        first_name="Drita",
        last_name="Çela",
        birth_date=date(1985, 3, 4),
        phone="+355692345678",
        disability="yes",
        disability_method="asked",
        category=CategoryFactory(code="parent"),
    )
    RegistrationFactory(
        event=event,
        participant=mother,
        category=mother.category,
        organisation=OrganisationFactory(name_sq="Bashkia Tiranë"),
        attendance="late",
        marked_at=NOON,
        age=36,
    )
    HeadcountFactory(event=event, category=child, sex="female", age_from=6, age_to=9, count=8)
    return event


def rows_of(content, **said):
    """The numbers, as a spreadsheet counts, of the lines that say this."""
    lines = enumerate(table(content), 2)
    return [n for n, line in lines if said.items() <= line.items()]


@pytest.mark.parametrize("language", ["sq", "en"])
def test_taken_in_again_it_changes_nothing(register, coordinator, centre, language):
    with translation.override(language):
        content = take_away(register, coordinator)
        before = state()

        result = take_in(content, coordinator, centre)

    assert says_nothing_new(result)
    assert result.counts["participants"]["matched"] == 4
    assert result.counts["registrations"]["unchanged"] == 4
    assert result.counts["headcounts"]["unchanged"] == 1
    assert not result.left_out
    assert state() == before


def test_it_tells_no_phone_no_birth_and_no_disability(register, coordinator):
    content = take_away(register, coordinator)

    columns = {key for line in table(content) for key in line}
    assert not columns & {"phone", "birth_date", "birth_year", "disability"}
    texts = {str(text) for line in table(content) for text in line.values()}
    keys = {str(pk) for pk in Participant.objects.values_list("pk", flat=True)}
    codes = set(Participant.objects.values_list("code", flat=True))
    assert not texts & codes
    assert not {line["person"] for line in table(content) if "person" in line} & keys


def test_a_formula_is_a_text_and_comes_back_as_it_was(register, coordinator, centre):
    Event.objects.filter(pk=register.pk).update(title_en="=1+1", title_sq="@Takim")
    register.refresh_from_db()
    content = take_away(register, coordinator)
    before = state()

    assert table(content)[0]["title_en"] == "'=1+1"
    assert says_nothing_new(take_in(content, coordinator, centre))
    assert state() == before


def one_of_two(event):
    return event.registrations.filter(participant__first_name="Ana").order_by("pk")


CHANGES = {
    "a mark": (
        "attendance",
        "absent",
        lambda event, row: {"registrations": 1},
    ),
    "a category": ("category", "young_person", lambda event, row: {"registrations": 1}),
    "an organisation": ("organisation", "Shkolla", lambda event, row: {"registrations": 1}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_one_cell_changed_by_hand_is_the_one_change(register, coordinator, centre, what):
    column, text, _counts = CHANGES[what]
    content = take_away(register, coordinator)
    first, second = rows_of(content, first_name="Ana")
    people, others = (
        Participant.objects.count(),
        list(Registration.objects.exclude(pk=one_of_two(register)[1].pk).order_by("pk").values()),
    )

    result = take_in(changed(content, **{f"row_{second}": {column: text}}), coordinator, centre)

    assert result.counts["registrations"] == {"created": 0, "updated": 1, "unchanged": 3}
    assert result.counts["events"] == {"created": 0, "updated": 0}
    meant = one_of_two(register)[1]
    found = {
        "attendance": meant.attendance,
        "category": meant.category.code,
        "organisation": meant.organisation and meant.organisation.name_sq,
    }
    assert found[column] == text
    rest = Registration.objects.exclude(pk=meant.pk).order_by("pk")
    assert list(rest.values()) == others
    assert Participant.objects.count() == people


def test_the_title_and_the_count_are_changed_in_one_cell(register, coordinator, centre):
    content = take_away(register, coordinator)
    [count] = rows_of(content, headcount="8")
    said = {"row_2": {"title_en": "Autumn meeting"}, f"row_{count}": {"headcount": "9"}}

    result = take_in(changed(content, **said), coordinator, centre)

    assert result.counts["events"]["updated"] == 1
    assert result.counts["headcounts"] == {"created": 0, "updated": 1, "unchanged": 0}
    register.refresh_from_db()
    assert (register.title_en, register.title_sq) == ("Autumn meeting", "Takimi i tetorit")
    assert Headcount.objects.get().count == 9


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


def test_one_added_below_is_new_on_this_register(register, coordinator, centre):
    content = take_away(register, coordinator)
    line = table(content)[0]
    new = {key: line[key] for key in ("event", "starts_at")}
    new |= {"first_name": "Beni", "last_name": "Leka", "attendance": "present"}

    result = take_in(changed(content, row_7=new), coordinator, centre)

    assert result.counts["registrations"]["created"] == 1
    assert Event.objects.count() == 1
    assert register.registrations.get(participant__first_name="Beni").attendance == "present"


def test_one_added_below_needs_no_event_in_a_file_of_one_register(register, coordinator, centre):
    content = take_away(register, coordinator)
    new = {"first_name": "Beni", "last_name": "Leka", "attendance": "present"}

    result = take_in(changed(content, row_7=new), coordinator, centre)

    assert not result.is_refused
    assert Event.objects.count() == 1
    assert register.registrations.get(participant__first_name="Beni").attendance == "present"


def test_one_added_without_an_event_beside_another_event_is_of_neither(
    register, coordinator, centre
):
    content = take_away(register, coordinator)
    other = {"event": "Klubi", "starts_at": "2021-10-06", "first_name": "Zef"}
    new = {"first_name": "Beni", "last_name": "Leka"}

    result = take_in(changed(content, row_7=other, row_8=new), coordinator, centre)

    assert result.is_refused
    assert not Participant.objects.filter(first_name="Beni").exists()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("person", "SHKEJ-BCDFGHJKLMNPQRST-1"),  # forged
        ("person", None),  # she is on the register already
        ("event", "SHKEJ-BCDFGHJKLMNPQRST"),
        ("starts_at", "2021-10-07 12:00"),
    ],
)
def test_a_line_that_nobody_knows_is_a_bad_row(register, coordinator, centre, column, text):
    content = take_away(register, coordinator)
    row = rows_of(content, first_name="Ana")[1]
    before = state()

    result = take_in(changed(content, **{f"row_{row}": {column: text}}), coordinator, centre)

    assert result.is_refused
    assert row in rejected(result)
    assert state() == before


def test_a_group_of_another_age_is_not_counted_beside_the_first(register, coordinator, centre):
    content = take_away(register, coordinator)
    [count] = rows_of(content, headcount="8")

    result = take_in(changed(content, **{f"row_{count}": {"age_to": "10"}}), coordinator, centre)

    assert rejected(result) == {count: "headcount"}
    assert Headcount.objects.get().age_to == 9


@pytest.fixture
def parents(event):
    """Five mothers and three fathers who were counted."""
    for sex, count in (("female", 5), ("male", 3)):
        HeadcountFactory(event=event, category=CategoryFactory(code="parent"), sex=sex, count=count)
    return event


@pytest.mark.parametrize(
    ("sexes", "bad"), [(("M", "M"), [2]), (("M", "F"), [2, 3]), (("F", "F"), [3])]
)
def test_a_group_given_the_sex_of_another_is_a_bad_row(parents, coordinator, centre, sexes, bad):
    content = take_away(parents, coordinator)
    said = {f"row_{row}": {"sex": sex} for row, sex in enumerate(sexes, 2)}

    result = take_in(changed(content, **said), coordinator, centre)

    assert rejected(result) == dict.fromkeys(bad, "headcount")
    assert sorted(Headcount.objects.values_list("sex", "count")) == [("female", 5), ("male", 3)]


def test_a_group_counted_twice_in_the_file_is_not_added_up(parents, coordinator, centre):
    content = take_away(parents, coordinator)
    again = {key: text for key, text in table(content)[1].items() if key != "person"}

    result = take_in(changed(content, row_4=again), coordinator, centre)

    assert rejected(result) == {4: "headcount"}


def test_a_group_added_below_is_counted(parents, coordinator, centre):
    content = take_away(parents, coordinator)
    new = table(content)[1] | {"person": None, "category": "child", "headcount": "7"}

    result = take_in(changed(content, row_4=new), coordinator, centre)

    assert not result.is_refused
    assert sorted(Headcount.objects.values_list("count", flat=True)) == [3, 5, 7]


def test_a_line_of_a_group_is_nobodys(register, coordinator, centre):
    content = take_away(register, coordinator)
    [count] = rows_of(content, headcount="8")
    line = table(content)[count - 2]["person"]
    row = rows_of(content, first_name="Ana")[0]

    result = take_in(changed(content, **{f"row_{row}": {"person": line}}), coordinator, centre)

    assert rejected(result) == {row: "person"}


@pytest.mark.parametrize(
    ("column", "text"),
    [("first_name", "Anna"), ("sex", "M"), ("age", "12"), ("birth_year", "2009")],
)
def test_what_is_recorded_of_a_person_stays_and_that_is_said(
    register, coordinator, centre, column, text
):
    content = take_away(register, coordinator)
    row = rows_of(content, first_name="Ana")[1]
    said = {column: text} | ({"age": None} if column == "birth_year" else {})
    before = state()

    result = take_in(changed(content, **{f"row_{row}": said}), coordinator, centre)

    assert state() == before
    assert [(note.row, note.column) for note in result.left_out] == [(row, column)]


@pytest.fixture
def boys(event):
    """A register of boys whose names are none like another: Ana is a girl among them."""
    for first, last in (("Ana", "Deda"), ("Zef", "Kola"), ("Elona", "Prendi"), ("Elena", "Prendi")):
        person = ParticipantFactory(first_name=first, last_name=last)
        RegistrationFactory(event=event, participant=person, category=person.category)
    return event


def test_a_line_written_over_with_another_name_marks_nobody(boys, coordinator, centre):
    content = take_away(boys, coordinator)
    [row] = rows_of(content, first_name="Ana")
    said = {"first_name": "Zamira", "last_name": "Kola", "attendance": "present"}
    before = state()

    result = take_in(changed(content, **{f"row_{row}": said}), coordinator, centre)

    assert rejected(result) == {row: "first_name"}
    assert "Ana Deda" in result.rejected[0].reason
    assert state() == before


@pytest.mark.parametrize("names", [("Ana", "Zef"), ("Elona", "Elena")])
def test_names_sorted_without_their_lines_mark_nobody(boys, coordinator, centre, names):
    content = take_away(boys, coordinator)
    rows = [rows_of(content, first_name=name)[0] for name in names]
    lines = [table(content)[row - 2] for row in rows]
    said = {
        f"row_{row}": {key: line[key] for key in ("first_name", "last_name")} | {"attendance": mark}
        for row, line, mark in zip(rows, reversed(lines), ("present", "absent"), strict=True)
    }
    before = state()

    result = take_in(changed(content, **said), coordinator, centre)

    assert rejected(result) == dict.fromkeys(sorted(rows), "first_name")
    assert state() == before


def test_fathers_of_two_of_one_name_do_not_change_places(event, coordinator, centre):
    for father in ("Gjon", "Pal"):
        person = ParticipantFactory(first_name="Teuta", father_name=father, last_name="Dauti")
        RegistrationFactory(event=event, participant=person, category=person.category)
    content = take_away(event, coordinator)
    [one], [other] = (rows_of(content, father_name=name) for name in ("Gjon", "Pal"))
    said = {f"row_{one}": {"father_name": "Pal"}, f"row_{other}": {"father_name": "Gjon"}}

    result = take_in(changed(content, **said), coordinator, centre)

    assert set(rejected(result)) == {one, other}


@pytest.mark.parametrize(
    "said", [{"first_name": "Anna"}, {"last_name": "Dedaj"}, {"last_name": None}]
)
def test_a_name_spelled_otherwise_is_still_hers(boys, coordinator, centre, said):
    content = take_away(boys, coordinator)
    [row] = rows_of(content, first_name="Ana")
    said = {"attendance": "late"} | said

    result = take_in(changed(content, **{f"row_{row}": said}), coordinator, centre)

    assert not result.is_refused
    assert boys.registrations.get(participant__first_name="Ana").attendance == "late"
    assert Participant.objects.filter(first_name="Ana", last_name="Deda").count() == 1


def test_a_surname_that_was_not_known_is_filled_in(register, coordinator, centre):
    content = take_away(register, coordinator)
    [row] = rows_of(content, first_name="Lul")

    result = take_in(changed(content, **{f"row_{row}": {"last_name": "Gega"}}), coordinator, centre)

    assert not result.is_refused
    assert Participant.objects.get(first_name="Lul").last_name == "Gega"


@pytest.mark.parametrize(
    "said",
    [
        {"first_name": "Beni", "last_name": "Leka"},
        {"attendance": "absent"},
    ],
)
def test_of_a_copied_line_the_later_is_a_bad_row(boys, coordinator, centre, said):
    content = take_away(boys, coordinator)
    [row] = rows_of(content, first_name="Ana")
    line = table(content)[row - 2]

    result = take_in(changed(content, row_6=line | said), coordinator, centre)

    assert list(rejected(result)) == [6]
    assert "empty" in result.rejected[0].reason.lower()


def test_a_line_moved_under_another_register_means_nobody(register, coordinator, centre):
    other = EventFactory(centre=centre, starts_at=NOON + timedelta(days=3))
    stranger = ParticipantFactory(first_name="Ilir", last_name="Rama")
    RegistrationFactory(event=other, participant=stranger)
    here, there = take_away(register, coordinator), take_away(other, coordinator)
    line = table(there)[0]["person"]
    row = rows_of(here, first_name="Ana")[1]

    result = take_in(changed(here, **{f"row_{row}": {"person": line}}), coordinator, centre)

    assert rejected(result) == {row: "person"}


def test_a_register_of_another_centre_is_not_known_here(register, coordinator):
    other = CentreFactory()
    reader = user_with("coordinator", centre=other)
    content = take_away(register, coordinator)
    before = state()

    result = take_in(content, reader, other)

    assert result.is_refused
    assert len(result.rejected) == 5
    assert state() == before


def test_a_sensitive_register_takes_nothing_from_whom_it_tells_nothing(
    register, coordinator, centre
):
    Event.objects.filter(pk=register.pk).update(is_sensitive=True)
    content = take_away(register, user_with("coordinator", centre=centre, sees_sensitive=True))
    [lul] = rows_of(content, first_name="Lul")
    change = changed(content, **{f"row_{lul}": {"attendance": "absent"}})
    before = state()

    result = take_in(change, coordinator, centre)

    assert result.is_refused
    assert state() == before


def test_taken_in_afresh_it_says_again_what_it_said(register, coordinator, centre):
    content = take_away(register, coordinator)
    Registration.objects.filter(participant__first_name="Lul").update(attendance="absent")

    result = take_in(content, coordinator, centre, afresh=True)

    assert not result.is_refused
    place = register.registrations.get(participant__first_name="Lul")
    assert place.attendance == "present"
    assert Participant.objects.count() == 4


def test_what_is_kept_of_the_lines_cannot_be_read(register, coordinator):
    content = take_away(register, coordinator)

    kept = str(list(ImportedRow.objects.values())) + str(list(ImportedEvent.objects.values()))
    assert "SHKEJ" not in kept
    assert all(line["event"] not in kept for line in table(content))


NAMES = st.sampled_from(["Ana", "Ana", "Beni", "DRITA", "Lul", "Xhoana Ç."])
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "first_name": NAMES,
            "last_name": st.sampled_from(["", "Deda", "Deda", "Çela-Hoxha", "Total"]),
            "sex": st.sampled_from(["female", "male", "unknown"]),
            "birth": st.sampled_from(
                [{}, {}, {"birth_year": 2010}, {"birth_date": date(2010, 5, 21)}]
                + [{"told_age": 11, "age_told_on": date(2021, 5, 1)}]
            ),
            "attendance": st.sampled_from(Attendance.values),
            "status": st.sampled_from(["registered", "registered", "invited", "cancelled"]),
            "category": st.sampled_from(["child", "parent", "staff"]),
            "organisation": st.sampled_from(["", "Bashkia", "BASHKIA"]),
        }
    ),
    max_size=8,
)
GROUPS = st.lists(
    st.tuples(
        st.sampled_from(["child", "parent"]),
        st.sampled_from(["female", "unknown"]),
        st.sampled_from([(None, None), (6, 9), (10, None)]),
        st.integers(1, 40),
    ),
    max_size=3,
    unique_by=lambda group: group[:3],
)
EVENTS = st.fixed_dictionaries(
    {
        "title_sq": st.sampled_from(["Takim", "Total: takimi", "=2+2"]),
        "title_en": st.sampled_from(["", "Meeting"]),
        "venue_sq": st.sampled_from(["", "Salla 2, kati III"]),
        "status": st.sampled_from(["held", "held", "cancelled", "planned"]),
        "is_all_day": st.booleans(),
        "kind": st.sampled_from(["training", "other"]),
    }
)


@examples(25, times=20)
@given(about=EVENTS, people=PEOPLE, groups=GROUPS, language=st.sampled_from(["sq", "en"]))
def test_any_register_taken_in_again_changes_nothing(db, centre, about, people, groups, language):
    with transaction.atomic(), translation.override(language):
        user = user_with("coordinator", centre=centre)
        start = NOON.replace(hour=22) - timedelta(days=1) if about["is_all_day"] else NOON
        event = EventFactory(centre=centre, starts_at=start, **about)
        for facts in people:
            category = CategoryFactory(code=facts["category"])
            person = ParticipantFactory(
                **{key: facts[key] for key in ("first_name", "last_name", "sex")},
                **facts["birth"],
                category=category,
            )
            name = facts["organisation"]
            RegistrationFactory(
                event=event,
                participant=person,
                category=category,
                status=facts["status"],
                attendance=facts["attendance"],
                marked_at=None if facts["attendance"] == "unmarked" else NOON,
                organisation=OrganisationFactory(name_sq=name) if name else None,
            )
        for code, sex, (age_from, age_to), count in groups:
            HeadcountFactory(
                event=event,
                category=CategoryFactory(code=code),
                sex=sex,
                age_from=age_from,
                age_to=age_to,
                count=count,
            )
        standing = [facts for facts in people if facts["status"] != "cancelled"]
        if standing or groups:
            content = take_away(event, user)
            before = state()

            result = take_in(content, user, centre)

            assert says_nothing_new(result), (result.rejected, result.counts)
            assert result.counts["registrations"]["unchanged"] == len(standing)
            assert state() == before
        transaction.set_rollback(True)

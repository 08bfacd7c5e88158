"""A register taken away as a file and taken in again changes what was changed in it, only."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.models import Attendance, Event, Headcount, Registration
from events.models.imported import ImportedEvent, ImportedRow
from participants.models import Participant
from tests.chance import examples
from tests.conftest import user_with
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.events.importing.downloads.registers import (
    NOON,
    changed,
    one_of_two,
    rows_of,
    says_nothing_new,
    table,
    take_away,
    take_in,
)
from tests.events.importing.import_files import state
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english"),
    MORE_ON_POSTGRESQL,
    pytest.mark.slow,
]

CHANGES = {
    "a mark": (
        "attendance",
        "absent",
        lambda event, row: {"registrations": 1},
    ),
    "a category": ("category", "young_person", lambda event, row: {"registrations": 1}),
    "an organisation": ("organisation", "Shkolla", lambda event, row: {"registrations": 1}),
}
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


def test_what_is_kept_of_the_lines_cannot_be_read(register, coordinator):
    content = take_away(register, coordinator)

    kept = str(list(ImportedRow.objects.values())) + str(list(ImportedEvent.objects.values()))
    assert "SHKEJ" not in kept
    assert all(line["event"] not in kept for line in table(content))


@examples(25)
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

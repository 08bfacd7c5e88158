"""What a merge touches, table by table, and that undoing it brings back what was."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AccessLog
from events.models import Attendance, Registration, SeriesMember
from events.register.closing.history import later_corrections
from events.register.closing.services import close_register, correct_attendance
from events.register.marks.services import mark_attendance
from events.series.services import create_series
from participants.duplicates.services import keep_apart
from participants.merging.services import forget_journals, merge_participants, undo_merge
from participants.models import Consent, Guardianship, Household, Merge, PossibleDuplicate
from participants.tasks import forget_merge_journals
from shkej.rounds import COMING_ROUND
from tests.events.factories import (
    EventFactory,
    RegistrationFactory,
    SeriesFactory,
    SeriesMemberFactory,
)
from tests.participants.factories import ParticipantFactory
from tests.participants.merging.dump import dump

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(centre):
    return ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=centre)


@pytest.fixture
def merged(centre):
    return ParticipantFactory(first_name="Ana", last_name="Hoxhaj", centre=centre)


def join(kept, merged, **facts):
    return merge_participants(kept=kept, merged=merged, merged_by=None, facts=facts)


def undo(merge):
    return undo_merge(merge=merge, undone_by=None)


def consent(person, answer, day):
    return Consent.objects.create(
        participant=person, purpose="data", answer=answer, given_by="self", given_on=day
    )


# Ages


def test_ages_as_recorded_outlive_a_merge_with_an_empty_record_and_its_undo(centre):
    """17 in a file of March, 18 in one of June: both stay, whichever record is kept."""
    girl = ParticipantFactory(centre=centre, told_age=17, age_told_on=date(2021, 3, 1))
    for moment, age in ((datetime(2021, 3, 1, 12), 17), (datetime(2021, 6, 1, 12), 18)):
        event = EventFactory(starts_at=moment.replace(tzinfo=UTC))
        RegistrationFactory(event=event, participant=girl, present=True, age=age)
    for girl_stays in (True, False):
        empty = ParticipantFactory(centre=centre)
        people = (girl, empty) if girl_stays else (empty, girl)
        facts = {} if girl_stays else {"told_age": 17, "age_told_on": girl.age_told_on}
        before = dump()

        merge = join(*people, **facts)

        ages = Registration.objects.order_by("event__starts_at").values_list("age", flat=True)
        assert list(ages) == [17, 18]
        undo(merge)
        assert dump() == before


def test_what_the_merge_says_anew_of_an_age_is_recorded_on_open_registers_only(kept, merged):
    places = [
        RegistrationFactory(participant=kept, event=event, present=True)
        for event in (EventFactory(), EventFactory(closed=True))
    ]
    RegistrationFactory(participant=merged, present=True, age=13)  # of a fact that stays as it is
    before = dump()

    merged.birth_year = 2009
    merged.save()
    merge = join(kept, merged, birth_year=2009)

    for place in places:
        place.refresh_from_db()
    assert [place.age for place in places] == [12, None]
    assert Registration.objects.exclude(pk__in=[p.pk for p in places]).get().age == 13
    undo(merge)
    before["Participant", merged.pk]["birth_year"] = 2009
    assert dump() == before


@pytest.mark.parametrize("is_closed", [True, False])
def test_nobody_comes_to_an_event_before_they_are_born(kept, merged, english, is_closed):
    event = EventFactory(title_en="The meeting", closed=is_closed)
    RegistrationFactory(participant=kept, event=event, present=True)
    merged.birth_date = date(2021, 11, 1)
    merged.save()
    before = dump()

    with pytest.raises(ValidationError, match="not born yet on 6 October 2021.*The meeting"):
        join(kept, merged, birth_date=merged.birth_date)

    assert dump() == before
    join(kept, merged)


# Families, consents, pairs


def test_ties_consents_and_households_come_back(kept, merged):
    kept.household, merged.household = (Household.objects.create(name=n) for n in "AB")
    kept.save()
    merged.save()
    child, adult = ParticipantFactory(), ParticipantFactory()
    Guardianship.objects.create(adult=kept, child=child, relation="mother")
    Guardianship.objects.create(adult=merged, child=child, relation="other", may_collect=True)
    Guardianship.objects.create(adult=adult, child=merged, relation="mother")
    consent(kept, "given", date(2021, 1, 1))
    consent(merged, "withdrawn", date(2021, 2, 1))
    before = dump()

    merge = join(kept, merged, household=merged.household)

    kept.refresh_from_db()
    assert kept.household.name == "B"
    assert kept.consents.first().answer == "withdrawn"
    assert kept.wards.get().relation == "mother"
    assert kept.guardianships.get().adult == adult
    undo(merge)
    assert dump() == before


def test_guardian_and_child_are_two_people(kept, merged, english):
    tie = Guardianship.objects.create(adult=kept, child=merged, relation="mother")
    before = dump()

    for one, other in ((kept, merged), (merged, kept)):
        with pytest.raises(ValidationError, match="parent or guardian of the other"):
            join(one, other)
    assert dump() == before

    tie.delete()
    join(kept, merged)


def test_nobody_becomes_the_guardian_of_their_own_guardian(kept, merged, english):
    third = ParticipantFactory()
    Guardianship.objects.create(adult=kept, child=third, relation="mother")
    Guardianship.objects.create(adult=third, child=merged, relation="mother")

    with pytest.raises(ValidationError, match=third.full_name):
        join(kept, merged)


@pytest.mark.parametrize("generations", [2, 3, 5])
@pytest.mark.parametrize("is_turned", [True, False])
def test_no_merge_closes_a_circle_of_guardians_over_generations(
    kept, merged, english, generations, is_turned
):
    """The one record answers for a child, who answers for a child, … who answers for the other."""
    line = [kept, *(ParticipantFactory() for _n in range(generations)), merged]
    for adult, child in zip(line, line[1:], strict=False):
        Guardianship.objects.create(adult=adult, child=child, relation="other")
    bystander = ParticipantFactory()
    Guardianship.objects.create(adult=line[1], child=bystander, relation="other")
    before = dump()

    one, other = (merged, kept) if is_turned else (kept, merged)
    with pytest.raises(ValidationError) as refusal:
        join(one, other)

    names = ", ".join(person.full_name for person in line[1:-1])
    assert (
        f'Through <span translate="no">{names}</span> one of these people'
        in refusal.value.messages[0]
    )
    assert dump() == before

    Guardianship.objects.filter(adult=line[-2]).delete()
    join(one, other)


def test_two_records_with_one_grandchild_are_no_circle(kept, merged):
    children, grandchild = [ParticipantFactory() for _n in range(2)], ParticipantFactory()
    for adult, child in zip((kept, merged), children, strict=True):
        Guardianship.objects.create(adult=adult, child=child, relation="mother")
        Guardianship.objects.create(adult=child, child=grandchild, relation="other")

    join(kept, merged)

    assert kept.wards.count() == 2


def pair_of(one, other):
    first, second = sorted((one.pk, other.pk))
    return PossibleDuplicate.objects.filter(first=first, second=second).first()


@pytest.mark.parametrize("is_asked_already", [True, False])
def test_not_the_same_person_holds_for_whom_a_record_was_joined_into(
    kept, merged, is_asked_already
):
    other = ParticipantFactory()
    keep_apart(one=merged, other=other)
    if is_asked_already:
        PossibleDuplicate.objects.create(first=kept, second=other)
    before = dump()

    merge = join(kept, merged)

    assert pair_of(kept, other).is_different
    undo(merge)
    assert dump() == before


def test_third_record_of_a_triplicate_waits_for_a_decision(kept, merged):
    third = ParticipantFactory()
    PossibleDuplicate.objects.create(first=kept, second=merged)
    PossibleDuplicate.objects.create(first=merged, second=third)

    merge = join(kept, merged)

    assert pair_of(kept, third).is_different is False
    undo(merge)
    assert pair_of(kept, third) is None


def test_decision_about_a_third_record_made_after_the_merge_stays(kept, merged):
    third = ParticipantFactory()
    PossibleDuplicate.objects.create(first=merged, second=third)
    merge = join(kept, merged)
    keep_apart(one=kept, other=third)

    assert undo(merge).stayed == 1
    assert pair_of(kept, third).is_different


# Places in events


def test_of_two_marks_one_counts_and_undo_gives_both_back(kept, merged):
    event = EventFactory()
    own = RegistrationFactory(
        event=event,
        participant=kept,
        status="waitlisted",
        waitlisted_at=timezone.now(),
        source="partner",
    )
    RegistrationFactory(event=event, participant=merged, present=True, age=12, line=3)
    before = dump()

    merge = join(kept, merged)

    own.refresh_from_db()
    assert (own.status, own.attendance, own.age) == ("registered", "present", 12)
    assert event.registrations.counted().count() == 1
    undo(merge)
    assert dump() == before


def test_mark_that_was_corrected_after_the_merge_stays(kept, merged, staff):
    event = EventFactory()
    own = RegistrationFactory(
        event=event, participant=kept, status="waitlisted", waitlisted_at=timezone.now()
    )
    other = RegistrationFactory(event=event, participant=merged, present=True)
    moved = RegistrationFactory(participant=merged, present=True)
    merge = join(kept, merged)
    for place in (own, moved):
        place.refresh_from_db()
        mark_attendance(registration=place, attendance="late", marked_by=staff)

    assert undo(merge).stayed == 1  # the moved place goes back, with its later mark

    for place in (own, other, moved):
        place.refresh_from_db()
    assert (own.status, own.attendance, own.marked_by) == ("registered", "late", staff)
    assert (other.status, other.attendance) == ("registered", "present")
    assert (moved.participant, moved.attendance) == (merged, "late")


def test_undo_after_closing_brings_both_marks_back_and_says_so(kept, merged, coordinator):
    event = EventFactory()
    for person in (kept, merged):
        RegistrationFactory(event=event, participant=person, present=True)
    merge = join(kept, merged)
    close_register(event=event, closed_by=coordinator)
    assert not later_corrections(event)
    before = Registration.history.count()

    undo_merge(merge=merge, undone_by=coordinator)

    assert event.registrations.counted().count() == 2
    lines = Registration.history.order_by("-history_id")[: Registration.history.count() - before]
    assert {(line.history_user, bool(line.history_change_reason)) for line in lines} == {
        (coordinator, True)
    }
    assert later_corrections(event)


def test_correction_after_closing_stays(kept, merged, coordinator):
    event = EventFactory(closed=True)
    place = RegistrationFactory(event=event, participant=merged, present=True)
    merge = join(kept, merged)
    place.refresh_from_db()
    correct_attendance(
        registration=place, attendance="absent", reason="gabim", corrected_by=coordinator
    )

    undo(merge)

    place.refresh_from_db()
    assert (place.participant, place.attendance) == (merged, Attendance.ABSENT)


# Series


def stay(series, person, first, last=None):
    return SeriesMemberFactory(series=series, participant=person, joined_on=first, left_on=last)


OCTOBER = [date(2021, 10, day) for day in range(1, 31)]


def test_earlier_stay_widens_the_one_that_is_kept(kept, merged):
    series = SeriesFactory()
    own = stay(series, kept, OCTOBER[10], OCTOBER[20])
    stay(series, merged, OCTOBER[4])
    apart = stay(SeriesFactory(), merged, OCTOBER[4])
    before = dump()

    merge = join(kept, merged)

    own.refresh_from_db()
    apart.refresh_from_db()
    assert (own.joined_on, own.left_on) == (OCTOBER[4], None)
    assert apart.participant == kept
    assert series.memberships.current_people().get() == own
    undo(merge)
    assert dump() == before


def test_stay_that_bridges_two_others_makes_one_of_three(kept, merged):
    series = SeriesFactory()
    first = stay(series, kept, OCTOBER[0], OCTOBER[5])
    stay(series, kept, OCTOBER[10])
    stay(series, merged, OCTOBER[4], OCTOBER[12])
    stay(series, merged, OCTOBER[20])
    before = dump()

    merge = join(kept, merged)

    only = series.memberships.current_people().get()
    assert (only, only.joined_on, only.left_on) == (first, OCTOBER[0], None)
    undo(merge)
    assert dump() == before


def test_stay_that_was_changed_after_the_merge_stays_so(kept, merged):
    series = SeriesFactory()
    own = stay(series, kept, OCTOBER[10])
    stay(series, kept, OCTOBER[0], OCTOBER[3])
    stay(series, merged, OCTOBER[2], OCTOBER[12])
    merge = join(kept, merged)
    widened = series.memberships.current_people().get()
    widened.left_on = OCTOBER[25]
    widened.save()

    undo(merge)

    widened.refresh_from_db()
    assert (widened.joined_on, widened.left_on) == (OCTOBER[0], OCTOBER[25])
    assert not SeriesMember.objects.filter(pk=own.pk).exists()  # its days are taken by now
    assert merged.memberships.get().joined_on == OCTOBER[2]


@time_machine.travel(datetime(2026, 10, 13, 18, tzinfo=UTC), tick=False)
def test_meetings_planned_after_the_merge_expect_both_again(centre, staff, kept, merged):
    series = SeriesFactory.build(
        centre=centre, starts_on=date(2026, 10, 6), ends_on=date(2026, 10, 27)
    )
    series = create_series(series=series, created_by=staff)
    for person in (kept, merged):
        stay(series, person, date(2026, 10, 6))
    merge = join(kept, merged)
    with time_machine.travel(datetime(2026, 10, 14, tzinfo=UTC), tick=False):
        planned = EventFactory(
            centre=centre,
            series=series,
            starts_at=datetime(2026, 10, 23, 15, tzinfo=UTC),
            planned=True,
        )
        RegistrationFactory(event=planned, participant=kept, source="series")

        undo(merge)

    assert {row.participant for row in planned.registrations.active()} == {kept, merged}


# Chains, and what is left of a merge


def test_chain_is_undone_from_its_end(kept, merged, english):
    last = ParticipantFactory()
    RegistrationFactory(participant=merged, present=True)
    before = dump()
    first = join(kept, merged)
    second = join(last, kept)

    with pytest.raises(ValidationError, match=f"{kept.code} went into {last.code}"):
        undo(first)
    undo(second)
    undo(first)

    assert dump() == before


def test_merges_into_one_record_are_undone_from_the_last(kept, merged, english):
    third = ParticipantFactory()
    first = join(kept, merged)
    join(kept, third)

    with pytest.raises(ValidationError, match=f"{third.code} went into {kept.code}"):
        undo(first)


def test_fact_that_is_gone_meanwhile_is_not_put_back(kept, merged):
    kept.household = Household.objects.create(name="A")
    kept.save()
    merge = join(kept, merged, household=None, last_name="Hoxhaj")
    Household.objects.all().delete()

    assert undo(merge).stayed == 1

    kept.refresh_from_db()
    assert (kept.household, kept.last_name) == (None, "Hoxha")


def test_age_is_put_back_whole_or_not_at_all(kept, merged):
    kept.birth_year = 2008
    kept.save()
    merge = join(kept, merged, birth_year=None, birth_date=date(2009, 5, 1))
    kept.refresh_from_db()
    kept.birth_date = date(2009, 6, 1)
    kept.save()

    undo(merge)

    kept.refresh_from_db()
    assert (kept.birth_year, kept.birth_date) == (None, date(2009, 6, 1))


def test_what_lacks_is_asked_again_where_the_record_was_completed_since(kept, merged):
    kept.needs_completion = True
    kept.save()
    merge = join(kept, merged, birth_year=2009)
    kept.refresh_from_db()
    kept.sex, kept.needs_completion = "female", False
    kept.save()

    undo(merge)

    kept.refresh_from_db()
    assert (kept.sex, kept.birth_year, kept.needs_completion) == ("female", None, True)


def test_neither_merge_nor_undo_writes_into_the_access_log(kept, merged):
    undo(join(kept, merged))

    assert not AccessLog.objects.exists()


def test_names_are_gone_from_the_journal_once_it_cannot_be_undone(kept, merged):
    old = join(kept, merged, last_name="Hoxhaj")
    young = join(ParticipantFactory(), ParticipantFactory(last_name="Kola"), last_name="Kola")
    Merge.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=30))
    assert "Hoxhaj" in str(old.journal)

    forget_merge_journals.func()

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.journal, old.undone_at) == ([], None)
    assert "Kola" in str(young.journal)
    with pytest.raises(ValidationError):
        undo(old)
    assert forget_merge_journals in [line.task for line in COMING_ROUND]
    assert forget_journals() == 0


def test_undone_merge_keeps_no_journal(kept, merged):
    merge = join(kept, merged, last_name="Hoxhaj")

    undo(merge)

    merge.refresh_from_db()
    assert merge.journal == []

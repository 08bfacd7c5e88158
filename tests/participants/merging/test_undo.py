"""Merges that are undone one after the other, and what is left of them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AccessLog
from participants.merging.services import forget_journals
from participants.models import Household, Merge
from participants.tasks import forget_merge_journals
from shkej.rounds import COMING_ROUND
from tests.events.factories import (
    RegistrationFactory,
)
from tests.participants.factories import ParticipantFactory
from tests.participants.merging.dump import dump
from tests.participants.merging.joining import join, undo

pytestmark = pytest.mark.django_db


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

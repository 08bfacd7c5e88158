"""Of each column of a person it is said whether an erasure leaves it, and that it falls due."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from participants.models import Household, Participant
from partners.models import AdministrativeUnit
from retention.erasing.scopes import CONTACTS, ErasureScope, is_done, left_of_facts, values_for
from retention.erasing.services import erase
from retention.keeping.kinds import BY_CODE
from shkej.lib.fields import DerivedField
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import MunicipalityFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
ALL, NAMES = ErasureScope.ALL, ErasureScope.NAMES
COLUMNS = {field.attname for field in Participant._meta.concrete_fields}
WORKED_OUT = {f.attname for f in Participant._meta.concrete_fields if isinstance(f, DerivedField)}
# What an erasure leaves of a person, and why.
STAYS = {
    "id": "rows of figures point to it",
    "created_at": "when the record was made, not when the person was born",
    "updated_at": "as the other",
    "sex": "figures read it as recorded now",
    "disability": "figures read it as recorded now",
    "disability_method": "a disability has one",
    "municipality_id": "figures read it as recorded now",
    "centre_id": "who answers for the record",
    "merged_into_id": "which record stands for it",
    "anonymised_on": "that it was done",
}


@pytest.fixture
def full(centre):
    """Somebody of whom everything is recorded, long ago."""
    municipality = MunicipalityFactory()
    person = ParticipantFactory(
        first_name="Zana",
        father_name="Qemal",
        last_name="Xhufi",
        sex="female",
        birth_date=date(2010, 5, 6),
        category=CategoryFactory(code="child"),
        organisation=OrganisationFactory(),
        centre=centre,
        municipality=municipality,
        administrative_unit=AdministrativeUnit.objects.create(name="X", municipality=municipality),
        disability="yes",
        disability_method="self_reported",
        language="en",
        household=Household.objects.create(name="Xhufi"),
        needs_completion=True,
        import_key="17",
        phone="+355692345678",
        email="zana@example.org",
        safe_contact="te halla",
        do_not_contact=True,
        do_not_contact_reason="e ka kërkuar vetë",
    )
    Participant.objects.update(created_at=timezone.now() - timedelta(days=3000))
    return person


def test_each_column_goes_or_stays_with_a_reason(full):
    gone = set(values_for(ALL, full))

    assert COLUMNS - gone - WORKED_OUT == set(STAYS)
    assert not gone & set(STAYS)


def test_nothing_is_left_in_a_column_that_goes(full):
    before = Participant.objects.values().get()

    erase([full.pk], scope=ALL)

    after = Participant.objects.values().get()
    same = {name for name in COLUMNS if before[name] == after[name]}
    unknown_before = {"birth_year", "told_age", "age_told_on", "merged_into_id"}
    assert same - unknown_before == set(STAYS) - {"anonymised_on", "merged_into_id"}
    assert after["birth_year"] == 2010
    for version in Participant.history.values():
        kept = (set(values_for(ALL, full)) & set(version)) - {"code", "birth_year"}
        assert {name: version[name] for name in kept} == {name: after[name] for name in kept}


@pytest.mark.parametrize("column", CONTACTS)
def test_one_contact_is_enough_to_fall_due(full, column):
    day = timezone.localdate()
    Participant.objects.update(**{name: "" for name in CONTACTS if name != column})

    assert list(BY_CODE["contacts"].due(day, full.centre)) == [full]
    full.refresh_from_db()
    assert not is_done(ErasureScope.CONTACTS, full)
    erase([full.pk], scope=ErasureScope.CONTACTS)
    assert not BY_CODE["contacts"].due(day, full.centre).exists()
    full.refresh_from_db()
    assert is_done(ErasureScope.CONTACTS, full)


# A told age and its day are in the record together or not at all.
@pytest.mark.parametrize(
    "columns",
    [
        ["birth_date"],
        ["told_age", "age_told_on"],
        ["organisation_id"],
        ["administrative_unit_id"],
        ["language"],
        ["do_not_contact"],
        ["category_id"],
    ],
)
def test_one_fact_is_enough_to_fall_due(full, columns):
    other = {"told_age": 11, "age_told_on": date(2021, 10, 6)}
    known = {name: other.get(name, getattr(full, name)) for name in columns}
    erase([full.pk], scope=ALL)
    day = timezone.localdate()
    assert not BY_CODE["facts"].due(day, full.centre).exists()
    full.refresh_from_db()
    assert is_done(ALL, full)

    Participant.objects.update(birth_year=None)
    Participant.objects.update(**known)

    full.refresh_from_db()
    assert not is_done(ALL, full)
    assert is_done(NAMES, full)
    assert list(BY_CODE["facts"].due(day, full.centre)) == [full]


def test_each_fact_that_goes_last_is_tried_here():
    tried = test_one_fact_is_enough_to_fall_due.pytestmark[-1].args[1]

    assert {name for columns in tried for name in columns} == set(left_of_facts())

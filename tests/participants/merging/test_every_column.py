"""Of each column of what a merge joins it is said which of two facts stays, and none is lost."""

from datetime import date

import pytest

from events.models import Registration, SeriesMember
from events.register.people.merging import CLEARED, CONTENT
from participants.duplicates.forms import GROUPS, MergeForm
from participants.duplicates.plain import NOT_ASKED, plain_pairs
from participants.merging.parts import merge_parts
from participants.models import Guardianship, Household, Participant
from participants.models.people import Disability, Sex
from partners.models import AdministrativeUnit
from tests.participants.duplicates.pairs import pair_of
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import MunicipalityFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
OF_ANY_ROW = {"id", "created_at", "updated_at"}
ASKED = {name for columns in GROUPS.values() for name in columns}
BY_A_RULE = {name for columns in NOT_ASKED for name in columns}
# Columns that are not compared, and what becomes of them.
ELSEWHERE = {
    "code": "chosen by itself: the code that stays; both find the record",
    "centre": "of the record that stays; whoever saw the other sees it by its places",
    "needs_completion": "worked out from what the joined record lacks",
    "import_key": "each record keeps its own, and a file finds the one that stays by either",
    "merged_into": "what a merge sets",
    "anonymised_on": "a record without a name is not joined",
    "search_name": "worked out from the names",
    "sort_name": "worked out from the names",
}
# The columns of rows of which two become one; a row that only moves loses nothing.
OF_PLACES = {*CONTENT, "event_id", "participant_id", "line"}  # a place has its line on paper
OF_STAYS = {"series_id", "participant_id", "joined_on", "left_on"}
OF_TIES = {"adult_id", "child_id", "relation", "may_collect"}  # `plain` compares the last two


def columns_of(model):
    return {field.attname for field in model._meta.concrete_fields} - OF_ANY_ROW


def test_each_column_of_a_person_is_asked_or_has_a_rule():
    columns = {field.name for field in Participant._meta.concrete_fields} - OF_ANY_ROW

    assert columns - ASKED - BY_A_RULE == set(ELSEWHERE)
    assert not (ASKED & BY_A_RULE)
    assert not ((ASKED | BY_A_RULE) & set(ELSEWHERE))


def test_each_column_of_two_rows_that_become_one_is_known():
    assert columns_of(Registration) == OF_PLACES
    assert columns_of(SeriesMember) == OF_STAYS
    assert columns_of(Guardianship) == OF_TIES
    assert set(CLEARED) < set(CONTENT)


def test_columns_that_are_asked_together_are_put_back_together():
    """An undo that put back one of them alone would make a fact that nobody recorded."""
    part = next(part for part in merge_parts() if part.model is Participant)
    asked = {
        frozenset(Participant._meta.get_field(name).attname for name in columns)
        for columns in GROUPS.values()
        if len(columns) > 1
    }

    assert asked <= {frozenset(group.columns) for group in part.together}


@pytest.fixture
def known(centre):
    """{column: value} of all that is asked or has a rule, but the names, sex and birth."""
    municipality = MunicipalityFactory()
    return {
        "father_name": "Qemal",
        "category": CategoryFactory(code="child"),
        "organisation": OrganisationFactory(),
        "phone": "+355692345678",
        "email": "zana@example.org",
        "safe_contact": "te halla",
        "municipality": municipality,
        "administrative_unit": AdministrativeUnit.objects.create(
            name="X", municipality=municipality
        ),
        "household": Household.objects.create(name="Xhufi"),
        "disability": Disability.YES,
        "disability_method": "self_reported",
        "language": "en",
        "do_not_contact": True,
        "do_not_contact_reason": "e ka kërkuar vetë",
    }


def test_what_one_record_alone_knows_comes_to_the_one_that_stays(known):
    empty = ParticipantFactory(first_name="Ana")
    full = ParticipantFactory(
        first_name="Ana", sex=Sex.FEMALE, birth_date=date(2010, 5, 6), **known
    )
    names = {"first_name", "last_name", "category"}  # of which each record has one
    alone = ASKED - names - {"birth_year", "told_age", "age_told_on"}

    form = MergeForm({}, first=empty, second=full)
    answers = {name: field.choices[1][0] for name, field in form.fields.items() if name != "kept"}
    form = MergeForm({"kept": "first"} | answers, first=empty, second=full)
    assert form.is_valid()
    facts = form.facts()

    assert {name: facts[name] for name in alone} == {name: getattr(full, name) for name in alone}
    assert facts["last_name"] == full.last_name


def test_each_fact_that_differs_speaks_against_a_plain_pair(centre, coordinator, known):
    """Also one that is asked of nobody: of two that say otherwise one would be lost unseen."""
    another = {
        "father_name": "Agim",
        "category": CategoryFactory(code="parent"),
        "organisation": OrganisationFactory(),
        "phone": "+355692345679",
        "email": "z@example.org",
        "safe_contact": "te xhaxhai",
        "municipality": MunicipalityFactory(),
        "household": Household.objects.create(name="Leka"),
        "disability": Disability.NO,
        "language": "sq",
        "do_not_contact": False,
        "do_not_contact_reason": "tjetër",
    }
    pair = pair_of(centre, known, known)
    assert list(plain_pairs(coordinator)) == [pair]

    for name, value in another.items():
        before = getattr(pair.second, name)
        changed = {name: value}
        if name == "municipality":
            changed["administrative_unit"] = None
        Participant.objects.filter(pk=pair.second_id).update(**changed)
        assert list(plain_pairs(coordinator)) == [], name
        back = {key: getattr(pair.second, key) for key in changed}
        Participant.objects.filter(pk=pair.second_id).update(**back | {name: before})
    assert list(plain_pairs(coordinator)) == [pair]

    of_the_pair = {"first_name", "last_name", "sex", "birth_date", "birth_year"}
    with_another = {"administrative_unit", "disability_method", "told_age", "age_told_on"}
    assert set(another) == (ASKED | BY_A_RULE) - of_the_pair - with_another

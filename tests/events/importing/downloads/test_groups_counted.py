"""People counted without a name in a register that is taken in again."""

import pytest

from events.models import Headcount
from tests.events.factories import HeadcountFactory
from tests.events.importing.downloads.registers import changed, rows_of, table, take_away, take_in
from tests.events.importing.import_files import rejected
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import CategoryFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english"),
    MORE_ON_POSTGRESQL,
    pytest.mark.slow,
]


@pytest.fixture
def parents(event):
    """Five mothers and three fathers who were counted."""
    for sex, count in (("female", 5), ("male", 3)):
        HeadcountFactory(event=event, category=CategoryFactory(code="parent"), sex=sex, count=count)
    return event


def test_a_group_of_another_age_is_not_counted_beside_the_first(register, coordinator, centre):
    content = take_away(register, coordinator)
    [count] = rows_of(content, headcount="8")

    result = take_in(changed(content, **{f"row_{count}": {"age_to": "10"}}), coordinator, centre)

    assert rejected(result) == {count: "headcount"}
    assert Headcount.objects.get().age_to == 9


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

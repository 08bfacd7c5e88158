"""The figures of a post: those of the register, and small ones told by none."""

import pytest

from reports.stories import drafting as stories
from tests.events.factories import HeadcountFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.reports.factories import came, held
from tests.reports.stories.posts import post_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def counts_of(**people):
    """A held event with so many people of each category, counted without a name."""
    event = held("2021-10-06")
    for code, number in people.items():
        HeadcountFactory(event=event, category=CategoryFactory(code=code), count=number)
    return event


def test_figures_follow_the_register(event):
    post = post_of(event)
    came(event, ParticipantFactory())

    assert "13 people" in stories.filled(post.text_en, event, "en")
    assert "{people}" in post.text_en


def test_large_figures_are_written_as_each_language_writes_them(event):
    HeadcountFactory(event=event, category=CategoryFactory(code="community_member"), count=1207)

    english, albanian = (stories.facts(event, code) for code in ("en", "sq"))

    assert english["people"] == "1,219 people"
    assert "(1,207)" in english["groups"]
    assert albanian["people"].startswith("1\u00a0219 ")
    assert "(1\u00a0207)" in albanian["groups"]


def test_who_was_absent_and_staff_are_not_in_the_figures(event):
    came(event, ParticipantFactory(), attendance="absent")
    came(event, ParticipantFactory(), category="staff")

    assert stories.figures(event)["people"] == 12


def test_small_group_is_named_without_its_number_nor_can_it_be_worked_out(event):
    for category in ("teacher", "volunteer"):
        for _person in range(6):
            came(event, ParticipantFactory(), category=category)
    came(event, ParticipantFactory(), category="police")

    groups = stories.facts(event, "en")["groups"]

    assert groups == "State Police, Parents (12), Teachers, Volunteers"


def test_post_tells_no_number_that_the_partners_table_hides(event):
    for _person in range(6):
        came(event, ParticipantFactory(), category="teacher")
    came(event, ParticipantFactory(), category="police")

    groups = stories.facts(event, "en")["groups"]

    assert groups == "State Police, Parents, Teachers"


def test_two_small_groups_cannot_be_worked_out_from_the_total():
    event = counts_of(police=1, teacher=1, parent=10)

    assert stories.facts(event, "en")["people"] == "twelve people"
    assert stories.facts(event, "en")["groups"] == "State Police, Parents, Teachers"


@pytest.mark.parametrize("people", [{}, {"parent": 1}, {"police": 2, "parent": 2}])
def test_meeting_of_fewer_than_five_tells_neither_number_nor_groups(people):
    event = counts_of(**people)

    for language, number, groups in [
        ("en", "fewer than five people", "participants"),
        ("sq", "më pak se pesë persona", "pjesëmarrës"),
    ]:
        assert stories.facts(event, language)["people"] == number
        assert stories.facts(event, language)["groups"] == groups
        assert "{groups}" not in stories.draft(event)[language]


def test_groups_of_one_person_each_are_not_named_beside_their_total():
    event = counts_of(police=1, teacher=1, parent=1, child=1, institution=1)

    assert stories.facts(event, "en")["people"] == "five people"
    assert stories.facts(event, "en")["groups"] == "participants"

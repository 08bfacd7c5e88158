"""Rows that cannot be who was chosen for them: told where that was decided, and nowhere else."""

import pytest

from events.importing.correcting import lines
from events.models import Registration
from participants.models import Participant
from tests.drafts.pages import fields_of, form_of
from tests.events.importing.correcting.pages import ANSWER, OLD, bad, bring, send, text
from tests.events.importing.test_import_unsure import DAY, TEUTA, known, say
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]
GJONNI = TEUTA | {"last_name": "Gjonni"}
OTHER_OLD = OLD | {"starts_at": DAY}


@pytest.fixture
def teuta(centre):
    return known(centre)


def press(client, page, typed, **more):
    """Press a button of the form of the check, with what is typed or ticked."""
    return client.post(ANSWER, fields_of(form_of(page, ANSWER)) | typed | more)


def of_one(number):
    return f"Row {number} of the same meeting is this person too"


def test_two_lines_given_to_one_person_are_told_once_and_one_can_be_left_out(desk, teuta):
    both = say(desk, send(desk, TEUTA, GJONNI), teuta, teuta)

    assert bad(both).keys() == {2, 3}
    assert (text(both).count(of_one(2)), text(both).count(of_one(3))) == (1, 1)
    assert both.context["correcting"].bad == []
    assert "Correct what is marked" not in text(both)
    _one, other = both.context["asked"].clashing
    assert f'aria-describedby="{other.bad[0].out}-reasons"' in text(both)
    left = press(desk, both, {other.bad[0].out: "on"})
    assert bad(left) == {}
    assert [note.row for note in left.context["left_out"]] == [3]
    bring(desk, left)
    assert [row.participant for row in Registration.objects.all()] == [teuta]
    assert Participant.objects.count() == 1


def test_line_that_was_left_out_at_the_decision_is_taken_back(desk, teuta):
    both = say(desk, send(desk, TEUTA, GJONNI), teuta, teuta)
    out = both.context["asked"].clashing[1].bad[0].out
    left = press(desk, both, {out: "on"})
    form = fields_of(form_of(left, ANSWER))
    del form[out]

    assert bad(desk.post(ANSWER, form)).keys() == {2, 3}


def test_other_bad_rows_stay_where_they_are(desk, teuta):
    page = say(desk, send(desk, TEUTA, GJONNI, OTHER_OLD), teuta, teuta)

    assert [line.row for line in page.context["correcting"].bad] == ["4"]
    assert text(page).count(of_one(2)) == text(page).count(of_one(3)) == 1


def test_two_lines_past_the_first_bad_ones_are_told_at_the_decision_alone(desk, teuta, monkeypatch):
    monkeypatch.setattr(lines, "BAD_SHOWN", 1)
    others = [OTHER_OLD, OTHER_OLD | {"first_name": "Gent"}]

    page = say(desk, send(desk, *others, TEUTA, GJONNI), teuta, teuta)

    assert [line.row for line in page.context["correcting"].bad] == ["2"]
    assert [row for row, _column, _reason in page.context["more_problems"]] == [3]
    assert text(page).count(of_one(4)) == text(page).count(of_one(5)) == 1
    _one, second = page.context["asked"].clashing
    assert bad(press(desk, page, {second.bad[0].out: "on"})).keys() == {2, 3}


def test_row_that_nobody_decided_is_told_among_the_bad_rows(desk, centre):
    teuta = known(centre, sex="female")
    page = send(desk, TEUTA | {"birth_year": "2010", "sex": "F"}, GJONNI)

    page = say(desk, page, teuta)

    assert [line.row for line in page.context["correcting"].bad] == ["2"]
    assert [line.row for line in page.context["asked"].clashing[0].bad] == ["3"]
    assert text(page).count(of_one(2)) == text(page).count(of_one(3)) == 1
    left = press(desk, page, {page.context["correcting"].bad[0].out: "on"})
    assert bad(left) == {}


def test_two_meetings_of_one_line_are_each_told_with_their_row(desk, teuta):
    other = {"event": "Tjetër"}
    page = send(desk, TEUTA, GJONNI, TEUTA | other, GJONNI | other)

    page = say(desk, page, teuta, teuta)

    _one, second = page.context["asked"].clashing
    assert [line.row for line in second.bad] == ["3", "5"]
    assert [text(page).count(of_one(number)) for number in (2, 3, 4, 5)] == [1, 1, 1, 1]
    ticked = {line.out: "on" for line in second.bad}
    assert bad(press(desk, page, ticked)) == {}
    assert bad(press(desk, page, dict(list(ticked.items())[:1]))).keys() == {4, 5}


def test_who_was_born_after_the_meeting_is_told_once_too(desk, centre):
    born = known(centre, birth_year=2022)

    page = say(desk, send(desk, TEUTA), born)

    assert page.context["correcting"].bad == []
    assert text(page).count("Born after this event") == 1
    [line] = page.context["asked"].clashing
    assert bad(press(desk, page, {line.bad[0].out: "on"})) == {}

"""A file gives no phone to whom one may not get in touch with (docs/security.md, P7)."""

import pytest

from participants.models import Participant
from tests.events.importing.import_files import attendance, load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ROW = attendance("Takim", "2021-03-06 10:00", sex="F", birth_year="2010")
LATER = ROW | {"starts_at": "2021-03-13 10:00", "phone": "0692345678"}


@pytest.mark.parametrize("is_keyed", [False, True])
def test_whom_not_to_contact_gets_no_phone_and_that_is_said(is_keyed):
    key = {"person": "P1"} if is_keyed else {}
    load([ROW | key])
    Participant.objects.update(do_not_contact=True, do_not_contact_reason="asked_for")

    result = load([LATER | key])

    assert Participant.objects.get().phone == ""
    assert [(note.row, note.column) for note in result.left_out] == [(2, "phone")]


def test_anybody_else_gets_the_phone_that_was_lacking():
    load([ROW])

    result = load([LATER])

    assert Participant.objects.get().phone == "+355692345678"
    assert not result.left_out

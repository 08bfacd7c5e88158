"""Telephone numbers and names, as people write them."""

import pytest
from django.core.exceptions import ValidationError

from participants.lib.validators import check_name, check_no_identity_number
from shkej.lib.phones import e164, masked_email, masked_phone, office_number, spoken


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("069 234 5678", "+355692345678"),
        ("0692345678", "+355692345678"),
        ("69 234 5678", "+355692345678"),
        ("+355 69 234 5678", "+355692345678"),
        ("00355692345678", "+355692345678"),
        ("355692345678", "+355692345678"),
        ("+355 (0) 69/234-5678", "+355692345678"),
        ("04 223 4567", "+35542234567"),
        ("069\u00a0234\u20115678", "+355692345678"),
        ("+39 333 123 4567", "+393331234567"),
        ("0030 694 1234567", "+306941234567"),
        ("", ""),
        (None, ""),
    ],
)
def test_numbers_are_kept_as_e164(written, kept):
    assert e164(written) == kept


@pytest.mark.parametrize(
    "written",
    ["061 234 5678", "069 234", "12", "+1", "+355 12 345 6789", "phone", "+٣٩٣٣٣١٢٣٤٥٦٧", "0" * 40],
)
def test_other_numbers_are_refused(written):
    with pytest.raises(ValidationError):
        e164(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("116111", "116111"), ("129", "129"), ("04 223 4567", "+35542234567"), ("", "")],
)
def test_an_office_may_have_a_short_number(written, kept):
    assert office_number(written) == kept


@pytest.mark.parametrize("written", ["116111", "0", "222", "04 22"])
def test_a_short_number_is_nobody_s_own(written):
    with pytest.raises(ValidationError):
        e164(written)


def test_numbers_are_shown_in_groups_and_masked():
    assert spoken("+355692345678") == "+355 69 234 5678"
    assert spoken("+35542234567") == "+355 4 223 4567"
    assert spoken("+393331234567") == "+39 333 123 4567"
    assert spoken("04 222 333") == "04 222 333"  # as it was kept once
    assert spoken("") == spoken(None) == ""
    assert masked_phone("+355692345678") == "••• ••• 78"
    assert masked_email("ana.hoxha@example.org") == "a•••@•••.org"
    assert masked_phone("") == masked_email("") == ""


@pytest.mark.parametrize(
    "name", ["Ana", "Çlirim", "Ëngjëll", "Anna-Maria", "D’Angelo", "Ana M.", "Þórr"]
)
def test_names_are_names(name):
    check_name(name)


@pytest.mark.parametrize("name", ["Ana1", "😀", "<b>", "J91225019K", "Ana; DROP", "-", "Ana\n2"])
def test_other_signs_are_no_name(name):
    with pytest.raises(ValidationError):
        check_name(name)


@pytest.mark.parametrize(
    "text",
    ["J91225019K", "j91225019k", "NID: J91225019K.", "J 91225019 K", "Ana J 9122 5019 K Deda"],
)
def test_identity_numbers_are_recognised(text):
    with pytest.raises(ValidationError):
        check_no_identity_number(text)


def test_other_numbers_are_no_identity_numbers():
    check_no_identity_number("AKSES-2021, 069 234 5678")

"""Telephone numbers: kept as E.164, written as people in Albania write them.

Numbering plan of Albania (+355): mobiles are 67, 68 or 69 and seven figures; landlines have eight
figures and begin with 2 to 5 or 8 (Tirana 4). Numbers of other countries are taken with a + or 00
before them; only their length is checked.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ALBANIA = "355"
NATIONAL = re.compile(r"6[789]\d{7}|[2-58]\d{7}")
ABROAD = re.compile(r"[1-9]\d{6,14}")
WRITTEN = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]+")


def e164(text):
    """`text` as an international number, `069 234 5678` as `+355692345678`; empty stays empty.

    ValidationError for anything that is no number of Albania and not marked as one from abroad.
    """
    figures = WRITTEN.sub("", (text or "").replace("(0)", ""))
    if not figures:
        return ""
    if figures.startswith(("+", "00")):
        number = figures.removeprefix("+") if figures[0] == "+" else figures[2:]
    elif figures.startswith(ALBANIA) and len(figures) > len(ALBANIA) + 7:
        number = figures
    else:
        number = ALBANIA + figures.removeprefix("0")
    if number.isascii() and _is_possible(number):
        return f"+{number}"
    raise ValidationError(
        _(
            "Enter a valid phone number, for example 069 234 5678, "
            "or with its country code, for example +39 06 1234 5678."
        ),
        code="invalid_phone",
    )


def spoken(number):
    """An E.164 number in groups: `+355 69 234 5678`; of other countries as it is."""
    national = number.removeprefix(f"+{ALBANIA}")
    if national == number:
        return number
    area = 2 if national.startswith("6") else 1
    rest = national[area:]
    return f"+{ALBANIA} {national[:area]} {rest[:3]} {rest[3:]}".rstrip()


def masked_phone(number):
    """A number of which only the last two figures can be read."""
    return f"••• ••• {number[-2:]}" if number else ""


def masked_email(email):
    """An address of which only the first letter and the last domain can be read."""
    name, at, host = email.partition("@")
    return f"{name[:1]}•••@•••.{host.rpartition('.')[2]}" if at else ""


def _is_possible(number):
    if number.startswith(ALBANIA):
        return NATIONAL.fullmatch(number.removeprefix(ALBANIA)) is not None
    return ABROAD.fullmatch(number) is not None

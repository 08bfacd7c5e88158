"""What may be recorded of a person, by whichever way it comes in, and what nowhere at all.

Telephone numbers, of people and of offices: `shkej.lib.phones`.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participants.lib.births import OLDEST_AGE, Birth
from shkej.lib.dates import today

EARLIEST_YEAR = 1900
# The identity number of Albania; it tells the date of birth and the sex, and we have no use for it.
IDENTITY_NUMBER = re.compile(r"(?<![A-Z0-9])[A-Z][\s.-]*(?:\d[\s.-]*){8}[A-Z](?![A-Z0-9])")
SIGNS_IN_NAMES = " -'’ʼ.‐‑"


def has_identity_number(text):
    """Whether an Albanian identity number is in a text, also with spaces between its figures."""
    return bool(IDENTITY_NUMBER.search((text or "").upper()))


def check_no_identity_number(text):
    """Refuse an Albanian identity number, wherever it stands in a text."""
    if has_identity_number(text):
        raise ValidationError(
            _("This looks like an identity number. SHKEJ does not keep them: leave it out."),
            code="identity_number",
        )


def check_name(text):
    """Refuse what is no name: anything but letters, spaces, hyphens, apostrophes and full stops."""
    check_no_identity_number(text)
    if "\x00" in text:
        return  # Django's own fields say so
    strange = [sign for sign in text if not _stands_in_names(sign)]
    if strange or not any(sign.isalpha() for sign in text):
        raise ValidationError(
            _("Write the name with letters only; a space, a hyphen or an apostrophe is fine."),
            code="invalid_name",
        )


def check_birth_date(day):
    """Refuse a date of birth that has not come, or from which somebody would be too old today."""
    if day > today():
        raise ValidationError(_("The date of birth cannot be in the future."), code="future_birth")
    if day.year < EARLIEST_YEAR:
        raise ValidationError(_("Enter a date of birth after 1900."), code="birth_too_early")
    _check_not_too_old(Birth(birth_date=day))


def check_birth_year(year):
    """Refuse a year of birth that has not come, or from which somebody would be too old today."""
    if not EARLIEST_YEAR <= year <= today().year:
        raise ValidationError(
            _("Enter a year of birth between 1900 and this year."), code="birth_year"
        )
    _check_not_too_old(Birth(birth_year=year))


def check_told_age(age):
    """Refuse an age that nobody reaches."""
    if not 0 <= age <= OLDEST_AGE:
        raise ValidationError(_("Enter an age between 0 and 120."), code="told_age")


def _check_not_too_old(birth):
    if birth.age_on(today()) is None:
        raise ValidationError(_("Nobody is older than 120 years."), code="too_old")


def _stands_in_names(sign):
    return sign.isalpha() or sign in SIGNS_IN_NAMES or unicodedata.category(sign) in {"Mn", "Mc"}

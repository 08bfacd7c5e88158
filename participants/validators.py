"""What may stand in a person's name, and the numbers that may stand nowhere."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# The identity number of Albania; it tells the date of birth and the sex, and we have no use for it.
IDENTITY_NUMBER = re.compile(r"(?<![A-Z0-9])[A-Z]\d{8}[A-Z](?![A-Z0-9])")
SIGNS_IN_NAMES = " -'’ʼ.‐‑"


def check_no_identity_number(text):
    """Refuse an Albanian identity number, also with spaces between its figures."""
    written = (text or "").upper()
    if IDENTITY_NUMBER.search(written) or IDENTITY_NUMBER.search(re.sub(r"[\s.-]", "", written)):
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


def _stands_in_names(sign):
    return sign.isalpha() or sign in SIGNS_IN_NAMES or unicodedata.category(sign) in {"Mn", "Mc"}

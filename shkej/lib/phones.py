"""Telephone numbers, of people and of offices: one rule, kept as E.164 and shown in groups.

Google's numbering plans say what a number is (`phonenumbers`): one of Albania must be in its plan;
of another country, written with + or 00, the length must fit, since plans grow faster than lists.
"""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ALBANIA = "AL"
LONGEST = 40
# Spaces and hyphens as phones and word processors write them.
WRITTEN = str.maketrans("\u00a0\u2010\u2011\u2012\u2013\u2014\u2015", " ------")


def e164(text):
    """`text` as an international number, `069 234 5678` as `+355692345678`; empty stays empty.

    ValidationError for anything that is no number of Albania and not marked as one from abroad.
    """
    text = (text or "").translate(WRITTEN).strip()
    if not text:
        return ""
    number = _parsed(text)
    if number is None:
        raise ValidationError(
            _(
                "Enter a valid phone number, for example 069 234 5678, "
                "or with its country code, for example +39 06 1234 5678."
            ),
            code="invalid_phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def office_number(text):
    """The same for an office, which may also have a short number, such as 116111."""
    figures = "".join(text.split())
    if figures.isascii() and figures.isdecimal():
        short = phonenumbers.parse(figures, ALBANIA) if len(figures) > 1 else None
        if short and phonenumbers.is_valid_short_number_for_region(short, ALBANIA):
            return figures
    return e164(text)


def spoken(number):
    """An E.164 number in groups: `+355 69 234 5678`; whatever else was kept once as it is."""
    number = str(number or "")
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    if phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) != number:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def kept(form, name, rule):
    """The number typed into the field `name` by `rule`; one that was there already stays."""
    typed = form.cleaned_data[name]
    before = getattr(form.instance, name)
    return before if before and typed in (before, spoken(before)) else rule(typed)


def masked_phone(number):
    """A number of which only the last two figures can be read."""
    return f"••• ••• {number[-2:]}" if number else ""


def masked_email(email):
    """An address of which only the first letter and the last domain can be read."""
    name, at, host = email.partition("@")
    return f"{name[:1]}•••@•••.{host.rpartition('.')[2]}" if at else ""


def _parsed(text):
    if len(text) > LONGEST or not text.isascii() or any(char.isalpha() for char in text):
        return None
    for written in (text, f"+{text}"):  # some write 355 without the +
        try:
            number = phonenumbers.parse(written.replace("(0)", ""), ALBANIA)
        except phonenumbers.NumberParseException:
            continue
        if _is_number(number):
            return number
    return None


def _is_number(number):
    if number.country_code == phonenumbers.country_code_for_region(ALBANIA):
        return phonenumbers.is_valid_number(number)
    return phonenumbers.is_possible_number(number)

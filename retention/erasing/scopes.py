"""How much of a person goes: three steps, each with those before it."""

from enum import IntEnum

from participants.models import Category, Participant
from participants.models.names import NAMELESS
from participants.models.people import new_code
from shkej.lib.bilingual import FIRST
from shkej.lib.queries.columns import free_texts

CONTACTS = ("phone", "email", "safe_contact")
OTHER = "other"


class ErasureScope(IntEnum):
    """What goes. The names of these are in the ledger."""

    CONTACTS = 1  # telephone and e-mail
    NAMES = 2  # also the names, family, answers, files, and whatever names the person
    ALL = 3  # all but sex, disability, year of birth, municipality, and who answers for the record


def values_for(scope, person, *, in_history=False):
    """{column: value} of a participant, or of a version in its history, as `scope` leaves it.

    Sex, disability and municipality stay: figures read them as recorded now. So does the centre,
    without which nobody could answer for the record any more.
    """
    values = dict.fromkeys(CONTACTS, "")
    if scope >= ErasureScope.NAMES:
        values |= dict.fromkeys(free_texts(Participant), "")
        values |= {"first_name": NAMELESS, "household_id": None, "needs_completion": False}
        values |= {"code": NAMELESS} if in_history else {"code": new_code()}
    if scope >= ErasureScope.ALL:
        values |= _birth(person) | {
            "organisation_id": None,
            "administrative_unit_id": None,
            "language": FIRST,
            "category_id": Category.objects.only("pk").get(code=OTHER).pk,
        }
    return values


def is_done(scope, person):
    """Whether a participant is left as `scope` leaves them."""
    if scope == ErasureScope.CONTACTS:
        return not (person.phone or person.email)
    if person.anonymised_on is None:
        return False
    facts = ("birth_date", "told_age", "organisation_id", "administrative_unit_id")
    return scope == ErasureScope.NAMES or all(getattr(person, fact) is None for fact in facts)


def _birth(person):
    """The year alone; of an age that was told the year that it makes likely."""
    year = person.birth_year
    if person.birth_date:
        year = person.birth_date.year
    elif person.told_age is not None and person.age_told_on:
        year = person.age_told_on.year - person.told_age
    return {"birth_date": None, "told_age": None, "age_told_on": None, "birth_year": year}

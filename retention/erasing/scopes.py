"""How much of a person goes: three steps, each with those before it."""

from enum import IntEnum

from participants.models import Category, Participant
from participants.models.names import NAMELESS
from participants.models.people import new_code
from shkej.lib.bilingual import FIRST
from shkej.lib.queries.columns import free_texts

CONTACTS = ("phone", "email", "safe_contact")
# What goes last, and what is left of it. Each column of a participant is decided about in
# tests/retention/test_every_column.py.
FACTS = {
    "birth_date": None,
    "told_age": None,
    "age_told_on": None,
    "organisation_id": None,
    "administrative_unit_id": None,
    "language": FIRST,
    "do_not_contact": False,
}
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
        values |= left_of_facts() | {"birth_year": _birth_year(person)}
    return values


def left_of_facts():
    """`FACTS` with the category that is left of any: {column: value}."""
    return FACTS | {"category_id": Category.objects.only("pk").get(code=OTHER).pk}


def is_done(scope, person):
    """Whether a participant is left as `scope` leaves them."""
    if scope == ErasureScope.CONTACTS:
        return not any(getattr(person, name) for name in CONTACTS)
    if person.anonymised_on is None:
        return False
    if scope == ErasureScope.NAMES:
        return True
    return all(getattr(person, name) == value for name, value in left_of_facts().items())


def _birth_year(person):
    """The year alone; of an age that was told the year that it makes likely."""
    if person.birth_date:
        return person.birth_date.year
    if person.told_age is not None and person.age_told_on:
        return person.age_told_on.year - person.told_age
    return person.birth_year

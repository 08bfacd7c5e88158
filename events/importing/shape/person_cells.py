"""What the cells of a row say of a person, brought under the keys of the contract."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from events.importing.columns import quoted
from events.importing.rows import RowCells
from events.importing.shape.beside_names import phone_beside
from events.importing.shape.person_names import are_several, divided
from events.importing.shape.synonyms import FULL_NAME, SURNAME_FIRST, THREE_NAMES
from events.importing.shape.texts import (
    MARKS_BY_SIGN,
    first_phone,
    name_as_written,
    sex_marked,
    title_before,
    without_address,
    without_number,
    year_alone,
)

WHOLE_NAMES = (FULL_NAME, SURNAME_FIRST, THREE_NAMES)
SayLeftOut = Callable[[str], None]


def put_person(row: RowCells, said: Mapping[str, str], say: SayLeftOut) -> None:
    """Divide whole names and what stands beside them; `said`: by a title above, of all below it."""
    _names(row, say)
    if sexes := sex_marked({key: row.pop(key) for key in MARKS_BY_SIGN if key in row}):
        row["sex"] = sexes
    _year_of_birth(row)
    _phone(row, say)
    for key, value in said.items():
        row.setdefault(key, value)


def two_phones() -> str:
    """What is said where somebody has two."""
    return _("Two phone numbers: the first is taken.")


def _names(row: RowCells, say: SayLeftOut) -> None:
    for key in (*WHOLE_NAMES, "first_name", "last_name"):
        if isinstance(name := row.get(key), str):
            if "phone" not in row:
                name, phone = phone_beside(name)
                row |= {"phone": phone} if phone else {}
            row[key] = _without_title(without_number(name), say)
    for key in WHOLE_NAMES:
        if isinstance(whole := row.pop(key, None), str):
            row |= {name: part for name, part in divided(whole, key).items() if part}
        elif whole is not None:
            row["first_name"] = whole
    for key in ("first_name", "father_name", "last_name"):
        if isinstance(name := row.get(key), str) and not are_several(name):
            row[key] = name_as_written(without_number(name))


def _without_title(name: str, say: SayLeftOut) -> str:
    title, rest = title_before(name)
    if title:
        say(_("%(title)s before the name is not taken.") % {"title": quoted([title])})
    return rest


def _phone(row: RowCells, say: SayLeftOut) -> None:
    if not isinstance(said := row.get("phone"), str):
        return
    if (phones := without_address(said)) != said and "@" in said:
        say(_("An e-mail address is not taken."))
    row["phone"], more = first_phone(phones)
    if more:
        say(two_phones())
    if not phones:
        del row["phone"]


def _year_of_birth(row: RowCells) -> None:
    """Put a year that stands for a date of birth, or for an age beside none, where it belongs."""
    if year := year_alone(row.get("birth_year")):
        row["birth_year"] = year
    if year := year_alone(row.get("birth_date")):
        row.setdefault("birth_year", year)
        del row["birth_date"]
    year = year_alone(row.get("age"))
    if year and not {"birth_year", "birth_date"} & row.keys():
        row["birth_year"] = year
        del row["age"]

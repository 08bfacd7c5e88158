"""The lines of a register under the columns of the import, in the words of the active language.

No more of a person than a register tells: neither phone nor date of birth nor disability.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from events.importing.codes import Vocabulary, category_vocabulary, vocabulary
from events.importing.columns import plain
from events.importing.downloads.names import name_of_line
from events.models import Attendance, Event, Headcount, Registration
from participants.models import Category, Sex
from shkej.lib.dates import TIRANA

LETTERS_OF_SEX = {Sex.FEMALE: "F", Sex.MALE: "M"}
RegisterLine = dict[str, str]


def lines_of(
    event: Event,
    places: Iterable[Registration],
    counts: Iterable[Headcount],
    *,
    name: str,
    projects: Sequence[str],
) -> list[tuple[RegisterLine, Registration | Headcount]]:
    """[({column: text}, what it tells of)] of a register; the event is called `name` there.

    Each line has a name of its own under "person", those of groups too: so what is changed beside
    it does not make another of it. What is said of the event is there once: corrected there it is
    corrected.
    """
    words = category_vocabulary(list(Category.objects.all()))
    start = {"event": name, "starts_at": _moment(event.starts_at, event)}
    lines: list[tuple[RegisterLine, Registration | Headcount]] = [
        (start | {"person": name_of_line(name, number)} | _person(place, event, words), place)
        for number, place in enumerate(places, 1)
    ]
    lines += [
        (start | {"person": name_of_line(name, number)} | _group(count, words), count)
        for number, count in enumerate(counts, len(lines) + 1)
    ]
    if lines:
        first, of = lines[0]
        lines[0] = (first | _facts(event, projects), of)
    return [({key: text for key, text in line.items() if text}, of) for line, of in lines]


def _facts(event: Event, projects: Sequence[str]) -> RegisterLine:
    return {
        "title_sq": event.title_sq or "",
        "title_en": event.title_en or "",
        "kind": _word(Event.Kind, event.kind),
        "project": "; ".join(projects),
        "ends_at": _moment(event.ends_at, event) if event.ends_at else "",
        "venue": event.venue_sq or "",
        "status": _word(Event.Status, event.status),
    }


def _person(place: Registration, event: Event, words: Vocabulary) -> RegisterLine:
    person = place.participant
    age = place.age if place.age is not None else person.age_on(event.local_date)
    return {
        "first_name": person.first_name,
        "father_name": person.father_name,
        "last_name": person.last_name,
        "sex": LETTERS_OF_SEX.get(person.sex, ""),
        "age": _number(age),
        "category": _category(place.category, words),
        "organisation": str(place.organisation) if place.organisation else "",
        "attendance": _word(Attendance, place.attendance),
    }


def _group(count: Headcount, words: Vocabulary) -> RegisterLine:
    return {
        "sex": LETTERS_OF_SEX.get(count.sex, ""),
        "category": _category(count.category, words),
        "headcount": _number(count.count),
        "age_from": _number(count.age_from),
        "age_to": _number(count.age_to),
    }


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _moment(moment: datetime, event: Event) -> str:
    """A moment in Tirana; of an event without hours the day alone."""
    return moment.astimezone(TIRANA).strftime("%Y-%m-%d" if event.is_all_day else "%Y-%m-%d %H:%M")


def _word(choices: type[TextChoices], code: str) -> str:
    return _meant(str(choices(code).label), code, code, vocabulary(choices))


def _category(category: Category, words: Vocabulary) -> str:
    return _meant(str(category.label), category.code, category.pk, words)


def _meant(label: str, code: str, meaning: Any, words: Vocabulary) -> str:
    """The label, or the code where the label would be read as something else."""
    return label if words.meanings.get(plain(label)) == meaning else code

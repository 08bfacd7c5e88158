"""Finding people of whom the reader sees a short name alone: by what that shows, and nothing else.

More letters than are shown neither find anybody nor rule anybody out, so no trying of letters tells
a surname; father's names, codes, ages and telephones find nobody.
"""

from django.db.models import Q

from participants.lib.names import tell_apart
from shkej.lib.albanian import fold, terms


def by_shown_name(people, text, event):
    """Those of `people` whose short names have each word of `text`; told apart among them all."""
    words = terms(text)
    for word in words:  # more than are meant, and with each of them all of their short name
        people = people.filter(
            Q(search_name__contains=word) | Q(search_name__contains=f" {word[0]}")
        )
    told = tell_apart(people, event.local_date) if words else []
    return [one for one in told if all(_has_word(one, word) for word in words)]


def by_whole_shown_name(people, first_name, last_name, event):
    """The same, with no given name beside `first_name`."""
    given = fold(first_name)
    found = by_shown_name(people, f"{first_name} {last_name}", event)
    return [one for one in found if fold(one.first_name) == given]


def _has_word(person, word):
    given = fold(person.first_name)
    if word in given:
        return True
    shown = fold(person.plain_short_name)[len(given) :].split()
    return any(
        word.startswith(part[:-1]) if part.endswith(".") else part.startswith(word)
        for part in shown
        if part != "."
    )

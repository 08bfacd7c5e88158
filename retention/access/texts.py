"""Texts that name a person, with everybody else blanked."""

from functools import reduce
from operator import or_

from django.db.models import Q

from participants.models import Participant
from retention.erasing import texts
from retention.erasing.needles import needles_of
from shkej.lib.albanian import fold
from shkej.lib.queries.columns import searchable

# Machinery and what other sections tell already.
LEFT_OUT = {
    "accounts.accesslog",
    "events.importedrow",
    "django_tasks_database.dbtaskresult",
    "background.startedtask",
    "participants.household",
    "participants.merge",
}
LONGEST_WORD, SHORTEST_WORD = 40, 3


def naming_texts(person):
    """[(where, text)] of all that somebody typed with this person's full name, phone or code."""
    needles = needles_of({person.pk})
    found = []
    for place in texts.find(needles):
        if place.model._meta.label_lower in LEFT_OUT:
            continue
        row = place.model._base_manager.filter(pk=place.pk).first()
        if row is None:
            continue
        for column in searchable(place.model):
            text = getattr(row, column.attname)
            if isinstance(text, str) and needles.stands_in(text):
                where = f"{place.model._meta.verbose_name}: {column.verbose_name}"
                found.append((where, without_others(text, person)))
    return sorted(set(found))


def without_others(text, person):
    """The text with a blank in the place of each other person whom it names in full."""
    words = {word.strip(".,;:!?()“”\"'") for word in fold(text).split()}
    words = {word for word in words if SHORTEST_WORD <= len(word) <= LONGEST_WORD}
    if not words:
        return text
    asked = reduce(
        or_,
        (Q(search_name__contains=f" {word[:-2]}") for word in words if len(word) > 4),
        Q(pk=None),
    )
    others = Participant.objects.exclude(pk=person.pk).exclude(merged_into=person.pk)
    keys = set(others.filter(asked).values_list("pk", flat=True)[:500])
    if not keys:
        return text
    own, marks = needles_of({person.pk}), {}

    def keep(match):
        marks[f"\x00{len(marks)}\x00"] = match.group()
        return f"\x00{len(marks) - 1}\x00"

    held = own.replaced(text, keep)  # what names the person stays, also where it names another
    left = needles_of(keys).without(held)
    for mark, words_of_own in marks.items():
        left = left.replace(mark, words_of_own)
    return left

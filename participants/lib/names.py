"""How people of one name are told apart on a list, whoever reads it.

Readers who know people's records see the father's name, else the age, else the code: the first of
them that nobody else of that name shares. All others, and everybody at a handed-over device, see
only as many further letters of the surname as are needed, never any of these. What is printed and
may be lost bears besides as few letters of the father's name as are needed, and no age.
"""

from collections import Counter, defaultdict
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.translation import ngettext

from shkej.lib.dates import today


def tell_apart(people, day=None):
    """Let those of `people` whose shown names are equal carry what tells them apart; returns them.

    Sets `apart` and `surname_letters`, from which `listed_name` and `short_name` are made. `day`:
    on which ages are told, today where None. `people`: all who are on one list.
    """
    people = list(people)
    for same in _groups(people, lambda person: _plain(person.plain_name)):
        _set_apart(same, day or today())
    for same in _groups(people, _short):
        _set_letters(same)
    return people


def fathers_letters(people):
    """{id: letters} of those of `people` whose short names are equal and whose fathers' are not.

    As few letters of the father's name as tell them apart; call `tell_apart` before.
    """
    letters = {}
    for same in _groups(people, lambda person: _plain(person.plain_short_name)):
        often = Counter(_plain(rows[0].father_name) for rows in same)
        for person, *_again in same:
            own = _plain(person.father_name)
            if own and often[own] == 1:
                needed = 1 + max(_shared(own, other) for other in often if other != own)
                is_cut = needed < len(own) or needed == 1
                letters[person.pk] = f"{own[:needed].title()}{'.' if is_cut else ''}"
    return letters


def split_name(text):
    """A typed name as (first name, surname): the last word is the surname.

    Names typed without any capital get them; others stay as typed.
    """
    words = text.split()
    if text == text.lower():
        words = [word[:1].upper() + word[1:] for word in words]
    if len(words) < 2:
        return " ".join(words), ""
    return " ".join(words[:-1]), words[-1]


def set_apart(name, other):
    """A name for a page, with the letters marked that stand otherwise in `other`.

    All of it stays unmarked where either is empty: then nothing is compared.
    """
    pieces = SequenceMatcher(None, name, other, autojunk=False).get_opcodes() if other else []
    parts = [(kind, name[begin:end]) for kind, begin, end, _from, _to in pieces if begin < end]
    marked = format_html_join(
        "",
        "{}",
        (
            (piece if kind == "equal" else format_html('<mark class="differs">{}</mark>', piece),)
            for kind, piece in parts or [("equal", name)]
        ),
    )
    return format_html('<span translate="no">{}</span>', marked)


def _groups(people, key):
    """Those of `people` that share a key with somebody else; the same person twice is one."""
    groups = defaultdict(dict)
    for person in people:
        groups[key(person)].setdefault(person.pk or id(person), []).append(person)
    for by_key in groups.values():
        if len(by_key) > 1:
            yield list(by_key.values())


def _short(person):
    return _plain(person.first_name), _plain(person.last_name[:1])


def _set_apart(same, day):
    """`same`: lists of objects of one person each."""
    left = dict(enumerate(rows[0] for rows in same))
    for fact in (_father, lambda person: _age(person, day), lambda person: person.code):
        facts = {place: fact(rows[0]) for place, rows in enumerate(same)}
        often = Counter(map(_plain, facts.values()))
        for place in list(left):
            if facts[place] and often[_plain(facts[place])] == 1:
                for person in same[place]:
                    person.apart = facts[place]
                del left[place]


def _father(person):
    return person.father_name


def _age(person, day):
    age = person.age_on(day)
    if age is None:
        return ""
    return ngettext("%(age)s year", "%(age)s years", age) % {"age": age}


def _set_letters(same):
    """One letter more than each shares with any other surname of the group."""
    surnames = {_plain(rows[0].last_name) for rows in same}
    for rows in same:
        own = _plain(rows[0].last_name)
        letters = 1 + max((_shared(own, other) for other in surnames - {own}), default=0)
        for person in rows:
            person.surname_letters = letters


def _shared(one, other):
    """How many letters two words begin with alike."""
    for place, (letter, other_letter) in enumerate(zip(one, other, strict=False)):
        if letter != other_letter:
            return place
    return min(len(one), len(other))


def _plain(text):
    return " ".join(text.casefold().split())

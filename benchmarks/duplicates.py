"""How many second records of a person are found: `python -m benchmarks.duplicates`.

Makes 5,000 invented Albanians, in families with brothers and sisters, twins, and sons who bear the
name of their grandfather, and second records of 600 of them, twenty of each kind of distortion.
Of every second one less is known: no telephone, no father, or the year of birth alone. They are
compared as an import compares them (many at once), as the form does (one), and their names are
typed into the box of a register. A pair that is no second record is a false candidate. Promised:
at least 98 of 100 found, at most one false candidate for each true one; joined is nobody, since
only people join records.
"""

import argparse
from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random

from benchmarks.own_database import own_database

PEOPLE, SECONDS = 5_000, 600
TWINS_IN = 40  # families


class Crowd:
    """`people`: dicts of what is recorded of each."""

    def __init__(self, chance, size):
        from benchmarks.country.words import MEN, SURNAMES, WOMEN

        self.chance, self.people = chance, []
        self.names = {"male": MEN, "female": WOMEN}
        self.surnames = SURNAMES + [f"{name}j" for name in SURNAMES if name.endswith("a")]
        while len(self.people) < size:
            self._family()
        del self.people[size:]

    def _family(self):
        chance, surname = self.chance, self.chance.choice(self.surnames)
        father = self._person("male", surname, chance.choice(self.names["male"]), (1965, 1988))
        phone, used = father["phone"], set()
        children = chance.choice([1, 1, 2, 2, 3, 4])
        born = None
        for number in range(children):
            sex = chance.choice(["male", "female"])
            name = chance.choice([one for one in self.names[sex] if one not in used])
            used.add(name)
            child = self._person(sex, surname, father["first_name"], (2005, 2020), name, phone)
            if number and born and chance.randrange(TWINS_IN) == 0:
                child["birth_date"] = born
            born = child["birth_date"]

    def _person(self, sex, surname, father, years, name=None, phone=None):
        chance = self.chance
        born = date(chance.randint(*years), 1, 1) + timedelta(days=chance.randrange(365))
        person = {
            "first_name": name or chance.choice(self.names[sex]),
            "father_name": father,
            "last_name": surname,
            "sex": sex,
            "birth_date": born,
            "phone": phone or f"+35569{chance.randrange(10**7):07}",
        }
        self.people.append(person)
        return person


def without_marks(text):
    return text.translate(str.maketrans("ëçËÇ", "ecEC"))


def replaced(name, *pairs):
    """`name` with the first of `pairs` (letters, others) that it has; None where it has none."""
    for old, new in pairs:
        if old in name:
            return name.replace(old, new, 1)
    return None


def slip(chance, name, how):
    """One typing mistake behind the first letter."""
    place = chance.randrange(1, len(name) - 1)
    if how == "left out":
        return name[:place] + name[place + 1 :]
    if how == "twice":
        return name[:place] + name[place] + name[place:]
    if how == "other":
        return name[:place] + chance.choice("aeioumnrst") + name[place + 1 :]
    return name[: place - 1 + 1] + name[place + 1] + name[place] + name[place + 2 :]


SOFT = [("xh", "j"), ("Xh", "J"), ("zh", "x"), ("gj", "g"), ("Gj", "G"), ("dh", "d"), ("Dh", "D")]
SOFT += [("sh", "s"), ("Sh", "S"), ("th", "t"), ("ll", "l"), ("Rr", "R"), ("rr", "r"), ("nj", "n")]
LETTERS = [("ç", "q"), ("Ç", "Q"), ("Ç", "Ch"), ("q", "ç"), ("y", "i"), ("Y", "I"), ("v", "w")]


def kinds(chance):
    """{kind: function of a person's facts that distorts them; None where that cannot be}."""

    def both(change):
        def changed(facts):
            facts |= {name: change(facts[name]) for name in ("first_name", "last_name")}
            return facts

        return changed

    def of(field, change):
        def changed(facts):
            value = change(facts[field])
            return None if value is None or value == facts[field] else facts | {field: value}

        return changed

    def without(*fields):
        def changed(facts):
            gone = {field: None if field == "birth_date" else "" for field in fields}
            return facts | gone

        return changed

    def turned(facts):
        return facts | {"first_name": facts["last_name"], "last_name": facts["first_name"]}

    def year_alone(facts):
        return facts | {"birth_year": facts["birth_date"].year, "birth_date": None}

    def year_beside(facts):
        year = facts["birth_date"].year + chance.choice([-1, 1])
        return facts | {"birth_year": year, "birth_date": None}

    def told(facts):
        age = 2026 - facts["birth_date"].year
        day = date(2026, 6, 1)
        return facts | {"told_age": age, "age_told_on": day, "birth_date": None}

    def month_first(facts):
        day = facts["birth_date"]
        if day.day > 12 or day.day == day.month:
            return None
        return facts | {"birth_date": day.replace(month=day.day, day=day.month)}

    def ending(name):
        if name.endswith("a"):
            return name[:-1] + "ë"
        return name + "i" if name[-1] not in "aeiouë" else None

    def nickname(facts):
        from participants.models import Nickname

        known = Nickname.objects.filter(name=facts["first_name"]).first()
        return facts | {"first_name": known.nickname} if known else None

    return {
        "the same": lambda facts: facts,
        "capitals": both(str.upper),
        "small letters without marks": both(lambda name: without_marks(name).lower()),
        "surname first": turned,
        "surname first, capitals": lambda facts: turned(both(str.upper)(facts)),
        "given name heard otherwise": of("first_name", lambda name: replaced(name, *SOFT)),
        "surname heard otherwise": of("last_name", lambda name: replaced(name, *SOFT)),
        "given name, ç q y v": of("first_name", lambda name: replaced(name, *LETTERS)),
        "surname, ç q y v": of("last_name", lambda name: replaced(name, *LETTERS)),
        "other ending of the given name": of("first_name", ending),
        "other ending of the surname": of("last_name", ending),
        "letter left out of the given name": of(
            "first_name", lambda name: slip(chance, name, "left out")
        ),
        "letter left out of the surname": of(
            "last_name", lambda name: slip(chance, name, "left out")
        ),
        "letter twice in the given name": of(
            "first_name", lambda name: slip(chance, name, "twice")
        ),
        "letter twice in the surname": of("last_name", lambda name: slip(chance, name, "twice")),
        "other letter in the given name": of(
            "first_name", lambda name: slip(chance, name, "other")
        ),
        "other letter in the surname": of("last_name", lambda name: slip(chance, name, "other")),
        "letters changed places, surname": of(
            "last_name", lambda name: slip(chance, name, "places")
        ),
        "second given name": of("first_name", lambda name: f"{name} Maria"),
        "second surname, hyphen": of("last_name", lambda name: f"{name}-Kola"),
        "second surname, before": of("last_name", lambda name: f"Kola {name}"),
        "nickname": nickname,
        "surname of the initial alone": of("last_name", lambda name: f"{name[0]}."),
        "no surname, day of birth": lambda facts: facts | {"last_name": ""},
        "father’s initial": of("father_name", lambda name: f"{name[0]}."),
        "neither father nor telephone": without("father_name", "phone"),
        "year of birth alone": year_alone,
        "year of birth, one beside": year_beside,
        "age as told": told,
        "day and month changed places": month_first,
        "other surname, by marriage": lambda facts: facts | {"last_name": "Kamberi"},
        "other telephone, no birth": lambda facts: (
            facts | {"phone": "+355690000000", "birth_date": None}
        ),
    }


def seconds(chance, people, wanted):
    """[(kind, place of the first record, facts)], as many of each kind as the other."""
    found, taken = [], set()
    how = kinds(chance)
    for kind, distort in how.items():
        left = wanted // len(how) + 1
        for place in chance.sample(range(len(people)), len(people)):
            if not left:
                break
            facts = distort(dict(people[place])) if place not in taken else None
            if facts is not None:
                taken.add(place)
                found.append((kind, place, less_known(chance, facts)))
                left -= 1
    return chance.sample(found, len(found))[:wanted]


def less_known(chance, facts):
    """The same, of every second one without something that lists often lack."""
    lacks = chance.choice(["", "", "", "phone", "father_name", "birth_date"])
    if lacks == "birth_date" and facts["birth_date"]:
        return facts | {"birth_year": facts["birth_date"].year, "birth_date": None}
    return facts | {lacks: ""} if lacks in ("phone", "father_name") else facts


def measure(size, wanted):
    """Print what is found of each kind."""
    from participants.duplicates.pairs import find_possible_duplicates, possible_duplicates
    from participants.models import Category, Participant

    chance = Random(20211006)
    category = Category.objects.get(code="child")
    crowd = Crowd(chance, size).people
    people = Participant.objects.bulk_create(
        [Participant(category=category, **facts) for facts in crowd]
    )
    second = seconds(chance, crowd, wanted)
    before = Participant.objects.filter(pk__lte=people[-1].pk)
    new = [Participant(category=category, **facts) for _kind, _place, facts in second]
    truth = {-number: people[place].pk for number, (_k, place, _f) in enumerate(second, 1)}
    kind_of = {-number: kind for number, (kind, _p, _f) in enumerate(second, 1)}
    ways = {"import": defaultdict(set), "form": defaultdict(set), "typed": defaultdict(set)}
    for one, other in find_possible_duplicates(new, before):
        if other > 0 > one:
            ways["import"][one].add(other)
    for number, person in enumerate(new, 1):
        ways["form"][-number] = {one.pk for one in possible_duplicates(person, before)}
        ways["typed"][-number] = _typed(before, person)
    _print(ways, truth, kind_of)


def _typed(before, person):
    from events.register.people.found import SHOWN
    from participants.finding.nearest import nearest

    """Who is in the box of a register once the name is typed."""
    return {one.pk for one in nearest(before, person.plain_name, SHOWN)}


def _print(ways, truth, kind_of):
    counts = Counter(kind_of.values())
    print(f"{'kind':36} {'of':>4}", *(f"{way:>8} {'false':>6}" for way in ways))
    totals = {way: [0, 0] for way in ways}
    for kind in sorted(counts):
        cells = []
        for way, found in ways.items():
            of_kind = [key for key, name in kind_of.items() if name == kind]
            hits = sum(truth[key] in found[key] for key in of_kind)
            false = sum(len(found[key] - {truth[key]}) for key in of_kind)
            totals[way][0] += hits
            totals[way][1] += false
            cells.append(f"{hits:8} {false:6}")
        print(f"{kind:36} {counts[kind]:4}", *cells)
    for way, (hits, false) in totals.items():
        share = 100 * hits / len(truth)
        print(f"{way}: {share:.1f} % found, {false / max(1, hits):.2f} false for each true one")


def main():
    parser = argparse.ArgumentParser(description="Look for second records of invented people.")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    asked = parser.parse_args()
    with own_database():
        measure(asked.people, asked.seconds)


if __name__ == "__main__":
    main()

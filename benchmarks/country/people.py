"""The people of the country: families, and those who come for their work or alone."""

from datetime import date, timedelta

from benchmarks.country.bulk import fill, next_id, write_history
from benchmarks.country.words import MEN, SURNAMES, WOMEN
from participants.finding.index import current_nicknames
from participants.finding.sounds import sound_key
from participants.finding.words import GIVEN, words_of
from participants.models import (
    Category,
    Consent,
    Guardianship,
    Household,
    NameWord,
    Participant,
    PossibleDuplicate,
)
from participants.models.people import CODE_LETTERS

ALONE = ["young_person"] * 5 + ["community_member"] * 5 + ["teacher", "police", "institution"]
ALONE += ["service_provider", "volunteer", "staff"]
IN_A_HUNDRED_LACK = 2  # facts that reports need: they are to be completed
DUPLICATES_IN = 200  # one person in so many is there twice


class Population:
    """`people`: unsaved `Participant`s with their numbers, by centre, in the order of coming."""

    def __init__(self, plan, places):
        self.plan, self.places = plan, places
        self.chance = plan.chance("people")
        self.categories = dict(Category.objects.values_list("code", "pk"))
        self.next, self.next_household = next_id(Participant), next_id(Household)
        self.people = {centre: [] for centre in places.centres}
        self.rows, self.households, self.guardianships, self.consents = [], [], [], []

    def make(self):
        """Draw them all and write them down."""
        centres = self.places.centres
        while len(self.rows) < self.plan.people:
            centre = centres[len(self.households) % len(centres)]
            self._family(centre)
            for _one in range(2):
                self._person(centre, category=self.chance.choice(ALONE), born=(1950, -16))
        del self.rows[self.plan.people :]
        kept = {row["id"] for row in self.rows}
        fill(Household, self.households)
        fill(Participant, self.rows)
        fill(NameWord, self._words())
        fill(
            Guardianship, (g for g in self.guardianships if {g["adult_id"], g["child_id"]} <= kept)
        )
        fill(Consent, (c for c in self.consents if c["participant_id"] in kept))
        for row in self.rows:
            self.people[row["centre_id"]].append(Participant(**row))
        fill(PossibleDuplicate, self._duplicates())
        for model in (Participant, Guardianship):
            write_history(model, "+", at="created_at", by="NULL")
        return self

    def _family(self, centre):
        """One or two adults with one to three children."""
        surname, household = self.chance.choice(SURNAMES), self.next_household
        self.next_household += 1
        created = self._moment()
        self.households.append({"id": household, "created_at": created, "name": surname})
        shared = {"surname": surname, "household": household, "created": created}
        adults = [
            self._person(centre, category="parent", born=(-52, -24), sex=sex, phones=90, **shared)
            for sex in self.chance.choice([("female",), ("female", "male"), ("female", "male")])
        ]
        for _child in range(self.chance.choice([1, 1, 2, 2, 3])):
            father = self.chance.choice(MEN)
            child = self._person(centre, category="child", born=(-17, -4), father=father, **shared)
            for adult in adults:
                relation = "mother" if adult["sex"] == "female" else "father"
                self.guardianships.append(
                    {
                        "created_at": created,
                        "adult_id": adult["id"],
                        "child_id": child["id"],
                        "relation": relation,
                        "may_collect": self.chance.random() < 0.8,
                    }
                )
            if self.chance.random() < 0.9:
                self._consent(child, centre)

    def _person(
        self, centre, *, category, born, sex=None, surname=None, household=None, father="",
        created=None, phones=40,
    ):  # fmt: skip
        chance = self.chance
        sex = sex or chance.choice(["female", "female", "male"])
        lacks = chance.randrange(100) < IN_A_HUNDRED_LACK
        disability = chance.choice(["no"] * 15 + ["yes"] + ["unknown"] * 4)
        has_phone = chance.randrange(100) < phones
        row = {
            "id": self.next,
            "created_at": created or self._moment(),
            "code": code_of(self.next),
            "first_name": chance.choice(WOMEN if sex == "female" else MEN),
            "father_name": father,
            "last_name": surname or chance.choice(SURNAMES),
            "sex": "unknown" if lacks else sex,
            **self._birth(born, lacks),
            "category_id": self.categories[category],
            "centre_id": centre,
            "municipality_id": chance.choice(self.places.municipalities),
            "organisation_id": None,
            "household_id": household,
            "phone": f"+355690{chance.randrange(10**6):06}" if has_phone else "",
            "disability": disability,
            "disability_method": "" if disability == "unknown" else "washington_group",
            "needs_completion": lacks,
        }
        if category in ("police", "institution", "teacher", "service_provider"):
            row["organisation_id"] = chance.choice(self.places.organisations)
        self.next += 1
        self.rows.append(row)
        return row

    def _birth(self, born, lacks):
        """A date, a year, an age as told, or nothing; `born`: years, below zero before today."""
        chance, today = self.chance, self.plan.today
        first, last = (year if year > 0 else today.year + year for year in born)
        year, way = chance.randint(first, last), chance.random()
        facts = dict.fromkeys(("birth_date", "birth_year", "told_age", "age_told_on"))
        if lacks:
            return facts
        if way < 0.6:
            return facts | {"birth_date": date(year, chance.randint(1, 12), chance.randint(1, 28))}
        if way < 0.9:
            return facts | {"birth_year": year}
        told_on = self.plan.first_day + timedelta(days=chance.randrange(900))
        return facts | {"told_age": max(told_on.year - year, 0), "age_told_on": told_on}

    def _consent(self, child, centre):
        """Given by a parent; some ran out, some were taken back."""
        answer = self.chance.choice(["given"] * 18 + ["refused", "withdrawn"])
        given_on = child["created_at"].date()
        expires_on = given_on + timedelta(days=730) if self.chance.random() < 0.3 else None
        self.consents.append(
            {
                "created_at": child["created_at"],
                "participant_id": child["id"],
                "purpose": "data",
                "answer": answer,
                "given_by": "guardian",
                "given_on": given_on,
                "expires_on": expires_on,
                "recorded_by_id": self.places.staff[centre][0],
            }
        )

    def _moment(self):
        """When somebody came first: a tenth at once, the others evenly over the years."""
        share = len(self.rows) / self.plan.people
        day = self.plan.first_day + timedelta(days=max(0, int(1_160 * share) - 116))
        return self.plan.at(day, self.chance.randint(8, 17), self.chance.randrange(60))

    def _words(self):
        """The words of the index of names, as the application keeps them."""
        nicknames = current_nicknames()
        for row in self.rows:
            words = words_of(row["first_name"], row["father_name"], row["last_name"])
            words |= nicknames.of({word for kind, word in words if kind == GIVEN})
            for kind, word in sorted(words):
                found = {"participant_id": row["id"], "kind": kind, "word": word}
                yield found | {"sound": sound_key(word)}

    def _duplicates(self):
        """Two with the same names in one centre, whom nobody has compared yet."""
        seen, wanted = {}, max(1, self.plan.people // DUPLICATES_IN)
        for row in self.rows:
            names = row["centre_id"], row["first_name"], row["last_name"]
            if names in seen and wanted:
                wanted -= 1
                yield {
                    "created_at": row["created_at"],
                    "first_id": seen.pop(names),
                    "second_id": row["id"],
                }
            else:
                seen[names] = row["id"]


def code_of(number):
    """A participant's code that no other has: random ones collide among so many."""
    code = ""
    for _place in range(6):
        number, letter = divmod(number, len(CODE_LETTERS))
        code += CODE_LETTERS[letter]
    return code

"""When somebody can have been born, and every age that is worked out from it.

One of three facts is known: the date of birth, the year, or an age with the day it was told. All
ages of the product come from here; whoever would be unborn on a day has no age on it, and neither
has who would be older than people get: such a fact is to be asked about, never reckoned with.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shkej.lib.dates import age_on, years_before

FACTS = ("birth_date", "birth_year", "told_age", "age_told_on")
OLDEST_AGE = 120
ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class Birth:
    """What is known of a birth; nothing where all is None."""

    birth_date: date | None = None
    birth_year: int | None = None
    told_age: int | None = None
    age_told_on: date | None = None

    @classmethod
    def of(cls, person):
        """What is recorded of a participant."""
        return cls(*(getattr(person, fact) for fact in FACTS))

    @property
    def days(self):
        """The first and the last day on which it can have been; None where nothing is known."""
        if self.birth_date:
            return self.birth_date, self.birth_date
        if self.birth_year:
            return date(self.birth_year, 1, 1), date(self.birth_year, 12, 31)
        if self.told_age is None or self.age_told_on is None:
            return None
        first = years_before(self.age_told_on, self.told_age + 1) + timedelta(days=1)
        return first, years_before(self.age_told_on, self.told_age)

    @property
    def in_words(self):
        """What is known, as part of a sentence; empty where nothing is."""
        if self.birth_date:
            return _("born on %(date)s") % {"date": date_format(self.birth_date)}
        if self.birth_year:
            return _("born in %(year)s") % {"year": self.birth_year}
        if not self.is_known:
            return ""
        return _("%(age)s years, told on %(date)s") % {
            "age": self.told_age,
            "date": date_format(self.age_told_on),
        }

    @property
    def is_known(self):
        """Whether there is anything to work an age out from."""
        return self.days is not None

    def is_after(self, day):
        """Whether it was certainly after `day`."""
        return self.is_known and self.days[0] > day

    def age_on(self, day):
        """Completed years on `day` (docs/counting.md); None where unknown, or where it cannot be.

        From the date; else year of `day` − year of birth; else the told age + whole years since
        (less whole years, for a day before it was told).
        """
        if self.birth_date:
            age = age_on(self.birth_date, day)
        elif self.birth_year:
            age = day.year - self.birth_year
        elif self.is_known:
            since, until = sorted((self.age_told_on, day))
            years = age_on(since, until)
            age = self.told_age + (years if day >= self.age_told_on else -years)
        else:
            return None
        return age if age is not None and 0 <= age <= OLDEST_AGE else None

    def admits(self, age, day):
        """Whether somebody born then can be `age` years old on `day`: of a year, two ages can be.

        Where nothing is known, any.
        """
        if not self.is_known:
            return True
        first, last = self.days
        oldest, youngest = age_on(first, day), age_on(last, day) or 0
        return oldest is not None and youngest <= age <= oldest

    def can_be_older_by(self, other):
        """The most completed years by which it can be before `other`; None where one is unknown.

        0 for two of about the same age, negative for the younger one.
        """
        if not (self.is_known and other.is_known):
            return None
        years = age_on(self.days[0], other.days[1])
        return -1 if years is None else years


def age_after(recorded, *, day, before, after, was_on=None):
    """The age to be recorded at an event of `day`, once the fact about it has changed.

    `recorded`: what is there; `before`, `after`: the births known then and now; `was_on`: the
    earlier day of the event, where that is what changed. An age that follows from the fact before
    follows the new one. One that was told for that event itself stays as long as it can be true.
    """
    was_on = was_on or day
    told_there = before.told_age is not None and before.age_told_on == was_on
    is_told = recorded is not None and (told_there or recorded != before.age_on(was_on))
    if is_told and after.admits(recorded, day):
        return recorded
    return after.age_on(day)

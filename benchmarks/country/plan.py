"""How large the country is, and on which days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random

from shkej.lib.dates import local_moment

SEED = 20211006
YEARS = 3
AHEAD = 60  # days for which events are planned


@dataclass(frozen=True)
class Plan:
    """One country. The same `seed`, `scale` and `today` make the same rows.

    `scale`: 1 is the whole: 60 centres, 100,000 people, 5,000 events, 1,000,000 registrations.
    """

    today: date
    scale: float = 1
    seed: int = SEED

    def part(self, whole, least=1):
        """So many of `whole` at this scale, but at least `least`."""
        return max(least, round(whole * self.scale))

    def chance(self, subject):
        """A source of chance for one subject, so that none depends on what others drew."""
        return Random(f"{self.seed} {subject}")

    @property
    def centres(self):
        """How many centres there are."""
        return self.part(60, 2)

    @property
    def people(self):
        """How many people."""
        return self.part(100_000, 300)

    @property
    def events(self):
        """How many events."""
        return self.part(5_000, 30)

    @property
    def registrations(self):
        """How many places on registers."""
        return self.part(1_000_000, 1_500)

    @cached_property
    def first_day(self):
        """The day on which the centres opened."""
        return self.today - timedelta(days=365 * YEARS)

    @property
    def opened(self):
        """The moment of that."""
        return self.at(self.first_day, 8)

    def at(self, day, hour, minute=0):
        """A moment of a local day."""
        moment: datetime = local_moment(day, time(hour, minute))
        return moment

    def quarter(self):
        """The last whole quarter: its first and last day."""
        month = (self.today.month - 1) // 3 * 3 + 1
        last = date(self.today.year, month, 1) - timedelta(days=1)
        return date(last.year, last.month - 2, 1), last

"""Age bands: into which one an age, or the age range of a headcount, falls."""

from collections.abc import Sequence
from functools import cached_property

from django.db.models import Case, IntegerField, Q, Value, When

from partners.age_bands import band_limits
from partners.models.projects import DEFAULT_AGE_BAND_STARTS

UNKNOWN = "unknown"


class AgeBands:
    """Bands without gap or overlap, from age 0 on; the last one is open, then comes `unknown`.

    In SQL a band is its number, from 0; outside it is its code: `0-4`, `60+`, `unknown`.
    """

    def __init__(self, starts: Sequence[int] = DEFAULT_AGE_BAND_STARTS) -> None:
        self.limits = band_limits(starts)

    @cached_property
    def codes(self) -> list[str]:
        """The bands' codes in order, `unknown` last."""
        named = [f"{first}-{last}" for first, last in self.limits[:-1]]
        return [*named, f"{self.limits[-1][0]}+", UNKNOWN]

    def code_of(self, age: int | None) -> str:
        """The code of the band of an age in years, or of None."""
        if age is None:
            return UNKNOWN
        return self.codes[sum(first <= age for first, _last in self.limits) - 1]

    def of_age(self, path: str = "age") -> Case:
        """The number of the band of a recorded age; unknown stays unknown."""
        bands = [
            When(**{f"{path}__lte": last}, then=Value(number))
            for number, (_first, last) in enumerate(self.limits[:-1])
        ]
        known = len(self.limits) - 1
        bands.append(When(**{f"{path}__isnull": False}, then=Value(known)))
        return self._number(bands)

    def of_range(self) -> Case:
        """The number of the band that holds a headcount's age range whole.

        The first band asks for no first age, since nobody is younger than 0; the open last one for
        no second age.
        """
        bands = [
            When(age_from__gte=first, age_to__lte=last, then=Value(number))
            for number, (first, last) in enumerate(self.limits[:-1])
        ]
        _first, last = self.limits[0]
        youngest = Q(age_to__isnull=False) if last is None else Q(age_to__lte=last)
        bands.append(When(youngest, age_from=None, then=Value(0)))
        open_from = Q(age_from__gte=self.limits[-1][0])
        bands.append(When(open_from, then=Value(len(self.limits) - 1)))
        return self._number(bands)

    def _number(self, bands: list[When]) -> Case:
        return Case(*bands, default=Value(len(self.limits)), output_field=IntegerField())

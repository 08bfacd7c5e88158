"""The grid in which people without names are counted: age bands by sex, one category at a time."""

from collections import Counter
from dataclasses import dataclass
from operator import attrgetter

from participants.models.people import Sex
from partners.age_bands import band_limits
from partners.models.projects import DEFAULT_AGE_BAND_STARTS
from shkej.lib.queries.ordering import in_shown_order

SEPARATOR = "|"
USUAL = "parent"
UNKNOWN_BAND = (None, None)
BANDS = [*band_limits(DEFAULT_AGE_BAND_STARTS), UNKNOWN_BAND]


def code_of(*parts):
    """The parts of a group as one text: "parent|female|25|59", empty for an open end."""
    return SEPARATOR.join("" if part is None else str(part) for part in parts)


@dataclass
class HeadcountCell:
    """One sex and age band of the category shown; `count` of them are counted."""

    sex: str
    age_from: int | None
    age_to: int | None
    count: int = 0

    @property
    def code(self):
        """What a button or a number of this cell is named by."""
        return code_of(self.sex, self.age_from, self.age_to)


class HeadcountGrid:
    """The groups counted at an event, and a cell for each sex and age band of one category.

    Of whom not even the sex is stated there is one cell; their age ranges have a form beside it.

    `category`: the one of `categories` with the code `asked`; else as what most of
    `registrations` attend; else parents.
    """

    def __init__(self, *, headcounts, registrations, categories, asked=""):
        self.categories = categories
        self.category = self._choose(registrations, asked)
        counted = {_key(headcount): headcount.count for headcount in headcounts}
        listed = in_shown_order(headcounts, attrgetter("category"))
        self.groups = [(headcount, _has_cell(headcount)) for headcount in listed]
        self.rows = [(band, self._cells(band, counted, Sex.FEMALE, Sex.MALE)) for band in BANDS]
        [self.unstated] = self._cells(UNKNOWN_BAND, counted, Sex.UNKNOWN)

    def _choose(self, registrations, asked):
        codes = {category.code: category for category in self.categories}
        usual = Counter(registration.category.code for registration in registrations)
        wanted = [asked, *(code for code, _people in usual.most_common(1)), USUAL]
        known = [codes[code] for code in wanted if code in codes]
        return next(iter([*known, *self.categories]), None)

    def _cells(self, band, counted, *sexes):
        code = self.category.code if self.category else ""
        return [HeadcountCell(sex, *band, counted.get((code, sex, *band), 0)) for sex in sexes]


def _key(headcount):
    return headcount.category.code, headcount.sex, headcount.age_from, headcount.age_to


def _has_cell(headcount):
    band = headcount.age_from, headcount.age_to
    return band in BANDS if headcount.sex != Sex.UNKNOWN else band == UNKNOWN_BAND

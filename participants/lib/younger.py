"""Who is younger than an age, said to the database as `Birth.age_on` says it of one person."""

from django.db.models import F, Q
from django.db.models.functions import ExtractYear

from shkej.lib.dates import years_before


def younger_than(age, on, path=""):
    """People who have not completed `age` years on the day `on`, as `Birth.age_on` says it.

    Of whose age nothing is known: those who usually attend as children. `path`: to the person.
    """

    def known(fact, **condition):
        looked_up = {f"{path}{name}": value for name, value in condition.items()}
        return Q(**{f"{path}{fact}__isnull": False}, **looked_up)

    told_on = f"{path}age_told_on"
    # the told age + the difference of the years < age; one year less before the day it was told
    limit = ExtractYear(F(told_on)) + age - on.year
    later = Q(**{f"{told_on}__month__gt": on.month})
    later |= Q(**{f"{told_on}__month": on.month, f"{told_on}__day__gt": on.day})
    unknown = {f"{path}{fact}": None for fact in ("birth_date", "birth_year", "told_age")}
    return (
        known("birth_date", birth_date__gt=years_before(on, age))
        | known("birth_year", birth_year__gt=on.year - age)
        | known("told_age", told_age__lt=limit)
        | (known("told_age", told_age__lt=limit + 1) & later)
        | Q(**unknown, **{f"{path}category__code": "child"})
    )

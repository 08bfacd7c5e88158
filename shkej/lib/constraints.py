"""Constraints that many tables share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shkej.lib.bilingual import LANGUAGES


def filled_in_one_language(field, *, name, message):
    """A text that one language may lack, but not both: `title_sq` or `title_en`.

    An empty text may be NULL, and a check that comes out as NULL passes: hence the explicit test.
    """
    filled = [
        Q(**{f"{field}_{language}__isnull": False, f"{field}_{language}__gt": ""})
        for language in LANGUAGES
    ]
    return models.CheckConstraint(
        condition=filled[0] | filled[1],
        name=name,
        violation_error_message=message,
    )


def has_title(*, name):
    """A title in one language at least."""
    return filled_in_one_language(
        "title", name=name, message=_("Give the title in at least one language.")
    )


def in_order(first, last, *, name, message):
    """`last` is not before `first`, where both are known."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True})
        | Q(**{f"{last}__isnull": True})
        | Q(**{f"{last}__gte": models.F(first)}),
        name=name,
        violation_error_message=message,
    )


# How PostgreSQL and SQLite call it: a row with such a key is there, a row that is named is gone.
OVERTAKEN = {"23505", "23503"}
OVERTAKEN_IN_SQLITE = ("UNIQUE constraint failed", "FOREIGN KEY constraint failed")


def is_overtaken(error):
    """Whether an IntegrityError says that somebody else was faster, and not that a row is wrong.

    What breaks another constraint breaks it the next time too: that is a fault of ours.
    """
    code = getattr(error.__cause__, "pgcode", None)
    return code in OVERTAKEN if code else str(error).startswith(OVERTAKEN_IN_SQLITE)

"""Constraints that many tables share."""

from django.db import models
from django.db.models import Q


def filled_in_one_language(field, *, name, message):
    """A text that one language may lack, but not both: `title_sq` or `title_en`."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}_sq__gt": ""}) | Q(**{f"{field}_en__gt": ""}),
        name=name,
        violation_error_message=message,
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

"""How many rows a query has, read together with the first of them."""

from django.db.models import Count, Subquery, Value


def with_total(rows):
    """`rows`, each with `in_all`: how many there are, however few of them are read."""
    alike = rows.order_by().annotate(alike=Value(1)).values("alike")
    return rows.annotate(in_all=Subquery(alike.annotate(number=Count("pk")).values("number")))

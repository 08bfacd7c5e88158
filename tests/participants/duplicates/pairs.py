"""Pairs of records that may be one person, and the pages on which they are decided."""

from django.urls import reverse

from participants.models import PossibleDuplicate
from tests.participants.factories import ParticipantFactory

PLAIN, LIST = reverse("participants:duplicate_plain"), reverse("participants:duplicate_list")
BORN = {"sex": "female", "birth_year": 2010}


def pair_of(centre, first=None, second=None):
    facts = {"centre": centre, "first_name": "Ana", "last_name": "Hoxha", **BORN}
    one = ParticipantFactory(**facts | (first or {}))
    other = ParticipantFactory(**facts | {"category": one.category} | (second or {}))
    return PossibleDuplicate.objects.create(first=one, second=other)


def review(pair):
    return reverse("participants:duplicate_review", args=[pair.pk]) + "?queue=1"

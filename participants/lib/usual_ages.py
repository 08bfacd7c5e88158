"""Which ages are usual for a category: others are asked about, never refused.

A child is under 18 (Convention on the Rights of the Child, article 1); young people are taken
widely, from UNICEF's adolescents (from 10) to the youth law of Albania (75/2019: up to 29). Who
comes for their work is grown up; a parent is as old as `ties` asks of one.
"""

from django.utils.translation import gettext as _

from participants.lib.asking import Question
from participants.lib.births import ADULT_AGE
from participants.lib.ties import YEARS_APART

USUAL_AGES = {
    "child": (0, ADULT_AGE - 1),
    "young_person": (10, 29),
    "parent": (YEARS_APART["mother"], None),
    **dict.fromkeys(
        ("institution", "police", "service_provider", "teacher", "staff"), (ADULT_AGE, None)
    ),
    "volunteer": (14, None),
}
OLDEST_LIKELY = 105


def fits(category, age):
    """Whether `age` (None: unknown, which fits) is usual for a category by its code."""
    first, last = USUAL_AGES.get(category, (None, None))
    return age is None or ((first is None or age >= first) and (last is None or age <= last))


def age_questions(category, age):
    """What is unlikely about somebody of `age` years who attends as `category`: `Question`s."""
    if age is None:
        return
    if not fits(category.code, age):
        text = _("As “%(category)s”, at the age of %(age)s years.")
        words = {"category": category.label, "age": age}
        yield Question(f"category-{category.code}-{age}", text % words)
    if age > OLDEST_LIKELY:
        yield Question(f"age-{age}", _("The age of %(age)s years.") % {"age": age})

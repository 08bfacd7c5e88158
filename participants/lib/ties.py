"""Who can answer for whom: what is impossible about a family tie, and what is merely unlikely."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participants.lib.asking import Question
from participants.lib.births import ADULT_AGE
from shkej.lib.dates import today
from shkej.lib.texts import marked_up, with_names

# Fewest years between a child and their mother or father, grandmother or grandfather.
YEARS_APART = {"mother": 14, "father": 14, "grandmother": 28, "grandfather": 28}
SEXES = {"mother": "female", "father": "male", "grandmother": "female", "grandfather": "male"}
ONCE = ("mother", "father")


def refuse_tie(adult, child):
    """ValidationError where `adult` cannot answer for `child`: no older, or in a circle.

    Either may be somebody new, who is not saved and is in no circle.
    """
    older = adult.birth.can_be_older_by(child.birth)
    names = _names(adult=adult, child=child)
    if older is not None and older <= 0:
        raise ValidationError(
            with_names(
                _("%(adult)s is not older than %(child)s, so cannot answer for them."), **names
            ),
            code="not_older",
        )
    if adult.pk and child.pk and between(child, adult) is not None:
        raise ValidationError(
            with_names(
                _("%(child)s answers for %(adult)s, so it cannot be the other way round."), **names
            ),
            code="both_ways",
        )


def _names(**people):
    return {key: marked_up(person.full_name) for key, person in people.items()}


def between(adult, child):
    """The ids of those through whom `adult` answers for `child`, the nearest to `adult` first.

    Empty where a tie says so itself; None where no tie, and no chain of ties, does.
    """
    ties = type(adult).guardianships.rel.related_model.objects
    through, last = {adult.pk: None}, {adult.pk}
    while last and child.pk not in last:
        pairs = ties.filter(adult__in=last).order_by("pk").values_list("child", "adult")
        found = {ward: by for ward, by in pairs if ward not in through}
        through |= found
        last = found.keys()
    if child.pk not in last or child.pk == adult.pk:
        return None
    chain = [through[child.pk]]
    while chain[-1] != adult.pk:
        chain.append(through[chain[-1]])
    return chain[-2::-1]


def tie_questions(adult, child, relation):
    """What is unlikely about a tie that is to be recorded: a list of `Question`."""
    return [*unlikely(adult, child, relation), *_second_parent(adult, child, relation)]


def unlikely(adult, child, relation):
    """What of it the two records say by themselves, without a query."""
    return [*_of_ages(adult, child, relation), *_of_sex(adult, relation)]


def _of_ages(adult, child, relation):
    names = _names(adult=adult, child=child)
    age, older = adult.age_on(today()), adult.birth.can_be_older_by(child.birth)
    if age is not None and age < ADULT_AGE:
        text = _(
            "%(adult)s is %(age)s years old. Who is under 18 does not count as somebody who can "
            "be reached for a child."
        )
        yield Question(f"minor-{adult.pk}-{age}", with_names(text, **names, age=age))
    if older is not None and 0 < older < YEARS_APART.get(relation, 0):
        text = _("%(adult)s is at most %(years)s years older than %(child)s.")
        key = f"apart-{adult.pk}-{child.pk}-{relation}-{older}"
        yield Question(key, with_names(text, **names, years=older))


def _of_sex(adult, relation):
    expected = SEXES.get(relation, adult.sex)
    if adult.sex not in (expected, "unknown"):
        text = _("%(adult)s is recorded as %(sex)s.")
        sex = adult.get_sex_display().lower()
        said = with_names(text, **_names(adult=adult), sex=sex)
        yield Question(f"sex-{adult.pk}-{relation}", said)


def _second_parent(adult, child, relation):
    if relation in ONCE and child.pk:
        others = child.guardianships.filter(relation=relation).exclude(adult=adult.pk)
        other = others.select_related("adult").first()
        if other:
            text = _("For %(child)s, %(other)s is recorded with this relationship already.")
            names = _names(child=child, other=other.adult)
            yield Question(f"second-{child.pk}-{relation}", with_names(text, **names))


def refuse_birth_between_ties(person):
    """ValidationError where the birth of `person`, not yet saved, makes one of their ties wrong."""
    if person.pk is None:
        return
    for tie in person.guardianships.select_related("adult"):
        refuse_order(tie.adult, person)
    for tie in person.wards.select_related("child"):
        refuse_order(person, tie.child)


def refuse_order(adult, child):
    """ValidationError where a tie that is recorded has the adult no older than the child."""
    older = adult.birth.can_be_older_by(child.birth)
    if older is not None and older <= 0:
        raise ValidationError(
            with_names(
                _(
                    "%(adult)s answers for %(child)s and would not be older. Correct the one or "
                    "the other, or remove the family tie."
                ),
                **_names(adult=adult, child=child),
            ),
            code="not_older",
        )


def questions_of_ties(person):
    """What is unlikely about all ties of `person`, with the birth that is to be saved."""
    if person.pk is None:
        return []
    found = []
    for tie in person.guardianships.select_related("adult"):
        found += unlikely(tie.adult, person, tie.relation)
    for tie in person.wards.select_related("child"):
        found += unlikely(person, tie.child, tie.relation)
    return found

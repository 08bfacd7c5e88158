"""Which pairs are plain: two records that say the same of one person, or of which one says less.

Asked of the database alone, of all that is recorded: also of what the reader may not see. Why a
pair is not plain is never said.
"""

from django.db.models import Exists, F, OuterRef, Q

from participants.duplicates.forms import GROUPS
from participants.models import Consent, Guardianship, Participant, PossibleDuplicate
from participants.models.people import Disability, Sex
from shkej.lib.dates import today

UNKNOWN = {"sex": Sex.UNKNOWN, "disability": Disability.UNKNOWN}
# What the form of a merge does not ask: a merge keeps one of them by a rule of its own.
NOT_ASKED = (("language",), ("do_not_contact",), ("do_not_contact_reason",))


def plain_pairs(user):
    """The undecided pairs of equal names, sex and birth of which nothing else contradicts."""
    rows = PossibleDuplicate.objects.visible_to(user).undecided().plain()
    for columns in (*GROUPS.values(), *NOT_ASKED):
        rows = rows.filter(_agree(columns))
    for people in (("adult", "child"), ("child", "adult")):
        both_more = _more_ties("first", "second", people) & _more_ties("second", "first", people)
        rows = rows.exclude(both_more)
    return rows.exclude(_are_two() | _answered_otherwise()).order_by("pk")


def _agree(columns):
    """That columns which make sense together are equal, or that one record says nothing there."""
    equal = Q()
    for name in columns:
        same = Q(**{f"first__{name}": F(f"second__{name}")})
        if Participant._meta.get_field(name).null:
            same |= Q(**{f"first__{name}": None, f"second__{name}": None})
        equal &= same
    return equal | _nothing_said("first", columns) | _nothing_said("second", columns)


def _nothing_said(side, columns):
    nothing = Q()
    for name in columns:
        field = Participant._meta.get_field(name)
        if field.null:
            nothing &= Q(**{f"{side}__{name}": None})
        elif name in UNKNOWN or field.blank and field.empty_strings_allowed:
            nothing &= Q(**{f"{side}__{name}": UNKNOWN.get(name, "")})
        else:  # it always says something
            nothing &= Q(pk__in=[])
    return nothing


def _more_ties(side, other, people):
    """Whether one record has a family tie that the other has not, or has otherwise."""
    own, third = people
    ties = Guardianship.objects.order_by()
    same = ties.filter(
        relation=OuterRef("relation"),
        may_collect=OuterRef("may_collect"),
        **{own: OuterRef(OuterRef(other)), third: OuterRef(third)},
    )
    return Q(Exists(ties.filter(~Exists(same), **{own: OuterRef(side)})))


def _are_two():
    """Whether one answers for the other, or once answered about consent: a merge is refused."""
    one, other = OuterRef("first"), OuterRef("second")
    ties, answers = Guardianship.objects.order_by(), Consent.objects.order_by()
    tied = ties.filter(Q(adult=one, child=other) | Q(adult=other, child=one))
    answered = answers.filter(
        Q(participant=one, guardian=other) | Q(participant=other, guardian=one)
    )
    return Q(Exists(tied)) | Q(Exists(answered))


def _answered_otherwise():
    """Whether both were asked one thing, and what holds today differs, or who answered, or how."""
    day, newest = today(), Consent.objects.newest().order_by()
    asked = newest.filter(
        Q(shared_with=OuterRef("shared_with")) | ~Q(purpose=Consent.Purpose.SHARING),
        participant=OuterRef(OuterRef("second")),
        purpose=OuterRef("purpose"),
    )
    first = newest.filter(participant=OuterRef("first"))
    by_whom = asked.exclude(guardian=None).filter(~Q(guardian=OuterRef("guardian")))
    assent = asked.exclude(assent="").filter(~Q(assent=OuterRef("assent")))
    contradictions = (
        first.valid(day).filter(Exists(asked.not_valid(day))),
        first.not_valid(day).filter(Exists(asked.valid(day))),
        first.filter(Exists(asked.filter(~Q(given_by=OuterRef("given_by"))))),
        first.exclude(guardian=None).filter(Exists(by_whom)),
        first.exclude(assent="").filter(Exists(assent)),
    )
    found = Q(pk__in=[])
    for answers in contradictions:
        found |= Q(Exists(answers))
    return found

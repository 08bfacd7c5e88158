"""Which answers break a rule: a coordinator may record them all the same, with a reason."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from participants.models import Consent
from participants.models.consents import consent_age_of, is_grown, needs_guardian
from shkej.lib.texts import marked_up, with_names

GivenBy = Consent.GivenBy
FOR_A_CHILD = (GivenBy.GUARDIAN, GivenBy.REPRESENTATIVE, GivenBy.AUTHORITY)


@dataclass(frozen=True)
class Broken:
    """A rule that an answer breaks: the field at which it is said, and the sentence."""

    field: str
    sentence: str


def broken_rules(answer):
    """What `answer`, a `Consent` that is to be recorded, breaks: a list of `Broken`.

    Whoever is a child, or of unknown age, cannot agree alone (Law 124/2024; docs/security.md, P4);
    the parent or guardian is one of those recorded, and grown up by then; a child's no is not
    overruled. Refusing and withdrawing break no rule but the one that the guardian is named.
    """
    found = []
    if answer.answer == Consent.Answer.GIVEN:
        found += _who_answers(answer)
        if answer.assent == Consent.Assent.REFUSED:
            found.append(Broken("assent", _("The child did not agree: nothing is given then.")))
    if answer.given_by == GivenBy.GUARDIAN:
        found += _which_guardian(answer)
    return found


def _who_answers(answer):
    person, by = answer.participant, answer.given_by
    if by == GivenBy.COORDINATOR:
        text = _("Nobody who may answer for the child was asked.")
        return [Broken("given_by", text)]
    if by != GivenBy.SELF or not needs_guardian(person, answer.given_on):
        return []
    if person.age_on(answer.given_on) is None:
        text = _(
            "How old this person is, is not known: they count as a child, for whom a parent or "
            "guardian answers. Record their age if they are grown up."
        )
        return [Broken("given_by", text)]
    text = _("Below the age of %(age)s a parent or guardian gives consent.")
    return [Broken("given_by", text % {"age": consent_age_of(person)})]


def _which_guardian(answer):
    adult = answer.guardian
    if adult is None:
        return [Broken("guardian", _("Choose the parent or guardian who answered."))]
    if not is_grown(adult, answer.given_on):
        text = _("%(name)s was not grown up on that day, so could not answer for a child.")
        return [Broken("guardian", with_names(text, name=marked_up(adult.full_name)))]
    return []

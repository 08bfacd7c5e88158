"""Of whom data may go to a recipient."""

from django.db.models import OuterRef, Q, Subquery

from participants.models import Consent, Participant


def who_agreed(recipient, on):
    """People whose last answer about sharing with `recipient` was given, and holds on that day."""
    answers = Consent.objects.filter(participant=OuterRef("pk"), purpose=Consent.Purpose.SHARING)
    last = answers.filter(shared_with=recipient).order_by("-given_on", "-pk")
    asked = Consent.objects.filter(purpose=Consent.Purpose.SHARING, shared_with=recipient)
    people = Participant.objects.current().filter(pk__in=asked.values("participant"))
    people = people.annotate(
        last_answer=Subquery(last.values("answer")[:1]),
        answer_expires_on=Subquery(last.values("expires_on")[:1]),
    )
    still_valid = Q(answer_expires_on=None) | Q(answer_expires_on__gte=on)
    return people.filter(still_valid, last_answer=Consent.Answer.GIVEN)

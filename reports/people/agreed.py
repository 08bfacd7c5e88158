"""Of whom data may go to a recipient."""

from participants.models import Consent, Participant


def who_agreed(recipient, on):
    """People whose last answer about sharing with `recipient` was given, and holds on that day.

    Not those whom one may not contact: whoever receives data may get in touch
    (docs/security.md, P7).
    """
    people = Participant.objects.current().contactable(on)
    return people.consenting_to(Consent.Purpose.SHARING, on, shared_with=recipient)

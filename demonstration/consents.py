"""The invented answers about consent: who said what, to which text, and what waits to be asked."""

from datetime import timedelta

from participants.consents.proposed_texts import proposed
from participants.consents.services import publish_text
from participants.models import Consent, ConsentText, Guardianship
from participants.models.consents import is_grown, needs_guardian
from shkej.lib.dates import today

Purpose, GivenBy = Consent.Purpose, Consent.GivenBy


def publish_texts(*, by, on):
    """The first version of each text, as it was proposed."""
    for purpose in Purpose.values:
        text = ConsentText(purpose=purpose, published_on=on, **proposed(purpose))
        publish_text(text, by=by)


def make_consents(people, *, chance, given_on, recorded_by):
    """Consent to keep their data from all but every sixth or so: for children from a parent.

    Every fourth of them agrees to photographs too; one has expired, one
    is about to.
    """
    ties = Guardianship.objects.select_related("adult", "adult__category")
    ties = {tie.child_id: tie for tie in ties}
    answered = []
    for person in people:
        if chance.random() < 1 / 6 or person.birth.is_after(given_on):
            continue
        tie = ties.get(person.pk)
        is_child = needs_guardian(person, given_on)
        if is_child and (tie is None or not is_grown(tie.adult, given_on)):
            continue
        answered.append((person, tie if is_child else None))
    for number, (person, tie) in enumerate(answered):
        ends = {1: today() - timedelta(days=3), 2: today() + timedelta(days=12)}.get(number)
        purposes = [Purpose.DATA, Purpose.PHOTO] if number % 4 == 0 else [Purpose.DATA]
        for purpose in purposes:
            _answer(person, tie, purpose, given_on, recorded_by, ends)


def _answer(person, tie, purpose, given_on, recorded_by, expires_on):
    Consent.objects.create(
        participant=person,
        purpose=purpose,
        answer=Consent.Answer.GIVEN,
        given_by=GivenBy.GUARDIAN if tie else GivenBy.SELF,
        guardian=tie.adult if tie else None,
        relation=tie.relation if tie else "",
        assent=Consent.Assent.GIVEN if tie else "",
        method=Consent.Method.SIGNED,
        text=ConsentText.objects.for_purpose(purpose, given_on),
        text_language=person.language,
        legal_basis=Consent.Basis.CONSENT,
        given_on=given_on,
        expires_on=expires_on,
        recorded_by=recorded_by,
    )

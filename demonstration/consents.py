"""The invented answers about consent: who said what, to which text, and what waits to be asked."""

from datetime import date, timedelta

from participants.consents.proposed_texts import proposed
from participants.consents.services import publish_text
from participants.models import Consent, ConsentText
from participants.models.consents import needs_guardian
from shkej.lib.dates import today

Purpose, Answer, Method = Consent.Purpose, Consent.Answer, Consent.Method
PUBLISHED_ON, ASKED_THEN = date(2021, 7, 1), date(2021, 10, 5)
UNASKED = 6  # every sixth person nobody has asked yet
# Of each four, what is said of photographs; None: not asked.
PHOTOS = [Answer.GIVEN, Answer.REFUSED, None, Answer.WITHDRAWN]
METHODS = [Method.SIGNED, Method.SIGNED, Method.SPOKEN, Method.SIGNED, Method.PHONE]
# One answer has expired, one is about to.
ENDS = {1: timedelta(days=-3), 2: timedelta(days=12)}


def publish_texts(*, by):
    """The first version of each text, as it was proposed."""
    for purpose in Purpose.values:
        text = ConsentText(purpose=purpose, published_on=PUBLISHED_ON, **proposed(purpose))
        publish_text(text, by=by)


def make_consents(*, then, families, asked_on, by):
    """What the families of 2021, and those of today, answered: for children who answers for them.

    `then` and `families`: lists of families; `asked_on`: when those of today were asked.
    """
    texts = {text.purpose: text for text in ConsentText.objects.all()}
    asked = [(family, ASKED_THEN, {}) for family in then]
    asked += [(family, asked_on, ENDS) for family in families]
    answers, number = [], 0
    for family, day, ends in asked:
        for person in family.people:
            number += 1
            if number % UNASKED == 0:
                continue
            answerer = _answerer(family, person, day, number, by)
            place = len([row for row in answers if row.expires_on]) + 1 if ends else 0
            expires = today() + ends[place] if place in ends else None
            answers.append(
                answerer(texts[Purpose.DATA], Answer.GIVEN, given_on=day, expires_on=expires)
            )
            said = PHOTOS[number % len(PHOTOS)]
            if said == Answer.WITHDRAWN:
                answers.append(answerer(texts[Purpose.PHOTO], Answer.GIVEN, given_on=day))
                day_after = min(day + timedelta(days=40), today())
                answers.append(answerer(texts[Purpose.PHOTO], said, given_on=day_after))
            elif said:
                answers.append(answerer(texts[Purpose.PHOTO], said, given_on=day))
    Consent.objects.bulk_create(answers)


def _answerer(family, person, day, number, by):
    """How an answer of, or for, one person is recorded: by whom, and how they were asked."""
    is_child = person is not family.adult and needs_guardian(person, day)
    method = METHODS[number % len(METHODS)]

    def answer(text, said, **days):
        return Consent(
            participant=person,
            purpose=text.purpose,
            answer=said,
            given_by=Consent.GivenBy.GUARDIAN if is_child else Consent.GivenBy.SELF,
            guardian=family.adult if is_child else None,
            relation=family.relation if is_child else "",
            assent=said if is_child and said != Answer.WITHDRAWN else "",
            method=method,
            witness=by.name if method == Method.SPOKEN else "",
            text=text,
            text_language=person.language,
            legal_basis=Consent.Basis.CONSENT,
            recorded_by=by,
            **days,
        )

    return answer

"""What a child’s record lacks, as its line on the register says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from participants.models import Consent
from tests.conftest import user_with
from tests.events.factories import RegistrationFactory
from tests.events.register.addresses import url
from tests.events.register.families.coming import child_of, text
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db


CONTACT = "No parent or guardian who can be reached is recorded."
CONSENT = "No valid consent for keeping personal data is recorded."
EXPIRED = "The consent for keeping personal data has expired."


def consent(child, answer="given", days=30, **facts):
    day = timezone.localdate() - timedelta(days=days)
    return Consent.objects.create(
        participant=child, purpose="data", answer=answer, given_by="guardian", given_on=day, **facts
    )


@pytest.fixture
def child(mother, event):
    mother.phone = "+355692345678"
    mother.save()
    child = child_of(mother)
    RegistrationFactory(event=event, participant=child, category=child.category)
    return child


def test_a_child_of_whom_nothing_is_known_carries_a_sign_with_words(desk, event):
    child = ParticipantFactory(category=CategoryFactory(code="child"))
    RegistrationFactory(event=event, participant=child, category=child.category)

    page = text(desk.get(url("register", event)))

    assert CONTACT in page
    assert CONSENT in page


def test_a_child_with_a_contact_and_a_valid_consent_carries_none(desk, event, child):
    consent(child, expires_on=timezone.localdate())

    assert "row-gaps" not in text(desk.get(url("register", event)))


@pytest.mark.parametrize(
    ("answer", "sentence"), [("refused", CONSENT), ("withdrawn", CONSENT), ("given", EXPIRED)]
)
def test_the_newest_answer_counts(desk, event, child, answer, sentence):
    consent(child, days=60)
    ends = timezone.localdate() - timedelta(days=1) if answer == "given" else None
    consent(child, answer, expires_on=ends)

    page = text(desk.get(url("register", event)))

    assert sentence in page
    assert CONTACT not in page


def test_an_adult_carries_no_sign(desk, event, mother):
    RegistrationFactory(event=event, participant=mother)
    young = ParticipantFactory(category=CategoryFactory(code="child"), birth_year=1990)
    RegistrationFactory(event=event, participant=young, category=young.category)

    assert "row-gaps" not in text(desk.get(url("register", event)))


def test_a_volunteer_sees_no_sign(client, event, centre):
    volunteer = user_with("volunteer", centre=centre)
    event.volunteers.add(volunteer)
    child = ParticipantFactory(category=CategoryFactory(code="child"))
    RegistrationFactory(event=event, participant=child, category=child.category)
    client.force_login(volunteer)

    page = text(client.get(url("register", event)))

    assert child.short_name in page
    assert "row-gaps" not in page


def test_the_name_and_the_mark_are_read_before_what_is_missing(desk, event):
    child = ParticipantFactory(category=CategoryFactory(code="child"), first_name="Arta")
    place = RegistrationFactory(
        event=event,
        participant=child,
        category=child.category,
        attendance="present",
        marked_at=timezone.now(),
    )

    page = text(desk.get(url("register", event)))

    row = page[page.index(f'id="registration-{place.pk}"') :]
    row = row[: row.index("</button>")]
    assert 0 < row.index("Arta") < row.index("tap-mark") < row.index(CONTACT, row.index("tap-mark"))
    # Before the mark it stands as a hint for a mouse alone.
    sign = row[row.index("row-gaps") : row.index("tap-mark")]
    assert 'aria-hidden="true"' in sign
    assert sign.count(CONTACT) == 1

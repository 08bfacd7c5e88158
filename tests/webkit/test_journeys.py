"""The main journeys once more in WebKit, with which every browser on an iPhone draws."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from selenium.webdriver.common.keys import Keys

from accounts.demonstration import DOMAIN
from accounts.models import User
from events.inviting.services import invitable, invite
from events.models import Centre, Registration
from partners.models import Organisation
from tests.browser.conftest import demonstration  # noqa: F401 - a fixture
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.inviting.helping import token_for_contact

STAFF, COORDINATOR = f"staff@{DOMAIN}", f"coordinator@{DOMAIN}"
EXPECTED = 4


@pytest.fixture
def event(demonstration):  # noqa: F811
    """A meeting of this hour with some people expected."""
    event = EventFactory(centre=Centre.objects.get(), starts_at=timezone.now())
    for _person in range(EXPECTED):
        RegistrationFactory(event=event, participant__centre=event.centre)
    return event


def mark_of(place):
    return Registration.objects.get(pk=place.pk).attendance


@pytest.mark.parametrize("language", ["sq", "en"])
def test_a_meeting_from_the_door_to_the_report(open_phone, event, language):
    User.objects.update(language=language)
    phone = open_phone(language)
    phone.sign_in(COORDINATOR)
    assert phone.is_no_wider_than_the_screen()

    phone.go(reverse("events:register", args=[event.pk]))
    phone.one("html[data-register-ready]")
    assert phone.is_no_wider_than_the_screen()
    first, second, *_others = event.registrations.order_by("participant__sort_name")
    phone.tap(f"#registration-{first.pk} .tap")
    phone.until(lambda: mark_of(first) == "present")
    phone.one(f"#registration-{first.pk}.is-present")

    phone.tap(f"#registration-{second.pk} .tap")
    phone.until(lambda: mark_of(second) == "present")
    phone.until_settled()
    phone.press("Undo")
    phone.until(lambda: mark_of(second) == "unmarked")
    phone.until_settled()

    phone.fill("q", "Rozafa Kodra")
    phone.one("#found[data-query='Rozafa Kodra'] .new-person")
    phone.tap(".new-person label", phone.words("Female"))
    phone.choose("category", "parent", ".new-person")
    phone.fill("age", "31", ".new-person").send_keys(Keys.ENTER)
    phone.one(".register-row", "Rozafa Kodra")
    phone.until(lambda: event.registrations.attended().count() == 2)
    phone.until_settled()

    phone.tap("summary", phone.words("Close the register"))
    phone.leave_by("Close the register")
    phone.says(phone.words("Register closed"))
    event.refresh_from_db()
    assert event.register_closed_at

    day = event.local_date.isoformat()
    phone.go(reverse("reports:attendance") + f"?period=custom&start={day}&end={day}")
    phone.says(phone.words("Attendance report"))
    assert phone.is_no_wider_than_the_screen()


def test_a_register_without_a_script(open_phone, event):
    User.objects.update(language="sq")
    phone = open_phone(has_script=False)
    phone.sign_in(STAFF)
    phone.go(reverse("events:register", args=[event.pk]))
    place = event.registrations.first()

    phone.tap(f"#registration-{place.pk} .tap")
    phone.one(f"#registration-{place.pk}.is-present")
    assert mark_of(place) == "present"
    phone.leave_by("Undo")

    assert mark_of(place) == "unmarked"


def test_a_partner_answers_by_the_link_of_the_mail(open_phone, demonstration):  # noqa: F811
    centre = Centre.objects.get()
    event = EventFactory(
        centre=centre,
        starts_at=timezone.now() + timedelta(days=3),
        status="planned",
        visibility="partners",
    )
    organisation = Organisation.objects.exclude(contact_email="").first()
    event.parts.create(organisation=organisation, part="invited")
    user = User.objects.get(email=COORDINATOR)
    (invitation,) = invite(event=event, organisations=invitable(event), invited_by=user)
    phone = open_phone()

    phone.go(reverse("answer_by_link", args=[token_for_contact(invitation, "sq")]))
    assert phone.is_no_wider_than_the_screen()
    phone.tap("label", phone.words("We are coming"))
    phone.leave_by("Save the answer")

    invitation.refresh_from_db()
    assert invitation.answer == "yes"

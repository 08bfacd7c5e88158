"""Answering by the link in a mail: who has it answers, and nothing else opens the page."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import OutgoingMail
from events.event.services import change_status
from events.inviting.links import read_token
from events.inviting.services import answer_invitation, invitable, invite, withdraw
from events.models import Invitation
from shkej.lib.signed_links import new_key
from tests.events.factories import EventFactory
from tests.events.inviting.helping import token_for_contact
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 10, 5, 10, tzinfo=UTC)


def event_ahead(organisation, **fields):
    event = EventFactory(
        starts_at=timezone.now() + timedelta(days=3),
        **{"planned": True, "visibility": "all_partners", "title_en": "Meeting"} | fields,
    )
    event.parts.create(organisation=organisation, part="invited")
    return event


@pytest.fixture
def invitation(organisation, coordinator):
    event = event_ahead(organisation)
    (made,) = invite(event=event, organisations=invitable(event), invited_by=coordinator)
    return made


def page_of(token):
    return reverse("answer_by_link", args=[token])


def body(response, url):
    """The answer without the address that was asked for, and without its secrets."""
    text = response.content.decode()
    for written in (url, quote(url, safe=""), escape(url)):
        text = text.replace(written, "")
    return re.sub(r'nonce="[^"]*"|value="[^"]{64}"', "", text)


@pytest.mark.parametrize(
    ("language", "words"), [("sq", "A do të vini?"), ("en", "Are you coming?")]
)
def test_page_is_in_the_language_of_the_mail(client, invitation, language, words):
    page = client.get(page_of(token_for_contact(invitation, language))).content.decode()

    assert words in page
    assert f'<html lang="{language}"' in page


def test_answer_is_kept_and_can_be_changed(client, invitation):
    url = page_of(token_for_contact(invitation))

    client.post(url, {"answer": "yes", "people": "3"})
    first = Invitation.objects.get()
    client.post(url, {"answer": "no", "people": "3"})
    second = Invitation.objects.get()

    assert (first.answer, first.people, first.way) == ("yes", 3, "link")
    assert (second.answer, second.people) == ("no", None)
    assert second.has_seen_all
    assert "We are not coming" in client.get(url).content.decode()


def test_answer_that_would_replace_a_newer_one_is_refused(invitation):
    first = answer_invitation(invitation=invitation, answer="yes", people=3, way="phone")

    with pytest.raises(ValidationError) as refusal:
        answer_invitation(invitation=invitation, answer="no", way="link", answered_at="none")

    assert refusal.value.code == "changed"
    assert Invitation.objects.get().answer == "yes"
    seen = first.answered_at.isoformat()
    answer_invitation(invitation=invitation, answer="no", way="link", answered_at=seen)
    assert Invitation.objects.get().answer == "no"


def fields_of(response):
    """What the form of the page sends, as it stands."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_answer_from_an_older_page_does_not_replace_a_newer_one(client, invitation):
    url = page_of(token_for_contact(invitation))
    older = fields_of(client.get(url))
    answer_invitation(invitation=invitation, answer="yes", people=3, way="phone")

    refused = client.post(url, older | {"answer": "no"})

    page = refused.content.decode()
    assert "Somebody answered meanwhile: “We are coming”" in page
    assert "3 people are expected" in page
    assert refused.context["form"]["answer"].value() == "no"
    assert (Invitation.objects.get().answer, Invitation.objects.get().people) == ("yes", 3)
    client.post(url, fields_of(refused))
    assert (Invitation.objects.get().answer, Invitation.objects.get().people) == ("no", None)


def test_answer_to_the_answer_that_stands_is_kept(client, invitation):
    url = page_of(token_for_contact(invitation))
    client.post(url, fields_of(client.get(url)) | {"answer": "yes", "people": "3"})

    client.post(url, fields_of(client.get(url)) | {"answer": "maybe"})

    assert Invitation.objects.get().answer == "maybe"


def test_second_tap_on_an_answer_is_no_conflict(client, invitation):
    url = page_of(token_for_contact(invitation))
    sent = fields_of(client.get(url)) | {"answer": "yes", "people": "3"}

    statuses = [client.post(url, sent).status_code for _tap in range(2)]

    assert statuses == [302, 302]
    assert (Invitation.objects.get().answer, Invitation.objects.get().people) == ("yes", 3)


def test_opening_the_page_changes_nothing(client, invitation):
    before = list(Invitation.objects.values())
    client.get(page_of(token_for_contact(invitation)))
    client.head(page_of(token_for_contact(invitation)))

    assert list(Invitation.objects.values()) == before


@pytest.mark.parametrize("people", ["0", "201", "x", "-1", "1e3", "9" * 40])
def test_number_that_cannot_be_is_told_and_stays(client, invitation, people):
    response = client.post(
        page_of(token_for_contact(invitation)), {"answer": "yes", "people": people}
    )

    assert response.context["form"].errors["people"]
    assert f'value="{people}"' in response.content.decode()
    assert Invitation.objects.get().answer == "none"


@pytest.mark.parametrize("answer", ["maybe", "no"])
def test_number_beside_another_answer_is_told_and_stays(client, invitation, answer):
    typed = {"answer": answer, "people": "4"}

    response = client.post(page_of(token_for_contact(invitation)), typed)

    assert "We are coming" in response.context["form"].errors["people"][0]
    assert 'value="4"' in response.content.decode()
    assert Invitation.objects.get().answer == "none"


def test_other_fields_change_nothing(client, invitation):
    other = OrganisationFactory()
    typed = {"answer": "yes", "organisation": other.pk, "event": 99, "withdrawn_at": "2020-01-01"}
    client.post(page_of(token_for_contact(invitation)), typed)

    kept = Invitation.objects.get()
    assert (kept.organisation_id, kept.event_id) == (
        invitation.organisation_id,
        invitation.event_id,
    )
    assert kept.withdrawn_at is None


def test_whatever_was_not_signed_is_not_found(client, invitation, coordinator):
    other = event_ahead(OrganisationFactory())
    (foreign,) = invite(event=other, organisations=invitable(other), invited_by=coordinator)
    token = token_for_contact(invitation)
    signature = token.rpartition(":")[2]
    unknown = page_of("987654-en:abc")
    expected = body(client.get(unknown), unknown)
    bad = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{foreign.pk}-en:{signature}",
        f"{invitation.pk}-sq:{signature}",
        f"{invitation.pk}:{signature}",
        f"{'9' * 30}-en:{signature}",
        f"²-en:{signature}",
        "x",
    ]

    for altered in bad:
        assert read_token(altered) is None
        url = page_of(altered)
        response = client.get(url)
        assert response.status_code == 404
        assert body(response, url) == expected
        assert client.post(url, {"answer": "yes"}).status_code == 404
    assert set(Invitation.objects.values_list("answer", flat=True)) == {"none"}


@pytest.mark.parametrize("end", ["withdrawn", "inactive", "key", "deleted"])
def test_link_is_dead(client, invitation, end):
    url = page_of(token_for_contact(invitation))
    if end == "withdrawn":
        withdraw(invitation=invitation)
    elif end == "inactive":
        invitation.organisation.is_active = False
        invitation.organisation.save()
    elif end == "key":
        Invitation.objects.update(key=new_key())
    else:
        invitation.event.delete()

    assert client.get(url).status_code == 404
    assert client.post(url, {"answer": "yes"}).status_code == 404


def test_links_of_a_withdrawn_invitation_stay_dead_when_it_is_invited_again(
    client, invitation, coordinator
):
    url = page_of(token_for_contact(invitation))
    withdraw(invitation=invitation)
    event = invitation.event

    (again,) = invite(event=event, organisations=invitable(event), invited_by=coordinator)

    assert client.get(url).status_code == 404
    assert client.get(page_of(token_for_contact(again))).status_code == 200


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_event_that_is_called_off_takes_no_answer(client, invitation, coordinator, status):
    change_status(event=invitation.event, status=status, changed_by=coordinator)
    url = page_of(token_for_contact(invitation))

    assert f"was {status}" in client.get(url).content.decode()
    refused = client.post(url, {"answer": "yes"})

    assert "cancelled" in refused.content.decode() or "postponed" in refused.content.decode()
    assert Invitation.objects.get().answer == "none"


def test_sensitive_event_tells_neither_title_nor_place_on_the_page(client, coordinator):
    organisation = OrganisationFactory()
    words = dict.fromkeys(("title_sq", "title_en", "venue_sq", "venue_en"), "KANARINA")
    event = event_ahead(organisation, is_sensitive=True, **words)
    (made,) = invite(event=event, organisations=invitable(event), invited_by=coordinator)

    page = client.get(page_of(token_for_contact(made))).content.decode()

    assert "Activity" in page
    assert "KANARINA" not in page
    assert "The centre tells you title, time and place by telephone." in page


def test_other_events_promise_no_call(client, invitation):
    page = client.get(page_of(token_for_contact(invitation))).content.decode()

    assert "by telephone" not in page


@pytest.mark.parametrize(("hours", "can_change"), [(1, True), (-1, False)])
def test_answer_can_be_changed_until_the_start(
    client, organisation, coordinator, hours, can_change
):
    with time_machine.travel(NOON, tick=False):
        event = event_ahead(organisation)
        (made,) = invite(event=event, organisations=invitable(event), invited_by=coordinator)
        answer_invitation(invitation=made, answer="yes", way="link")
    url = page_of(token_for_contact(made))
    with time_machine.travel(event.starts_at - timedelta(hours=hours), tick=False):
        page = client.get(url).content.decode()

    assert "You answered" in page
    assert ("You can change it until the event starts." in page) is can_change


def test_nothing_in_the_database_is_enough_to_make_the_link(organisation, coordinator):
    organisation.contact_email = "x@tirana.example"
    organisation.save()
    event = event_ahead(organisation)
    (made,) = invite(event=event, organisations=invitable(event), invited_by=coordinator)
    token = token_for_contact(made, "sq")

    for row in [*Invitation.objects.values(), *OutgoingMail.objects.values()]:
        assert token not in str(row)
        assert token.rpartition(":")[2] not in str(row)

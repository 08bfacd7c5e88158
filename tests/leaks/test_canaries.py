"""R20, R51: what partners, calendars and mailboxes get holds nothing but what is theirs to see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.calendar.links.services import make_feed
from events.event.services import save_event
from events.inviting.readers import Reader
from events.inviting.replies.taking import take_mail
from events.models import ChangeRequest, Event, Invitation, Registration
from partners.models import Organisation, Project
from shkej.mailboxes import read_mailbox
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.inviting.helping import token_for_contact
from tests.leaks.canaries import fill, found_in
from tests.leaks.crawling import crawl, feed_of, mails_to, text_of
from tests.leaks.sharing import invited, shared_event
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TITLE_AND_PLACE = {"title", "title_sq", "title_en", "venue", "venue_sq", "venue_en"}
# Names of things that hold no person: whoever may open the page may read them.
NAMES = {
    "Category": {"label", "label_sq", "label_en", "singular", "singular_sq", "singular_en"},
    "Centre": {"name", "name_sq", "name_en", "address", "address_sq", "address_en", "phone"}
    | {"email"},
    "Municipality": {"name", "county"},
    "AdministrativeUnit": {"name"},
    "Topic": {"name", "name_sq", "name_en"},
}
OWN_PROJECT = {"code", "title", "title_sq", "title_en", "unicef_reference"}
OWN_PROJECT |= {"credit_line", "credit_line_sq", "credit_line_en"}
PROPOSED = TITLE_AND_PLACE | {"note", "reason"}


@pytest.fixture
def scene(world):
    """The world, and beside what its partner sees, all that it must not."""
    organisation = Organisation.objects.get(pk=world.arguments["organisation_id"])
    organisation.contact_email = "contact@tirana.example"
    organisation.save()
    other = OrganisationFactory(contact_name="Agim", contact_email="agim@other.example")
    category = CategoryFactory(code="institution")
    shared = shared_event(organisation, other)
    sensitive = shared_event(organisation, is_sensitive=True, venue_sq="Rruga")
    inside = EventFactory(visibility="centre", starts_at=timezone.now() + timedelta(days=2))
    for event in (shared, sensitive, inside):
        for each in (organisation, other):
            RegistrationFactory(
                event=event,
                organisation=each,
                category=category,
                participant=ParticipantFactory(phone="0691234567", email="p@x.example"),
            )
        RegistrationFactory(event=event, organisation=organisation)  # a parent it brought
    invited(shared, organisation)
    invited(sensitive, organisation)
    invited(shared, other)
    world.shown = [
        shared.pk,
        *Event.objects.filter(visibility="all_partners").values_list("pk", flat=True),
    ]
    world.organisation, world.shared = organisation, shared
    return world


def allowed(scene, canary):
    """Whether the partner of the scene may read what is in this field of this row."""
    model, field, key = canary
    model = model.removeprefix("Historical")
    if model == "NewContact":  # named by the link that was mailed to it, and to nobody else
        return field == "email"
    if field in NAMES.get(model, ()):
        return True
    user = scene.users["partner"]
    if model == "Organisation":
        return key == scene.organisation.pk and field.startswith("name")
    if model == "User":
        return key == user.pk and field in {"name", "email"}
    if model == "Event":
        return field in TITLE_AND_PLACE and key in scene.shown
    if model == "Project":
        return field in OWN_PROJECT
    if model == "Programme":
        return field.startswith("title")
    if model == "Participant":
        own = Registration.objects.filter(
            participant=key,
            organisation=scene.organisation,
            category__code__in=["institution", "police", "service_provider", "teacher"],
        ).exclude(event__visibility="centre")
        return field in {"first_name", "last_name"} and own.exists()
    if model == "Invitation":  # what it wrote itself, and what was written to it
        row = Invitation.objects.select_related("event").get(pk=key)
        is_shown = field == "remark" or (field == "message" and not row.event.is_sensitive)
        return is_shown and row.organisation_id == scene.organisation.pk
    if model == "EventProposal":
        return field in PROPOSED
    if model == "ChangeRequest":  # what it asked about its own event, and what it was answered
        row = ChangeRequest.objects.select_related("proposal").get(pk=key)
        return row.proposal.organisation_id == scene.organisation.pk
    return False


def leaks(scene, canaries, texts):
    """{where: what must not be there}."""
    wrong = {}
    for where, text in texts.items():
        for canary in found_in(text):
            told = canaries.get(canary)
            if told and not allowed(scene, told):
                wrong.setdefault(where, set()).add(told)
    return wrong


def partner_of(scene):
    return User.objects.get(pk=scene.users["partner"].pk)


@pytest.mark.more
@pytest.mark.parametrize("language", ["sq", "en"])
def test_no_page_shows_a_partner_more_than_is_theirs(client, scene, language):
    User.objects.update(language=language)
    canaries = fill()
    client.force_login(partner_of(scene))

    pages = crawl(client, scene)

    assert sum(status == 200 for status, _text in pages.values()) > 25
    seen = set().union(*(found_in(text) for _status, text in pages.values()))
    told = {canaries[canary][:2] for canary in seen if canary in canaries}
    # The search finds something: what may be seen is found.
    assert {("Participant", "last_name"), ("Organisation", f"name_{language}")} <= told
    assert any(model == "Event" for model, _field in told)
    texts = {address: text for address, (_status, text) in pages.items()}
    assert leaks(scene, canaries, texts) == {}


def test_calendars_mails_and_links_hold_titles_and_places_alone(client, scene):
    feeds = {}
    for language in ("sq", "en"):
        for scope in ("shared", "own", "project"):
            project = Project.objects.first() if scope == "project" else None
            for owner in ({"organisation": scene.organisation}, {}):
                owner["made_by"] = partner_of(scene)
                _feed, token = make_feed(language=language, scope=scope, project=project, **owner)
                feeds[language, scope, *owner] = token
    canaries = fill()
    Organisation.objects.filter(pk=scene.organisation.pk).update(
        contact_email="contact@tirana.example"
    )
    event = Event.objects.get(pk=scene.shared.pk)
    event.starts_at += timedelta(hours=1)
    save_event(event=event, saved_by=None)
    texts = {key: feed_of(client, token) for key, token in feeds.items()}
    texts |= {
        ("mail", number): text for number, text in enumerate(mails_to("contact@tirana.example"))
    }
    for invitation in Invitation.objects.filter(organisation=scene.organisation):
        for language in ("sq", "en"):
            url = reverse("answer_by_link", args=[token_for_contact(invitation, language)])
            texts["link", invitation.pk, language] = text_of(client.get(url))
            file = reverse("calendar_by_link", args=[token_for_contact(invitation, language)])
            texts["file", invitation.pk, language] = text_of(client.get(file))
    texts["public"] = text_of(client.get(reverse("public_events")))

    told = {canaries[canary][:2] for text in texts.values() for canary in found_in(text)}

    assert leaks(scene, canaries, texts) == {}
    models = {"Event", "Centre", "Organisation", "Project", "Category", "Invitation"}
    assert {model for model, _field in told} <= models
    assert ("Event", "title_sq") in told


def test_what_we_answer_and_ask_anew_holds_titles_and_places_alone(scene, settings):
    """With a mailbox: invitations that ask calendars, and our answers to what came from them."""
    settings.REPLIES = read_mailbox("maildir:///nowhere?address=answers@shkej.example")
    canaries = fill()
    Organisation.objects.filter(pk=scene.organisation.pk).update(
        contact_email="contact@tirana.example"
    )
    for invitation in Invitation.objects.standing().filter(organisation=scene.organisation):
        event = invitation.event
        event.starts_at += timedelta(hours=1)
        save_event(event=event, saved_by=None)
        to = Reader(invitation, "contact@tirana.example").answers_to
        raw = f"From: contact@tirana.example\r\nTo: {to}\r\nMessage-ID: <{to}>\r\n\r\nYes"
        assert take_mail(raw.encode(), settings.REPLIES) == "unreadable"
    texts = dict(enumerate(mails_to("contact@tirana.example")))

    assert len(texts) >= 3
    assert any("METHOD:REQUEST" in text for text in texts.values())
    assert leaks(scene, canaries, texts) == {}


def test_the_calendar_for_the_wall_shows_nothing_more(client, scene):
    """What staff print as partners see it."""
    canaries = fill()
    client.force_login(User.objects.get(pk=scene.users["coordinator"].pk))
    days = Event.objects.values_list("starts_on", flat=True).distinct()
    asked = {"view": "week", "as": "partners"}
    pages = {
        day: text_of(client.get(reverse("events:calendar"), asked | {"day": day})) for day in days
    }
    texts = {day: text.partition("<main")[2].partition("</main>")[0] for day, text in pages.items()}
    texts = {day: text.partition("calendar-head")[2] for day, text in texts.items()}

    assert all(texts.values())
    assert leaks(scene, canaries, texts) == {}


def test_a_leak_would_be_found(client, scene):
    canaries = fill()
    person = next(key for key, told in canaries.items() if told[:2] == ("Participant", "phone"))

    assert leaks(scene, canaries, {"page": f"<p>{person}</p>"}) != {}

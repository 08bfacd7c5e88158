"""R18, R19, R22: what is others' does not exist and changes nothing; looking is not acting."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from events.calendar.links.services import make_feed
from events.inviting.services import withdraw
from events.models import ChangeRequest, EventProposal
from events.partner.proposals.changing import ask_change
from partners.models import Organisation, Project
from tests.accounts.factories import GrantFactory, somebody_at
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    EventProposalFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.events.inviting.helping import token_for_contact
from tests.leaks.crawling import crawl
from tests.leaks.sharing import invited, shared_event
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProgrammeFactory, ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FOREIGN = 100
SECRETS = re.compile(
    r'nonce="[^"]*"|nonce-[\w+/=-]+|value="\w{64}"|value="[a-p]{80}"|'
    r'"X-CSRFToken": "\w*"|csrftoken=\w+|'
    r'name="until"\s+value="[^"]*"'
)
# What changes by itself: the log, sessions, and how often a calendar read its link.
RESTLESS = {"AccessLog", "Session", "UserSession", "CalendarFeed"}


@pytest.fixture
def world(shared_world):
    return shared_world


@pytest.fixture
def organisation(world):
    """The organisation of the world's partner."""
    return Organisation.objects.get(pk=world.arguments["organisation_id"])


def partner_of(world):
    return User.objects.get(pk=world.users["partner"].pk)


def plain(text):
    """An answer without what differs each time."""
    return SECRETS.sub("", text)


def pages_of(client, world):
    """{address: (status, text)} of all that a signed-in partner reaches."""
    return {
        address: (status, plain(text))
        for address, (status, text) in crawl(client, world).items()
        if status == 200 and address != reverse("privacy_notice")  # names each centre, to everybody
    }


def foreign_records():
    """Events, people, organisations and all that hangs on them, which are nobody's here."""
    centre, other = CentreFactory(), OrganisationFactory(name_sq="E huaj", name_en="Foreign")
    programme = ProgrammeFactory(title_sq="I huaj")
    category = CategoryFactory(code="institution")
    for number in range(FOREIGN):
        starts_at = timezone.now() + timedelta(days=number % 20 - 5, hours=1)
        event = EventFactory(
            centre=centre, visibility="centre", starts_at=starts_at, status="planned", title_sq="X"
        )
        RegistrationFactory(
            event=event,
            organisation=other,
            category=category,
            # The names of the partner's own people, too.
            participant=ParticipantFactory(first_name="Hana", last_name="Kola", centre=centre),
        )
        if number % 10 == 0:
            HeadcountFactory(event=event, category=category)
            project = ProjectFactory(programme=programme)
            project.parts.create(organisation=OrganisationFactory(), part="partner")
            event.projects.add(project)
            invited(shared_event(other, days=number % 9 + 1, centre=centre), other)
            EventProposal.objects.create(
                organisation=other,
                proposed_by=GrantFactory(role=Role.PARTNER, organisation=other).user,
                title_sq="I huaj",
                venue_sq="Diku",
                starts_at=timezone.now() + timedelta(days=3),
            )


@pytest.mark.more
@time_machine.travel(timezone.now(), tick=False)  # files say when they were made
def test_hundred_foreign_records_change_no_page_of_a_partner(client, world, organisation):
    invited(shared_event(organisation), organisation)
    project = Project.objects.get(pk=world.arguments["project_id"])
    feeds = [
        make_feed(
            made_by=somebody_at(organisation),
            organisation=organisation,
            language="en",
            scope=scope,
            project=chosen,
        )[1]
        for scope, chosen in (("shared", None), ("own", None), ("project", project))
    ]
    addresses = [reverse("calendar_feed", args=[token]) for token in feeds]
    addresses.append(reverse("public_events"))
    read = {address: client.get(address) for address in addresses}
    client.force_login(partner_of(world))
    before = pages_of(client, world)

    foreign_records()

    after = pages_of(client, world)
    assert len(before) > 20
    assert set(after) == set(before)
    for address, page in before.items():
        assert after[address] == page, address
    for address, response in read.items():
        again = client.get(address)
        assert plain(again.content.decode()) == plain(response.content.decode()), address
        assert again.headers.get("ETag") == response.headers.get("ETag")


ROUTES = [
    ("get", "events:event_detail", ["event"]),
    ("get", "events:partner_event", ["event", "own"]),
    ("get", "events:partner_event", ["shared", "organisation"]),
    ("post", "events:answer_invitation", ["event", "own"]),
    ("post", "events:answer_invitation", ["shared", "organisation"]),
    ("post", "events:add_representative", ["event", "own"]),
    ("post", "events:add_representative", ["shared", "organisation"]),
    ("post", "events:remove_representative", ["shared", "own", "registration"]),
    ("post", "events:proposal_withdraw", ["proposal"]),
    *[
        (method, route, ["theirs", whose])
        for route in ("events:ask_to_move", "events:ask_to_cancel")
        for method in ("get", "post")
        for whose in ("own", "organisation")
    ],
    ("post", "events:change_withdraw", ["theirs", "own", "change"]),
    ("post", "events:change_withdraw", ["theirs", "organisation", "change"]),
    ("get", "events:feed_renew", ["feed"]),
    ("get", "events:feed_revoke", ["feed"]),
    ("post", "events:feed_renew", ["feed"]),
    ("post", "events:feed_revoke", ["feed"]),
    ("get", "partners:organisation_detail", ["organisation"]),
    ("get", "partners:programme_detail", ["programme"]),
    ("get", "partners:project_detail", ["project"]),
    ("get", "reports:partner_figures", ["organisation"]),
]


@pytest.fixture
def others(world, organisation):
    """What is not the partner's, beside an event that is."""
    other = OrganisationFactory()
    user = GrantFactory(role=Role.PARTNER, organisation=other).user
    shared = shared_event(organisation, other)
    programme = ProgrammeFactory()
    project = ProjectFactory(programme=programme)
    project.parts.create(organisation=other, part="partner")
    feed, _token = make_feed(
        made_by=somebody_at(other), organisation=other, language="sq", scope="shared"
    )
    registration = RegistrationFactory(
        event=shared, organisation=other, category=CategoryFactory(code="institution")
    )
    proposal = EventProposal.objects.create(
        organisation=other,
        proposed_by=user,
        title_sq="X",
        venue_sq="Y",
        starts_at=timezone.now() + timedelta(days=3),
    )
    theirs = EventProposalFactory(accepted=True, organisation=other, proposed_by=user)
    change = ask_change(change=ChangeRequest(proposal=theirs, asks="cancel", reason="X"), by=user)
    return {
        "own": organisation.pk,
        "theirs": theirs.event_id,
        "change": change.pk,
        "shared": shared.pk,
        "event": shared_event(other).pk,
        "organisation": other.pk,
        "registration": registration.pk,
        "proposal": proposal.pk,
        "feed": feed.pk,
        "programme": programme.pk,
        "project": project.pk,
    }


@pytest.mark.parametrize(("method", "route", "names"), ROUTES)
def test_what_is_not_ours_is_answered_like_what_never_was(
    client, world, others, method, route, names
):
    client.force_login(partner_of(world))
    foreign = reverse(route, args=[others[name] for name in names])
    # The last part that is not ours is one that nobody has.
    mine = {"own", "shared"}
    wrong = max(place for place, name in enumerate(names) if name not in mine)
    unknown = reverse(
        route,
        args=[987_654 if place == wrong else others[name] for place, name in enumerate(names)],
    )

    there, nowhere = (getattr(client, method)(address) for address in (foreign, unknown))

    assert there.status_code == nowhere.status_code == 404
    texts = [
        plain(answer.content.decode()).replace(address, "")
        for answer, address in ((there, foreign), (nowhere, unknown))
    ]
    assert texts[0] == texts[1]
    dropped = {"Content-Security-Policy", "Content-Length"}
    headers = [
        {name: value for name, value in answer.items() if name not in dropped}
        for answer in (there, nowhere)
    ]
    assert headers[0] == headers[1]


def test_dead_link_is_answered_like_what_never_was(client, organisation):
    invitation = invited(shared_event(organisation), organisation)
    dead = token_for_contact(invitation)
    withdraw(invitation=invitation)
    addresses = [
        reverse("answer_by_link", args=[dead]),
        reverse("answer_by_link", args=["no-such-token"]),
        "/no/such/page/",
    ]

    answers = [client.get(address) for address in addresses]

    assert {answer.status_code for answer in answers} == {404}
    assert len({plain(answer.content.decode()) for answer in answers}) == 1


def everything():
    """All rows of all tables that do not change by themselves."""
    return {
        model.__name__: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model.__name__ not in RESTLESS
    }


@pytest.mark.more
def test_looking_twice_at_every_page_changes_nothing(client, world, organisation):
    invited(shared_event(organisation), organisation)
    client.force_login(partner_of(world))
    pages_of(client, world)
    before = everything()

    pages = pages_of(client, world)
    for address in pages:
        client.head(address)

    after = everything()
    for model, rows in before.items():
        assert after[model] == rows, model

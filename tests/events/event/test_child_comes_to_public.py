"""A child comes to an event that is public already: registered at once, shown to nobody outside.

Until somebody has said who may see it (docs/security.md, R20). By every way onto a register.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from events.partner.proposals.services import accept
from events.register.families.services import register_family
from events.register.headcounts.services import set_headcount
from events.register.people.services import (
    cancel_registration,
    register_new_person,
    register_participant,
)
from events.series.members import add_member
from participants.models import Category, Participant
from shkej.lib.dates import TIRANA, today
from tests.conftest import user_with
from tests.events.event.form_pages import page_data, update_url
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    EventProposalFactory,
    RegistrationFactory,
    SeriesFactory,
)
from tests.events.importing.import_files import attendance, load
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PUBLIC = reverse("public_events")
TITLE = "Open afternoon"


def child(**facts):
    return ParticipantFactory(birth_year=today().year - 9, **facts)


def is_shown(client):
    return TITLE in client.get(PUBLIC).content.decode()


@pytest.fixture
def event(centre):
    """Public, of today, with a grown-up on its register."""
    event = EventFactory(
        centre=centre,
        planned=True,
        visibility="public",
        starts_at=timezone.localtime().replace(hour=12),
        title_en=TITLE,
        title_sq=TITLE,
        import_key="K",
    )
    adult = ParticipantFactory(birth_year=1980, category=CategoryFactory(code="parent"))
    RegistrationFactory(event=event, participant=adult, category=adult.category)
    return event


def registered(event, staff):
    register_participant(event=event, participant=child(), source="staff", registered_by=staff)


def walked_in(event, staff):
    register_new_person(
        event=event,
        first_name="Ana",
        last_name="Hoxha",
        sex="female",
        age=8,
        category=Category.objects.get(code="young_person"),
        source="walk_in",
        registered_by=staff,
        attendance="present",
    )


def with_the_family(event, staff):
    register_family(event=event, participants=[child()], registered_by=staff)


def imported(event, staff):
    starts_at = timezone.localtime(event.starts_at, TIRANA)
    load([attendance("K", f"{starts_at:%Y-%m-%d %H:%M}", age="9", attendance="absent")])


def counted(event, staff):
    set_headcount(
        event=event,
        category=Category.objects.get(code="child"),
        sex="female",
        count=3,
        counted_by=staff,
    )


def joined_the_series(event, staff):
    day = timezone.localdate(event.starts_at, TIRANA)
    series = SeriesFactory(centre=event.centre, starts_on=day, ends_on=day + timedelta(days=30))
    Event.objects.filter(pk=event.pk).update(series=series, series_day=day)
    add_member(series=series, participant=child(), joined_on=day, added_by=staff)


def became_younger(event, staff):
    """Who was there as a grown-up was written down wrongly."""
    person = event.registrations.get().participant
    Participant.objects.filter(pk=person.pk).update(birth_year=today().year - 10)


WAYS = [
    registered,
    walked_in,
    with_the_family,
    imported,
    counted,
    joined_the_series,
    became_younger,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_r20_a_child_hides_a_public_event_until_somebody_answers(client, event, staff, way):
    if way is counted:
        Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - timedelta(minutes=5))
    assert is_shown(client)

    way(event, staff)

    assert Event.objects.with_children().filter(pk=event.pk).exists()
    assert not is_shown(client)
    assert Event.objects.get(pk=event.pk).visibility == "public"
    client.force_login(staff)
    assert reverse("events:event_update", args=[event.pk]) in client.get("/").content.decode()
    page = client.get(reverse("events:event_detail", args=[event.pk])).content.decode()
    assert "Say who may see it" in page
    waiting = client.get(reverse("events:event_list"), {"waiting": "publicity_unanswered"})
    assert [row.pk for row in waiting.context["object_list"]] == [event.pk]


def test_r20_the_answer_shows_it_again_and_asks_no_more(client, event, staff):
    registered(event, staff)
    client.force_login(staff)
    url = update_url(event)
    form = client.get(url).context["form"]
    assert "is_for_everybody" in form.fields
    data = page_data(client, url)
    data.pop("is_for_everybody", None)

    refused = client.post(url, data | {"venue_en": "The garden"})
    assert "is_for_everybody" in refused.context["form"].errors
    assert "The garden" in refused.content.decode()
    assert not is_shown(client)

    assert client.post(url, data | {"is_for_everybody": "on"}).status_code == 302
    assert is_shown(client)
    walked_in(event, staff)
    assert is_shown(client)
    assert (
        "Say who may see it"
        not in client.get(reverse("events:event_detail", args=[event.pk])).content.decode()
    )


def test_a_child_that_is_taken_off_asks_nobody(client, event, staff):
    registered(event, staff)
    place = event.registrations.order_by("-pk").first()
    cancel_registration(registration=place, cancelled_by=staff)

    assert is_shown(client)


def test_a_bystander_stays_public_and_another_centre_is_not_told(client, event, staff, centre):
    EventFactory(
        centre=centre,
        planned=True,
        visibility="public",
        starts_at=timezone.now() + timedelta(days=2),
        title_en="Adults",
        title_sq="Adults",
    )
    registered(event, staff)
    client.force_login(user_with("staff", centre=CentreFactory()))

    assert "Adults" in client.get(PUBLIC).content.decode()
    assert reverse("events:event_update", args=[event.pk]) not in client.get("/").content.decode()


def test_r20_an_accepted_proposal_that_became_public_is_treated_alike(client, staff, centre):
    proposal = EventProposalFactory(title_en=TITLE, title_sq=TITLE)
    accept(proposal=proposal, centre=centre, by=staff)
    proposal.refresh_from_db()
    Event.objects.filter(pk=proposal.event_id).update(visibility="public")
    assert is_shown(client)

    registered(proposal.event, staff)

    assert not is_shown(client)

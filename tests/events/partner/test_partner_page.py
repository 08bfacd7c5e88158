"""The page of a partner: what changed since the last look, what is coming, whose it is."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grant, User
from events.event.services import change_status, delete_event, save_event
from events.inviting.notifying import notify_of_place
from events.inviting.services import answer_invitation, invitable, invite
from events.models import Event, Invitation, LastLook
from shkej.lib.dates import today
from tests.events.factories import EventFactory, SeriesFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("events:partner_page")
FIRST = "0001-01-01T00:00:00+14:00"  # before the calendar begins, seen from Tirana


@pytest.fixture(autouse=True)
def opened(partner):
    """The account is an hour old: what comes now is news."""
    hour_ago = timezone.now() - timedelta(hours=1)
    Grant.objects.filter(user=partner).update(created_at=hour_ago)


@pytest.fixture
def page(client, partner):
    """`page()`: the context of the partner's page."""
    client.force_login(partner)
    return lambda: client.get(PAGE).context


def ahead(days=3, **fields):
    """An event in so many days, at noon, shared with all partners."""
    noon = timezone.localtime().replace(hour=12)
    shown = {"visibility": "all_partners", "planned": True, "title_en": "Meeting"}
    return EventFactory(starts_at=noon + timedelta(days=days), **shown | fields)


def seen(client, page):
    """Press "I have seen these changes" on the page as it stands."""
    return client.post(reverse("events:changes_seen"), {"until": page()["made_at"]})


def words(page):
    return [(change.event, change.word) for change in page()["page_obj"]]


def test_event_shared_since_the_last_look_is_new_until_it_is_seen(client, page):
    event = ahead()
    assert words(page) == [(event, "New")]

    seen(client, page)

    assert words(page) == []


def test_moved_event_shows_before_and_after(client, page, coordinator):
    event = ahead()
    seen(client, page)
    event.starts_at += timedelta(days=1)
    save_event(event=event, saved_by=coordinator)

    (change,) = page()["page_obj"]

    assert change.word == "Moved"
    ((what, before, now),) = change.rows
    assert what == "When"
    assert before != now


@pytest.mark.parametrize(
    ("status", "word"), [("cancelled", "Cancelled"), ("postponed", "Postponed")]
)
def test_called_off_event_says_so_and_may_take_place_again(client, page, coordinator, status, word):
    event = ahead()
    seen(client, page)
    change_status(event=event, status=status, changed_by=coordinator)
    assert words(page) == [(event, word)]

    seen(client, page)
    change_status(event=event, status="planned", changed_by=coordinator)

    assert words(page) == [(event, "Takes place again")]


def test_change_of_what_partners_do_not_see_is_none(client, page, coordinator):
    event = ahead()
    seen(client, page)
    event.aim_en, event.capacity = "Something inside", 12
    save_event(event=event, saved_by=coordinator)

    assert words(page) == []


def test_event_that_was_not_shared_before_is_new_and_tells_nothing_of_before(
    client, page, coordinator
):
    event = ahead(visibility="centre", title_en="Inner title")
    seen(client, page)
    event.visibility, event.title_en = "all_partners", "Outer title"
    save_event(event=event, saved_by=coordinator)

    content = client.get(PAGE).content.decode()

    assert words(page) == [(event, "New")]
    assert "Inner title" not in content


def test_event_shared_by_name_only_since_is_new(client, page, organisation):
    event = ahead(visibility="partners")
    seen(client, page)
    event.parts.create(organisation=organisation, part="invited")

    assert words(page) == [(event, "New")]


def test_event_that_became_sensitive_tells_neither_its_old_nor_its_new_words(
    client, page, coordinator
):
    event = ahead(title_en="KANARINA one", venue_en="KANARINA street")
    seen(client, page)
    event.is_sensitive, event.title_en = True, "KANARINA two"
    event.starts_at += timedelta(hours=1)
    save_event(event=event, saved_by=coordinator)

    content = client.get(PAGE).content.decode()

    assert "Activity" in content
    assert "KANARINA" not in content
    (change,) = page()["page_obj"]
    assert (change.word, change.rows) == ("Moved", [])  # neither its hour nor the one before


@pytest.fixture
def take_back(coordinator):
    """`take_back[way](event)`: the ways in which an event leaves a partner's calendar."""

    def unshare(event):
        event = Event.objects.get(pk=event.pk)
        event.visibility = "centre"
        return save_event(event=event, saved_by=coordinator)

    return {
        "unshared": unshare,
        "without us": lambda event: save_event(event=event, saved_by=coordinator, parts=[]),
        "deleted": lambda event: delete_event(event=event, deleted_by=coordinator),
    }


@pytest.mark.parametrize("way", ["unshared", "without us", "deleted"])
def test_event_that_was_taken_back_is_told_once_and_leads_nowhere(
    client, page, organisation, take_back, way
):
    event = ahead(visibility="partners")
    event.parts.create(organisation=organisation, part="co_organiser")
    key = event.pk
    seen(client, page)
    take_back[way](event)

    (change,) = page()["page_obj"]
    content = client.get(PAGE).content.decode()

    assert (change.event.title_en, change.word) == ("Meeting", "No longer in your calendar")
    assert reverse("events:partner_event", args=[key, organisation.pk]) not in content
    seen(client, page)
    assert words(page) == []


def test_event_taken_back_and_shared_again_is_not_news(client, page, take_back):
    event = ahead()
    seen(client, page)
    event = take_back["unshared"](event)
    event.visibility = "all_partners"
    event.save()

    assert words(page) == []


@pytest.mark.parametrize("way", ["unshared", "deleted"])
def test_event_that_became_sensitive_and_was_taken_back_is_not_named(
    client, page, coordinator, take_back, way
):
    event = ahead(title_en="KANARINA", title_sq="KANARINA")
    seen(client, page)
    event.is_sensitive = True
    event = save_event(event=event, saved_by=coordinator)
    take_back[way](event)

    content = client.get(PAGE).content.decode()

    assert "No longer in your calendar" in content
    assert "KANARINA" not in content


def test_nothing_is_told_of_what_was_never_shared_or_is_over(client, page, organisation, take_back):
    ahead(visibility="centre")
    other = ahead(visibility="partners")
    other.parts.create(organisation=OrganisationFactory(), part="invited")
    over = ahead(days=-3)
    shared = ahead(visibility="centre")
    seen(client, page)
    shared.visibility = "partners"
    shared.save()
    shared.parts.create(organisation=organisation, part="invited")

    for event in (other, over, shared):
        take_back["deleted"](event)

    assert words(page) == []


def test_new_address_of_the_centre_shows_before_and_after(client, page, centre):
    event = ahead(centre=centre)
    seen(client, page)
    centre.address_sq = centre.address_en = "Rruga e Re 1"
    centre.save()
    notify_of_place(centre)

    (change,) = page()["page_obj"]

    assert (change.event, change.word) == (event, "Changed")
    ((what, before, now),) = change.rows
    assert (what, "Rruga e Re 1" in now) == ("Where", True)
    assert "Rruga e Re 1" not in before


@pytest.mark.parametrize(("language", "lines"), [("sq", 0), ("en", 1)])
def test_only_what_the_reader_sees_is_a_change(client, page, partner, language, lines):
    event = ahead(title_en="", title_sq="Takim")
    seen(client, page)
    User.objects.filter(pk=partner.pk).update(language=language)
    event.title_en = "Meeting"
    event.save()

    assert len(page()["page_obj"]) == lines


def test_event_that_was_shared_and_called_off_since_is_not_called_new(client, page, coordinator):
    seen(client, page)
    event = ahead()
    change_status(event=event, status="cancelled", changed_by=coordinator)

    assert words(page) == [(event, "Cancelled")]


def test_what_was_told_before_the_account_was_opened_is_not_confirmed_by_it(
    client, page, organisation, coordinator
):
    event = ahead()
    event.parts.create(organisation=organisation, part="invited")
    invite(event=event, organisations=invitable(event), invited_by=coordinator)
    Invitation.objects.update(told_at=timezone.now() - timedelta(days=2))

    seen(client, page)

    assert not Invitation.objects.get().has_seen_all


def test_what_changed_after_the_page_was_made_is_not_seen_with_it(client, page, coordinator):
    event = ahead()
    made_at = page()["made_at"]
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        event.title_en = "Changed meanwhile"
        save_event(event=event, saved_by=coordinator)
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        client.post(reverse("events:changes_seen"), {"until": made_at})

        assert words(page) == [(event, "Changed")]


@pytest.mark.parametrize("until", ["", "yesterday", "2026-01-01", "9999-99-99T00:00+00:00", FIRST])
def test_moment_that_no_page_was_made_at_is_refused(client, page, until):
    page()

    response = client.post(reverse("events:changes_seen"), {"until": until})

    assert response.status_code == 400
    assert not LastLook.objects.exists()


def test_seeing_the_changes_counts_for_the_organisation_and_no_other(
    client, page, coordinator, organisation
):
    other, event = OrganisationFactory(), ahead()
    for each in (organisation, other):
        event.parts.create(organisation=each, part="invited")
    invite(event=event, organisations=invitable(event), invited_by=coordinator)

    seen(client, page)

    assert Invitation.objects.get(organisation=organisation).has_seen_all
    assert not Invitation.objects.get(organisation=other).has_seen_all


def test_answer_for_an_event_that_changed_meanwhile_is_asked_again(
    client, page, coordinator, organisation
):
    event = ahead(title_en="Before")
    event.parts.create(organisation=organisation, part="invited")
    (invitation,) = invite(event=event, organisations=invitable(event), invited_by=coordinator)
    page()
    typed = {"answer": "yes", "people": "2", "told_at": invitation.told_at.isoformat()}
    event.title_sq = event.title_en = "After"
    save_event(event=event, saved_by=coordinator)
    url = reverse("events:answer_invitation", args=[event.pk, organisation.pk])

    refused = client.post(url, typed)

    assert "changed meanwhile" in refused.content.decode()
    assert Invitation.objects.get().answer == "none"
    again = refused.context["answer_form"].data
    client.post(url, {name: again[name] for name in typed})
    assert (Invitation.objects.get().answer, Invitation.objects.get().people) == ("yes", 2)


def test_event_that_runs_is_still_to_come_and_names_its_days(client, page, partner):
    event = ahead(days=-1, ends_at=timezone.now() + timedelta(days=1))
    ahead(days=-3, ends_at=timezone.now() - timedelta(days=1))

    assert [line.event for line in page()["coming"]] == [event]
    assert f"{event.last_day.day} {event.last_day:%B}" in client.get(PAGE).content.decode()


def test_answer_of_a_colleague_meanwhile_is_shown_and_stays(
    client, page, coordinator, organisation
):
    event = ahead()
    event.parts.create(organisation=organisation, part="invited")
    (invitation,) = invite(event=event, organisations=invitable(event), invited_by=coordinator)
    page()
    form = client.get(reverse("events:partner_event", args=[event.pk, organisation.pk]))
    form = form.context["answer_form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"answer": "no"}
    answer_invitation(invitation=invitation, answer="maybe", way="link")
    url = reverse("events:answer_invitation", args=[event.pk, organisation.pk])

    refused = client.post(url, typed)

    assert "Somebody answered meanwhile: “Perhaps”" in refused.content.decode()
    assert refused.context["answer_form"]["answer"].value() == "no"
    assert Invitation.objects.get().answer == "maybe"


def test_each_invitation_of_a_user_of_two_organisations_has_its_line(
    client, partner, coordinator, organisation
):
    other = OrganisationFactory(name_en="The other one")
    Grant.objects.create(user=partner, role="partner", organisation=other)
    mine, theirs = ahead(visibility="partners"), ahead(visibility="partners")
    mine.parts.create(organisation=organisation, part="invited")
    theirs.parts.create(organisation=other, part="invited")
    client.force_login(User.objects.get(pk=partner.pk))
    for event in (mine, theirs):
        (invitation,) = invite(event=event, organisations=invitable(event), invited_by=coordinator)
        answer_invitation(invitation=invitation, answer="maybe", way="phone")

    context = client.get(PAGE).context

    assert [(line.event, line.organisation) for line in context["coming"]] == [
        (mine, organisation),
        (theirs, other),
    ]
    for line in context["coming"]:
        event, owner = line.event, line.organisation
        url = reverse("events:partner_event", args=[event.pk, owner.pk])
        assert client.get(url).status_code == 200
        wrong = organisation if owner == other else other
        url = reverse("events:partner_event", args=[event.pk, wrong.pk])
        assert client.get(url).status_code == 404


def test_who_acts_for_an_organisation_that_is_not_active_any_more_sees_nothing_of_it(
    client, page, organisation
):
    event = ahead(visibility="partners")
    event.parts.create(organisation=organisation, part="invited")
    organisation.is_active = False
    organisation.save()

    for url in (
        PAGE,
        reverse("events:partner_event", args=[event.pk, organisation.pk]),
        reverse("events:event_detail", args=[event.pk]),
    ):
        assert client.get(url).status_code == 403


def test_as_many_queries_for_many_events_as_for_one(
    client, page, coordinator, organisation, django_assert_max_num_queries
):
    for number in range(12):
        event = ahead(days=number + 1)
        event.parts.create(organisation=organisation, part="invited")
        invite(event=event, organisations=invitable(event), invited_by=coordinator)
    page()

    with django_assert_max_num_queries(18):
        client.get(PAGE)


def test_page_of_an_event_leads_to_what_the_organisation_can_do(client, page, organisation):
    event = ahead()
    page()
    url = reverse("events:event_detail", args=[event.pk])

    assert client.get(url).url == reverse("events:partner_event", args=[event.pk, organisation.pk])


# What is first, and how much


def weekly(number, organisation, coordinator):
    """Meetings of one series, to each of which the organisation is invited."""
    series = SeriesFactory()
    for week in range(number):
        event = ahead(days=3 + 7 * week, series=series, series_day=today() + timedelta(days=week))
        event.parts.create(organisation=organisation, part="invited")
        invite(event=event, organisations=invitable(event), invited_by=coordinator)


def test_what_waits_for_an_answer_stands_first_and_a_series_in_one_line(
    client, page, coordinator, organisation
):
    weekly(12, organisation, coordinator)
    other = ahead(days=1, title_en="Without an invitation")

    context = page()

    ((line,), (coming,)) = context["waiting"], context["coming"]
    assert (line.more, coming.event) == (11, other)
    ((_new, series),) = [context["page_obj"]]
    assert {_new.more, series.more} == {0, 11}
    html = client.get(PAGE).content.decode()
    places = [html.index(f'id="{name}-head"') for name in ("waiting", "coming", "changes")]
    assert places == sorted(places)
    assert "and 11 more meetings of the series" in html


def test_answered_meeting_of_a_series_leaves_the_line(page, coordinator, organisation):
    weekly(3, organisation, coordinator)
    first = Invitation.objects.order_by("event__starts_at").first()
    answer_invitation(invitation=first, answer="yes", way="account")

    context = page()

    (waits,), (answered,) = context["waiting"], context["coming"]
    assert (waits.more, answered.event) == (1, first.event)


def test_changes_come_ten_at_a_time_and_are_confirmed_on_the_last_page(client, page):
    for number in range(12):
        ahead(days=number + 1)
    page()

    first, last = client.get(PAGE), client.get(PAGE + "?page=2")

    assert (len(first.context["page_obj"]), len(last.context["page_obj"])) == (10, 2)
    assert "I have seen these changes" not in first.content.decode()
    assert "I have seen these changes" in last.content.decode()

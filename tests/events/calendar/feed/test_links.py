"""The page on which links are made, renewed and ended."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from events.calendar.links.services import make_feed
from partners.models import CalendarFeed
from tests.accounts.factories import GrantFactory, somebody_at
from tests.accounts.signing_in import PASSWORD, sign_in, user_with_password
from tests.events.calendar.feed.reading import read, soon
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_partner_makes_a_link_that_is_shown_once(client, partner, organisation):
    client.force_login(partner)
    soon()

    made = client.post(
        reverse("events:feeds"),
        {"owner": organisation.pk, "scope": "shared", "language": "en"},
    )
    address = made.context["address"]

    feed = CalendarFeed.objects.get()
    assert (feed.organisation, feed.user) == (organisation, None)
    assert "no-store" in made["Cache-Control"]
    assert read(client, address[address.index("/calendar") :])
    again = client.get(reverse("events:feeds")).content.decode()
    assert address not in again
    assert "last opened" in again
    assert AccessLog.objects.get(action="feed").detail["change"] == "made"


def test_new_address_kills_the_old_one(client, partner, link):
    old = link()
    client.force_login(partner)

    made = client.post(reverse("events:feed_renew", args=[CalendarFeed.objects.get().pk]))

    assert client.get(old).status_code == 404
    address = made.context["address"]
    assert client.get(address[address.index("/calendar") :]).status_code == 200
    content = made.content.decode()
    assert "The old address is dead" in content
    assert f'name="next" value="{reverse("events:feeds")}"' in content  # the language switch


@pytest.mark.parametrize("route", ["feed_renew", "feed_revoke", "any_feed_revoke"])
def test_who_would_stop_a_link_is_asked_first(client, partner, admin, link, route):
    url = link()
    client.force_login(admin if route == "any_feed_revoke" else partner)
    list_url = reverse("events:all_feeds" if route == "any_feed_revoke" else "events:feeds")
    asked_at = reverse(f"events:{route}", args=[CalendarFeed.objects.get().pk])
    listed = client.get(list_url).content.decode()

    asked = client.get(asked_at).content.decode()

    assert f'href="{asked_at}"' in listed
    assert f'action="{asked_at}"' not in listed
    assert "get no more news" in asked
    assert "Municipality of Tirana" in asked
    assert f'class="btn btn-secondary" href="{list_url}"' in asked
    assert client.get(url).status_code == 200


def test_links_that_read_the_same_say_when_each_was_made(client, partner, link):
    link()
    CalendarFeed.objects.update(created_at=datetime(2026, 1, 5, 12, tzinfo=UTC))
    client.force_login(partner)

    assert "made 5 January 2026" in client.get(reverse("events:feeds")).content.decode()


@pytest.mark.parametrize(
    ("route", "change"), [("feeds", "made"), ("feed_renew", "renewed"), ("feed_revoke", "revoked")]
)
def test_act_that_cannot_be_logged_does_not_happen(
    client, partner, organisation, monkeypatch, route, change
):
    feed, _token = make_feed(
        made_by=somebody_at(organisation), organisation=organisation, language="sq", scope="shared"
    )
    client.force_login(partner)
    data = {"owner": str(organisation.pk), "language": "en", "scope": "shared"}
    address = reverse(f"events:{route}", args=[] if route == "feeds" else [feed.pk])

    def refuse(*about, **line):
        assert line["change"] == change
        raise RuntimeError

    monkeypatch.setattr("accounts.services.log_access", refuse)
    with pytest.raises(RuntimeError):
        client.post(address, data)

    (left,) = CalendarFeed.objects.all()
    assert (left.pk, left.revoked_at) == (feed.pk, None)


def test_revoked_link_is_dead_on_the_next_reading(client, partner, link):
    url = link()
    client.force_login(partner)
    client.post(reverse("events:feed_revoke", args=[CalendarFeed.objects.get().pk]))

    assert client.get(url).status_code == 404


def test_link_of_another_organisation_is_out_of_reach(client, partner, link):
    link(organisation=OrganisationFactory())
    client.force_login(partner)
    feed = CalendarFeed.objects.get()

    for name in ("feed_renew", "feed_revoke"):
        assert client.post(reverse(f"events:{name}", args=[feed.pk])).status_code == 404
    feed.refresh_from_db()
    assert feed.revoked_at is None


def test_organisation_that_one_does_not_act_for_cannot_be_chosen(client, partner):
    other = OrganisationFactory()
    client.force_login(partner)

    client.post(reverse("events:feeds"), {"owner": other.pk, "scope": "shared", "language": "en"})

    assert not CalendarFeed.objects.exists()


def test_link_to_one_project_asks_for_the_project(client, staff):
    client.force_login(staff)

    shown = client.post(reverse("events:feeds"), {"scope": "project", "language": "en"})

    assert "Choose a project" in shown.content.decode()


def test_administrator_ends_any_link(client, link, admin):
    url = link()
    client.force_login(admin)
    page = client.get(reverse("events:all_feeds")).content.decode()
    assert "Municipality of Tirana" in page

    client.post(reverse("events:any_feed_revoke", args=[CalendarFeed.objects.get().pk]))

    assert client.get(url).status_code == 404
    assert AccessLog.objects.filter(action="feed", detail__change="revoked").count() == 1
    assert "Municipality of Tirana" not in client.get(reverse("events:all_feeds")).content.decode()


@pytest.mark.parametrize("route", ["feeds", "feed_renew"])
def test_password_is_asked_again_before_a_link_is_shown(client, organisation, route):
    user = user_with_password(email="partner@tirana.example")
    GrantFactory(user=user, role="partner", organisation=organisation)
    url, data = reverse("events:feeds"), {"owner": "me", "scope": "shared", "language": "en"}
    if route == "feed_renew":
        feed, _token = make_feed(made_by=user, language="en", scope="shared")
        url, data = reverse("events:feed_renew", args=[feed.pk]), {}
    sign_in(client, user.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        asked = client.post(url, data)
        assert asked.url.startswith(reverse("account_reauthenticate"))
        before = CalendarFeed.objects.filter(revoked_at=None).count()

        shown = client.post(asked.url, {"password": PASSWORD}, follow=True)

    assert b"/calendar/feed/" in shown.content
    assert before == (1 if route == "feed_renew" else 0)
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1

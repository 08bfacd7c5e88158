"""What a second reading brings: nothing new, a newer version, or a refusal of too many."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from events.calendar.feed import WAY_OF_WRITING, uid_of
from events.inviting.notifying import notify_of_place
from partners.models import CalendarFeed
from tests.events.calendar.feed.reading import read, soon

pytestmark = pytest.mark.django_db

# What was written before, by its hash: another one needs another WAY_OF_WRITING.
WRITTEN = {2: "00acbafa9b7fa3e6"}


def test_moved_event_keeps_its_identity_and_counts_up(client, link):
    event, url = soon(), link()
    (before,) = read(client, url).values()
    event.starts_at += timedelta(days=1)
    event.ends_at += timedelta(days=1)
    event.save()

    (after,) = read(client, url).values()

    assert after["uid"] == before["uid"] == uid_of(event)
    assert after["dtstart"].dt - before["dtstart"].dt == timedelta(days=1)
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt >= before["last-modified"].dt


def test_second_reading_is_answered_with_not_modified(client, link):
    event, url = soon(), link()
    first = client.get(url)

    second = client.get(url, headers={"If-None-Match": first["ETag"]})
    event.title_en = "Renamed"
    event.save()
    third = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert third.status_code == 200
    assert b"Renamed" in third.content


@pytest.mark.parametrize("written", ["W/{}", '"other", {}', "*"])
def test_any_way_to_say_that_nothing_changed_is_understood(client, link, written):
    soon()
    url = link()
    etag = client.get(url)["ETag"]

    again = client.get(url, headers={"If-None-Match": written.format(etag)})

    assert (again.status_code, again.content) == (304, b"")


def test_new_address_of_the_centre_is_a_new_version(client, link, centre):
    soon(centre=centre)
    url = link()
    (before,) = read(client, url).values()
    centre.address_en = centre.address_sq = "Rruga e Re 1"
    centre.save()

    notify_of_place(centre)

    (after,) = read(client, url).values()
    assert "Rruga e Re 1" in str(after["location"])
    assert after["sequence"] == before["sequence"] + 1
    assert after["last-modified"].dt >= before["last-modified"].dt


def test_link_that_is_read_too_often_from_one_address_is_slowed_down_there(
    client, link, monkeypatch
):
    monkeypatch.setattr("events.calendar.links.services.READINGS", 2)
    url = link()

    assert [client.get(url).status_code for _time in range(3)] == [200, 200, 429]
    assert client.get(url, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get(link()).status_code == 200


def test_link_that_is_read_too_often_from_everywhere_is_slowed_down(client, link, monkeypatch):
    monkeypatch.setattr("events.calendar.links.services.MOST_READINGS", 2)
    url = link()

    answers = [client.get(url, REMOTE_ADDR=f"192.0.2.{number}") for number in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "3600"


def test_who_asks_whether_anything_changed_is_never_slowed_down(client, link, monkeypatch):
    monkeypatch.setattr("events.calendar.links.services.READINGS", 1)
    soon()
    url = link()
    etag = client.get(url)["ETag"]

    again = [client.get(url, headers={"If-None-Match": etag}).status_code for _time in range(5)]

    assert again == [304] * 5
    assert CalendarFeed.objects.get().last_used_at is not None


def test_reading_that_brings_nothing_new_writes_nothing(client, link, monkeypatch):
    soon()
    url = link()
    etag = client.get(url)["ETag"]

    def refuse(*_what, **_more):
        raise AssertionError("written")

    for name in ("entry_lines", "calendar_lines", "versions_of"):
        monkeypatch.setattr(f"events.calendar.feed.{name}", refuse)

    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304


@time_machine.travel(datetime(2026, 10, 5, 8, tzinfo=UTC), tick=False)
def test_other_way_of_writing_has_another_number(client, link, centre):
    for number, fields in enumerate([{}, {"status": "postponed"}, {"is_all_day": True}]):
        soon(days=number, title_en="Meeting", venue_en="The hall", **fields)

    content = re.sub(rb"(UID:|events/|partner/)\d+", rb"\1N", client.get(link()).content)

    written = hashlib.sha256(content).hexdigest()[:16]
    assert {WAY_OF_WRITING: written}.items() <= WRITTEN.items()


# Versions: SEQUENCE and LAST-MODIFIED move by what the reader sees


@pytest.mark.parametrize(
    ("change", "moves"),
    [
        ({"title_sq": "Tjetër"}, {"sq"}),
        ({"title_en": "Other"}, {"en"}),
        ({"venue_en": "Street"}, {"en"}),
        ({"aim_en": "Other", "results_sq": "Tjetër"}, set()),
        ({"status": "held"}, set()),
        ({"visibility": "public"}, set()),
        ({"status": "cancelled"}, {"sq", "en"}),
        ({"is_all_day": True}, {"sq", "en"}),
    ],
)
def test_version_moves_for_whom_something_changed(client, link, change, moves):
    event = soon(title_sq="Takim", title_en="Meeting", venue_sq="Salla", venue_en="The hall")
    urls = {language: link(language=language) for language in ("sq", "en")}
    before = {language: client.get(url) for language, url in urls.items()}
    for name, value in change.items():
        setattr(event, name, value)
    event.save()

    for language, url in urls.items():
        after = client.get(url)
        is_same = after.content == before[language].content
        assert is_same == (after["ETag"] == before[language]["ETag"]) == (language not in moves)
        (entry,) = read(client, url).values()
        assert entry["sequence"] == (language in moves)


def test_change_after_unseen_ones_is_higher_than_any_before(client, link):
    event, url = soon(), link()
    for aim in ("a", "b", "c"):
        event.aim_en = aim
        event.save()
    (before,) = read(client, url).values()
    event.title_en = "Other"
    event.save()

    (after,) = read(client, url).values()

    assert (before["sequence"], after["sequence"]) == (0, 4)

"""Free texts are looked through for what leads to a person; a coordinator says what may stay."""

import re

import pytest
from django.urls import reverse

from events.models import Event
from reports.models import Story, TextToReview
from reports.reviewing.finding import find_texts, kind_of
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, SeriesFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:texts_to_review")
MOBILE = "Nëna e E. telefonon nga 069 21 23 456."


@pytest.fixture
def event(centre):
    return EventFactory(centre=centre, title_en="Meeting of parents", results_sq=MOBILE)


def waiting():
    return set(TextToReview.objects.waiting().values_list("place", "kind"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("069 212 3456", "phone"),
        ("tel.0692123456!", "phone"),
        ("+355 69 212 3456", "phone"),
        ("00355692123456", "phone"),
        ("04 222 3344", "phone"),
        ("(04) 222 3333", "phone"),
        ("Qendra, tel. (042) 22 33 33", "phone"),
        ("(069) 21 23 456", "phone"),
        ("+355 (0) 4 222 3333", "phone"),
        ("(04) 12 pjesëmarrës, (05) 30 prindër", None),
        ("J12345678K", "identity"),
        ("nr. j 1234 5678 k, 069 212 3456", "identity"),
        ("shkruani te nena@example.org", "email"),
        ("Takim më 06.10.2021 09:00–11:00", None),
        ("06/10/2021 dhe 07/10/2021", None),
        ("12 pjesëmarrës, 7 me emër dhe 5 të numëruar", None),
        ("ALB/PCA2020118/PD202104", None),
        ("1 200 000 lekë, 0,69 e totalit", None),
        ("", None),
    ],
)
def test_p1_what_a_text_looks_like(text, kind):
    assert kind_of(text) == kind


def test_p1_texts_that_look_like_phones_or_numbers_wait_for_a_coordinator(client, event):
    Story.objects.create(
        event=event, text_en="Call J12345678K", written_by=user_with("coordinator")
    )
    EventFactory(centre=event.centre, results_sq="Diskutuam më 06.10.2021 09:00.")
    event.quotes.create(text_sq="Faleminderit", text_en="", said_by_sq="a@b.example")
    find_texts()

    quote, story = event.quotes.get(), event.story
    assert waiting() == {
        (f"events.event.{event.pk}.results_sq", "phone"),
        (f"events.quote.{quote.pk}.said_by_sq", "email"),
        (f"reports.story.{story.pk}.text_en", "identity"),
    }
    client.force_login(user_with("coordinator", centre=event.centre))
    page = client.get(PAGE).content.decode()
    assert page.count(reverse("events:event_detail", args=[event.pk])) == 3
    assert "23 456" not in page  # it is at the event alone
    assert PAGE in client.get(reverse("home")).content.decode()


def test_p1_what_may_stay_is_asked_about_again_once_it_is_another(client, event):
    find_texts()
    coordinator = user_with("coordinator", centre=event.centre)
    client.force_login(coordinator)
    text = TextToReview.objects.get()

    client.post(reverse("reports:text_reviewed", args=[text.pk]), {"digest": text.digest})
    find_texts()
    text.refresh_from_db()
    assert text.looked_by == coordinator
    assert waiting() == set()

    Event.objects.filter(pk=event.pk).update(results_sq="Nëna: 068 21 23 456.")  # past every form
    find_texts()
    assert len(waiting()) == 1
    Event.objects.filter(pk=event.pk).update(results_sq="Nëna u pajtua.")
    find_texts()
    assert not TextToReview.objects.exists()


def test_p1_what_the_meetings_of_a_series_have_in_common_is_one_text(client, centre):
    series = SeriesFactory(centre=centre)
    venue = "Qendra, (04) 222 3333"
    events = [EventFactory(centre=centre, series=series, venue_sq=venue) for _week in range(3)]
    EventFactory(centre=centre, venue_sq=venue)  # of no series
    find_texts()
    assert TextToReview.objects.count() == 2
    text = TextToReview.objects.get(event=events[0])
    client.force_login(user_with("coordinator", centre=centre))
    assert client.get(PAGE).status_code == 200
    client.post(reverse("reports:text_reviewed", args=[text.pk]), {"digest": text.digest})

    Event.objects.filter(pk=events[0].pk).update(venue_sq="Qendra, 069 21 23 456")
    EventFactory(centre=centre, series=series, venue_sq=venue)  # one more week
    find_texts()

    text.refresh_from_db()
    assert (text.looked_at is None, text.event_id) == (False, events[1].pk)
    assert TextToReview.objects.waiting().filter(event=events[0]).count() == 1  # the other number
    assert len(waiting()) == 2
    Event.objects.filter(series=series).update(venue_sq="Qendra")
    find_texts()
    assert TextToReview.objects.count() == 1


def test_p1_a_text_that_was_written_after_the_page_was_read_waits_on(client, event):
    find_texts()
    client.force_login(user_with("coordinator", centre=event.centre))
    client.cookies["language"] = "en"
    shown = re.search(r'name="digest"\s+value="(\w+)"', client.get(PAGE).content.decode())[1]
    Event.objects.filter(pk=event.pk).update(results_sq="Nëna: 068 21 23 456.")
    find_texts()
    done = reverse("reports:text_reviewed", args=[TextToReview.objects.get().pk])

    for sent in ({"digest": shown}, {}):
        page = client.post(done, sent, follow=True).content.decode()
        assert "changed meanwhile" in page
        assert "may stay." not in page
        assert len(waiting()) == 1

    now = TextToReview.objects.get().digest
    assert (
        "Noted: this text may stay."
        in client.post(done, {"digest": now}, follow=True).content.decode()
    )
    assert waiting() == set()


def test_p1_nobody_else_reviews_and_no_other_centre_learns_of_it(client, event):
    find_texts()
    done = reverse("reports:text_reviewed", args=[TextToReview.objects.get().pk])
    client.force_login(user_with("coordinator", centre=CentreFactory(code="other")))
    assert reverse("events:event_detail", args=[event.pk]) not in client.get(PAGE).content.decode()
    assert client.post(done).status_code == 404
    for role, grant in (("staff", {"centre": event.centre}), ("admin", {}), ("observer", {})):
        client.force_login(user_with(role, **grant))
        assert client.get(PAGE).status_code == 403
        assert client.post(done).status_code == 403

    assert len(waiting()) == 1


def test_p1_the_page_asks_as_often_for_ten_texts_as_for_one(
    client, event, django_assert_max_num_queries
):
    client.force_login(user_with("coordinator", centre=event.centre))
    for _number in range(10):
        EventFactory(centre=event.centre, results_sq=MOBILE)
    find_texts()
    client.get(PAGE)

    with django_assert_max_num_queries(12):
        assert client.get(PAGE).context["page_obj"].paginator.count == 11


def test_p1_forms_of_free_texts_say_what_does_not_belong_there(client, event):
    client.force_login(user_with("coordinator", centre=event.centre))
    client.cookies["language"] = "en"
    Event.objects.filter(pk=event.pk).update(status="held")

    for route in ("events:event_update", "reports:story"):
        assert "No case details" in client.get(reverse(route, args=[event.pk])).content.decode()

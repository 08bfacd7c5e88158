"""The page on which a post is drafted, changed and finished."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Quote
from reports.models import Story
from reports.stories import drafting as stories
from reports.stories.services import finish_story
from tests.events.factories import CentreFactory, EventFactory
from tests.participants.factories import ParticipantFactory
from tests.reports.factories import came, held
from tests.reports.stories.posts import post_of
from tests.squeezing import squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def url(event):
    return reverse("reports:story", args=[event.pk])


def test_staff_drafts_saves_and_finishes_a_post(client, staff, event, url):
    client.force_login(staff)
    shown = client.get(url).content.decode()
    assert "twelve people" in shown
    assert not Story.objects.exists()
    texts = {f"text_{code}": text for code, text in stories.draft(event).items()}

    client.post(url, texts | {"act": "finish"})

    post = Story.objects.get()
    assert (post.status, post.ready_figures["people"]) == ("ready", 12)
    came(event, ParticipantFactory())
    assert "register has changed" in client.get(url).content.decode()


def test_changed_post_is_a_draft_again_and_drafting_again_keeps_history(client, staff, event, url):
    finish_story(story=post_of(event))
    client.force_login(staff)
    client.post(url, {"text_sq": "Tjetër {people}", "text_en": "Other"})
    assert Story.objects.get().status == "draft"

    client.post(url, {"act": "again"})

    post = Story.objects.get()
    assert "{groups}" in post.text_en
    assert "Other" in [row.text_en for row in post.history.all()]


def test_draft_with_a_name_in_the_events_texts_is_flagged_before_it_is_saved(
    client, staff, event, url
):
    client.force_login(staff)
    assert "names somebody" not in client.get(url).content.decode()
    Quote.objects.create(event=event, text_sq="Erdha.", said_by_sq="Zana Kanarina")

    assert "names somebody" in client.get(url).content.decode()

    event.quotes.all().delete()
    event.title_en = "Zana Kanarina’s meeting"
    event.save()
    assert "names somebody" in client.get(url).content.decode()


def test_page_of_a_sensitive_event_says_why_there_is_no_post(client, staff, event, url):
    finish_story(story=post_of(event))
    event.is_sensitive = True
    event.save()
    client.force_login(staff)

    shown = client.get(url)
    refused = client.post(url, {"text_sq": "{people}", "text_en": "{place}", "act": "finish"})

    assert (shown.status_code, refused.status_code) == (200, 409)
    for page in (shown.content.decode(), refused.content.decode()):
        assert "no post is written about it" in page
        for told in ("twelve", "Little Angels", "The purpose was to inform.", "<textarea"):
            assert told not in page
    assert Story.objects.get().text_en != "{place}"


def test_unknown_place_is_named_and_nothing_typed_is_lost(client, staff, event, url):
    client.force_login(staff)

    shown = client.post(url, {"text_sq": "Erdhën {njerëz}", "text_en": "Kept"}).content.decode()

    assert "{njerëz}" in shown
    assert "Kept" in shown
    assert not Story.objects.exists()


def test_both_texts_can_be_copied_from_a_labelled_field(client, staff, event, url):
    client.force_login(staff)

    shown = client.get(url).content.decode()

    for code, label in [("sq", "Text to copy: Shqip"), ("en", "Text to copy: English")]:
        text = stories.filled(stories.draft(event)[code], event, code)
        assert f'<label class="form-label" for="copy-{code}">{label}</label>' in squeezed(shown)
        field = re.search(
            rf'<textarea[^>]*id="copy-{code}"[^>]*>(.*?)</textarea>', shown, re.DOTALL
        )
        assert "readonly" in field[0]
        assert "name=" not in field[0]
        assert html.unescape(field[1]).strip() == text


def test_markup_in_a_post_does_nothing(client, staff, event, url):
    post_of(event, text_sq="<script>x</script>", text_en="<img src=x onerror=y>")
    client.force_login(staff)

    shown = client.get(url).content.decode()

    assert "<script>x" not in shown
    assert "<img src=x" not in shown


def test_no_post_about_an_event_of_another_centre_or_one_that_was_not_held(client, staff):
    client.force_login(staff)
    other = held("2021-10-06", centre=CentreFactory(code="other"))
    planned = EventFactory(status="planned", starts_at=timezone.now() + timedelta(days=1))

    for event in (other, planned):
        assert client.get(reverse("reports:story", args=[event.pk])).status_code == 404


def test_event_page_leads_to_the_post(client, staff, event, url):
    client.force_login(staff)

    assert url in client.get(reverse("events:event_detail", args=[event.pk])).content.decode()

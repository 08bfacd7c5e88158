"""The mails about invitations as a mail program draws them."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from events.inviting.replies.answering import queue_answer
from tests.browser.checks import faults_of
from tests.events.inviting.helping import (
    ahead,
    change,
    empty_outbox,
    invite_all,
    organisation_with_address,
    status,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sq", "en"])
def language(request):
    return request.param


@pytest.fixture
def mails(centre, staff, language):
    """Each kind of page that is in a mail."""
    start = timezone.now() + timedelta(days=5)
    event = ahead(
        5,
        organisation_with_address(language=language),
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        title_sq="Takim sensibilizues për sigurinë online të fëmijëve dhe të rinjve",
        title_en="Awareness meeting on the safety of children and young people online",
    )
    [invitation] = invite_all(event, staff)
    found = [empty_outbox()[0][1]]
    change(event, staff, venue_en="The library of the town", venue_sq="Biblioteka e qytetit")
    found.append(empty_outbox()[0][1])
    with translation.override(language):
        queue_answer(
            invitation,
            "info@tirana.example",
            language,
            sentence="Nuk e lexuam dot." if language == "sq" else "We could not read it.",
            link="https://shkej.example/answer/x/",
        )
    found.append(empty_outbox()[0][1])
    status(event, "cancelled", staff)
    found.append(empty_outbox()[0][1])
    return found


@pytest.mark.parametrize("width", [390, 1280])
def test_mails_have_no_barrier_and_fit_the_screen(open_page, mails, language, width):
    page = open_page(width)
    for content in mails:
        page.set_content(content.html)
        assert faults_of(page, language) == []

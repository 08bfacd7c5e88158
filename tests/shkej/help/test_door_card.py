"""The card for whoever is at the door."""

import re
from datetime import timedelta
from html import unescape

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from weasyprint import HTML

from participants.models import Participant
from shkej.help import door_card
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.pdf import FONTS, PdfUnavailable
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.squeezing import squeezed

ADDRESS = reverse("help_door_card")


@pytest.fixture
def pages(monkeypatch):
    """The HTML of each page of the card."""
    made, write = [], door_card.write_pages
    monkeypatch.setattr(door_card, "write_pages", lambda texts: made.extend(texts) or write(texts))
    door_card._written.cache_clear()
    return made


def test_whoever_stands_at_the_door_needs_no_account_for_the_card(client, db):
    answer = client.get(ADDRESS)

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_it_has_five_pictures_and_steps_on_one_sheet_in_each_language(pages):
    door_card.write_door_card()

    for page, language in zip(pages, LANGUAGES, strict=True):
        assert f'<html lang="{language}">' in page
        assert page.count("<svg") == 5
        with override(language):
            for _picture, heading, sentences in door_card.steps():
                assert heading in unescape(page)
                assert all(sentence in unescape(page) for sentence in sentences)
        sheets = HTML(string=page, base_url=f"{FONTS.as_uri()}/").render().pages
        assert len(sheets) == 1


def test_it_is_made_once_for_all_who_ask(pages):
    door_card.write_door_card()
    door_card.write_door_card()

    assert len(pages) == len(LANGUAGES)


def test_each_button_it_names_is_one_of_the_screen():
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale/sq/LC_MESSAGES/django.po"))
    files = {entry.msgid: {name for name, _line in entry.occurrences} for entry in catalogue}
    with override("en"):
        sentences = [sentence for step in door_card.steps() for sentence in step[2]]
    named = re.findall("“(.+?)”", " ".join(sentences))

    assert len(named) == 12
    for button in named:
        assert files[button] - {"shkej/help/door_card.py"}, button


def test_it_names_all_that_the_search_offers_and_asks(client, staff, centre):
    now = timezone.now()
    event = EventFactory(centre=centre, starts_at=now, ends_at=now + timedelta(hours=1))
    for first_name in ("Mira", "Mirjeta"):
        ParticipantFactory(first_name=first_name, last_name="Hoxha", centre=centre)
    RegistrationFactory(event=event, participant=Participant.objects.get(first_name="Mira"))
    client.force_login(staff)
    search = reverse("events:register_search", args=[event.pk])
    found, nobody = (
        client.post(search, {"q": name}, headers={"HX-Request": "true"}) for name in ("mir", "zzyx")
    )

    shown = [*re.findall('finder-act">(.+?)<', squeezed(found.text))]
    assert len(set(shown)) == 2
    shown += re.findall("<summary>(.+?)<", squeezed(found.text + nobody.text))
    assert len(set(shown)) == 4
    form = nobody.context["person_form"]
    asked = [field.label for name, field in form.fields.items() if field.required]
    shown += [label for label in asked if label not in ("First name", "Sex")]

    with override("en"):
        said = " ".join(sentence for step in door_card.steps() for sentence in step[2])
    assert not [text for text in shown if f"“{text}”" not in said]


def test_where_no_pdf_can_be_made_it_says_so(client, db, monkeypatch):
    def refuse():
        raise PdfUnavailable

    monkeypatch.setattr("shkej.help.views.write_door_card", refuse)

    answer = client.get(ADDRESS, follow=True)

    assert answer.redirect_chain == [(reverse("help"), 302)]
    assert "PDF" in "".join(str(message) for message in answer.context["messages"])


def test_help_and_the_list_of_centres_lead_to_it(client, coordinator):
    CentreFactory()
    client.force_login(coordinator)

    for address in (
        reverse("help"),
        reverse("help_page", args=["register"]),
        reverse("events:centre_list"),
    ):
        assert f'href="{ADDRESS}"' in client.get(address).content.decode()
    assert ADDRESS not in client.get(reverse("help_page", args=["prp"])).content.decode()

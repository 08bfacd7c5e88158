"""P2: families read what is kept of them and why, in both languages, without signing in."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override
from weasyprint import HTML

from events.paper import notices
from events.paper.notices import sections, version_in_words
from shkej.lib.bilingual import LANGUAGES
from tests.events.factories import CentreFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return CentreFactory(
        name_sq="Qendra e Vogël",
        name_en="Little Centre",
        address_sq="Rruga e Durrësit",
        phone="+35542000009",
        email="qendra@x.example",
    )


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_p2_anybody_reads_the_notice_in_both_languages(client, place, language):
    client.post(reverse("accounts:set_language"), {"language": language})
    pages = [
        client.get(reverse("privacy_notice")),
        client.get(reverse("privacy_notice_of", args=[place.pk])),
    ]

    with override(language):
        told = [sentence for section in sections() for sentence in section.sentences]
        told.append(version_in_words())
    assert len(told) > 10
    for page in pages:
        text = unescape(page.content.decode())
        for said in (*told, "4 200 0009", "qendra@x.example", "www.idp.al"):
            assert said in text
        assert {"sq": place.name_sq, "en": place.name_en}[language] in text


def test_p2_the_two_languages_say_as_much():
    told = {}
    for language in LANGUAGES:
        with override(language):
            told[language] = sections()
    one, other = told.values()
    assert [len(part.sentences) for part in one] == [len(part.sentences) for part in other]
    assert all(a.sentences != b.sentences for a, b in zip(one, other, strict=True))


def test_p2_a_centre_prints_it_a_page_in_each_language(client, coordinator, centre, monkeypatch):
    centre.email = "qendra@x.example"
    centre.save()
    client.force_login(coordinator)
    made, write = [], notices.write_pages
    monkeypatch.setattr(notices, "write_pages", lambda pages: made.extend(pages) or write(pages))

    answer = client.get(reverse("events:notice_to_print", args=[centre.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    for page, language in zip(made, LANGUAGES, strict=True):
        with override(language):
            assert escape(sections()[0].sentences[0]) in page
        assert "qendra@x.example" in page
        assert "www.idp.al" in page
        assert len(HTML(string=page).render().pages) == 1
    other = CentreFactory()
    staff_only = reverse("events:notice_to_print", args=[other.pk])
    coordinator.grants.update(centre=centre)
    assert client.get(staff_only).status_code == 404


@pytest.mark.parametrize("route", ["participant_create", "consent_create"])
def test_p2_forms_say_why_and_which_notice(client, staff, centre, route):
    person = ParticipantFactory(centre=centre)
    client.force_login(staff)
    args = [person.pk] if route == "consent_create" else []

    page = client.get(reverse(f"participants:{route}", args=args)).content.decode()

    assert reverse("privacy_notice") in page


def test_p2_the_entrance_leads_to_it(client):
    assert reverse("privacy_notice") in client.get(reverse("account_login")).content.decode()

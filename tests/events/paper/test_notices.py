"""P2: families read what is kept of them and why, in both languages, without signing in."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext, override
from weasyprint import HTML

from events.paper import consent_paper, notices
from events.paper.notices import sections, version_in_words
from participants.consents.services import publish_text
from participants.models import ConsentText
from retention.keeping.services import kept_kinds
from retention.models import Rule
from shkej.lib.bilingual import LANGUAGES
from tests.conftest import user_with
from tests.events.factories import CentreFactory, RegistrationFactory
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


@pytest.mark.parametrize(
    ("language", "said", "no_more"),
    [("en", "at most 30 months", "at most 24 months"), ("sq", "30 muaj", "24 muaj")],
)
def test_p2_the_times_are_those_of_retention(client, language, said, no_more):
    Rule.objects.create(kind="names", months=30)
    client.post(reverse("accounts:set_language"), {"language": language})

    text = unescape(client.get(reverse("privacy_notice")).content.decode())

    assert said in text
    assert no_more not in text
    for kept in kept_kinds():
        if kept.kind.code in notices.HOW_LONG:
            with override(language):
                assert str(notices.HOW_LONG[kept.kind.code] % {"n": kept.months}) in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "longer only where it looked wrong"),
        ("sq", "më gjatë vetëm kur diçka nuk dukej në rregull"),
    ],
)
def test_p2_the_lines_that_outlast_their_time_are_said(client, language, said):
    """Those to which an alert points (`tests/retention/test_traces.py`)."""
    client.post(reverse("accounts:set_language"), {"language": language})

    assert said in unescape(client.get(reverse("privacy_notice")).content.decode())


@pytest.fixture
def texts(coordinator):
    """One text in force for each purpose but the last; of the first an older version as well."""
    for purpose in ("data", "data", "photo", "sharing"):
        version = ConsentText.objects.filter(purpose=purpose).count() + 1
        text = {f"text_{code}": f"{purpose} {version} {code}" for code in LANGUAGES}
        publish_text(ConsentText(purpose=purpose, **text), by=coordinator)


@pytest.fixture
def pages(monkeypatch):
    """The HTML of each page of the form that is printed."""
    made, write = [], consent_paper.write_pages
    monkeypatch.setattr(
        consent_paper, "write_pages", lambda pages: made.extend(pages) or write(pages)
    )
    return made


def test_p4_the_blank_form_holds_the_texts_in_force_and_who_signs(
    client, staff, centre, texts, pages
):
    centre.email = "qendra@x.example"
    centre.save()
    client.force_login(staff)

    answer = client.get(reverse("events:consent_form_to_print", args=[centre.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    for page, language in zip(pages, LANGUAGES, strict=True):
        with override(language):
            for purpose, text in ConsentText.objects.newest().items():
                assert f"{purpose} {text.version} {language}" in page
                assert f"{text} · {text.digest}" in unescape(page)
            for label, _line, _text in consent_paper.asked_for():
                assert label in unescape(page)
            said = ["Signature of whoever agrees (for a child: the parent or guardian)"]
            said += ["Name and signature of a witness", version_in_words()]
            assert all(gettext(sentence) in unescape(page) for sentence in said)
        assert f"data 1 {language}" not in page
        assert page.count(gettext_in(language, "Yes, I agree")) == 3  # of the fourth there is none
        assert "qendra@x.example" in page
        assert 1 <= len(HTML(string=page).render().pages) <= 2


def gettext_in(language, sentence):
    with override(language):
        return gettext(sentence)


def test_without_a_text_there_is_nothing_to_sign(client, staff, centre, pages):
    client.force_login(staff)

    answer = client.get(reverse("events:consent_form_to_print", args=[centre.pk]))

    assert answer.url == reverse("participants:consent_text_list")
    assert pages == []


def test_the_blank_form_is_for_whoever_works_there(client, centre, texts, volunteer, partner):
    url = reverse("events:consent_form_to_print", args=[centre.pk])
    for user in (volunteer, partner):
        client.force_login(user)
        assert client.get(url).status_code == 403
    client.force_login(user_with("staff", centre=CentreFactory()))
    assert client.get(url).status_code == 404


def test_the_page_of_an_answer_leads_to_the_blank_form(client, staff, centre):
    client.force_login(staff)
    url = reverse("events:consent_form_to_print", args=[centre.pk])

    def page(person):
        address = reverse("participants:consent_create", args=[person.pk])
        return client.get(address).content.decode()

    assert url in page(ParticipantFactory(centre=centre))
    met_here = ParticipantFactory(centre=CentreFactory())
    RegistrationFactory(event__centre=centre, participant=met_here)
    assert "consent-form" not in page(met_here)


@pytest.mark.parametrize("route", ["participant_create", "consent_create"])
def test_p2_forms_say_why_and_which_notice(client, staff, centre, route):
    person = ParticipantFactory(centre=centre)
    client.force_login(staff)
    args = [person.pk] if route == "consent_create" else []

    page = client.get(reverse(f"participants:{route}", args=args)).content.decode()

    assert reverse("privacy_notice") in page


def test_p2_the_entrance_leads_to_it(client):
    assert reverse("privacy_notice") in client.get(reverse("account_login")).content.decode()

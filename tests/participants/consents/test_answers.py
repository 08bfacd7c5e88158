"""Who answers about consent, to which text and how: what is kept, and what is refused.

docs/security.md, P3.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import AccessLog
from drafts.models import KeptForm
from participants.consents.services import publish_text
from participants.models import Consent, ConsentText, Guardianship
from shkej.lib.dates import today
from tests.events.factories import CentreFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory
from tests.pictures import picture

pytestmark = pytest.mark.django_db


def page_of(person):
    return reverse("participants:participant_detail", args=[person.pk])


def errors(response):
    return set(response.context["form"].errors)


def published(purpose="photo", on=None, **texts):
    text = ConsentText(purpose=purpose, published_on=on or today(), text_sq="Po", text_en="Yes")
    return publish_text(text, by=None)


def test_p3_all_that_an_answer_says_is_kept(client, staff, send, child, mother):
    text = published()
    client.force_login(staff)

    send(method="spoken", witness="Zana Kola", text_language="en", legal_basis="public_task")

    row = Consent.objects.get()
    assert (row.guardian, row.relation, row.assent) == (mother, "mother", "given")
    assert (row.method, row.witness, row.legal_basis) == ("spoken", "Zana Kola", "public_task")
    assert (row.text, row.text_language, row.recorded_by) == (text, "en", staff)
    page = client.get(page_of(child)).content.decode()
    for said in ("Drita", "Zana Kola", "Withdraw"):
        assert said in page
    assert AccessLog.objects.filter(object_id=mother.pk, action="change_participant").exists()


def test_an_earlier_answer_stays(client, staff, send):
    client.force_login(staff)

    send()
    send(answer="withdrawn")

    rows = Consent.objects.order_by("pk")
    assert [row.answer for row in rows] == ["given", "withdrawn"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose": "sharing"}, "shared_with"),
        ({"purpose": "x"}, "purpose"),
        ({"given_on": "2999-01-01"}, "given_on"),
        ({"given_on": "31/02/2021"}, "given_on"),
        ({"given_on": "1800-01-01"}, "given_on"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": "9999-12-31"}, "expires_on"),
        ({"given_by": "self"}, "given_by"),
        ({"given_by": "coordinator"}, "given_by"),
        ({"guardian": ""}, "guardian"),
        ({"guardian": "999999"}, "guardian"),
        ({"assent": ""}, "assent"),
        ({"assent": "refused"}, "assent"),
        ({"method": ""}, "method"),
        ({"method": "spoken"}, "witness"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"shared_with": "999999"}, "shared_with"),
    ],
)
def test_p3_what_is_wrong_is_refused_at_its_field(client, staff, send, wrong, field):
    client.force_login(staff)

    response = send(**wrong)

    assert errors(response) == {field}
    assert not Consent.objects.exists()


def test_p4_of_unknown_age_is_a_child(client, staff, centre, send, mother):
    """Whatever they attend as; who has an age from which they answer alone needs nobody."""
    unknown = ParticipantFactory(centre=centre, category=CategoryFactory(code="police"))
    grown = ParticipantFactory(centre=centre, birth_year=today().year - 16)
    client.force_login(staff)

    for person in (unknown, grown):
        response = send(person, given_by="self", guardian="", assent="")
        if person == unknown:
            assert errors(response) == {"given_by"}

    assert [row.participant for row in Consent.objects.all()] == [grown]


def test_p4_the_age_is_the_centres(client, staff, send, child):
    child.birth_year = today().year - 17
    child.save()
    client.force_login(staff)
    alone = {"given_by": "self", "guardian": "", "assent": ""}
    child.centre.consent_age = 18
    child.centre.save()

    assert errors(send(**alone)) == {"given_by"}
    child.centre.consent_age = 17
    child.centre.save()
    assert send(**alone).status_code == 302


def test_p3_a_guardian_is_recorded_of_this_child_and_grown_up_by_then(client, staff, send, mother):
    stranger = ParticipantFactory(centre=mother.centre, birth_year=1980)
    client.force_login(staff)

    assert errors(send(guardian=stranger.pk)) == {"guardian"}
    mother.birth_year = today().year - 20
    mother.save()
    response = send(given_on=f"{today().year - 5}-06-01")

    assert errors(response) == {"guardian"}
    assert "Drita" in str(response.context["form"].errors)


def test_p3_a_tie_that_is_younger_than_the_answer_is_asked_about(client, staff, send, mother):
    client.force_login(staff)
    Guardianship.objects.update(created_at=f"{today()}T12:00Z")
    before = (today() - timedelta(days=40)).isoformat()

    response = send(given_on=before)
    (question,) = response.context["form"].fields["sure"].choices

    assert errors(response) == {"sure"}
    assert send(given_on=before, sure=question[0]).status_code == 302


def test_a_guardian_of_another_centre_is_no_choice(client, staff, send, child):
    hidden = ParticipantFactory(centre=CentreFactory(), birth_year=1980)
    Guardianship.objects.create(adult=hidden, child=child, relation="other")
    client.force_login(staff)

    assert errors(send(guardian=hidden.pk)) == {"guardian"}


def test_p3_one_goes_to_record_a_guardian_and_comes_back_to_what_was_typed(
    client, staff, centre, child, answer
):
    Guardianship.objects.all().delete()
    father = ParticipantFactory(centre=centre, birth_year=1980)
    url = reverse("participants:consent_create", args=[child.pk])
    client.force_login(staff)

    away = client.post(url, answer(guardian="", witness="Zana Kola", record_guardian="on"))
    back = client.post(away.url, {"other": father.pk, "relation": "father"})

    assert away.url.startswith(reverse("participants:guardian_create", args=[child.pk]))
    page = client.get(back.url).content.decode()
    assert back.url.startswith(url)
    assert 'value="Zana Kola"' in page
    assert father.first_name in page
    assert not Consent.objects.exists()
    assert KeptForm.objects.count() == 1


def test_one_comes_back_to_no_other_site(client, staff, child, mother):
    client.force_login(staff)
    url = reverse("participants:guardian_create", args=[child.pk])
    other = ParticipantFactory(centre=child.centre, birth_year=1980)

    answer = client.post(
        f"{url}?next=https://evil.example/", {"other": other.pk, "relation": "other"}
    )

    assert answer.url == page_of(child)


@pytest.mark.parametrize(
    "broken",
    [
        {"given_by": "self", "guardian": ""},
        {"given_by": "coordinator", "guardian": ""},
        {"guardian": ""},
        {"assent": "refused"},
    ],
)
def test_p4_a_coordinator_alone_breaks_a_rule_with_a_reason_that_is_seen(
    client, staff, coordinator, send, child, broken
):
    reason = {"reason": "Askush nuk gjendet"}
    client.force_login(staff)
    assert send(**broken, **reason).status_code == 200  # staff have no such field
    client.force_login(coordinator)
    assert "reason" in errors(send(**broken))

    assert send(**broken, **reason).status_code == 302

    assert Consent.objects.get().reason == "Askush nuk gjendet"
    page = client.get(page_of(child)).content.decode()
    assert "Against a rule" in page
    assert "Askush nuk gjendet" in page
    client.force_login(staff)
    page = client.get(page_of(child)).content.decode()
    assert "Against a rule" in page
    assert "Askush nuk gjendet" not in page


def test_a_reason_is_for_an_answer_that_breaks_a_rule(client, coordinator, send):
    client.force_login(coordinator)

    assert errors(send(reason="Pse jo")) == {"reason"}


def test_the_version_in_force_that_day_is_the_one_that_was_read(client, staff, send):
    old = published(on=today() - timedelta(days=90))
    new = published(on=today() - timedelta(days=10))
    other = published("data")
    client.force_login(staff)
    read = {"text_language": "sq"}

    send(given_on=(today() - timedelta(days=30)).isoformat(), **read)
    send(**read)

    assert [row.text for row in Consent.objects.order_by("pk")] == [old, new]
    assert errors(send(text=other.pk, **read)) == {"text"}
    early = (today() - timedelta(days=30)).isoformat()
    assert errors(send(text=new.pk, given_on=early, **read)) == {"text"}
    assert errors(send()) == {"text_language"}


def test_p3_published_texts_are_never_changed(client, coordinator, staff):
    url = reverse("participants:consent_text_create")
    both = {"purpose": "photo", "text_sq": "Po", "text_en": "Yes"}
    client.force_login(staff)
    assert client.post(url, both).status_code == 403
    client.force_login(coordinator)

    refused = client.post(url, both | {"text_en": ""}).context["form"]
    assert refused.errors
    assert {str(refused.fields[side].help_text) for side in ("text_sq", "text_en")} == {
        "Needed in both languages."
    }
    assert client.post(url, both).status_code == 302
    assert client.post(url, both).context["form"].errors  # says the same
    assert client.post(url, both | {"text_en": "Yes, both"}).status_code == 302

    first, second = ConsentText.objects.order_by("version")
    assert (first.version, second.version) == (1, 2)
    assert first.digest != second.digest
    first.text_sq = "Jo"
    with pytest.raises(PermissionDenied):
        first.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        ConsentText.objects.filter(pk=first.pk).update(text_sq="Jo")


def test_r40_the_signed_form_is_private_and_opening_it_is_logged(client, staff, send, child):
    client.force_login(staff)
    send(upload=ContentFile(picture(), "Formulari i Anës.jpg"))

    row = Consent.objects.get()
    url = reverse("participants:consent_file", args=[child.pk, row.pk])
    answer = client.get(url)

    assert row.evidence.name.startswith("consents/")
    assert "Ana" not in row.evidence.name
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    line = AccessLog.objects.filter(action="view_file").get()
    assert (line.object_id, line.detail["kind"]) == (str(child.pk), "consent_form")


def test_r39_what_is_no_picture_and_no_pdf_is_refused_and_leaves_no_file(client, staff, send):
    client.force_login(staff)
    send(upload=ContentFile(picture(), "a.jpg"))
    before = default_storage.listdir("consents")[1]

    response = send(upload=ContentFile(b"<html>", "form.pdf"))

    assert errors(response) == {"upload"}
    assert Consent.objects.count() == 1
    assert default_storage.listdir("consents")[1] == before


def test_r42_so_many_files_a_day(client, staff, send, settings):
    settings.UPLOADS_PER_DAY = 1
    client.force_login(staff)
    send(upload=ContentFile(picture(), "a.jpg"))

    assert errors(send(upload=ContentFile(picture(), "b.jpg"))) == {"upload"}
    assert Consent.objects.count() == 1


def test_sharing_names_the_partner_and_other_purposes_do_not(client, staff, send):
    partner = OrganisationFactory()
    client.force_login(staff)

    send(purpose="sharing", shared_with=partner.pk)
    send(shared_with=partner.pk)

    assert set(Consent.objects.values_list("purpose", "shared_with")) == {
        ("sharing", partner.pk),
        ("photo", None),
    }

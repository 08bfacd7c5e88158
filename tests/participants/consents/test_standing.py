"""What counts: the newest answer, until it is withdrawn, expires or is outgrown.

docs/security.md, P4, P5.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AccessLog
from accounts.reading.shown_people import written
from participants.consents.renewals import renewals_for
from participants.merging.services import merge_participants, undo_merge
from participants.models import Consent, Participant
from shkej.lib.dates import today
from tests.events.factories import AttachmentFactory, CentreFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def consent(person, answer="given", purpose="photo", days=10, **facts):
    return Consent.objects.create(
        participant=person,
        purpose=purpose,
        answer=answer,
        given_by=facts.pop("given_by", "guardian"),
        given_on=today() - timedelta(days=days),
        **facts,
    )


def agreeing(purpose="photo", **about):
    return set(Participant.objects.consenting_to(purpose, today(), **about))


def withdraw_url(row):
    return reverse("participants:consent_withdraw", args=[row.participant_id, row.pk])


def test_p5_withdrawing_takes_effect_at_once(client, staff, child):
    """On the page, on whoever asks, and for photos that were kept."""
    row = consent(child, days=0)
    place = RegistrationFactory(participant=child, present=True, event__centre=child.centre)
    photo = AttachmentFactory(event=place.event, kind="photo", added_by=staff)
    url = reverse("events:attachment", args=[place.event.pk, photo.pk])
    client.force_login(staff)
    assert agreeing() == {child}
    assert client.get(url).status_code == 200

    asked = client.get(withdraw_url(row))
    answer = client.post(withdraw_url(row), {"given_by": "guardian"})

    assert asked.status_code == 200
    assert agreeing() == set()
    assert client.get(url).status_code == 404
    assert answer.url == reverse("participants:consent_received", args=[child.pk])
    assert child.consents.first().answer == "withdrawn"


def test_a_withdrawn_consent_is_withdrawn_once(client, staff, child):
    row = consent(child)
    client.force_login(staff)
    for _time in range(2):
        client.post(withdraw_url(row), {"given_by": "self"})

    assert Consent.objects.filter(answer="withdrawn").count() == 1


def test_p5_who_received_data_is_listed_when_a_consent_is_withdrawn(
    client, staff, coordinator, child
):
    """Files, prints and photos in which this person was; not those of others."""
    place = RegistrationFactory(participant=child, present=True, event__centre=child.centre)
    elsewhere = RegistrationFactory(event__centre=child.centre, present=True)
    about = {"user": coordinator, "object_type": "events.Event", "object_id": "0"}
    people, other = written([child.pk]), written([elsewhere.participant.pk])
    shown = [
        AccessLog.objects.create(
            action="view_file",
            **about | {"object_id": str(place.event.pk), "detail": {"kind": kind}},
        )
        for kind in ("photo", "signed_sheet")
    ]
    shown += [
        AccessLog.objects.create(action=action, people=people, **about)
        for action in ("export", "export_people", "print_list")
    ]
    AccessLog.objects.create(action="export_people", people=other, **about)
    AccessLog.objects.create(action="view_participants", people=people, **about)
    for event, kind in ((elsewhere.event, "photo"), (place.event, "document")):
        AccessLog.objects.create(
            action="view_file",
            **about | {"object_id": str(event.pk), "detail": {"kind": kind}},
        )
    client.force_login(coordinator)

    page = client.get(withdraw_url(consent(child)))

    assert {line.pk for line in page.context["listed"]} == {line.pk for line in shown}
    assert page.context["sees_who"]
    client.force_login(staff)
    page = client.get(reverse("participants:consent_received", args=[child.pk]))
    assert coordinator.name not in page.content.decode()


def test_the_newest_answer_counts_for_each_partner_apart(child):
    one, other = OrganisationFactory(), OrganisationFactory()
    consent(child, purpose="sharing", shared_with=one)
    consent(child, purpose="sharing", shared_with=other)
    consent(child, "withdrawn", purpose="sharing", shared_with=one, days=2)

    assert agreeing("sharing", shared_with=one) == set()
    assert agreeing("sharing", shared_with=other) == {child}
    assert agreeing("sharing") == set()  # nobody is nobody


def test_an_answer_of_an_earlier_day_replaces_none_of_a_later_one(child):
    consent(child, "withdrawn", days=1)
    consent(child, days=5)

    assert agreeing() == set()
    assert [row.answer for row in Consent.objects.newest()] == ["withdrawn"]


def test_expired_shows_as_expired(client, staff, child):
    consent(child, expires_on=today() - timedelta(days=1))
    client.force_login(staff)

    page = client.get(reverse("participants:participant_detail", args=[child.pk])).content.decode()

    assert "Expired" in page
    assert ">Given<" not in page
    assert agreeing() == set()


def renewals(user):
    return {row.participant for row in renewals_for(user)}


def test_p4_what_has_to_be_asked_for_anew_is_listed_by_centre(client, staff, centre, child):
    expired, soon, later, withdrawn, grown, alone, unknown = (
        ParticipantFactory(centre=centre, birth_year=today().year - age if age else None)
        for age in (10, 10, 10, 10, 16, 16, None)
    )
    hidden = ParticipantFactory(centre=CentreFactory(), birth_year=today().year - 17)
    consent(expired, expires_on=today() - timedelta(days=1))
    consent(soon, expires_on=today() + timedelta(days=30))
    consent(later, expires_on=today() + timedelta(days=31))
    consent(withdrawn, expires_on=today())
    consent(withdrawn, "withdrawn", days=1)
    for person in (grown, unknown, child, hidden):
        consent(person)
    consent(alone, given_by="self")
    client.force_login(staff)

    page = client.get(reverse("participants:consent_renewals"))

    assert {row.participant for row in page.context["listed"]} == {expired, soon, grown}
    home = client.get(reverse("home")).content.decode()
    assert reverse("participants:consent_renewals") in home
    consent(grown, given_by="self", days=0)
    assert renewals(staff) == {expired, soon}


def test_p4_a_person_comes_of_the_age_of_their_centre(client, staff, centre):
    person = ParticipantFactory(centre=centre, birth_year=today().year - 16)
    consent(person)
    client.force_login(staff)
    url = reverse("participants:participant_detail", args=[person.pk])
    assert renewals(staff) == {person}
    assert "To be asked anew" in client.get(url).content.decode()

    centre.consent_age = 18
    centre.save()

    assert renewals(staff) == set()
    assert "To be asked anew" not in client.get(url).content.decode()


def test_renewals_take_as_many_queries_for_many_as_for_one(
    client, staff, centre, django_assert_max_num_queries
):
    client.force_login(staff)
    for _number in range(12):
        person = ParticipantFactory(centre=centre, birth_year=today().year - 16)
        consent(person, purpose="sharing", shared_with=OrganisationFactory())

    with django_assert_max_num_queries(16):
        client.get(reverse("participants:consent_renewals"))


def test_a_merge_moves_whom_somebody_answered_for_and_its_undo_moves_them_back(
    coordinator, centre, child
):
    kept, merged = (ParticipantFactory(centre=centre, birth_year=1980) for _n in range(2))
    row = consent(child, guardian=merged, relation="mother")

    merge = merge_participants(kept=kept, merged=merged, merged_by=coordinator)
    row.refresh_from_db()
    assert row.guardian == kept
    undo_merge(merge=merge, undone_by=coordinator)
    row.refresh_from_db()
    assert row.guardian == merged


def test_whoever_answered_for_somebody_is_not_the_same_person(coordinator, child, centre):
    adult = ParticipantFactory(centre=centre)
    consent(child, guardian=adult)

    with pytest.raises(ValidationError) as refusal:
        merge_participants(kept=child, merged=adult, merged_by=coordinator)

    assert refusal.value.code == "own_answer"


@pytest.mark.parametrize("age", ["12", "19", "", "x"])
def test_the_age_of_a_centre_is_from_13_to_18(client, coordinator, centre, age):
    client.force_login(coordinator)
    url = reverse("events:centre_update", args=[centre.pk])
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}

    response = client.post(url, data | {"consent_age": age})

    assert list(response.context["form"].errors) == ["consent_age"]
    assert client.post(url, data | {"consent_age": "18"}).status_code == 302

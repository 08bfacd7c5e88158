"""A person's page: where they came, what counts them, guardians' phones, missing answers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.models.access_log import Action
from participants.models import Consent, Guardianship
from shkej.lib.dates import today
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    RegistrationFactory,
    SeriesFactory,
)
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import ProgrammeFactory, ProjectFactory

pytestmark = pytest.mark.django_db
PHONE, SHOWN = "+355692345678", "+355 69 234 5678"


@pytest.fixture
def ana(centre):
    return ParticipantFactory(
        first_name="Ana", centre=centre, category=CategoryFactory(code="child")
    )


@pytest.fixture
def project():
    return ProjectFactory(programme=ProgrammeFactory(), title_sq="Akses", title_en="Access")


def came(person, days, attendance="present", status="held", **facts):
    """A place of `person` at an event so many days ago."""
    event = EventFactory(starts_at=timezone.now() - timedelta(days=days), status=status, **facts)
    return RegistrationFactory(
        event=event,
        participant=person,
        category=person.category,
        attendance=attendance,
        marked_at=None if attendance == "unmarked" else event.starts_at,
    )


def page(client, user, person, route="participant_detail"):
    client.force_login(user)
    address = reverse(f"participants:{route}", args=[person.pk])
    return client.post(address) if route == "reveal_contacts" else client.get(address)


def test_places_stand_by_series_and_else_by_project_the_newest_last(
    client, staff, ana, centre, project
):
    series = SeriesFactory(centre=centre)
    weekly = [came(ana, days, mark, series=series) for days, mark in ((14, "absent"), (7, "late"))]
    once = came(ana, 3, projects=[project])
    alone = came(ana, 30)
    came(ana, -2, "unmarked", status="planned")
    came(ana, 5, centre=CentreFactory())

    response = page(client, staff, ana)

    strips = {strip.of: strip.places for strip in response.context["strips"]}
    assert list(strips) == [project, series, None]
    assert strips == {series: weekly, project: [once], None: [alone]}
    assert response.context["first_seen"] == alone.event.starts_on
    assert response.context["last_seen"] == once.event.starts_on
    assert response.content.decode().count('class="square is-') == 4


def test_five_events_stand_above_what_else_the_page_says_and_the_others_in_a_fold(
    client, staff, ana
):
    places = [came(ana, days) for days in range(1, 7)]
    shown = page(client, staff, ana)
    assert (shown.context["newest"], shown.context["earlier"]) == (places[:5], places[5:])
    fold = shown.text[shown.text.index("<summary>1 earlier event<") :].partition("</details>")[0]
    assert fold.count("row-link") == 1
    assert "are shown" not in fold

    places += [came(ana, days) for days in range(7, 23)]
    shown = page(client, staff, ana)
    assert shown.context["earlier"] == places[5:20]
    assert "The newest 20 are shown." in shown.text
    other = came(ParticipantFactory(centre=ana.centre), 1).participant
    assert "earlier event" not in page(client, staff, other).text


def test_what_is_still_to_come_stands_in_a_fold_below_what_was(client, staff, ana):
    past = [came(ana, days) for days in (1, 2)]
    coming = [came(ana, -days, "unmarked", status="planned") for days in range(1, 7)]

    shown = page(client, staff, ana)

    assert (shown.context["newest"], shown.context["coming"]) == (past, coming)
    assert "6 events to come" in shown.text
    assert '<details class="fold">' in shown.text
    only = ParticipantFactory(centre=ana.centre)
    came(only, -3, "unmarked", status="planned")
    assert '<details class="fold" open>' in page(client, staff, only).text


def test_only_what_a_report_counts_is_said_to_count(client, staff, ana, project):
    other = ProjectFactory(programme=project.programme)
    first, last = (came(ana, days, projects=[project]) for days in (20, 10))
    came(ana, 15, "absent", projects=[project])
    came(ana, 12, projects=[other], centre=CentreFactory())
    helper = ParticipantFactory(centre=ana.centre, category=CategoryFactory(code="staff"))
    came(helper, 10, projects=[project])

    [row] = page(client, staff, ana).context["counted"]

    assert (row.project, row.times) == (project, 2)
    assert (row.first, row.last) == (first.event.starts_on, last.event.starts_on)
    assert page(client, staff, helper).context["counted"] == []


def test_a_guardian_is_called_by_one_tap_once_asked_for_and_that_is_logged(client, staff, ana):
    mother = ParticipantFactory(centre=ana.centre, phone=PHONE)
    silent = ParticipantFactory(centre=ana.centre, phone="+355691111111", do_not_contact=True)
    Guardianship.objects.create(adult=mother, child=ana, relation="mother", may_collect=True)
    Guardianship.objects.create(adult=silent, child=ana, relation="other")

    before = page(client, staff, ana).content.decode()
    assert PHONE not in before
    assert SHOWN not in before
    assert "••• ••• 78" in before

    shown = page(client, staff, ana, "reveal_contacts").content.decode()
    assert f'href="tel:{PHONE}"' in shown
    assert SHOWN in shown
    assert "1111111" not in shown
    looks = AccessLog.objects.filter(action=Action.VIEW_PARTICIPANT, detail__contacts=True)
    assert {int(key) for key in looks.values_list("object_id", flat=True)} == {ana.pk, mother.pk}


def test_of_a_child_not_to_be_contacted_no_guardians_phone_is_shown(client, staff, ana):
    ana.do_not_contact = True
    ana.save()
    mother = ParticipantFactory(centre=ana.centre, phone=PHONE)
    Guardianship.objects.create(adult=mother, child=ana, relation="mother")

    for route in ("participant_detail", "reveal_contacts"):
        shown = page(client, staff, ana, route).content.decode()
        assert PHONE not in shown
        assert "••• ••• 78" not in shown


@pytest.mark.parametrize("phone", [PHONE, ""], ids=["number", "none"])
def test_how_to_reach_a_guardian_safely_stands_beside_the_number(client, staff, ana, phone):
    safely = "Përmes vajzës, pas orës 17"
    granny = ParticipantFactory(centre=ana.centre, phone=phone, safe_contact=safely)
    Guardianship.objects.create(adult=granny, child=ana, relation="grandparent")

    for route in ("participant_detail", "reveal_contacts"):
        shown = page(client, staff, ana, route).content.decode()
        assert shown.count(safely) == 1
        assert (SHOWN in shown) is (bool(phone) and route == "reveal_contacts")
        assert "Do not contact" not in shown
    ana.do_not_contact = True
    ana.save()
    assert safely not in page(client, staff, ana).content.decode()


def test_of_a_guardian_not_to_be_contacted_it_is_said(client, staff, ana):
    facts = {"centre": ana.centre, "phone": PHONE, "safe_contact": "Vetëm në shkollë"}
    marked = ParticipantFactory(**facts, do_not_contact=True)
    refused, silent = ParticipantFactory(**facts), ParticipantFactory(centre=ana.centre)
    Consent.objects.create(
        participant=refused, purpose="contact", answer="refused", given_by="self", given_on=today()
    )
    for adult in (marked, refused, silent):
        Guardianship.objects.create(adult=adult, child=ana, relation="other")

    for route in ("participant_detail", "reveal_contacts"):
        shown = page(client, staff, ana, route).content.decode()
        assert shown.count("<strong>Do not contact</strong>") == 2
        assert "Vetëm në shkollë" not in shown
        assert SHOWN not in shown


def test_what_nobody_has_answered_is_said_and_who_of_the_family_has_no_consent(client, staff, ana):
    mother = ParticipantFactory(centre=ana.centre, phone=PHONE)
    Guardianship.objects.create(adult=mother, child=ana, relation="mother")
    answer = {"given_by": "guardian", "given_on": today()}
    Consent.objects.create(participant=ana, purpose="photo", answer="refused", **answer)
    expired = {"given_on": today() - timedelta(days=400), "expires_on": today() - timedelta(days=9)}
    Consent.objects.create(participant=ana, purpose="data", answer="given", **{**answer, **expired})

    asked = page(client, staff, ana).context
    assert [str(label) for label in asked["unasked"]] == [
        "Keeping personal data",
        "Being contacted",
    ]
    consent = reverse("participants:consent_create", args=[ana.pk])
    assert page(client, staff, mother).content.decode().count(f'href="{consent}"') == 1

    Consent.objects.create(participant=ana, purpose="data", answer="given", **answer)
    assert [str(label) for label in page(client, staff, ana).context["unasked"]] == [
        "Being contacted"
    ]
    assert f'href="{consent}"' not in page(client, staff, mother).content.decode()

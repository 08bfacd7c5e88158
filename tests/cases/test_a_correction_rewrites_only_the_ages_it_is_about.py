"""A recorded age is a fact of its day: what changes no fact about age changes none."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Registration
from participants.lib.ages import correct_ages
from participants.lib.births import Birth
from participants.models import Participant
from reports.counting import Period
from tests.events.factories import CentreFactory
from tests.events.importing.import_files import attendance, load
from tests.participants.factories import CategoryFactory
from tests.reports.factories import count

pytestmark = pytest.mark.django_db
MARCH, JUNE = date(2021, 3, 5), date(2021, 6, 5)


@pytest.fixture
def girl(centre):
    """Imported as 17 in March and 18 in June."""
    her = {"person": "1", "sex": "F", "category": "young_person"}
    rows = [
        attendance("Mars", f"{MARCH} 10:00", **her, age="17"),
        attendance("Qershor", f"{JUNE} 10:00", **her, age="18"),
    ]
    assert not load(rows).rejected
    return Participant.objects.get()


def ages():
    return dict(Registration.objects.values_list("event__import_key", "age"))


def edit(client, person, **changed):
    facts = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "sex": person.sex,
        "told_age": person.told_age,
        "category": person.category_id,
        "language": "sq",
    }
    given = {name: value for name, value in (facts | changed).items() if value is not None}
    url = reverse("participants:participant_update", args=[person.pk])
    return client.post(url, given, follow=True)


def close(name):
    Event.objects.filter(import_key=name).update(register_closed_at=timezone.now())


def test_an_edit_that_changes_no_fact_about_age_moves_nobody(client, staff, girl):
    client.force_login(staff)
    community = CategoryFactory(code="community_member")

    edit(client, girl, first_name="Ana Maria", category=community.pk, phone="069 234 5678")

    girl.refresh_from_db()
    assert (girl.first_name, girl.told_age) == ("Ana Maria", 17)
    assert ages() == {"Mars": 17, "Qershor": 18}
    bands = {
        day: [cell.age_band for cell in count(Period(day, day)).cells] for day in (MARCH, JUNE)
    }
    assert bands == {MARCH: ["15-17"], JUNE: ["18-24"]}


@pytest.mark.parametrize("born", ["1.5.2003", "6.3.2003", "5.6.2003"])
def test_a_birth_that_agrees_with_both_ages_moves_nobody(client, staff, girl, born):
    client.force_login(staff)

    edit(client, girl, told_age=None, birth_date=born)

    assert Participant.objects.get().birth_date
    assert ages() == {"Mars": 17, "Qershor": 18}


def test_a_year_of_birth_moves_no_age_that_was_told(client, staff, girl):
    client.force_login(staff)

    edit(client, girl, told_age=None, birth_year="2003")

    assert ages() == {"Mars": 17, "Qershor": 18}


def test_a_birth_that_rules_an_age_out_corrects_it(client, staff, girl):
    client.force_login(staff)

    edit(client, girl, told_age=None, birth_date="1.1.2005")

    assert ages() == {"Mars": 16, "Qershor": 16}


def test_a_closed_register_keeps_its_ages_and_the_page_says_so(client, staff, girl, english):
    close("Mars")
    client.force_login(staff)

    response = edit(client, girl, told_age=None, birth_date="1.1.2005", ages_reason="Gabim")

    assert ages() == {"Mars": 17, "Qershor": 16}
    texts = [str(message) for message in response.context["messages"]]
    assert any(text.startswith("1 age stays as it was recorded") for text in texts)


def test_a_coordinator_corrects_a_closed_register_with_a_reason(client, coordinator, girl):
    close("Mars")
    client.force_login(coordinator)

    edit(client, girl, told_age=None, birth_date="1.1.2005")
    assert ages() == {"Mars": 17, "Qershor": 16}
    edit(client, girl, told_age=None, birth_date="2.1.2005", ages_reason="Certifikata")

    assert ages() == {"Mars": 16, "Qershor": 16}
    version = Registration.history.filter(event__import_key="Mars").latest()
    assert (version.history_change_reason, version.history_user) == ("Certifikata", coordinator)


def test_a_coordinator_of_another_centre_has_no_say(client, coordinator, girl):
    close("Mars")
    elsewhere = CentreFactory()
    Event.objects.filter(import_key="Mars").update(centre=elsewhere)
    client.force_login(coordinator)

    edit(client, girl, told_age=None, birth_date="1.1.2005", ages_reason="Certifikata")

    assert ages() == {"Mars": 17, "Qershor": 16}


def test_an_empty_record_that_joins_changes_no_age(girl):
    """What a merge calls, with the births before and after it."""
    before = girl.birth

    done = correct_ages(registrations=girl.registrations, before=before, after=girl.birth)

    assert (done.changed, done.closed) == (0, 0)
    assert ages() == {"Mars": 17, "Qershor": 18}


def test_places_of_somebody_of_no_known_age_get_the_age_that_a_join_makes_known(girl):
    Registration.objects.update(age=None)

    correct_ages(registrations=girl.registrations, before=Birth(), after=girl.birth)

    assert ages() == {"Mars": 17, "Qershor": 17}

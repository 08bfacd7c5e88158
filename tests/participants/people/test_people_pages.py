"""The list of people, and one person's page."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import AccessLog, Grant
from participants.models import Guardianship
from participants.models.families import Household
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory
from tests.searching import search_on

pytestmark = pytest.mark.django_db

LIST = reverse("participants:participant_list")


def page(name, person, **kwargs):
    return reverse(f"participants:{name}", args=[person.pk], **kwargs)


def names(response):
    return [person.full_name for person in response.context["page_obj"]]


@pytest.fixture
def ana(centre):
    return ParticipantFactory(
        first_name="Ana", last_name="Çela", centre=centre, phone="+355692345678"
    )


# The list


def test_list_finds_names_without_diacritics_and_codes(client, staff, ana, centre):
    ParticipantFactory(first_name="Ben", last_name="Hoxha", centre=centre)
    client.force_login(staff)

    assert names(search_on(client, LIST, "cela")) == ["Ana Çela"]
    assert names(search_on(client, LIST, ana.code.lower())) == ["Ana Çela"]
    assert names(search_on(client, LIST, "nobody")) == []


def test_list_says_once_by_which_fathers_name_two_are_told_apart(client, staff, centre):
    for father in ("Genti", "Pal"):
        ParticipantFactory(first_name="Ajla", last_name="Beqiri", father_name=father, centre=centre)
    ParticipantFactory(first_name="Ana", last_name="Çela", father_name="Agim", centre=centre)
    client.force_login(staff)

    shown = " ".join(strip_tags(client.get(LIST).text).split())

    assert [shown.count(father) for father in ("Genti", "Pal", "Agim")] == [1, 1, 1]
    assert "Ajla Beqiri (Genti)" in shown
    assert "father: Agim" in shown


def test_list_stands_in_albanian_order(client, staff, centre):
    for surname in ("Dhima", "Çela", "Duka", "Cuka"):
        ParticipantFactory(first_name="A", last_name=surname, centre=centre)
    client.force_login(staff)

    shown = [name[2:] for name in names(client.get(LIST))]

    assert shown == ["Cuka", "Çela", "Duka", "Dhima"]
    assert [name[2:] for name in names(client.get(LIST, {"sort": "-name"}))] == shown[::-1]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"sex": "female"}, "Ana"),
        ({"needs_completion": "true"}, "Ben"),
        ({"category": "police"}, "Ben"),
        ({"organisation": "yes"}, "Ben"),
    ],
)
def test_list_is_filtered(client, staff, centre, filters, found):
    organisation, police = OrganisationFactory(), CategoryFactory(code="police")
    ParticipantFactory(first_name="Ana", sex="female", centre=centre)
    ParticipantFactory(
        first_name="Ben",
        sex="male",
        category=police,
        organisation=organisation,
        needs_completion=True,
        centre=centre,
    )
    keys = {"category": police.pk, "organisation": organisation.pk}
    client.force_login(staff)

    shown = names(
        client.get(LIST, {name: keys.get(name, value) for name, value in filters.items()})
    )

    assert [name.split()[0] for name in shown] == [found]


def test_list_shows_only_people_of_the_users_centres_and_no_merged_records(client, staff, ana):
    ParticipantFactory(centre=CentreFactory())
    ParticipantFactory(centre=ana.centre, merged_into=ana)
    client.force_login(staff)

    assert names(client.get(LIST)) == ["Ana Çela"]


def test_coordinator_of_several_centres_filters_by_centre(client, coordinator, ana):
    other = CentreFactory()
    Grant.objects.create(user=coordinator, role="coordinator", centre=other)
    ParticipantFactory(first_name="Ben", last_name="Hoxha", centre=other)
    client.force_login(coordinator)

    assert names(client.get(LIST, {"centre": other.pk})) == ["Ben Hoxha"]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 300},
        {"q": "\x00"},
        {"q": "<script>alert(1)</script>"},
        {"category": "abc"},
        {"page": "0"},
        {"page": "last"},
        {"page": "99"},
        {"sort": "drop table"},
        {"centre": "1"},
    ],
)
def test_list_bears_any_address(client, staff, ana, query):
    client.force_login(staff)

    response = client.get(LIST, query)

    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_list_needs_as_many_queries_for_100_people_as_for_one(
    client, staff, ana, django_assert_num_queries
):
    organisation = OrganisationFactory()
    client.force_login(staff)
    client.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(LIST)
    for number in range(99):
        ParticipantFactory(last_name=f"M{number}", centre=ana.centre, organisation=organisation)

    with django_assert_num_queries(len(few)):
        response = client.get(LIST)

    assert response.context["page_obj"].paginator.count == 100


def test_seeing_the_list_is_logged_without_the_search(client, staff, ana):
    client.force_login(staff)

    search_on(client, LIST, "cela")

    line = AccessLog.objects.get(action="view_participants")
    assert (line.user, line.detail) == (staff, {"shown": 1})


# One person


def test_page_shows_facts_but_no_name_in_its_title(client, staff, ana):
    client.force_login(staff)

    content = client.get(page("participant_detail", ana)).content.decode()

    title = content.partition("<title>")[2].partition("</title>")[0]
    assert ana.code in title
    assert "Çela" not in title
    assert "Ana Çela" in content


def test_contacts_are_masked_until_somebody_asks_and_that_is_logged(client, staff, ana):
    client.force_login(staff)

    masked = client.get(page("participant_detail", ana)).content.decode()
    shown = client.post(page("reveal_contacts", ana)).content.decode()

    assert "69 234" not in masked
    assert "692345678" not in masked
    assert "+355 69 234 5678" in shown
    logged = AccessLog.objects.filter(action="view_participant", object_id=str(ana.pk))
    assert sorted(line.detail["contacts"] for line in logged) == [False, True]


def test_disability_is_for_those_who_were_given_it(client, staff, ana):
    ana.disability, ana.disability_method = "yes", "self_reported"
    ana.save()
    client.force_login(staff)

    assert "Told by the person" not in client.get(page("participant_detail", ana)).content.decode()
    assert "disability" not in client.get(page("participant_update", ana)).content.decode()

    staff.grants.update(sees_sensitive=True)

    assert "Told by the person" in client.get(page("participant_detail", ana)).content.decode()
    assert 'name="disability"' in client.get(page("participant_update", ana)).content.decode()


def test_history_shows_only_events_in_scope_the_newest_first(client, staff, ana):
    for day, title in ((1, "Vjetri"), (20, "Dielli")):
        event = EventFactory(title_en=title, starts_at=datetime(2021, 10, day, 12, tzinfo=UTC))
        RegistrationFactory(event=event, participant=ana, present=True)
    elsewhere = EventFactory(centre=CentreFactory(), title_en="Elsewhere")
    RegistrationFactory(event=elsewhere, participant=ana)
    client.force_login(staff)

    content = client.get(page("participant_detail", ana)).content.decode()

    assert content.index("Dielli") < content.index("Vjetri")
    assert "Elsewhere" not in content
    assert "attended 2 of 2" in content


def test_history_counts_only_events_that_took_place(client, staff, ana):
    RegistrationFactory(participant=ana, present=True)
    RegistrationFactory(participant=ana, event__status="postponed")
    client.force_login(staff)

    content = client.get(page("participant_detail", ana)).content.decode()

    assert "attended 1 of 1" in content


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        (["present", "excused", "absent", "unmarked"], "attended 1 of 3; 1 not yet marked"),
        (["unmarked"], "1 not yet marked"),
        (["late", "present"], "attended 2 of 2"),
    ],
)
def test_who_is_not_yet_marked_neither_came_nor_stayed_away(client, staff, ana, marks, said):
    for attendance in marks:
        RegistrationFactory(
            participant=ana,
            attendance=attendance,
            marked_at=None if attendance == "unmarked" else timezone.now(),
        )
    client.force_login(staff)

    head = client.get(page("participant_detail", ana)).content.decode()
    head = head[head.index("history-head") :].partition("</div>")[0]

    assert " ".join(strip_tags(head.replace("\n", " ")).split()).endswith("Attendance " + said)


def test_page_needs_as_many_queries_for_30_events_as_for_one(
    client, staff, ana, django_assert_num_queries
):
    def add():
        RegistrationFactory(participant=ana)
        Guardianship.objects.create(
            adult=ParticipantFactory(centre=ana.centre), child=ana, relation="other"
        )

    add()
    client.force_login(staff)
    client.get(page("participant_detail", ana))
    with CaptureQueriesContext(connection) as few:
        client.get(page("participant_detail", ana))
    for _number in range(30):
        add()

    with django_assert_num_queries(len(few)):
        client.get(page("participant_detail", ana))


def test_family_outside_the_readers_scope_is_not_named(client, staff, ana):
    household = Household.objects.create(name="Çela")
    stranger = ParticipantFactory(
        first_name="Stranger", centre=CentreFactory(), household=household
    )
    Guardianship.objects.create(adult=stranger, child=ana, relation="mother")
    ana.household = household
    ana.save()
    client.force_login(staff)

    assert "Stranger" not in client.get(page("participant_detail", ana)).content.decode()


def test_a_merged_record_leads_to_the_one_it_went_into(client, staff, ana):
    merged = ParticipantFactory(centre=ana.centre, merged_into=ana)
    client.force_login(staff)

    response = client.get(page("participant_detail", merged))

    assert response.url == page("participant_detail", ana)
    assert client.get(page("participant_update", merged)).status_code == 404

"""What partners read of the events they took part in, and that it tells of no single person."""

import csv
import io
import re

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from background.models import StartedTask
from events.register.closing.services import correct_attendance
from reports.partners import views
from reports.stories import drafting as stories
from tests.accounts.factories import GrantFactory
from tests.background import sample
from tests.conftest import user_with
from tests.events.factories import CentreFactory, HeadcountFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory
from tests.reports.factories import came, held

pytestmark = pytest.mark.django_db
CHANGING = re.compile(
    r'nonce="[^"]*"|name="(?:csrfmiddlewaretoken|form_mark)"\s+value="[^"]*"|"X-CSRFToken[^}]*'
)


def part_of(organisation, day="2021-10-06", is_closed=True, **event):
    """A held event that the organisation sees and had a part in."""
    options = {"visibility": "partners", "title_sq": "Takimi ynë", "title_en": "Our meeting"}
    if is_closed:
        options["register_closed_at"] = timezone.now()
    event = held(day, **options | event)
    event.parts.create(organisation=organisation, part="invited")
    return event


def people(event, category, **numbers):
    for sex, number in numbers.items():
        for _person in range(number):
            came(event, ParticipantFactory(sex=sex, last_name="Kanarina"), category=category)


@pytest.fixture
def event(organisation):
    """38 people: 20 parents, 3 of them men; 7 institutions; 11 teachers, 5 of them not named."""
    event = part_of(organisation)
    people(event, "parent", female=17, male=3)
    people(event, "institution", female=7)
    people(event, "teacher", male=6)
    HeadcountFactory(event=event, category=CategoryFactory(code="teacher"), sex="female", count=5)
    people(event, "staff", female=9)
    came(event, ParticipantFactory(sex="male"), attendance="absent")
    return event


@pytest.fixture
def url(organisation):
    return reverse("reports:partner_figures", args=[organisation.pk])


@pytest.fixture
def export(client, organisation):
    """`export(kind)`: the answer with the file."""
    return lambda kind: client.get(
        reverse("reports:partner_figures_export", args=[organisation.pk, kind])
    )


def text_of(response):
    """The page without what changes with each answer."""
    return CHANGING.sub("", response.content.decode())


def table_on(client, url):
    """[(category, [cells], total)] and the total of the only event on the page."""
    (one,) = client.get(url).context["figures"]
    return one


def lines_of(content):
    return [
        line[2:] for line in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    ]


def test_named_and_counted_stand_together_without_staff_and_absent(client, partner, event, url):
    client.force_login(partner)

    one = table_on(client, url)

    assert one.total == 38
    assert {category: total for category, _cells, total in one.rows} == {
        "Representatives of institutions": 7,
        "Parents": 20,
        "Teachers": 11,
    }


def test_small_counts_are_hidden_with_what_they_could_be_worked_out_from(
    client, partner, event, url
):
    client.force_login(partner)

    shown = client.get(url).content.decode()
    one = table_on(client, url)

    assert ">3<" not in shown
    assert not any(3 in cells for _category, cells, _total in one.rows)
    assert "Kanarina" not in shown
    assert "fewer than 5 people" in shown


def test_event_of_fewer_than_five_people_says_only_that(client, partner, organisation, url):
    people(part_of(organisation), "parent", female=2)
    client.force_login(partner)

    one = table_on(client, url)

    assert (one.total, one.rows) == ("<5", [])
    assert "&lt;5" in client.get(url).content.decode()


def test_table_without_small_counts_is_shown_whole(client, partner, organisation, url):
    event = part_of(organisation)
    people(event, "parent", female=9, male=6)
    people(event, "teacher", female=5)
    client.force_login(partner)

    one = table_on(client, url)

    assert [(cells, total) for _category, cells, total in one.rows] == [([9, 6], 15), ([5, 0], 5)]
    assert (one.totals, one.total) == ([14, 6], 20)


def test_page_csv_and_xlsx_tell_the_same(client, partner, event, url, export):
    client.force_login(partner)
    one = table_on(client, url)

    head, *lines = lines_of(export("csv").content)
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx").content))

    assert head == ["Date", "Event", "Category", "Sex", "Attendances"]
    expected = {(category, "Total"): total for category, _cells, total in one.rows}
    for category, cells, _total in one.rows:
        expected |= {(category, sex): cell for sex, cell in zip(one.columns, cells, strict=True)}
    expected |= {("Total", sex): cell for sex, cell in zip(one.columns, one.totals, strict=True)}
    expected["Total", "Total"] = one.total
    assert {tuple(line[2:4]): line[4] for line in lines} == {
        key: str(value) for key, value in expected.items()
    }
    rows = list(book["By category and sex"].iter_rows(min_row=2, values_only=True))
    assert {row[2:4]: row[4] for row in rows} == expected
    assert not any("Kanarina" in str(row) for sheet in book for row in sheet.values)
    assert book.properties.creator == "SHKEJ"


def test_large_file_is_made_by_the_worker_and_is_the_same(
    client, partner, event, export, monkeypatch
):
    client.force_login(partner)
    at_once = export("csv")
    monkeypatch.setattr(views, "AT_ONCE", 0)

    page = export("csv")
    assert AccessLog.objects.filter(action="export").count() == 1
    sample.work()
    client.get(page.url)
    by_worker = client.get(StartedTask.objects.get().url)

    assert by_worker.content == at_once.content
    assert by_worker["Content-Disposition"] == at_once["Content-Disposition"]
    one, other = AccessLog.objects.filter(action="export")
    assert one.detail == other.detail


def test_who_is_no_longer_its_partner_gets_no_large_file(
    client, partner, organisation, event, export, monkeypatch
):
    client.force_login(partner)
    monkeypatch.setattr(views, "AT_ONCE", 0)
    export("csv")
    partner.grants.all().delete()
    sample.work()

    assert StartedTask.objects.get().result.status == "FAILED"


def test_every_partner_reads_the_same_table(client, partner, event, url, export):
    other = OrganisationFactory(name_sq="Tjetra")
    event.parts.create(organisation=other, part="host")
    client.force_login(partner)
    ours = lines_of(export("csv").content)

    client.force_login(user_with("partner", organisation=other))
    address = reverse("reports:partner_figures_export", args=[other.pk, "csv"])

    assert lines_of(client.get(address).content) == ours
    assert len(ours) > 3


def test_correcting_a_closed_register_changes_the_table(client, partner, coordinator, event, url):
    client.force_login(partner)
    assert table_on(client, url).total == 38
    place = event.registrations.filter(category__code="parent", participant__sex="female").first()

    correct_attendance(
        registration=place, attendance="absent", reason="Gabim", corrected_by=coordinator
    )

    assert table_on(client, url).total == 37


def test_files_speak_the_language_of_the_reader(client, organisation, event, export):
    partner = user_with("partner", organisation=organisation)
    partner.language = "sq"
    partner.save()
    client.force_login(partner)

    (head, first, *_rest) = lines_of(export("csv").content)

    assert head == ["Data", "Aktiviteti", "Kategoria", "Gjinia", "Pjesëmarrje"]
    assert first[1] == "Takimi ynë"
    assert export("csv")["Content-Disposition"].endswith('-sq.csv"')


def test_page_speaks_albanian(client, organisation, event, url):
    partner = user_with("partner", organisation=organisation)
    partner.language = "sq"
    partner.save()
    client.force_login(partner)

    shown = client.get(url).content.decode()

    assert "Takimi ynë" in shown
    assert "Shifrat e aktiviteteve tona" in shown
    assert "më pak se 5 persona" in shown


def test_title_that_looks_like_a_formula_stays_a_text(client, partner, organisation, export):
    part_of(organisation, title_en="=1+1")
    client.force_login(partner)

    assert lines_of(export("csv").content)[1][1] == "'=1+1"


def test_open_register_tells_no_figure(client, partner, organisation, url, export):
    people(part_of(organisation, is_closed=False), "parent", female=12)
    client.force_login(partner)

    shown = client.get(url).content.decode()

    assert "The register is still open." in shown
    assert ">12<" not in shown
    assert [line[4:] for line in lines_of(export("csv").content)[1:]] == [
        ["The register is still open."]
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"is_sensitive": True},
        {"visibility": "centre"},
        {"status": "cancelled", "is_closed": False},
        {"status": "planned", "is_closed": False},
    ],
)
def test_sensitive_hidden_and_other_than_held_events_are_absent(
    client, partner, organisation, url, export, options
):
    part_of(organisation, **options)
    client.force_login(partner)

    assert client.get(url).context["figures"] == []
    assert len(lines_of(export("csv").content)) == 1


def test_event_in_which_the_organisation_had_no_part_is_absent(client, partner, url):
    part_of(OrganisationFactory(), visibility="all_partners")
    client.force_login(partner)

    assert client.get(url).context["figures"] == []


def test_event_with_two_parts_stands_once(client, partner, organisation, event, url):
    event.parts.create(organisation=organisation, part="host")
    client.force_login(partner)

    assert len(client.get(url).context["figures"]) == 1


def test_hundred_events_of_others_change_nothing(client, partner, event, url, export):
    client.force_login(partner)
    before, file = text_of(client.get(url)), export("csv").content
    other = OrganisationFactory()
    for _number in range(100):
        people(part_of(other, visibility="all_partners"), "parent", female=1)

    assert text_of(client.get(url)) == before
    assert [line[4] for line in lines_of(export("csv").content)] == [
        line[4] for line in lines_of(file)
    ]


def test_other_organisation_is_answered_like_one_that_never_was(client, partner, event):
    other = OrganisationFactory()
    part_of(other, visibility="all_partners")
    client.force_login(partner)

    for name, more in (("partner_figures", []), ("partner_figures_export", ["csv"])):
        theirs, unknown = (
            client.get(reverse(f"reports:{name}", args=[key, *more])) for key in (other.pk, 10**7)
        )
        assert (theirs.status_code, unknown.status_code) == (404, 404)
        assert text_of(theirs) == text_of(unknown)


def test_role_in_a_centre_opens_no_organisation(client, partner, centre, organisation, url):
    GrantFactory(user=partner, role="staff", centre=centre)
    inside = part_of(organisation, visibility="centre")
    client.force_login(partner)

    assert inside not in [one.event for one in client.get(url).context["figures"]]
    other = reverse("reports:partner_figures", args=[OrganisationFactory().pk])
    assert client.get(other).status_code == 404


def test_unknown_kind_of_file_does_not_exist(client, partner, event, export):
    client.force_login(partner)

    assert export("pdf").status_code == 404


def test_export_leaves_a_line_in_the_log(client, partner, organisation, event, export):
    client.force_login(partner)

    export("xlsx")

    line = AccessLog.objects.get(action="export")
    assert (line.user, line.object_id) == (partner, str(organisation.pk))
    assert line.detail["format"] == "xlsx"
    assert "no-store" in export("xlsx")["Cache-Control"]


def test_question_in_the_address_changes_nothing(client, partner, event, url):
    client.force_login(partner)

    asked = client.get(url, {"category": "parent", "sex": "male", "start": "2021-10-06"})

    assert asked.context["figures"] == client.get(url).context["figures"]


def test_post_about_the_event_tells_no_group_that_the_table_hides(client, partner, event, url):
    client.force_login(partner)
    one = table_on(client, url)

    groups = stories.facts(event, "en")["groups"]

    for category, _cells, total in one.rows:
        assert (f"{category} (" in groups) == isinstance(total, int), (category, groups)


@pytest.mark.parametrize("number", [1, 15])
def test_page_asks_as_much_for_many_events_as_for_one(
    client, partner, organisation, url, number, django_assert_max_num_queries
):
    for _number in range(number):
        people(part_of(organisation, centre=CentreFactory()), "parent", female=3, male=3)
    client.force_login(partner)
    client.get(url)

    with django_assert_max_num_queries(10):
        client.get(url)


def test_organisation_page_leads_to_the_figures(client, partner, staff, organisation, url):
    address = reverse("partners:organisation_detail", args=[organisation.pk])
    client.force_login(partner)
    assert url in client.get(address).content.decode()

    client.force_login(staff)
    assert url not in client.get(address).content.decode()

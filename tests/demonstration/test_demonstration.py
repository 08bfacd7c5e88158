"""The demonstration: what it holds, and that it stays on this machine."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from accounts.demonstration import DOMAIN
from accounts.encryption import decrypt
from accounts.models import OutgoingMail, Role, User
from demonstration.load import load_demonstration
from events.inviting.calling import invitations_ahead
from events.models import ChangeRequest, Event, EventProposal, Headcount, Registration
from participants.models import Participant
from partners.models import Project
from reports.counting.amounts import IndicatorFigures
from reports.models import Indicator, Report
from reports.stories import drafting as stories
from shkej.lib.albanian import fold
from shkej.lib.dates import today
from shkej.serving.loopback import loopback_only
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [MORE_ON_POSTGRESQL, pytest.mark.slow]

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "tests/reports/prp/data/QPR1_PD202104.json"
TEMPLATE = ROOT / "demonstration/unicef/QPR1_PD202104.xlsx"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration that all tests here look at; those that load one come to another module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demonstration(password="only for this test")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(loaded, db):
    """The demonstration, for a test that may change it."""


def test_the_meeting_of_6_october_2021_had_twelve_participants_seven_of_them_named(demonstration):
    meeting = Event.objects.get(starts_on="2021-10-06")

    named = Registration.objects.counted().filter(event=meeting).count()
    counted = Headcount.objects.counted().filter(event=meeting).total()
    assert (named, counted) == (7, 5)
    assert all([meeting.title_en, meeting.title_sq, meeting.aim_en, meeting.results_sq])
    assert meeting.projects.get().code == "AKSES-2021"
    assert meeting.projects.get().programme.lead_organisation.name_en == "UNICEF Albania"


# What SHKEJ’s own post says, in its words: purpose, what was spoken of, quote and credit lines.
SEED_WORDS = {
    "sq": [
        "Të gjithë së bashku kundër trafikimit të qenieve njerëzore",
        "Qëllimi i këtij takimi ishte informimi dhe sensibilizimi i prindërve të këtyre "
        "komuniteteve.",
        "Ky takim solli në vëmendje faktorët e rrezikut dhe ekspozimit ndaj fenomenit të "
        "shfrytëzimit dhe trafikimit; rolin e strukturave shtetërore ne nivel lokal dhe të "
        "policisë së shtetit, si dhe të ofruesve të shërbimeve, për t’u ardhur në ndihmë "
        "komuniteteve vulnerabël për parandalimin dhe trajtimin e rasteve të trafikimit, "
        "kryesisht tek fëmijët.",
        "Komuniteti në këto zona ka shumë probleme, dhe të vetëm nuk mund t’ja dalim për t’i "
        "ndihmuar, ndaj nëse ne bëhemi bashkë, duke ofruar secili sadopak në ndihmë të "
        "komunitetit, mund të kemi shanse më të mira për të arritur rezultate",
        "SPZ i zonës në rrugën “Jordan Misja” Tiranë",
        "Ky aktivitet u realizua si pjesë e projektit “Akses i barabartë në aftësitë digjitale "
        "dhe sigurinë online për fëmijët dhe të rinjtë nga shtresat më të cënueshme në Shqipëri” "
        "implementuar nga SHKEJ në partneritet me UNICEF Albania",
        "Projekti realizohet në kuadër të programit “Transformimi i Përgjigjes Kombëtare ndaj "
        "Trafikimit të Qenieve Njerëzore në dhe nga Shqipëria” i cili mbështetet nga qeveria e "
        "Mbretërisë së Bashkuar",
        "udhëhiqet nga UNICEF Albania",
    ],
    "en": [
        "All together against Human Trafficking",
        "The purpose of this meeting was to inform and raise more awareness among the parents of "
        "these communities.",
        "It brought to their attention the risk factors and the exposure to the phenomenon of "
        "exploitation and trafficking; the role of state structures and the state police at the "
        "local level, as well as partner service providers that assist vulnerable communities in "
        "preventing and dealing with cases of trafficking, mainly children.",
        "The community in these areas has a lot of problems, and we alone cannot help them, so if "
        "we come together, offering each of us something to help the community, we have an "
        "increased chance to achieve results",
        'SPZ of "Jordan Misja" street',
        'This activity is part of the intervention " Equal access to digital skills and online '
        "security for the most vulnerable children and young people in Albania” implemented by "
        "SHKEJ in partnership with UNICEF Albania",
        '"Transforming the National Response to Human Trafficking in and from Albania”, supported '
        "by the British Government",
        "led by #UNICEFAlbania",
    ],
}
# What the register and the event say, where the seed has “12” and “twelve”, the day, the place
# and who was there: 2, 1 and 1 of them, so that the eight parents have no number either.
FROM_THE_REGISTER = {
    "sq": [
        "Më 6 tetor 2021 u mblodhën dymbëdhjetë persona në një takim sensibilizues",
        "Qendra Komunitare “Engjëjt e Vegjël”",
        "Morën pjesë: Përfaqësues të strukturave shtetërore, Policia e Shtetit, Ofrues të "
        "shërbimeve, Prindër.",
    ],
    "en": [
        "On 6 October 2021, twelve people came to an awareness meeting at",
        "Community Centre “Little Angels”",
        "Who took part: Representatives of institutions, State Police, Service providers, Parents.",
    ],
}


def plain(text):
    """Folded words only: quotation marks, commas and spaces differ from hand to hand."""
    return "".join(re.findall(r"\w+", fold(text)))


@pytest.mark.parametrize("language", ["sq", "en"])
def test_draft_about_the_seed_meeting_says_what_shkej_wrote_about_it(demonstration, language):
    meeting = Event.objects.get(starts_on="2021-10-06")

    text = stories.filled(stories.draft(meeting)[language], meeting, language)

    for words in SEED_WORDS[language]:
        assert plain(words) in plain(text)
    for words in FROM_THE_REGISTER[language]:
        assert words in text
    said = [plain(words) for words in SEED_WORDS[language]]
    assert sorted(said, key=plain(text).index) == said
    assert not stories.names_somebody({language: text}, meeting)


def test_one_event_of_a_partner_waits_for_an_answer(demonstration):
    proposal = EventProposal.objects.waiting().get()

    assert proposal.is_waiting
    assert proposal.proposed_by.roles == {Role.PARTNER}
    assert proposal.proposed_by.grants.get().organisation == proposal.organisation
    assert all([proposal.title_sq, proposal.title_en, proposal.venue_en, not proposal.has_started])


def test_one_event_of_a_partner_is_asked_to_be_moved(demonstration):
    change = ChangeRequest.objects.waiting().get()

    assert change.is_move
    assert change.event.starts_at != change.starts_at
    assert all([change.reason, change.venue_sq, change.venue_en])


def test_one_invitation_waits_for_the_answer_of_the_partner_with_an_account(demonstration, client):
    client.force_login(User.objects.get(email=f"partner@{DOMAIN}"))

    page = client.get(reverse("events:partner_page"))

    assert [line.event.title_en for line in page.context["waiting"]] == [
        "Coordination meeting with partners"
    ]


def test_who_answers_a_mail_writes_to_the_centre(demonstration):
    mail = OutgoingMail.objects.waiting().latest("pk")

    assert "qendra@demo.shkej.example" in json.loads(decrypt(mail.content))["reply_to"]


def test_partners_are_invited_and_those_without_email_are_to_be_called(demonstration):
    coordinator = User.objects.get(email__startswith="coordinator@")

    rows = {row.organisation.name_en: row for row in invitations_ahead(coordinator)}

    assert rows["UNICEF Albania"].answer == "yes"
    assert not rows["UNICEF Albania"].calls
    assert rows["State Police"].calls
    assert OutgoingMail.objects.waiting().count() == 4  # the addresses that are told of the hour


def test_there_is_one_account_per_role(demonstration, client):
    for role in Role.values:
        user = User.objects.get(email=f"{role}@{DOMAIN}")
        assert user.roles == {role}
        assert user.check_password("only for this test")


LOCAL = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}


@pytest.mark.parametrize(
    ("request_differs", "served"),
    [
        ({}, True),
        ({"HTTP_HOST": "localhost"}, True),
        ({"HTTP_HOST": "[::1]:8000", "REMOTE_ADDR": "::1"}, True),
        ({"HTTP_HOST": "shkej.example"}, False),
        ({"HTTP_HOST": "127.0.0.1.example.org"}, False),
        ({"HTTP_HOST": ""}, False),
        ({"REMOTE_ADDR": "192.168.1.7"}, False),
        ({"REMOTE_ADDR": ""}, False),
        ({"HTTP_X_FORWARDED_FOR": "192.168.1.7"}, False),
        ({"HTTP_FORWARDED": "for=192.168.1.7"}, False),
    ],
)
def test_it_answers_this_machine_only(request_differs, served):
    answers = []
    application = loopback_only(lambda environ, start_response: [b"page"])

    body = application(LOCAL | request_differs, lambda status, headers: answers.append(status))

    assert body == [b"page"] if served else answers == ["403 Forbidden"]


@pytest.fixture
def ended(demonstration):
    """The project of 2021, to which the portal's sample template belongs."""
    return Project.objects.get(code="AKSES-2021")


def test_its_project_reports_to_unicef_as_the_agreement_says(ended):
    indicators = Indicator.objects.filter(output__project=ended)

    assert ended.unicef_reference == "ALB/PCA2020118/PD202104"
    assert ended.programme_document.starts_on.isoformat() == "2021-10-01"
    assert [str(period) for period in ended.reporting_periods.all()] == [
        "QPR 1",
        "QPR 2",
        "QPR 3",
        "QPR 4",
    ]
    assert ended.outputs.count() == 2
    assert [(row.code, row.rule, row.target_v) for row in indicators] == [
        ("1.1", "events", 70),
        ("1.2", "cumulative_people", 60),
        ("2.1", "manual", 70),
        ("2.2", "new_people", 600),
        ("2.3", "new_people", 1500),
        ("2.4", "completers", 120),
    ]
    for indicator in indicators:
        assert indicator.versions.get().definition["title"]["sq"]
    club = indicators.get(code="2.4")
    assert [row.code for row in club.ordered_dimensions] == ["age", "sex", "disability"]
    assert [place.name for place in club.locations.all()] == ["Kamëz"]


def test_every_counted_indicator_has_figures_in_the_first_quarter(ended):
    periods = list(ended.reporting_periods.all())
    indicators = Indicator.objects.for_counting().filter(output__project=ended)
    for indicator in indicators.exclude(rule="manual"):
        figures = IndicatorFigures(indicator, periods)
        assert figures.reported(periods[0]).v > 0, indicator
        for place in figures.places(periods[0]).values():
            assert place.v > 0, indicator


@pytest.mark.more
def test_the_portals_sample_maps_by_its_words_and_fills(ended, tmp_path):
    report = Report.objects.get(period__project=ended)
    filled = tmp_path / "filled.xlsx"

    call_command(
        "fill_prp_template", TEMPLATE, report=str(report.pk), output=filled, accept_proposals=True
    )

    assert filled.stat().st_size > 0
    assert ended.prp_mappings.count() > len(json.loads(SAMPLE.read_text())["rows"])


@pytest.mark.parametrize("is_ended", [True, False])
def test_its_titles_and_dimensions_are_those_of_the_sample_template(demonstration, is_ended):
    projects = (
        Project.objects.filter(ends_on__lt=today())
        if is_ended
        else Project.objects.filter(ends_on__gte=today())
    )
    for row in json.loads(SAMPLE.read_text())["rows"]:
        titled = Indicator.objects.filter(title_en=row["indicator_title_full"])
        indicator = titled.get(output__project__in=projects)
        assert indicator.output.title_en == row["pd_output"]
        assert indicator.across_periods == row["across_periods"]
        wanted = {part["name"]: [v["name"] for v in part["values"]] for part in row["dimensions"]}
        ours = {
            part.name_en: [value.name_en for value in part.values.all()]
            for part in indicator.ordered_dimensions
        }
        assert ours == wanted


def test_most_of_its_people_agreed_to_their_data_and_some_did_not(demonstration):
    people = Participant.objects.count()
    agreed = Participant.objects.consenting_to("data", today()).count()

    assert people / 2 < agreed < people

"""The draft of a post: its words in two languages."""

import pytest

from events.models import Event
from reports.stories import drafting as stories
from tests.partners.factories import OrganisationFactory, ProgrammeFactory, ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_together_with_names_once_who_made_it_with_us_and_nobody_else(event):
    host = OrganisationFactory(name_sq="Shkolla", name_en="School")
    ours = OrganisationFactory(name_sq="SHKEJ", name_en="SHKEJ")
    event.projects.get().parts.create(organisation=ours, part="implementer")
    for organisation, part in [
        (host, "host"),
        (host, "co_organiser"),
        (ours, "host"),
        (OrganisationFactory(name_sq="Policia", name_en="Police"), "invited"),
        (OrganisationFactory(name_sq="Donatori", name_en="Donor"), "funder"),
    ]:
        event.parts.create(organisation=organisation, part=part)

    assert "Together with: School, City." in stories.filled(stories.draft(event)["en"], event, "en")

    event.parts.exclude(part="invited").delete()

    assert "Together with" not in stories.draft(event)["en"]


@pytest.mark.parametrize(
    ("name", "is_implementer"), [("SHKEJ", False), ("Shoqata SHKEJ, Tiranë", False), ("X", True)]
)
@pytest.mark.parametrize("has_project", [True, False])
def test_we_are_never_together_with_ourselves(event, name, is_implementer, has_project):
    """Not at an event without a project either, whatever part we were given in it."""
    ours = OrganisationFactory(name_sq=name, name_en=name)
    event.parts.create(organisation=ours, part="host")
    project = event.projects.get()
    if is_implementer:
        project.parts.create(organisation=ours, part="implementer")
    if not has_project:
        event.projects.clear()

    post = stories.filled(stories.draft(event)["en"], event, "en")

    assert "Together with: City." in post
    event.parts.exclude(organisation=ours).delete()
    assert "Together with" not in stories.draft(event)["en"]


def test_who_carries_out_another_project_is_with_us_at_an_event_of_ours(event):
    partner = OrganisationFactory(name_sq="Partneri", name_en="Partner")
    ProjectFactory().parts.create(organisation=partner, part="implementer")
    event.parts.create(organisation=partner, part="host")

    post = stories.filled(stories.draft(event)["en"], event, "en")

    assert "Together with: Partner, City." in post


def test_draft_holds_purpose_people_quote_and_credit_line_in_both_languages(event):
    draft = stories.draft(event)
    english = stories.filled(draft["en"], event, "en")
    albanian = stories.filled(draft["sq"], event, "sq")

    for words in (
        "Our meeting",
        "6 October 2021",
        "twelve people",
        "Centre “Little Angels”",
        "Parents (12)",
        "City",
        "The purpose was to inform.",
        "“Together.” – a teacher",
        "Thanks.",
    ):
        assert words in english
    for words in ("Takimi ynë", "6 tetor 2021", "dymbëdhjetë persona", "Bashkia", "“Bashkë.”"):
        assert words in albanian
    assert "{" not in english + albanian


def test_project_without_a_credit_line_names_its_programme_and_donors(event):
    donor = OrganisationFactory(name_sq="Donatori", name_en="The donor")
    programme = ProgrammeFactory(title_sq="Mbrojtja", title_en="Protection")
    programme.funders.set([OrganisationFactory(name_sq="Qeveria", name_en="Government"), donor])
    project = ProjectFactory(title_sq="Qendra", title_en="The centre", programme=programme)
    project.parts.create(organisation=donor, part="donor")
    project.parts.create(organisation=OrganisationFactory(name_sq="SHKEJ"), part="implementer")
    event.projects.set([project])

    assert stories.draft(event)["en"].endswith(
        "This activity is part of the project “The centre”. "
        "The project is part of the programme “Protection”. "
        "Supported by: The donor, Government."
    )
    assert stories.draft(event)["sq"].endswith(
        "Ky aktivitet u realizua si pjesë e projektit “Qendra”. "
        "Projekti realizohet në kuadër të programit “Mbrojtja”. "
        "Mbështetur nga: Donatori, Qeveria."
    )


def test_project_without_programme_and_donors_is_credited_by_its_title(event):
    event.projects.set([ProjectFactory(title_en="The centre")])

    assert stories.draft(event)["en"].endswith("part of the project “The centre”.")


def test_text_that_ends_with_a_name_in_quotes_keeps_them(event):
    event.aim_en = "To open the centre “Little Angels”"

    assert event.aim_en in stories.draft(event)["en"]


@pytest.mark.parametrize(
    ("kind", "english", "albanian"),
    [
        ("awareness_meeting", "came to an awareness meeting at", "në një takim sensibilizues"),
        ("training", "took part in a training at", "u zhvillua një trajnim"),
        ("workshop", "took part in a workshop at", "u zhvillua një punëtori"),
        ("group_session", "met in a group session at", "u zhvillua një takim në grup"),
        ("individual_session", "an individual session was held", "u zhvillua një takim individual"),
        ("coordination_meeting", "came to a coordination meeting", "në një takim koordinimi"),
        ("community_event", "came to a community event at", "në një aktivitet komunitar"),
        ("other", "twelve people met at", "u mblodhën dymbëdhjetë persona (Qendra"),
    ],
)
def test_each_kind_of_event_has_its_opening(event, kind, english, albanian):
    event.kind = kind
    draft = stories.draft(event)

    assert english in stories.filled(draft["en"], event, "en")
    assert albanian in stories.filled(draft["sq"], event, "sq")


def test_no_kind_of_event_is_without_its_opening():
    assert set(stories.OPENINGS) == set(Event.Kind)

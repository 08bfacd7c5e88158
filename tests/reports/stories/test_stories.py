"""Meeting to story: a post in two languages whose figures are those of the register."""

import html
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Quote
from participants.models import Category, Participant
from reports.models import Story
from reports.stories import drafting as stories
from reports.stories.services import finish_story, save_story
from tests.accounts.factories import UserFactory
from tests.events.factories import CentreFactory, EventFactory, HeadcountFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProgrammeFactory, ProjectFactory
from tests.reports.factories import came, held
from tests.squeezing import squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def event():
    project = ProjectFactory(credit_line_sq="Me mbështetjen e UNICEF.", credit_line_en="Thanks.")
    event = held(
        "2021-10-06",
        projects=[project],
        title_sq="Takimi ynë",
        title_en="Our meeting",
        aim_sq="Qëllimi ishte informimi.",
        aim_en="The purpose was to inform.",
        venue_sq="Qendra “Engjëjt e Vegjël”",
        venue_en="Centre “Little Angels”",
    )
    city = OrganisationFactory(name_sq="Bashkia", name_en="City")
    event.parts.create(organisation=city, part="co_organiser")
    Quote.objects.create(
        event=event, text_sq="Bashkë.", text_en="Together.", said_by_en="a teacher"
    )
    for _person in range(7):
        came(event, ParticipantFactory(first_name="Zana", last_name="Kanarina"))
    HeadcountFactory(event=event, category=CategoryFactory(code="parent"), count=5)
    return event


def counts_of(**people):
    """A held event with so many people of each category, counted without a name."""
    event = held("2021-10-06")
    for code, number in people.items():
        HeadcountFactory(event=event, category=CategoryFactory(code=code), count=number)
    return event


def post_of(event, **texts):
    texts = texts or {f"text_{code}": text for code, text in stories.draft(event).items()}
    return save_story(story=Story(event=event, **texts), written_by=UserFactory())


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


def test_figures_follow_the_register(event):
    post = post_of(event)
    came(event, ParticipantFactory())

    assert "13 people" in stories.filled(post.text_en, event, "en")
    assert "{people}" in post.text_en


def test_large_figures_are_written_as_each_language_writes_them(event):
    HeadcountFactory(event=event, category=CategoryFactory(code="community_member"), count=1207)

    english, albanian = (stories.facts(event, code) for code in ("en", "sq"))

    assert english["people"] == "1,219 people"
    assert "(1,207)" in english["groups"]
    assert albanian["people"].startswith("1\u00a0219 ")
    assert "(1\u00a0207)" in albanian["groups"]


def test_who_was_absent_and_staff_are_not_in_the_figures(event):
    came(event, ParticipantFactory(), attendance="absent")
    came(event, ParticipantFactory(), category="staff")

    assert stories.figures(event)["people"] == 12


def test_small_group_is_named_without_its_number_nor_can_it_be_worked_out(event):
    for category in ("teacher", "volunteer"):
        for _person in range(6):
            came(event, ParticipantFactory(), category=category)
    came(event, ParticipantFactory(), category="police")

    groups = stories.facts(event, "en")["groups"]

    assert groups == "State Police, Parents (12), Teachers, Volunteers"


def test_post_tells_no_number_that_the_partners_table_hides(event):
    for _person in range(6):
        came(event, ParticipantFactory(), category="teacher")
    came(event, ParticipantFactory(), category="police")

    groups = stories.facts(event, "en")["groups"]

    assert groups == "State Police, Parents, Teachers"


def test_two_small_groups_cannot_be_worked_out_from_the_total():
    event = counts_of(police=1, teacher=1, parent=10)

    assert stories.facts(event, "en")["people"] == "twelve people"
    assert stories.facts(event, "en")["groups"] == "State Police, Parents, Teachers"


@pytest.mark.parametrize("people", [{}, {"parent": 1}, {"police": 2, "parent": 2}])
def test_meeting_of_fewer_than_five_tells_neither_number_nor_groups(people):
    event = counts_of(**people)

    for language, number, groups in [
        ("en", "fewer than five people", "participants"),
        ("sq", "më pak se pesë persona", "pjesëmarrës"),
    ]:
        assert stories.facts(event, language)["people"] == number
        assert stories.facts(event, language)["groups"] == groups
        assert "{groups}" not in stories.draft(event)[language]


def test_groups_of_one_person_each_are_not_named_beside_their_total():
    event = counts_of(police=1, teacher=1, parent=1, child=1, institution=1)

    assert stories.facts(event, "en")["people"] == "five people"
    assert stories.facts(event, "en")["groups"] == "participants"


def test_nothing_is_drafted_filled_saved_or_finished_about_a_sensitive_event(event):
    post = post_of(event)
    event.is_sensitive = True

    for act in (
        lambda: stories.draft(event),
        lambda: stories.facts(event, "en"),
        lambda: stories.filled("{people}", event, "sq"),
        lambda: save_story(story=Story(event=event), written_by=UserFactory()),
        lambda: finish_story(story=post),
    ):
        with pytest.raises(ValidationError, match="sensitive"):
            act()
    assert Story.objects.get().status == "draft"


def test_post_that_names_somebody_of_the_register_is_not_finished(event):
    post = post_of(event, text_sq="Erdhi zana KANARINA.", text_en="She came.")

    with pytest.raises(ValidationError):
        finish_story(story=post)
    assert Story.objects.get().status == "draft"


@pytest.mark.parametrize("place", ["organisations", "groups", "title", "place"])
def test_name_that_a_place_fills_in_is_found(event, place):
    name = "Zana Kanarina"
    event.title_sq = f"Takim me {name}"
    event.venue_sq = f"Te {name}"
    event.parts.create(organisation=OrganisationFactory(name_sq=f"Dyqani {name}"), part="host")
    Category.objects.filter(code="parent").update(label_sq=f"Prindër ({name})")
    texts = {"text_sq": "Erdhën {people}.", "text_en": "They came."}
    assert not stories.names_somebody(post_of(event, **texts).texts, event)

    with pytest.raises(ValidationError):
        finish_story(story=Story(event=event, text_sq=f"{{{place}}}", text_en="They came."))


@pytest.mark.parametrize(
    "text",
    ["zana\nKANARINA", "Kanarina, Zana", "Zana Agim Kanarina", "Fjalët e Zana Kanarinës"],
)
def test_name_is_found_however_it_is_written(event, text):
    Participant.objects.update(father_name="Agim")

    assert stories.names_somebody({"sq": text}, event)


def test_person_without_a_letter_in_the_name_flags_nothing(event):
    Participant.objects.update(first_name="–", last_name="–")

    assert not stories.names_somebody({"sq": "Erdhën prindër."}, event)


def test_other_names_are_not_taken_for_those_of_the_register(event):
    assert not stories.names_somebody({"sq": "Zana, Kanari dhe Zana Kola"}, event)


def test_post_in_one_language_is_not_finished(event):
    with pytest.raises(ValidationError):
        finish_story(story=post_of(event, text_sq="Po", text_en=""))


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("There were 25 parents.", "en", ["25 parents"]),
        ("Erdhën 25 prindër dhe dymbëdhjetë fëmijë.", "sq", ["25 prindër", "dymbëdhjetë fëmijë"]),
        ("In 2021 we met at 10:00.", "en", []),
        ("{people} met.", "en", []),
    ],
)
def test_typed_figures_of_people_are_found(text, language, found):
    assert stories.typed_figures(text, language) == found


# The page.


@pytest.fixture
def url(event):
    return reverse("reports:story", args=[event.pk])


def test_staff_drafts_saves_and_finishes_a_post(client, staff, event, url):
    client.force_login(staff)
    shown = client.get(url).content.decode()
    assert "twelve people" in shown
    assert not Story.objects.exists()
    texts = {f"text_{code}": text for code, text in stories.draft(event).items()}

    client.post(url, texts | {"act": "finish"})

    post = Story.objects.get()
    assert (post.status, post.ready_figures["people"]) == ("ready", 12)
    came(event, ParticipantFactory())
    assert "register has changed" in client.get(url).content.decode()


def test_changed_post_is_a_draft_again_and_drafting_again_keeps_history(client, staff, event, url):
    finish_story(story=post_of(event))
    client.force_login(staff)
    client.post(url, {"text_sq": "Tjetër {people}", "text_en": "Other"})
    assert Story.objects.get().status == "draft"

    client.post(url, {"act": "again"})

    post = Story.objects.get()
    assert "{groups}" in post.text_en
    assert "Other" in [row.text_en for row in post.history.all()]


def test_draft_with_a_name_in_the_events_texts_is_flagged_before_it_is_saved(
    client, staff, event, url
):
    client.force_login(staff)
    assert "names somebody" not in client.get(url).content.decode()
    Quote.objects.create(event=event, text_sq="Erdha.", said_by_sq="Zana Kanarina")

    assert "names somebody" in client.get(url).content.decode()

    event.quotes.all().delete()
    event.title_en = "Zana Kanarina’s meeting"
    event.save()
    assert "names somebody" in client.get(url).content.decode()


def test_page_of_a_sensitive_event_says_why_there_is_no_post(client, staff, event, url):
    finish_story(story=post_of(event))
    event.is_sensitive = True
    event.save()
    client.force_login(staff)

    shown = client.get(url)
    refused = client.post(url, {"text_sq": "{people}", "text_en": "{place}", "act": "finish"})

    assert (shown.status_code, refused.status_code) == (200, 409)
    for page in (shown.content.decode(), refused.content.decode()):
        assert "no post is written about it" in page
        for told in ("twelve", "Little Angels", "The purpose was to inform.", "<textarea"):
            assert told not in page
    assert Story.objects.get().text_en != "{place}"


def test_unknown_place_is_named_and_nothing_typed_is_lost(client, staff, event, url):
    client.force_login(staff)

    shown = client.post(url, {"text_sq": "Erdhën {njerëz}", "text_en": "Kept"}).content.decode()

    assert "{njerëz}" in shown
    assert "Kept" in shown
    assert not Story.objects.exists()


def test_both_texts_can_be_copied_from_a_labelled_field(client, staff, event, url):
    client.force_login(staff)

    shown = client.get(url).content.decode()

    for code, label in [("sq", "Text to copy: Shqip"), ("en", "Text to copy: English")]:
        text = stories.filled(stories.draft(event)[code], event, code)
        assert f'<label class="form-label" for="copy-{code}">{label}</label>' in squeezed(shown)
        field = re.search(
            rf'<textarea[^>]*id="copy-{code}"[^>]*>(.*?)</textarea>', shown, re.DOTALL
        )
        assert "readonly" in field[0]
        assert "name=" not in field[0]
        assert html.unescape(field[1]).strip() == text


def test_markup_in_a_post_does_nothing(client, staff, event, url):
    post_of(event, text_sq="<script>x</script>", text_en="<img src=x onerror=y>")
    client.force_login(staff)

    shown = client.get(url).content.decode()

    assert "<script>x" not in shown
    assert "<img src=x" not in shown


def test_no_post_about_an_event_of_another_centre_or_one_that_was_not_held(client, staff):
    client.force_login(staff)
    other = held("2021-10-06", centre=CentreFactory(code="other"))
    planned = EventFactory(status="planned", starts_at=timezone.now() + timedelta(days=1))

    for event in (other, planned):
        assert client.get(reverse("reports:story", args=[event.pk])).status_code == 404


def test_event_page_leads_to_the_post(client, staff, event, url):
    client.force_login(staff)

    assert url in client.get(reverse("events:event_detail", args=[event.pk])).content.decode()

"""What keeps a post from being ready: names, typed figures, a missing language."""

import pytest
from django.core.exceptions import ValidationError

from participants.models import Category, Participant
from reports.models import Story
from reports.stories import drafting as stories
from reports.stories.services import finish_story, save_story
from tests.accounts.factories import UserFactory
from tests.partners.factories import OrganisationFactory
from tests.reports.stories.posts import post_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


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

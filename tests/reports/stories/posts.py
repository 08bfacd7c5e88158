"""A post about an event, saved."""

from reports.models import Story
from reports.stories import drafting as stories
from reports.stories.services import save_story
from tests.accounts.factories import UserFactory


def post_of(event, **texts):
    texts = texts or {f"text_{code}": text for code, text in stories.draft(event).items()}
    return save_story(story=Story(event=event, **texts), written_by=UserFactory())

"""The post about the meeting of 6 October 2021, drafted from its event."""

from reports.models import Story
from reports.stories.drafting import draft
from reports.stories.services import finish_story, save_story


def make_story(*, event, user):
    """Draft the post in both languages and mark it as ready."""
    texts = {f"text_{code}": text for code, text in draft(event).items()}
    return finish_story(story=save_story(story=Story(event=event, **texts), written_by=user))

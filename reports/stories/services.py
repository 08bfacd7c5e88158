"""A post's way: saved, drafted again, ready to be published."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from reports.models import Story
from reports.stories import drafting as stories


def save_story(*, story: Story, written_by: User) -> Story:
    """Save the words; whoever changes a finished post makes it a draft again.

    Refused for an event on a sensitive topic.
    """
    stories.refuse_sensitive(story.event)
    story.written_by = written_by
    story.status, story.ready_figures = Story.Status.DRAFT, None
    story.save()
    return story


def finish_story(*, story: Story) -> Story:
    """Mark the post as ready, with the figures of the register as they are now.

    Refused while a language is empty, or while the name of somebody on the register is in it,
    and for an event on a sensitive topic.
    """
    stories.refuse_sensitive(story.event)
    if not all(text.strip() for text in story.texts.values()):
        raise ValidationError(_("Write the post in both languages first."))
    if stories.names_somebody(story.texts, story.event):
        raise ValidationError(stories.NAMES_SOMEBODY)
    story.status = Story.Status.READY
    story.ready_figures = stories.figures(story.event)
    story.save()
    return story

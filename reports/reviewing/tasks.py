"""What the worker does about texts, once an hour."""

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from background.naming import named
from reports.reviewing.finding import find_texts


@named(_("Look through texts about events for phones and numbers of identity"))
@task
def look_through_texts():
    """Note those in which a coordinator should look."""
    find_texts()

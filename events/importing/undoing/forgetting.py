"""Forgetting what imports changed, once they cannot be undone."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from background.naming import named
from events.models import Import, ImportedChange
from events.models.imported import UNDO_WITHIN


@named(_("Forget what imports changed long ago"))
@task
def forget_old_changes() -> int:
    """Delete what is kept so that imports can be undone, of those that are too old: how much."""
    old = Import.objects.filter(created_at__lte=timezone.now() - UNDO_WITHIN)
    return ImportedChange.objects.filter(of__in=old).delete()[0]

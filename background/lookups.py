"""Looking up a task for whoever started it."""

from django.shortcuts import get_object_or_404

from background.models import StartedTask


def started_or_404(user, task_id, *tasks, lock=False):
    """What `user` started, one of `tasks` where any is named; what is another's does not exist."""
    rows = StartedTask.objects.visible_to(user).select_related("result", "started_by")
    if tasks:
        rows = rows.filter(result__task_path__in=[task.module_path for task in tasks])
    if lock:
        rows = rows.select_for_update(of=("self",))
    return get_object_or_404(rows, result_id=task_id)

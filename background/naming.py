"""What tasks are called on pages."""

from django.utils.module_loading import import_string

_LABELS = {}


def named(label):
    """Decorate a task with the words (lazily translated) by which people know it."""

    def name(task):
        _LABELS[task.module_path] = label
        return task

    return name


def label_of(task_path):
    """Return the words for a task, loading its module; its path if it is gone or has none."""
    if task_path not in _LABELS:
        try:
            import_string(task_path)
        except ImportError:
            return task_path
    return _LABELS.get(task_path, task_path)

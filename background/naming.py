"""What tasks are called on pages, and how long each may take."""

from datetime import timedelta

from django.utils.module_loading import import_string

LONGEST = timedelta(minutes=10)
_LABELS, _LONGEST = {}, {}


def named(label, longest=LONGEST):
    """Decorate a task with the words (lazily translated) by which people know it.

    `longest`: what takes more time hangs, and is ended.
    """

    def name(task):
        _LABELS[task.module_path], _LONGEST[task.module_path] = label, longest
        return task

    return name


def label_of(task_path):
    """Return the words for a task, loading its module; its path if it is gone or has none."""
    _load(task_path)
    return _LABELS.get(task_path, task_path)


def longest_of(task_path):
    """Return how long a task may take (a timedelta), loading its module."""
    _load(task_path)
    return _LONGEST.get(task_path, LONGEST)


def _load(task_path):
    if task_path not in _LABELS:
        try:
            import_string(task_path)
        except ImportError:
            return

"""Uploaded files that no record names: left where a process died between the file and its row."""

from collections import defaultdict
from datetime import timedelta
from pathlib import PurePosixPath

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from background.naming import named
from shkej.lib.uploads.storage import UNFINISHED

YOUNG = timedelta(days=1)  # a file is there before its row


@named(_("Remove uploaded files that no record names"))
@task
def remove_orphans():
    """Remove those of more than a day; how many they were."""
    removed = 0
    for folder, fields in {**_fields_by_folder(), UNFINISHED: []}.items():
        for path in _old_files(folder) - _named(fields):
            default_storage.delete(path)
            removed += 1
    return removed


def _fields_by_folder():
    """{folder of the storage: the fields whose files lie there}."""
    found = defaultdict(list)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                path = PurePosixPath(field.generate_filename(model(), "x"))
                found[str(path.parent)].append(field)
    return found


def _old_files(folder):
    """The paths of all files in it of more than a day."""
    if not default_storage.exists(folder):
        return set()
    paths = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    return {path for path in paths if _is_old(path)}


def _is_old(path):
    try:
        return default_storage.get_modified_time(path) < timezone.now() - YOUNG
    except OSError:  # removed just now
        return False


def _named(fields):
    return {
        name
        for field in fields
        for name in field.model._base_manager.values_list(field.name, flat=True)
    }

"""Files that go with somebody: named in the same transaction, removed once that stands.

A process that is killed in between leaves the names, and the next run removes the files.
"""

from pathlib import Path

from django.core.files.storage import default_storage

from retention.models import FileToRemove


def note(paths):
    """Write down that the files at these paths of the storage go."""
    FileToRemove.objects.bulk_create(
        [FileToRemove(path=path) for path in sorted(set(paths))], ignore_conflicts=True
    )


def remove_noted(folder=None):
    """Remove all that were written down; below `folder` where that is not the storage in use."""
    for row in FileToRemove.objects.order_by("pk"):
        if folder is None:
            default_storage.delete(row.path)
        else:
            (Path(folder) / row.path).unlink(missing_ok=True)
        row.delete()

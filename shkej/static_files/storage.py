"""How static files are stored when they are collected."""

from pathlib import Path

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

from shkej.static_files.joined import JOINED, joined


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Files that are one where they were many, under names that change with the content."""

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        """Join first: the name and the compressed copies are those of the whole."""
        if not dry_run:
            write_joined(self.location)
            paths |= {name: (self, name) for name in JOINED}
        yield from super().post_process(paths, dry_run, **options)


def write_joined(folder):
    """Write the joined files into `folder`, from their parts as they are written now."""
    for name in JOINED:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(joined(name, source_of), encoding="utf-8")


def source_of(name):
    """Return the text of one of our own static files as it is written."""
    return (settings.BASE_DIR / "static" / name).read_text(encoding="utf-8")

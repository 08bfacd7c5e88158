"""Compile the catalogues of translations without gettext: `locale/**/*.po` to `*.mo`."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


def compile_catalogue(source):
    """Write the `.mo` beside `source`, whole or not at all; False where it is up to date."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    with NamedTemporaryFile(dir=source.parent, delete=False) as compiled:
        compiled.write(polib.pofile(str(source)).to_binary())
    os.chmod(compiled.name, 0o644)
    os.replace(compiled.name, target)
    return True


class Command(BaseCommand):
    """Runs before anything else does, so it checks nothing first."""

    help = "Compile changed translation catalogues (.po) to the form that is served (.mo)."
    requires_system_checks = ()

    def handle(self, *args, **options):
        for source in sorted(Path(settings.BASE_DIR, "locale").rglob("*.po")):
            if compile_catalogue(source) and options["verbosity"] > 0:
                self.stdout.write(f"compiled {source.relative_to(settings.BASE_DIR)}")

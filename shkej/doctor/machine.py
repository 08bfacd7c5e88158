"""The machine: who may read our files, room on the disk, files that installing makes, the clock."""

import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import AccessLog
from shkej.doctor.findings import HealthFinding
from shkej.lib.uploads import scanning
from shkej.lib.uploads.room import MEGABYTE, is_nearly_full, used

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LEAST_ROOM = 2 * 10**9  # bytes: some days of backups and uploads of a centre
AHEAD = timedelta(minutes=10)


def modes():
    """Whether other users of this machine can read what only the service may.

    docs/security.md, R49.
    """
    if os.name == "nt":  # folders have lists of rights there
        return
    for path in _ours():
        if path.exists() and path.stat().st_mode & OTHERS:
            yield HealthFinding(
                gettext_noop("Other users of this machine can reach %(path)s."),
                gettext_noop("chmod -R go= %(path)s"),
                {"path": path},
            )


def _ours():
    database = settings.DATABASES["default"]
    yield settings.BASE_DIR / ".env"
    yield settings.VAR_DIR
    yield Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    yield Path(settings.BACKUP_FOLDER)
    if database["ENGINE"].endswith("sqlite3") and Path(database["NAME"]).is_absolute():
        yield Path(database["NAME"])


def room():
    """Whether the disk has room for what comes in the next days."""
    for path in {settings.VAR_DIR, Path(settings.BACKUP_FOLDER)}:
        if not path.exists():
            continue
        free = shutil.disk_usage(path).free
        if free < LEAST_ROOM:
            yield HealthFinding(
                gettext_noop("The disk of %(path)s has only %(megabytes)s MB left."),
                gettext_noop("Make room, or put VAR_DIR or BACKUP_FOLDER on a larger disk."),
                {"path": path, "megabytes": free // 1_000_000},
            )


def uploads():
    """Whether uploaded files have room, and the scanner that looks at them answers."""
    if is_nearly_full():
        yield HealthFinding(
            gettext_noop("Uploaded files have %(megabytes)s of their %(most)s MB."),
            gettext_noop("Delete files that are not needed, or raise UPLOADS_TOTAL_MB."),
            {"megabytes": used() // MEGABYTE, "most": settings.UPLOADS_TOTAL_MB},
        )
    if settings.CLAMD_SOCKET and not scanning.answers():
        yield HealthFinding(
            gettext_noop("The virus scanner at %(where)s does not answer: no file is taken."),
            gettext_noop("Start clamd, and look at CLAMD_SOCKET and who may open it."),
            {"where": settings.CLAMD_SOCKET},
        )


def made_files():
    """Whether the files are there that installing makes."""
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield HealthFinding(
            gettext_noop("The static files were not collected: no page can be shown."),
            gettext_noop("manage.py collectstatic --noinput"),
            stops=settings.STORAGES["staticfiles"]["BACKEND"]
            == "shkej.static_files.storage.StaticFiles",
        )
    if not (settings.BASE_DIR / "locale" / "sq" / "LC_MESSAGES" / "django.mo").exists():
        yield HealthFinding(
            gettext_noop("The Albanian words were not compiled: all pages are in English."),
            gettext_noop("manage.py compile_catalogues"),
        )


def clock():
    """Whether the clock can be believed: days and ages hang on it (docs/reliability.md, F22)."""
    try:
        ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        yield HealthFinding(
            gettext_noop("This machine does not know the time of Tirana."),
            gettext_noop("pip install tzdata"),
            stops=True,
        )
    newest = AccessLog.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest and newest > timezone.now() + AHEAD:
        yield HealthFinding(
            gettext_noop("The clock has been set back: somebody was here at %(moment)s already."),
            gettext_noop("Set the clock right, and let it follow the network (timedatectl)."),
            {"moment": f"{timezone.localtime(newest):%d.%m.%Y %H:%M}"},
        )

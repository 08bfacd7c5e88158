"""Figures for whoever watches the server, in the form of Prometheus: of pages, never of people."""

import re
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Min
from django.http import Http404, HttpResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily

from accounts.models import OutgoingMail
from background.readiness import readiness
from backups.models import Backup
from shkej.serving.loopback import is_local

DAY = timedelta(days=1)
OF_PROCESS = re.compile(r"_(\d+)\.db$")


def metrics(request):
    """The figures of all processes together; for a stranger there is no such page."""
    if not (settings.METRICS and _may_read(request)):
        raise Http404
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, path=str(settings.METRICS_FOLDER))
    registry.register(Installation())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Installation:
    """What must get done by itself, as figures; read from the database when they are asked for."""

    def collect(self):
        """Yield each figure; `registry.register` asks once too."""
        now = timezone.now()
        waiting = OutgoingMail.objects.waiting()
        oldest = waiting.aggregate(at=Min("created_at"))["at"]
        failed = DBTaskResult.objects.failed().filter(finished_at__gt=now - DAY)
        yield _gauge("workers", "Workers that do their work", readiness().working)
        yield _gauge("mails_waiting", "Mails that wait to be sent", waiting.count())
        yield _gauge("oldest_mail_seconds", "How long the oldest of them waits", _age(oldest, now))
        yield _gauge("failed_tasks", "Tasks that failed within a day", failed.count())
        backup = Backup.objects.filter(is_everywhere=True, made_at__lte=now).first()
        if backup:
            age = _age(backup.made_at, now)
            yield _gauge(
                "backup_age_seconds", "Age of the last backup that reached each place", age
            )


def forget_the_dead():
    """Remove what processes wrote that are gone: called where a server begins."""
    if not settings.METRICS:
        return
    for path in settings.METRICS_FOLDER.glob("*.db"):
        number = OF_PROCESS.search(path.name)
        if number and Path("/proc").exists() and not Path("/proc", number[1]).exists():
            path.unlink(missing_ok=True)


def _may_read(request):
    if is_local(request.META):
        return True
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    is_right = secrets.compare_digest(token.encode(), wanted.encode())
    return bool(wanted) and kind == "Bearer" and request.is_secure() and is_right


def _age(moment, now):
    return (now - moment).total_seconds() if moment else 0


def _gauge(name, words, value):
    return GaugeMetricFamily(f"shkej_{name}", words, value=value)

"""What failed, for the page of administrators."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django_tasks_db.models import DBTaskResult

from background.naming import label_of
from background.reasons import place_of, reason_of

SHOWN = 100


@dataclass(frozen=True)
class Failure:
    """All times that a task failed in one way. `done_since`: when it was done again afterwards."""

    result: DBTaskResult
    times: int
    last_at: datetime
    done_since: datetime | None

    @property
    def label(self):
        """What it does, in words."""
        return label_of(self.result.task_path)

    @property
    def reason(self):
        """Why it failed the last time, in words."""
        return reason_of(self.result)

    @property
    def place(self):
        """What kind of fault it was then, and where; "" where the words say it all."""
        return place_of(self.result)


def failures():
    """Return a `Failure` for each task and kind of failure that is still kept, the last first."""
    failed = DBTaskResult.objects.failed()
    kinds = list(
        failed.order_by()
        .values("task_path", "exception_class_path")
        .annotate(times=Count("pk"), last_at=Max("finished_at"))
        .order_by("-last_at")[:SHOWN]
    )
    lasts = {
        (row.task_path, row.exception_class_path, row.finished_at): row
        for row in failed.filter(finished_at__in=[kind["last_at"] for kind in kinds])
    }
    done = DBTaskResult.objects.successful().order_by().values("task_path")
    done_at = dict(done.annotate(at=Max("finished_at")).values_list("task_path", "at"))
    return [
        Failure(
            result=lasts[path, fault, last_at],
            times=times,
            last_at=last_at,
            done_since=done_at[path] if path in done_at and done_at[path] > last_at else None,
        )
        for path, fault, times, last_at in (kind.values() for kind in kinds)
        if (path, fault, last_at) in lasts  # not forgotten between the two queries
    ]

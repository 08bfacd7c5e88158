"""Who works, what comes round and when, and who started which long task."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from background.naming import label_of
from background.reasons import reason_of
from shkej.lib.models import TimestampedModel

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


class Worker(TimestampedModel):
    """The last worker that held a slot. It lives as long as the lock of that slot is held.

    `worker_id` is in the tasks that it claimed; it is written once the lock is held.
    """

    slot = models.PositiveSmallIntegerField(unique=True, editable=False)
    worker_id = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ["slot"]

    def __str__(self):
        return self.worker_id


class Round(TimestampedModel):
    """When a task that comes round is due again; `result` is its last turn, while that is kept."""

    task_path = models.CharField(max_length=200, unique=True, editable=False)
    every = models.DurationField(editable=False)
    due_at = models.DateTimeField(editable=False)
    result = models.ForeignKey(
        DBTaskResult, models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("task that comes round")
        verbose_name_plural = _("tasks that come round")
        ordering = ["task_path"]

    def __str__(self):
        return self.task_path

    @property
    def label(self):
        """What it does, in words."""
        return label_of(self.task_path)

    def is_due(self, now):
        """Whether its time has come; a time further off than one turn was set by a wrong clock.

        From one night to the next it is an hour more when the clocks are set back.
        """
        turn = self.every if self.every < A_DAY else self.every + AN_HOUR
        return not now < self.due_at <= now + turn


class StartedTaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that `user` started: they are nobody else's."""
        return self.filter(started_by=user)

    def unfinished(self):
        """Those that wait or run."""
        return self.exclude(result__status__in=FINISHED)

    def to_tell(self):
        """Those that have ended, and whoever started them has not seen it yet, the last first."""
        ended = self.filter(result__status__in=FINISHED, seen_at=None)
        return ended.select_related("result").order_by("-result__finished_at", "-pk")


FINISHED = [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]


class StartedTask(TimestampedModel):
    """A task that a user started and waits for; it goes when its result goes.

    `done` of `total`: how far it is, None while that is not known. `url`: the path of the page that
    shows what came of it, or of the file. `notes`: what the task itself keeps (`made_files`).
    """

    result = models.OneToOneField(
        DBTaskResult, models.CASCADE, related_name="started", editable=False
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="started_tasks", editable=False
    )
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(null=True, editable=False)
    url = models.CharField(max_length=500, editable=False)
    notes = models.JSONField(default=dict, editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)

    objects = StartedTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("started task")
        verbose_name_plural = _("started tasks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=None) | Q(done__lte=models.F("total")),
                name="started_task_done_of_total",
            )
        ]

    def __str__(self):
        return str(self.result_id)

    @property
    def label(self):
        """What it does, in words."""
        return label_of(self.result.task_path)

    @property
    def state(self):
        """One of "ready" (waits for its turn), "running", "successful", "failed"."""
        return self.result.status.lower()

    @property
    def is_running(self):
        """Whether a worker does it now."""
        return self.result.status == TaskResultStatus.RUNNING

    @property
    def is_done(self):
        """Whether it ended as it should."""
        return self.result.status == TaskResultStatus.SUCCESSFUL

    @property
    def has_failed(self):
        """Whether it ended otherwise."""
        return self.result.status == TaskResultStatus.FAILED

    @property
    def known(self):
        """What its page shows now, as one word: the page says by it what it knows."""
        return f"{self.state}-{self.done}"

    @property
    def has_file(self):
        """Whether a file came of it."""
        return "name" in self.notes.get("kept", {})

    @property
    def is_finished(self):
        """Whether nothing more comes."""
        return self.result.status in FINISHED

    @property
    def reason(self):
        """Why it failed, in words for whoever started it."""
        return reason_of(self.result)

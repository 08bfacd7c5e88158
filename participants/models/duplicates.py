"""People who may be the same, and what was done about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from participants.querysets import MergeQuerySet, PossibleDuplicateQuerySet
from shkej.lib.models import TimestampedModel


class PossibleDuplicate(TimestampedModel):
    """Two records that look alike. A human decides; "not the same" is remembered."""

    first = models.ForeignKey(
        "participants.Participant", models.CASCADE, related_name="possible_duplicates_of"
    )
    second = models.ForeignKey(
        "participants.Participant", models.CASCADE, related_name="possible_duplicates"
    )
    is_different = models.BooleanField(_("not the same person"), default=False)

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="possible_duplicate_ordered"
            ),
            models.UniqueConstraint(fields=["first", "second"], name="possible_duplicate_unique"),
        ]

    def __str__(self):
        return f"{self.first_id}, {self.second_id}"


class Merge(TimestampedModel):
    """One record joined into another.

    `journal`: what that changed, row by row (`participants/merging/journal.py`), as long as it can
    be undone. Names may stand in it, so it is emptied once the merge is undone or too old.
    """

    kept = models.ForeignKey("participants.Participant", models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey("participants.Participant", models.PROTECT, related_name="merges")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    journal = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_two_people"),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="merge_stands_once"
            ),
        ]

    def __str__(self):
        return f"{self.merged_id} → {self.kept_id}"

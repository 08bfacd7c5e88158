"""The chain of seals over all that is only ever added to, and what was taken out of it lawfully."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel


class OnlyAdded(models.Model):
    """A row that nothing changes or deletes; the database refuses it too (`accounts.audit`)."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Add the row; refuse to change one that is there."""
        if not self._state.adding:
            raise PermissionDenied("The log is append-only.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        """Refuse: the log is append-only."""
        raise PermissionDenied("The log is append-only.")


class Seal(OnlyAdded):
    """One link of the chain: which rows of one table there were, and a digest of each.

    `rows`: 24 bytes for each row, its key and the first 16 bytes of its digest (`audit.digests`).
    They are all that had been committed with a key in (`after`, `up_to`]; of earlier keys those
    whose transaction was still under way when their turn was. `columns`: what was digested, in
    this order. `is_anew`: the rows were sealed before, and a migration has changed them since.
    `hash` covers all of this and the hash of the link before (`previous`); `signature` is made of
    it with a key that the database does not hold, which `key` names without telling it.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    made_at = models.DateTimeField(_("time"))
    table_name = models.CharField(max_length=63)
    columns = models.TextField()
    after = models.BigIntegerField()
    up_to = models.BigIntegerField()
    is_anew = models.BooleanField(default=False)
    rows = models.BinaryField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    key = models.CharField(max_length=16)
    signature = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("seal of the log")
        verbose_name_plural = _("seals of the log")
        ordering = ["number"]
        indexes = [models.Index(fields=["table_name", "number"], name="seal_of_table")]

    def __str__(self):
        return f"{self.number}:{self.hash}"


class LogDigest(TimestampedModel):
    """A month of which the coordinators were told who opened and exported how much."""

    month = models.DateField(_("month"), unique=True)

    class Meta:
        verbose_name = _("digest of the log")
        verbose_name_plural = _("digests of the log")
        ordering = ["-month"]

    def __str__(self):
        return f"{self.month:%Y-%m}"


class Redaction(OnlyAdded):
    """The one door: what may be changed or deleted in a table that is only added to, and why.

    The triggers let through what is here. `digest`: of the row as it was left.
    """

    class Reason(models.TextChoices):
        """What the law or the work asks for."""

        ERASURE = "erasure", _("a person was erased")
        RETENTION = "retention", _("it was kept for as long as it may be")
        MERGE = "merge", _("two records of one person were joined or parted")

    class Kind(models.TextChoices):
        """What was done. What is about to be changed is opened first."""

        OPENED = "opened", _("opened")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")

    made_at = models.DateTimeField(_("time"), auto_now_add=True)
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=10, choices=Reason)
    digest = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["table_name", "row_id"], name="redaction_of_row")]

    def __str__(self):
        return f"{self.table_name} {self.row_id}: {self.reason}"

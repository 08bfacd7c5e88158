"""What every table of SHKEJ has."""

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class TimestampedModel(models.Model):
    """A row that knows when it was made and last changed."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        abstract = True


class Decided(models.Model):
    """A request that somebody answers; both are empty as long as nobody has."""

    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        abstract = True


class SavedWhole(models.Model):
    """A row that is written with what follows from it, or not at all: history, line in the log."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Save all of it or nothing."""
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Delete it, and say so, or neither."""
        with transaction.atomic(savepoint=False):
            return super().delete(*args, **kwargs)

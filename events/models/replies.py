"""Which mails were read already, so that one that comes twice is done once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel


class ReadReply(TimestampedModel):
    """A mail that was read, without what it says.

    `digest`: what is the same when it comes again; `answered`: stands for the address to which we
    answered, and nobody can read it there.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        TAKEN = "taken", _("Taken over")
        REFUSED = "refused", _("Refused, and answered")
        UNREADABLE = "unreadable", _("Not understood, and answered")
        IGNORED = "ignored", _("Not for us, or from a machine")

    digest = models.CharField(max_length=64, unique=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    answered = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    class Meta:
        verbose_name = _("mail that was read")
        verbose_name_plural = _("mails that were read")

    def __str__(self):
        return self.digest[:8]

"""Mail that is still to be sent, written together with the change that it tells of."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel

UNREADABLE = "unreadable"


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self):
        """Mails that are neither sent nor given up."""
        return self.filter(sent_at=None, failed_at=None)

    def on_the_way(self):
        """Mails that are sent, or that a process is just handing to the server."""
        return self.filter(
            Q(sent_at__isnull=False) | Q(failed_at=None, sending_since__isnull=False)
        )

    def take_back(self):
        """Delete those that wait: how many. One that is just being sent may still arrive."""
        keys = list(self.waiting().values_list("pk", flat=True))
        self.model.objects.filter(pk__in=keys).delete()
        return len(keys)

    def due(self):
        """Waiting mails whose next attempt has come, the oldest first.

        Behind one that is put off, the others to the same address wait too: nobody is to read that
        an invitation is withdrawn before the invitation. What was last written in the future was
        written by a clock that was ahead: how long it should wait then means nothing now.
        """
        now = timezone.now()
        waits = Q(next_try_at__gt=now, updated_at__lte=now)
        earlier = self.model.objects.waiting().filter(to=OuterRef("to"), pk__lt=OuterRef("pk"))
        earlier = earlier.exclude(failure=UNREADABLE)  # which may wait for its key for ever
        put_off = Exists(earlier.filter(waits))
        return self.waiting().filter(~put_off).exclude(waits).order_by("pk")


class OutgoingMail(TimestampedModel):
    """One mail to one address. Its content is encrypted, and emptied once it is sent or given up.

    `message_id` is the same at each attempt, so that a server that got it twice can tell.
    """

    to = models.EmailField(_("email"), max_length=254)
    message_id = models.CharField(max_length=200, unique=True, editable=False)
    content = models.TextField(blank=True, editable=False)
    useless_after = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    # Set while a process hands it to the server.
    sending_since = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, editable=False)
    failed_at = models.DateTimeField(_("given up at"), null=True, blank=True, editable=False)
    # What the server said, as its number alone: its words may hold the address.
    failure = models.CharField(max_length=20, blank=True, editable=False)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at=None, failed_at=None),
                name="outgoing_mail_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="outgoing_mail_one_end"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, failed_at=None) | Q(content=""),
                name="outgoing_mail_emptied_at_the_end",
            ),
        ]

    def __str__(self):
        return self.message_id

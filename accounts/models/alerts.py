"""What the worker noticed in the access log, or of the machine, that somebody should look into."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.access_log import AccessLog
from shkej.lib.models import TimestampedModel


class AlertQuerySet(models.QuerySet):
    def visible_to(self, user, permission="accounts.view_alert"):
        """All for who runs the system, for coordinators those about lines that they may read.

        And that everything was exported: the people of each centre are in it.
        """
        if not user.has_perm(permission):
            return self.none()
        if user.has_perm("accounts.view_user"):
            return self
        lines = AccessLog.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(line__in=lines) | Q(kind=Alert.Kind.EVERYTHING_EXPORTED))

    def open_for(self, user):
        """Those that nobody has looked into, but for what `user` did: that is for others."""
        return self.visible_to(user).filter(looked_at=None).exclude(user=user)


class Alert(TimestampedModel):
    """One thing that was noticed, once. `key`: what it is told from others by.

    `line`: the line of the log that showed it, with whoever did it as `user`; neither where the
    machine is meant. `number`: how many, where the kind counts something.
    """

    class Kind(models.TextChoices):
        """What was noticed (docs/security.md, R56)."""

        NEW_DEVICE = "new_device", _("Signed in on a device that the account did not know")
        LOCKED = "locked", _("An account was locked after wrong passwords")
        MANY_FAILED = "many_failed", _("Many sign-ins failed within an hour")
        NAMES_EXPORTED = "names_exported", _("Exported people with their names")
        EVERYTHING_EXPORTED = "everything_exported", _("Exported everything")
        EXPORTED_AT_NIGHT = "exported_at_night", _("Exported at night")
        EXPORT_REFUSED = "export_refused", _("Asked for more files than a day allows")
        MANY_OPENED = "many_opened", _("Opened very many people")
        MANY_SHOWN = "many_shown", _("Looked through very many people")
        DISK_FULL = "disk_full", _("The disk is nearly full")

    kind = models.CharField(_("what was noticed"), max_length=20, choices=Kind)
    key = models.CharField(max_length=80, unique=True, editable=False)
    user = models.ForeignKey(
        "accounts.User", models.CASCADE, null=True, related_name="alerts", verbose_name=_("user")
    )
    line = models.ForeignKey("accounts.AccessLog", models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField(null=True)
    noticed_at = models.DateTimeField(_("time"), default=timezone.now)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-noticed_at", "-pk"]

    def __str__(self):
        return self.get_kind_display()


class LogWatch(TimestampedModel):
    """Up to when the log was looked through for alerts: one row."""

    watched_until = models.DateTimeField()

    class Meta:
        verbose_name = _("look through the log")
        verbose_name_plural = _("looks through the log")

    def __str__(self):
        return f"{self.watched_until:%Y-%m-%d %H:%M}"

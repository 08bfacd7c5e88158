"""The browsers in which somebody has set a PIN or a time after which the screen locks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel

TRIES = 5  # wrong PINs, until the password is given


class LockMinutes(models.IntegerChoices):
    """After how many idle minutes a device locks: two at a door, more at a desk."""

    TWO = 2, _("2 minutes")
    FIVE = 5, _("5 minutes")
    TEN = 10, _("10 minutes")
    FIFTEEN = 15, _("15 minutes")


class Device(TimestampedModel):
    """One browser as one user has set it up; another user of it has a row of their own."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="devices")
    token_hash = models.CharField(max_length=64)
    pin = models.CharField(max_length=200, blank=True)
    pin_set_at = models.DateTimeField(null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    lock_minutes = models.PositiveSmallIntegerField(
        _("the screen locks after"), choices=LockMinutes, default=LockMinutes.TWO
    )

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.UniqueConstraint("user", "token_hash", name="device_unique"),
            models.CheckConstraint(
                condition=models.Q(lock_minutes__in=LockMinutes.values),
                name="device_lock_minutes",
            ),
            models.CheckConstraint(
                condition=models.Q(wrong_tries__lte=TRIES), name="device_wrong_tries"
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def takes_pin(self):
        """Whether a PIN opens it: one is set, and not five wrong ones were typed."""
        return bool(self.pin) and self.wrong_tries < TRIES

    @property
    def tries_left(self):
        """How many wrong PINs it still takes."""
        return max(TRIES - self.wrong_tries, 0)

    @property
    def pin_version(self):
        """Another one each time that a PIN is set; "" where none is."""
        return str(int(self.pin_set_at.timestamp() * 1000)) if self.pin else ""

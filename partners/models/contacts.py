"""New contact addresses of organisations that nobody there has confirmed yet."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel
from shkej.lib.signed_links import new_key

CHANGE = "partners.change_organisation"
VALID_FOR = timedelta(days=7)  # an office reads its mail within a week


class NewContactQuerySet(models.QuerySet):
    def waiting(self):
        """Those that can be confirmed now."""
        since = timezone.now() - VALID_FOR
        return self.filter(confirmed_at=None, ended_at=None, created_at__gt=since)


class NewContact(TimestampedModel):
    """An address to which an organisation's mail will go once somebody there has confirmed it."""

    organisation = models.ForeignKey(
        "partners.Organisation", models.CASCADE, related_name="new_contacts"
    )
    email = models.EmailField(_("contact email"), max_length=254)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    key = models.CharField(max_length=20, default=new_key, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NewContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("new contact address")
        verbose_name_plural = _("new contact addresses")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                condition=Q(confirmed_at=None, ended_at=None),
                name="new_contact_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(ended_at=None), name="new_contact_one_end"
            ),
        ]

    def __str__(self):
        return f"{self.organisation_id}: {self.pk}"

    @property
    def is_waiting(self):
        """Whether it can be confirmed, or refused, now."""
        since = timezone.now() - VALID_FOR
        return not (self.confirmed_at or self.ended_at) and self.created_at > since

    @property
    def is_alive(self):
        """Whether it counts what whoever asked for it wanted: they may still change this one."""
        rows = type(self.organisation).objects.visible_to(self.asked_by, CHANGE).active()
        return rows.filter(pk=self.organisation_id).exists()

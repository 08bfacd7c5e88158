"""Consents: rows that are only ever added."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import SavedWhole, TimestampedModel


class Consent(SavedWhole, TimestampedModel):
    """What somebody agreed to, refused or took back, for one purpose, at one time."""

    class Purpose(models.TextChoices):
        """What the consent is for."""

        DATA = "data", _("Keeping personal data")
        PHOTO = "photo", _("Photographs")
        SHARING = "sharing", _("Sharing with a partner")
        CONTACT = "contact", _("Being contacted")

    class Answer(models.TextChoices):
        """What was answered."""

        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class GivenBy(models.TextChoices):
        """Who answered."""

        SELF = "self", _("The person")
        GUARDIAN = "guardian", _("Parent or guardian")
        REPRESENTATIVE = "representative", _("Legal representative")

    participant = models.ForeignKey(
        "participants.Participant",
        models.CASCADE,
        related_name="consents",
        verbose_name=_("participant"),
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    given_by = models.CharField(_("answered by"), max_length=20, choices=GivenBy.choices)
    shared_with = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shared with"),
    )
    given_on = models.DateField(_("date"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose="sharing", shared_with__isnull=False)
                | (~models.Q(purpose="sharing") & models.Q(shared_with__isnull=True)),
                name="consent_names_the_partner",
                violation_error_message=_("Say with which organisation data may be shared."),
            )
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.get_answer_display()}"

    def save(self, *args, **kwargs):
        """Add the row; refuse to change one that stands: a new answer is a new row."""
        if self.pk is not None:
            raise PermissionDenied("Consents are append-only.")
        super().save(*args, **kwargs)

"""What somebody is told before they answer: versions that are only ever added."""

from hashlib import sha256

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shkej.lib.bilingual import texts_of
from shkej.lib.dates import today
from shkej.lib.models import SavedWhole, TimestampedModel


class Purpose(models.TextChoices):
    """What a consent is for."""

    DATA = "data", gettext_lazy("Keeping personal data")
    PHOTO = "photo", gettext_lazy("Photographs")
    SHARING = "sharing", gettext_lazy("Sharing with a partner")
    CONTACT = "contact", gettext_lazy("Being contacted")


class ConsentTextQuerySet(models.QuerySet):
    def visible_to(self, user, permission="participants.view_consent_text"):
        """All of them for whoever holds `permission`: they are the same in every centre."""
        return self if user.has_perm(permission) else self.none()

    def for_purpose(self, purpose, on):
        """The version in force for `purpose` on the day `on`; None where none was published."""
        return self.filter(purpose=purpose, published_on__lte=on).order_by("-version").first()

    def newest(self):
        """{purpose: its newest version}."""
        return {row.purpose: row for row in self.order_by("version")}


class ConsentText(SavedWhole, TimestampedModel):
    """One version of what is read out or signed for one purpose, in both languages.

    A version is published as it is made and never changed: an answer proves what it was given to.
    """

    purpose = models.CharField(gettext_lazy("purpose"), max_length=10, choices=Purpose)
    version = models.PositiveSmallIntegerField(gettext_lazy("version"), editable=False)
    text = models.TextField(gettext_lazy("text"), max_length=5000)
    published_on = models.DateField(gettext_lazy("published on"), default=today, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=gettext_lazy("published by"),
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("consent text")
        verbose_name_plural = gettext_lazy("consent texts")
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version")
        ]

    def __str__(self):
        return _("%(purpose)s, version %(n)s") % {
            "purpose": self.get_purpose_display(),
            "n": self.version,
        }

    @property
    def digest(self):
        """The first 12 characters of the SHA-256 of both texts: what tells two versions apart."""
        both = "\n".join(texts_of(self, "text").values())
        return sha256(both.encode()).hexdigest()[:12]

    def save(self, *args, **kwargs):
        """Add a version; refuse to change one that was published."""
        if self.pk is not None:
            raise PermissionDenied("Published texts are never changed.")
        super().save(*args, **kwargs)

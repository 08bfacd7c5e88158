"""A public post about one event; its figures are places that the register fills."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.bilingual import LANGUAGES
from shkej.lib.models import TimestampedModel


class Story(TimestampedModel):
    """The post in both languages: typed words, and places such as `{people}` for the figures."""

    class Status(models.TextChoices):
        """Whether it may be published."""

        DRAFT = "draft", _("Draft")
        READY = "ready", _("Ready")

    event = models.OneToOneField(
        "events.Event", models.CASCADE, related_name="story", verbose_name=_("event")
    )
    text = models.TextField(_("post"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    # What the register said when it was marked ready: {"people": …, "groups": …}.
    ready_figures = models.JSONField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("post about an event")
        verbose_name_plural = _("posts about events")
        ordering = ["-updated_at"]

    def __str__(self):
        return f"{self.event_id}"

    @property
    def is_ready(self):
        """Whether it may be published."""
        return self.status == self.Status.READY

    @property
    def texts(self):
        """{"sq": words, "en": words}, as typed."""
        return {code: getattr(self, f"text_{code}") or "" for code in LANGUAGES}

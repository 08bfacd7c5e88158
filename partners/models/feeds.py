"""Calendar feeds: the secret links by which a calendar follows the events."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shkej.lib.bilingual import LANGUAGES
from shkej.lib.models import TimestampedModel


class CalendarFeed(TimestampedModel):
    """One link of one user or organisation. Only the token's hash is kept."""

    class Scope(models.TextChoices):
        """Which events the feed holds."""

        SHARED = "shared", _("All events shared with us")
        OWN = "own", _("Only our events")
        PROJECT = "project", _("Events of one project")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_feeds",
        verbose_name=_("user"),
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_feeds",
        verbose_name=_("organisation"),
    )
    project = models.ForeignKey(
        "partners.Project",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_feeds",
        verbose_name=_("project"),
    )
    language = models.CharField(_("language"), max_length=2, choices=list(LANGUAGES.items()))
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices)
    token_hash = models.CharField(_("hashed token"), max_length=64, unique=True)
    last_used_at = models.DateTimeField(_("last opened"), null=True, blank=True)
    # How often it was read since when, by the mark of each network address: too often is slowed
    # down.
    readings = models.JSONField(default=dict, editable=False)
    readings_since = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True, organisation__isnull=False)
                | Q(user__isnull=False, organisation__isnull=True),
                name="feed_has_one_owner",
                violation_error_message=_("A link belongs to a user or to an organisation."),
            ),
            models.CheckConstraint(
                condition=Q(scope="project", project__isnull=False)
                | (~Q(scope="project") & Q(project__isnull=True)),
                name="feed_project_scope",
                violation_error_message=_("Choose a project for a link to one project."),
            ),
        ]

    def __str__(self):
        return f"{self.get_scope_display()} ({self.language})"

"""Calendar feeds: the secret links by which a calendar follows the events.

They are access that an organisation or an account was given, and end with it: so they stand beside
the organisation, and know no event. Their pages and what they show: `events.calendar`.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shkej.lib.bilingual import LANGUAGES
from shkej.lib.models import TimestampedModel

OWN = "events.own_feed"


class CalendarFeedQuerySet(models.QuerySet):
    def open(self):
        """Links that nobody has ended."""
        return self.filter(revoked_at=None)

    def revoke(self):
        """End them for good."""
        now = timezone.now()
        return self.open().update(revoked_at=now, updated_at=now)


class CalendarFeed(TimestampedModel):
    """One link of one user or organisation. Only the token's hash is kept.

    It ends with the account, the role or the organisation of `made_by`, who made it.
    """

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
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,  # of links from before this was written down; they are dead
        related_name="made_feeds",
        verbose_name=_("made by"),
        editable=False,
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

    objects = CalendarFeedQuerySet.as_manager()

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

    @property
    def is_alive(self):
        """Whether it is read: not revoked, and who made it still may make such a one."""
        if self.revoked_at or self.made_by is None:
            return False
        grants = self.made_by.grants_for(OWN)
        if self.organisation_id is None:
            return bool(grants)
        return any(grant.organisation_id == self.organisation_id for grant in grants)

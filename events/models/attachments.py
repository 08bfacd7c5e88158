"""Files that belong to an event."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel
from shkej.lib.queries.ordering import NamedChoices


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.view_attachment"):
        """Files of the events that `user` reaches by `permission`."""
        events = self.model._meta.get_field("event").related_model.objects
        return self.filter(event__in=events.visible_to(user, permission))

    def signed(self):
        """Signed lists of which somebody has said how many signatures they hold."""
        return self.filter(kind="signed_sheet", signatures__isnull=False)

    def signatures(self):
        """How many signatures are on the signed lists; None where nobody has said it."""
        return self.signed().aggregate(total=Sum("signatures"))["total"]


def stored_name(attachment, _file_name):
    """A random name: what the file was called never becomes a path."""
    return f"attachments/{secrets.token_hex(16)}"


class Attachment(TimestampedModel):
    """A signed sheet, a photo or a document."""

    class Kind(NamedChoices):
        """What the file is."""

        SIGNED_SHEET = "signed_sheet", _("Signed attendance list")
        PHOTO = "photo", _("Photo")
        DOCUMENT = "document", _("Document")

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="attachments", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    file = models.FileField(_("file"), upload_to=stored_name)
    signatures = models.PositiveIntegerField(_("number of signatures"), null=True, blank=True)
    shows_no_child = models.BooleanField(_("no child can be recognised"), default=False)
    original_name = models.CharField(_("name of the file"), max_length=200)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["event", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signatures=None) | Q(kind="signed_sheet"),
                name="attachment_signatures_on_sheet",
                violation_error_message=_("Only a signed attendance list has signatures."),
            )
        ]

    def __str__(self):
        return self.original_name

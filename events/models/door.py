"""What was typed at a door and does not say clearly who is there: for the staff to sort out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DoorNote(models.Model):
    """A name or a code typed at the door of an event; deleted once somebody has seen to it."""

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="door_notes", verbose_name=_("event")
    )
    text = models.CharField(_("typed at the door"), max_length=201)
    noted_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("note from the door")
        verbose_name_plural = _("notes from the door")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "text"], name="door_note_once"),
        ]

    def __str__(self):
        return self.text

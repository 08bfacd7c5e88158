"""What the rows of imported files became: so a file imported again finds its events and people.

Nothing of a file is kept: what a row said is kept as keyed hashes, which can be compared and not
read (`events.importing.remembered.keys`).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel

DIGEST_LENGTH = 32


class ImportedEvent(TimestampedModel):
    """Which event it is that a file calls so; `said`: {column: hash of what files said of it}."""

    centre = models.ForeignKey(
        "events.Centre", models.CASCADE, related_name="+", verbose_name=_("centre")
    )
    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="+", verbose_name=_("event")
    )
    key = models.CharField(max_length=DIGEST_LENGTH)
    said = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event of an imported file")
        verbose_name_plural = _("events of imported files")
        constraints = [
            models.UniqueConstraint(fields=["centre", "key"], name="imported_event_unique")
        ]

    def __str__(self):
        return self.key


class ImportedRow(TimestampedModel):
    """Who it was that a file had at an event, or which group it counted there.

    `person`: the id of the participant as it was found, before all merges; None for a headcount.
    `who`: the hash of the person alone, over all events; `of_person`, `of_place`: what was said.
    """

    centre = models.ForeignKey(
        "events.Centre", models.CASCADE, related_name="+", verbose_name=_("centre")
    )
    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="+", verbose_name=_("event")
    )
    person = models.BigIntegerField(null=True)
    key = models.CharField(max_length=DIGEST_LENGTH)
    who = models.CharField(max_length=DIGEST_LENGTH, blank=True)
    of_person = models.CharField(max_length=DIGEST_LENGTH, blank=True)
    of_place = models.CharField(max_length=DIGEST_LENGTH)

    class Meta:
        verbose_name = _("row of an imported file")
        verbose_name_plural = _("rows of imported files")
        constraints = [
            models.UniqueConstraint(fields=["centre", "key"], name="imported_row_unique")
        ]
        indexes = [models.Index(fields=["centre", "who"], name="imported_row_who")]

    def __str__(self):
        return self.key

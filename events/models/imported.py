"""What the rows of imported files became: so a file imported again finds its events and people,
and an import can be undone.

Nothing of a file is kept: what a row said is kept as keyed hashes, which can be compared and not
read (`events.importing.remembered.keys`).
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.centres import Centre
from shkej.lib.models import TimestampedModel

DIGEST_LENGTH = 32
UNDO_WITHIN = timedelta(days=90)


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

    Without an `event` and `of_place`, the place was undone and the person stayed; without a
    `person` too, somebody left the row out.
    `person`: the id of the participant as it was found, before all merges; None for a headcount.
    `who`: the hash of the person alone, over all events; `of_person`, `of_place`: what was said. Of
    a row of a headcount that was corrected, `who` is the key of its group, `of_person` what the
    other rows of the group counted.
    """

    centre = models.ForeignKey(
        "events.Centre", models.CASCADE, related_name="+", verbose_name=_("centre")
    )
    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, related_name="+", verbose_name=_("event")
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


class ImportedShape(TimestampedModel):
    """How somebody answered about lists with these headings, to be offered for the next such one.

    `answers`: {question: answer}, and under "columns" {hash of a heading: key of the import}.
    """

    centre = models.ForeignKey(
        "events.Centre", models.CASCADE, related_name="+", verbose_name=_("centre")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    key = models.CharField(max_length=DIGEST_LENGTH)
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("shape of imported lists")
        verbose_name_plural = _("shapes of imported lists")
        constraints = [
            models.UniqueConstraint(fields=["centre", "key"], name="imported_shape_unique")
        ]

    def __str__(self):
        return self.key


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.add_import"):
        """Imports into the centres where `user` may import."""
        centres = Centre.objects.visible_to(user, permission)
        return self.filter(centre__in=centres) if user.has_perm(permission) else self.none()

    def undoable_by(self, user):
        """Their own, and each in the centres where they may delete events: undoing deletes them."""
        centres = Centre.objects.visible_to(user, "events.delete_event")
        return self.visible_to(user).filter(Q(by=user) | Q(centre__in=centres))


class Import(TimestampedModel):
    """One file that was imported into a centre; what it changed is `changes`, while it is kept.

    `digest`: SHA-256 of the file, by which an import that was cut off is known when it is repeated.
    `undoing_at`: since when it is being taken back, `undone_at`: when that had ended.
    """

    centre = models.ForeignKey(
        "events.Centre", models.CASCADE, related_name="+", verbose_name=_("centre")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("imported by"),
    )
    digest = models.CharField(max_length=64, editable=False)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    undoing_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.centre_id}: {self.pk}"

    @property
    def may_be_undone(self):
        """Whether it is not too old, and was not undone."""
        return self.undone_at is None and timezone.now() < self.created_at + UNDO_WITHIN


class ImportedChange(models.Model):
    """One row of the database that an import made or changed: by ids alone, without any name.

    `before` and `after`: its versions in the change history, of what has one; None as `before`: the
    import made it. `rest`: what has no history. `outcome`: what its undoing came to.
    """

    class Outcome(models.TextChoices):
        """Whether it was undone, or why it stays."""

        OPEN = "", _("not undone")
        UNDONE = "undone", _("undone")
        CHANGED = "changed", _("changed since")
        USED = "used", _("used since")
        CLOSED = "closed", _("the register is closed, or the event was called off")
        KEPT_BACK = "kept_back", _("of a sensitive event: only for those who may see its names")

    of = models.ForeignKey(Import, models.CASCADE, related_name="changes")
    table = models.CharField(max_length=40)
    row = models.BigIntegerField()
    is_made = models.BooleanField()
    before = models.BigIntegerField(null=True)
    after = models.BigIntegerField(null=True)
    rest = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.OPEN)

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")
        constraints = [
            models.UniqueConstraint(fields=["of", "table", "row"], name="imported_change_unique")
        ]

    def __str__(self):
        return f"{self.of_id}: {self.table} {self.row}"

"""Which backups were made, where they are, and which of them a holder of a key has opened."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backups.manifest import hash_of_proof
from shkej.lib.models import TimestampedModel


class Backup(TimestampedModel):
    """One backup. `proof_hash`: of the word that is only inside it (`Manifest.proof`).

    `is_everywhere`: it reached each place that settings name, the ones away from here too.
    `missing`: how many files that rows name were gone when it was made.
    """

    key = models.CharField(max_length=32, unique=True, editable=False)
    name = models.CharField(_("file"), max_length=255, editable=False)
    made_at = models.DateTimeField(_("made at"), db_index=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    proof_hash = models.CharField(max_length=64, editable=False)
    is_everywhere = models.BooleanField(default=True, editable=False)
    missing = models.PositiveIntegerField(default=0, editable=False)
    verified_at = models.DateTimeField(_("opened by a holder"), null=True, editable=False)

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.name

    @classmethod
    def note(cls, made, *, is_everywhere=True):
        """Keep what is known of a backup that was just made."""
        return cls.objects.create(
            key=made.manifest.key,
            name=made.path.name,
            made_at=made.manifest.moment,
            size=made.size,
            sha256=made.sha256,
            proof_hash=hash_of_proof(made.manifest.proof),
            is_everywhere=is_everywhere,
            missing=len(made.manifest.missing),
        )

    @classmethod
    def note_restored(cls, manifest):
        """Keep that the backup of `manifest`, in which it is not itself, was opened."""
        known = {
            "name": manifest.moment.strftime("%Y-%m-%d %H:%M"),
            "made_at": manifest.moment,
            "proof_hash": hash_of_proof(manifest.proof),
            "verified_at": timezone.now(),
        }
        return cls.objects.update_or_create(key=manifest.key, defaults=known)

    @classmethod
    def of_proof(cls, proof):
        """Return the backup whose word `proof` is, or None."""
        return cls.objects.filter(proof_hash=hash_of_proof(proof)).first()

    def note_opened(self):
        """Keep that a holder of a key has opened it just now."""
        self.verified_at = timezone.now()
        self.save(update_fields=["verified_at", "updated_at"])


class BackupWarning(TimestampedModel):
    """A mail to the administrators that there has been no backup for too long."""

    class Meta:
        verbose_name = _("backup warning")
        verbose_name_plural = _("backup warnings")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d %H:%M}"

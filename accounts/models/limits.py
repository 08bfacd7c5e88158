"""What is counted for a while when somebody signs in: wrong attempts, and codes that were used."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Limit(models.Model):
    """One count or mark until `expires_at`; `accounts.limits` reads and writes it.

    `key`: a keyed hash of what is counted. No account, address or code can be read here.
    """

    key = models.CharField(max_length=64, primary_key=True, editable=False)
    value = models.JSONField(editable=False)
    expires_at = models.DateTimeField(db_index=True, editable=False)

    class Meta:
        verbose_name = _("limit on signing in")
        verbose_name_plural = _("limits on signing in")

    def __str__(self):
        return self.key[:8]

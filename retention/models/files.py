"""Files that are to go: named with what they belonged to, until they are removed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileToRemove(models.Model):
    """The path of a file in the storage that nothing names any more."""

    path = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        verbose_name = _("file to remove")
        verbose_name_plural = _("files to remove")
        ordering = ["pk"]

    def __str__(self):
        return self.path

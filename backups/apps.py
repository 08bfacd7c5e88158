from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    """Copies of everything, encrypted for those who hold the keys, and the way back from them."""

    name = "backups"
    verbose_name = _("backups")

    def ready(self):
        """Finish a restore that was killed while it changed places; say which database we use."""
        from backups.restoring import exchange, in_use

        if exchange.is_interrupted(settings.BACKUP_WORK):
            exchange.finish(settings.BACKUP_WORK)
        connection_created.connect(in_use.note_use, dispatch_uid="backups.restoring.in_use")

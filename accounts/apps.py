from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, roles and scope, sign-in, and the log of who saw and changed what."""

    name = "accounts"
    verbose_name = _("accounts")

    def ready(self):
        """Listen to the sign-in library, and to migrations: what is only added to stays guarded."""
        from accounts import signals  # noqa: F401
        from accounts.audit import triggers

        pre_migrate.connect(triggers.before_migrations, sender=self)
        post_migrate.connect(triggers.after_migrations, sender=self)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, roles and scope, sign-in, and the log of who saw and changed what."""

    name = "accounts"
    verbose_name = _("accounts")

    def ready(self):
        """Listen to the sign-in library."""
        from accounts import signals  # noqa: F401

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackgroundConfig(AppConfig):
    """What takes time or comes round: the worker, how far its tasks are, and what failed."""

    name = "background"
    verbose_name = _("background tasks")

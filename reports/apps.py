from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """The counting engine, its pages and its exporters."""

    name = "reports"
    verbose_name = _("reports")

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftsConfig(AppConfig):
    """Typed work that was not saved, and the keys by which a form is saved once."""

    name = "drafts"
    verbose_name = _("Typed work")

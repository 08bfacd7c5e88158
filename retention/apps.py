from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    """How long data are kept, who is erased, and who asks what is held of them."""

    name = "retention"
    verbose_name = _("how long data are kept")

    def ready(self):
        """Say what a merge takes along."""
        from participants.merging.parts import register
        from retention.merging import PARTS

        register(*PARTS)

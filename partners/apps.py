from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Organisations, the programmes and projects they share, and their calendar feeds."""

    name = "partners"
    verbose_name = _("partners")

    def ready(self):
        from partners.models import Organisation, Programme, Project
        from shkej.lib.queries.versions import register

        for model in (Organisation, Programme, Project):
            register(model)

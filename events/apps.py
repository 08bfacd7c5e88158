from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Centres, events and series, registration, attendance and headcounts."""

    name = "events"
    verbose_name = _("events")

    def ready(self):
        from simple_history import register

        from events.models import Event, Headcount, Registration, Series, SeriesMember

        for model in (Event, Registration, Headcount, Series, SeriesMember):
            register(model)

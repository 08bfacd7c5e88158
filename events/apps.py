from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Centres, events and series, registration, attendance and headcounts."""

    name = "events"
    verbose_name = _("events")

    def ready(self):
        from events.models import (
            Attachment,
            Centre,
            Event,
            EventOrganisation,
            EventProposal,
            Headcount,
            Registration,
            Series,
            SeriesMember,
        )
        from events.models.one_act import VersionOfAct
        from events.register.people.ages import write_ages
        from events.register.people.merging import RegistrationsPart
        from events.series.merging import MembershipsPart
        from participants.lib.ages import register_writer
        from participants.merging.parts import register as register_merge_parts
        from shkej.lib.queries.versions import register

        for model in (
            Centre,
            Event,
            EventOrganisation,
            EventProposal,
            Attachment,
            Series,
            SeriesMember,
        ):
            register(model)
        register(Headcount, bases=[VersionOfAct])
        # Where somebody is on paper is no fact.
        register(Registration, bases=[VersionOfAct], excluded_fields=["line"])
        register_writer(write_ages)
        register_merge_parts(RegistrationsPart(), MembershipsPart())

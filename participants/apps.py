from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipantsConfig(AppConfig):
    """People, their guardians and households, consents and duplicates."""

    name = "participants"
    verbose_name = _("participants")

    def ready(self):
        from accounts.audit.protected import protect
        from accounts.reading.scoped import register as register_scoped
        from participants import logged_changes
        from participants.merging.parts import register as register_merge_parts
        from participants.merging.records import PARTS
        from participants.models import (
            Consent,
            ConsentText,
            CountingSpan,
            Guardianship,
            Participant,
        )
        from shkej.lib.queries.versions import register

        for model in (Participant, Guardianship, CountingSpan):
            register(model)
        protect(Consent, ConsentText)
        logged_changes.connect()
        register_scoped(Participant._meta.label, _people_of)
        register_merge_parts(*PARTS)


def _people_of(user):
    from participants.models import Participant

    return Participant.objects.visible_to(user, "participants.view_readers")

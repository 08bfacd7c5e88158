"""With which organisations events are shared, and for which of them a user acts."""

from events.models import EventOrganisation
from events.models.scope import WITH_ALL
from partners.models import Organisation

PERMISSION = "events.answer_invitation"


def organisations_of(user):
    """The active organisations that `user` acts for."""
    return Organisation.objects.visible_to(user, PERMISSION).active()


def organisations_sharing(events, organisations):
    """[(event, those of `organisations` with which it is shared)]; one query."""
    parts = EventOrganisation.objects.filter(event__in=events, organisation__in=organisations)
    named = set(parts.values_list("event", "organisation"))
    return [(event, shared_among(event, organisations, named)) for event in events]


def shared_among(event, organisations, named):
    """With which of them an event, or a version of one, is shared.

    `named`: {(event's id, organisation's id)} of those that have a part in it.
    """
    if event.visibility in WITH_ALL:
        return list(organisations)
    if event.visibility != "partners":
        return []
    return [each for each in organisations if (event.id, each.pk) in named]

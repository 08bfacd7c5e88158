"""Which people a user sees, and how they are found."""

from django.db import models
from django.db.models import Q

from accounts.querysets import centre_scope
from shkej.albanian import terms


class ParticipantQuerySet(models.QuerySet):
    def visible_to(self, user, permission="participants.view_participant"):
        """People of the centres in which `user` holds `permission`.

        A person belongs to the centre that registered them first and to each centre whose events
        they were registered for. Volunteers see those of the events they are assigned to.
        """
        own = centre_scope(user, permission)
        if not own:
            return self
        registrations = self.model._meta.get_field("registrations").related_model.objects
        met = registrations.visible_to(user, permission).values("participant")
        return self.filter(own | Q(pk__in=met))

    def current(self):
        """People whose record was not merged into another."""
        return self.filter(merged_into=None)

    def search(self, query):
        """People whose name or code has each word of `query`, without regard to diacritics."""
        found = self
        for term in terms(query):
            found = found.filter(Q(search_name__contains=term) | Q(code=term.upper()))
        return found

    def for_list(self):
        """With what a list shows of each, in a bounded number of queries."""
        return self.select_related("category", "organisation", "centre")

"""Which events a user sees, and which of them wait, count or take place."""

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.querysets import centre_scope
from events.models.access import DETAILS, VIEW, WithAccess
from events.models.scope import (
    event_scope,
    is_by_centre,
    is_coming,
    is_expected,
    organisations_acted_for,
    scope_of_centres,
    shared_with,
)
from participants.lib.births import ADULT_AGE
from participants.lib.younger import younger_than
from shkej.lib.albanian import terms
from shkej.lib.dates import today


def _empty(field):
    return Q(**{field: None}) | Q(**{field: ""})


def _per_event(rows, figure):
    """A figure over the `rows` of each event, 0 where there are none."""
    mine = rows.order_by().filter(event=OuterRef("pk")).values("event").annotate(figure=figure)
    return Coalesce(Subquery(mine.values("figure")), 0)


class EventQuerySet(WithAccess, models.QuerySet):
    def visible_to(self, user, permission="events.view_event"):
        """Events of the centres `user` works for; for partners those shared with them.

        Volunteers reach the events they are assigned to, from 24 hours before to 48 hours after;
        observers past ones that are not sensitive. By a permission that tells names, sensitive ones
        are for whoever is assigned or holds `sees_sensitive` (`scope.names_disclosed`).
        """
        if is_by_centre(user, permission):
            return self.filter(scope_of_centres(user, permission))
        scope = event_scope(user, permission)
        return self.filter(pk__in=self.model.objects.filter(scope).values("pk")) if scope else self

    def shared_with(self, organisation):
        """Events that an organisation sees: shared with all partners, or with it by name."""
        return self.filter(pk__in=self.model.objects.filter(shared_with(organisation)).values("pk"))

    def held(self):
        """Events that took place: only these count."""
        return self.filter(status="held")

    def between(self, start, end):
        """Events that start on a local day from `start` to `end`, both inclusive."""
        return self.filter(starts_on__range=(start, end))

    def _taken(self):
        """A condition: somebody was marked or counted at the event."""
        registrations = self.model.registrations.rel.related_model.objects
        headcounts = self.model.headcounts.rel.related_model.objects
        marked = registrations.exclude(attendance="unmarked").filter(event=OuterRef("pk"))
        return Exists(marked) | Exists(headcounts.filter(event=OuterRef("pk")))

    def with_hidden_marks(self):
        """Events that were not held, though somebody is marked or counted there."""
        return self.filter(self._taken()).exclude(status="held")

    def register_not_taken(self):
        """Past events that were not called off and whose register is still empty.

        Of an event that a partner proposed the centre keeps none, unless people are on it.
        """
        registrations = self.model.registrations.rel.related_model.objects
        standing = registrations.standing().filter(event=OuterRef("pk"))
        return self.filter(
            ~self._taken(),
            Q(proposal=None) | Exists(standing),
            status__in=["planned", "held"],
            starts_on__lt=timezone.localdate(),
            register_closed_at=None,
        )

    def register_not_closed(self):
        """Past events whose register was taken but is still open."""
        return self.filter(
            self._taken(),
            status="held",
            starts_on__lt=timezone.localdate(),
            register_closed_at=None,
        )

    def coming(self):
        """Events whose last day is today or later, also those that were called off."""
        return self.filter(is_coming())

    def untouched(self):
        """Events still ahead of which nobody recorded anything: these a series may change."""
        return self.filter(~self._taken(), status="planned", starts_at__gt=timezone.now())

    def not_over(self):
        """Events that take place and have not ended."""
        now, today = timezone.now(), timezone.localdate()
        ahead = Q(ends_at__gt=now) | Q(ends_at=None, starts_on__gte=today)
        return self.filter(ahead, status__in=["planned", "held"], register_closed_at=None)

    def without_venue(self):
        """Events at the centre itself."""
        return self.filter(_empty("venue_sq"), _empty("venue_en"))

    def untranslated(self):
        """Events whose title lacks one of the two languages."""
        return self.filter(_empty("title_sq") | _empty("title_en"))

    def without_project(self):
        """Held events, kept by the centre, that no project's report counts: they name none."""
        return self.filter(projects=None, proposal=None, status="held")

    def with_children(self):
        """Events on whose register a child is, named or counted; of unknown age as they attend."""
        registrations = self.model.registrations.rel.related_model.objects
        headcounts = self.model.headcounts.rel.related_model.objects
        attends = Q(category__code="child")
        named = registrations.active().filter(
            attends | younger_than(ADULT_AGE, today(), "participant__"), event=OuterRef("pk")
        )
        counted = headcounts.filter(attends | Q(age_to__lt=ADULT_AGE), event=OuterRef("pk"))
        return self.filter(Exists(named.order_by()) | Exists(counted.order_by()))

    def for_everybody(self):
        """Events that anybody may see: public, and without children unless that was agreed to.

        Looked up, not stored: a child may come to a public event in many ways, and at the door
        nobody is asked.
        """
        unanswered = self.model.objects.publicity_unanswered().values("pk")
        return self.filter(visibility="public").exclude(pk__in=unanswered)

    def publicity_unanswered(self):
        """Coming public events with children of which nobody said that everybody may see them."""
        return self.coming().filter(visibility="public", is_for_everybody=False).with_children()

    def search(self, query):
        """Events whose title has each word of `query`, without regard to diacritics."""
        found = self
        for term in terms(query):
            found = found.filter(search_title__contains=term)
        return found

    def for_list(self):
        """With what a list shows of each, in a bounded number of queries."""
        return self.select_related("centre").prefetch_related("projects")

    def details_shown_to(self, user):
        """A condition on events: `EventAccess.shows_details`, to search and sort by."""
        if is_by_centre(user, DETAILS):
            return centre_scope(user, DETAILS) or Q(pk__isnull=False)
        # The scope is beside the key, as in `with_flags`.
        same = self.model.objects.filter(pk=OuterRef("pk"))
        return Q(Exists(same.filter(event_scope(user, DETAILS))))

    def hours_known_to(self, user):
        """A condition on events: `EventAccess.knows_hours`, to search and sort by."""
        told = Q(is_sensitive=False) | self.details_shown_to(user)
        return told | is_expected(user) if organisations_acted_for(user) else told

    def in_known_order(self, user=None):
        """By day, and by hour where the reader is told it: an order, too, can tell.

        `user`: None for the public, who are told none of what is sensitive.
        """
        if user is not None and user.grants_for(VIEW) == user.grants_for(DETAILS):
            return self.order_by("starts_at", "pk")
        told = Q(is_sensitive=False) if user is None else self.hours_known_to(user)
        hour = Case(When(told, then=F("starts_at")))
        return self.order_by("starts_on", hour.asc(nulls_first=True), "pk")

    def with_places_taken(self):
        """With `places_taken`: by name or counted without one, in the same query."""
        registrations = self.model.registrations.rel.related_model.objects
        headcounts = self.model.headcounts.rel.related_model.objects
        return self.annotate(
            places_taken=_per_event(registrations.taking_places(), Count("pk"))
            + _per_event(headcounts.of_participants(), Sum("count"))
        )

    def with_people(self):
        """With `people`: how many came, named or counted (docs/counting.md), in the same query."""
        registrations = self.model.registrations.rel.related_model.objects
        headcounts = self.model.headcounts.rel.related_model.objects
        return self.annotate(
            people=_per_event(registrations.counted(), Count("pk"))
            + _per_event(headcounts.counted(), Sum("count"))
        )
